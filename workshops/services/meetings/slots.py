"""The slots of a session: added, moved, taken off. Their meetings stay agreed.

What a change would do can be asked for beforehand (``effect_of_…``): nothing is written then.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
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
    Networker,
    NetworkingSession,
)
from workshops.services.meetings.effects import (
    Effect,
    check_none_over,
    effect_on,
    make_newer,
    meetings_in,
    present,
)
from workshops.services.meetings.placing import unplace
from workshops.services.meetings.rows import MeetingError, locked_session, log_session
from workshops.services.meetings.telling import (
    telling_those_concerned,
)


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
    return effect_on(session, kept=meetings_in(session, slot=slot), warnings=warnings)


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
    name = place_in_time(slot)
    log_session("meeting_slot_added", session, sentence, by=by, slot=name, after={"slot": name})
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
    row = present(MeetingSlot.objects.filter(session=session), slot.pk)
    others = MeetingSlot.objects.filter(session=session).exclude(pk=row.pk)
    _check_day(session, day)
    _check_time(others, day, starts_at, ends_at)
    before = place_in_time(row)
    with telling_those_concerned(session):
        row.day, row.starts_at, row.ends_at = day, starts_at, ends_at
        row.full_clean()
        row.save(update_fields=["day", "starts_at", "ends_at"])
        make_newer(row.meetings.all())
    sentence = _("The slot %(slot)s was moved to %(to)s.")
    now = place_in_time(row)
    log_session(
        "meeting_slot_moved",
        session,
        sentence,
        by=by,
        before={"slot": before},
        after={"slot": now},
        slot=before,
        to=now,
    )
    return row


def effect_of_slot_removal(slot: MeetingSlot) -> Effect:
    return effect_on(slot.session, lost=meetings_in(slot.session, slot=slot))


@transaction.atomic
def remove_slot(slot: MeetingSlot, *, by: User | None) -> int:
    """Take a slot off. Its meetings stay agreed without a time, and their people are told.
    Returns how many meetings that are.

    Raises MeetingError if it is gone, or if it was said what became of a meeting there.
    """
    session = locked_session(slot.session)
    row = present(MeetingSlot.objects.filter(session=session), slot.pk)
    name = place_in_time(row)
    meetings = meetings_in(session, slot=row)
    check_none_over(meetings)
    reason = _("Its time, %(time)s, was taken off.") % {"time": name}
    with telling_those_concerned(session):
        for meeting in meetings:
            unplace(meeting, reason=reason)
        row.delete()
    sentence = _("The slot %(slot)s was taken off.")
    log_session("meeting_slot_removed", session, sentence, by=by, slot=name, before={"slot": name})
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
    make_newer(Meeting.objects.filter(session=session, slot__isnull=False))
