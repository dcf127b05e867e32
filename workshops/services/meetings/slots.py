"""The slots and tables of a session: added, changed, taken off. Their meetings stay agreed.

What each change would do can be asked for beforehand (``effect_of_…``): nothing is written then.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from programme.models import User
from workshops.matchmaking.times import (
    Strays,
    choice_b_of,
    lies_within,
    overlapping,
    place_in_time,
)
from workshops.models import (
    Meeting,
    MeetingSlot,
    MeetingStatus,
    MeetingTable,
    Networker,
    NetworkingSession,
)
from workshops.services.meetings.placing import place, unplace
from workshops.services.meetings.rows import MeetingError, locked_session, log_session
from workshops.services.meetings.telling import (
    is_told,
    telling_those_concerned,
    with_people,
)

Row = TypeVar("Row", MeetingSlot, MeetingTable)


@dataclass(frozen=True)
class Effect:
    """What a change does to meetings: which keep a time, which lose it, and what is in the way."""

    kept: list[Meeting] = field(default_factory=list)
    lost: list[Meeting] = field(default_factory=list)
    # The new table of those that move to another one, by the key of the meeting.
    tables: dict[int, MeetingTable] = field(default_factory=dict)
    people: int = 0
    warnings: list[str] = field(default_factory=list)
    is_told: bool = False

    @property
    def meetings(self) -> list[Meeting]:
        return [*self.kept, *self.lost]


def _meetings_in(session: NetworkingSession, **where: object) -> list[Meeting]:
    rows = Meeting.objects.filter(session=session, status=MeetingStatus.ACCEPTED, **where)
    return list(rows.select_related("slot", "table"))


def _effect(
    session: NetworkingSession,
    *,
    kept: Sequence[Meeting] = (),
    lost: Sequence[Meeting] = (),
    tables: dict[int, MeetingTable] | None = None,
    warnings: Sequence[str] = (),
) -> Effect:
    people = with_people([*kept, *lost])
    return Effect(
        kept=list(kept),
        lost=list(lost),
        tables=tables or {},
        people=len({person.pk for those in people.values() for person in those}),
        warnings=list(warnings),
        is_told=is_told(session),
    )


# Slots


def effect_of_slot_move(
    slot: MeetingSlot, day: datetime.date, starts_at: datetime.time, ends_at: datetime.time
) -> Effect:
    """What another time for the slot means. Raises MeetingError where it cannot have it."""
    session = slot.session
    others = MeetingSlot.objects.filter(session=session).exclude(pk=slot.pk)
    _check_time(others, day, starts_at, ends_at)
    moved = MeetingSlot(session=session, day=day, starts_at=starts_at, ends_at=ends_at)
    warnings = _warnings_about(session, moved)
    away = list(Networker.objects.filter(away=slot).select_related("registration"))
    if away:
        warnings.append(
            _("%(people)s said they cannot come in this slot. Ask them about the new time.")
            % {"people": ", ".join(map(str, away))}
        )
    return _effect(session, kept=_meetings_in(session, slot=slot), warnings=warnings)


def _warnings_about(session: NetworkingSession, slot: MeetingSlot) -> list[str]:
    item = choice_b_of(session.workshop)
    if lies_within(slot, item):
        return []
    if item is None:
        return [_("The agenda has no choice B.")]
    return [
        _("This lies outside “%(item)s”, %(time)s.")
        % {"item": item.title, "time": place_in_time(item)}
    ]


def _check_time(
    others: Iterable[MeetingSlot],
    day: datetime.date,
    starts_at: datetime.time,
    ends_at: datetime.time,
) -> None:
    if ends_at <= starts_at:
        raise MeetingError(_("A slot must end after it starts."))
    if clashing := overlapping(others, day, starts_at, ends_at):
        raise MeetingError(
            _("The slot %(slot)s runs at the same time: people could be in two meetings at once.")
            % {"slot": clashing[0]}
        )


def _check_day(session: NetworkingSession, day: datetime.date) -> None:
    if day not in session.workshop.days:
        raise MeetingError(_("The workshop is not on that day."))


@transaction.atomic
def add_slot(
    session: NetworkingSession,
    *,
    day: datetime.date,
    starts_at: datetime.time,
    ends_at: datetime.time,
    by: User | None,
) -> MeetingSlot:
    """Raises MeetingError on a day without workshop, or where another slot runs."""
    session = locked_session(session)
    _check_day(session, day)
    _check_time(MeetingSlot.objects.filter(session=session), day, starts_at, ends_at)
    slot = MeetingSlot(session=session, day=day, starts_at=starts_at, ends_at=ends_at)
    slot.full_clean()
    slot.save()
    sentence = _("A slot was added: %(slot)s.")
    log_session("meeting_slot_added", session, sentence, by=by, slot=place_in_time(slot))
    return slot


@transaction.atomic
def move_slot(
    slot: MeetingSlot,
    *,
    day: datetime.date,
    starts_at: datetime.time,
    ends_at: datetime.time,
    by: User | None,
) -> MeetingSlot:
    """Give a slot another time. Its meetings move along, and their people are told.

    Raises MeetingError on a day without workshop, where another slot runs, or if it is gone.
    """
    session = locked_session(slot.session)
    row = _present(MeetingSlot.objects.filter(session=session), slot.pk)
    others = MeetingSlot.objects.filter(session=session).exclude(pk=row.pk)
    _check_day(session, day)
    _check_time(others, day, starts_at, ends_at)
    before = place_in_time(row)
    with telling_those_concerned(session):
        row.day, row.starts_at, row.ends_at = day, starts_at, ends_at
        row.full_clean()
        row.save(update_fields=["day", "starts_at", "ends_at"])
        _make_newer(row.meetings.all())
    sentence = _("The slot %(slot)s was moved to %(to)s.")
    words = {"slot": before, "to": place_in_time(row)}
    log_session("meeting_slot_moved", session, sentence, by=by, **words)
    return row


def _make_newer(meetings: models.QuerySet[Meeting]) -> None:
    """Calendars shall take the new time."""
    meetings.update(calendar_sequence=F("calendar_sequence") + 1)


def _present(rows: models.QuerySet[Row], pk: int) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise MeetingError(_("Somebody has taken it off meanwhile."))
    return found


def effect_of_slot_removal(slot: MeetingSlot) -> Effect:
    return _effect(slot.session, lost=_meetings_in(slot.session, slot=slot))


@transaction.atomic
def remove_slot(slot: MeetingSlot, *, by: User | None) -> int:
    """Take a slot off. Its meetings stay agreed without a time, and their people are told.
    Returns how many meetings that are.

    Raises MeetingError if it is gone.
    """
    session = locked_session(slot.session)
    row = _present(MeetingSlot.objects.filter(session=session), slot.pk)
    name = place_in_time(row)
    meetings = _meetings_in(session, slot=row)
    reason = _("Its time, %(time)s, was taken off.") % {"time": name}
    with telling_those_concerned(session):
        for meeting in meetings:
            unplace(meeting, reason=reason)
        row.delete()
    sentence = _("The slot %(slot)s was taken off.")
    log_session("meeting_slot_removed", session, sentence, by=by, slot=name)
    return len(meetings)


@transaction.atomic
def move_slots_along(session: NetworkingSession, *, by: User | None) -> int:
    """Move all slots by as much as choice B has moved; their meetings move along and the people
    are told. Returns how many slots moved.

    Raises MeetingError where choice B is gone, or a slot would pass midnight.
    """
    session = locked_session(session)
    slots = list(MeetingSlot.objects.filter(session=session))
    strays = Strays.of(slots, choice_b_of(session.workshop))
    if not strays.can_follow:
        raise MeetingError(_("The slots lie within choice B already, or the agenda has none."))
    with telling_those_concerned(session, why=_("Choice B was moved.")):
        shift_slots(session, strays.shift)
    sentence = _("All slots were moved along with choice B.")
    log_session("meeting_slots_moved", session, sentence, by=by)
    return len(slots)


def shift_slots(session: NetworkingSession, shift: datetime.timedelta) -> None:
    """Move every slot by so much, and the last day for requests by as many days.

    Tells nobody: the caller does, and holds the session.
    """
    slots = list(MeetingSlot.objects.filter(session=session))
    first_day = slots[0].day if slots else None
    # In this order none stands for a moment where another one still is.
    for slot in slots[::-1] if shift > datetime.timedelta() else slots:
        start = datetime.datetime.combine(slot.day, slot.starts_at) + shift
        end = datetime.datetime.combine(slot.day, slot.ends_at) + shift
        if start.date() != end.date():
            raise MeetingError(
                _("The slot %(slot)s would pass midnight. Change it by itself.") % {"slot": slot}
            )
        slot.day, slot.starts_at, slot.ends_at = start.date(), start.time(), end.time()
        slot.save(update_fields=["day", "starts_at", "ends_at"])
    if session.requests_until and first_day and first_day != slots[0].day:
        session.requests_until += slots[0].day - first_day
        session.save(update_fields=["requests_until"])
    _make_newer(Meeting.objects.filter(session=session, slot__isnull=False))


# Tables


@transaction.atomic
def add_table(
    session: NetworkingSession, *, number: int, seats: int, name: str, by: User | None
) -> MeetingTable:
    """Raises ValidationError for a number that is there already, or too few seats."""
    session = locked_session(session)
    table = MeetingTable(session=session, number=number, seats=seats, name=name.strip())
    table.full_clean()
    table.save()
    log_session("meeting_table_added", session, _("%(table)s was added."), by=by, table=table)
    return table


def effect_of_table_change(table: MeetingTable, *, seats: int) -> Effect:
    """Which meetings no longer fit with so many seats, and where they go. Three queries."""
    session = table.session
    at_table = _meetings_in(session, table=table)
    people = with_people(at_table)
    leaving = [meeting for meeting in at_table if len(people[meeting.pk]) > seats]
    return _rehoused(session, table, leaving, people)


def effect_of_table_removal(table: MeetingTable) -> Effect:
    """Where its meetings go: to another table that is free then, or nowhere. Four queries."""
    return effect_of_table_change(table, seats=0)


def _rehoused(
    session: NetworkingSession,
    table: MeetingTable,
    leaving: Sequence[Meeting],
    people: dict[int, list[Networker]],
) -> Effect:
    others = MeetingTable.objects.filter(session=session).exclude(pk=table.pk)
    by_size = sorted(others, key=lambda other: (other.seats, other.number))
    taken = set(Meeting.objects.filter(slot__session=session).values_list("slot", "table"))
    tables = {}
    for meeting in leaving:
        for other in by_size:
            fits = other.seats >= len(people[meeting.pk])
            if fits and (meeting.slot_id, other.pk) not in taken:
                tables[meeting.pk] = other
                break
    kept = [meeting for meeting in leaving if meeting.pk in tables]
    lost = [meeting for meeting in leaving if meeting.pk not in tables]
    return _effect(session, kept=kept, lost=lost, tables=tables)


@transaction.atomic
def change_table(
    table: MeetingTable, *, number: int, seats: int, name: str, by: User | None
) -> MeetingTable:
    """Change number, seats or place of a table. A meeting that no longer fits goes to another
    table or waits for a time; all concerned are told.

    Raises ValidationError for a number that is there already, MeetingError if it is gone.
    """
    session = locked_session(table.session)
    row = _present(MeetingTable.objects.filter(session=session), table.pk)
    row.session = session
    with telling_those_concerned(session):
        effect = effect_of_table_change(row, seats=seats)
        row.number, row.seats, row.name = number, seats, name.strip()
        row.full_clean()
        row.save(update_fields=["number", "seats", "name"])
        reason = _("%(table)s has too few seats for it now.") % {"table": row}
        _rehouse(effect, reason)
        _make_newer(row.meetings.all())
    log_session("meeting_table_changed", session, _("%(table)s was changed."), by=by, table=row)
    return row


@transaction.atomic
def remove_table(table: MeetingTable, *, by: User | None) -> Effect:
    """Take a table off. Its meetings go to other tables that are free then; those without one
    stay agreed without a time. All concerned are told. Raises MeetingError if it is gone."""
    session = locked_session(table.session)
    row = _present(MeetingTable.objects.filter(session=session), table.pk)
    row.session = session
    with telling_those_concerned(session):
        effect = effect_of_table_removal(row)
        _rehouse(effect, _("%(table)s was taken off, and no other was free.") % {"table": row})
        row.delete()
    log_session("meeting_table_removed", session, _("%(table)s was taken off."), by=by, table=row)
    return effect


def _rehouse(effect: Effect, reason: str) -> None:
    for meeting in effect.lost:
        unplace(meeting, reason=reason)
    for meeting in effect.kept:
        if meeting.slot:
            place(meeting, meeting.slot, effect.tables[meeting.pk], pinned=meeting.is_pinned)
