"""The tables of a session: added, changed, taken off. Whoever sat there goes to a free one.

What a change would do can be asked for beforehand (``effect_of_…``): nothing is written then.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from programme.activity import values_of
from programme.models import User
from workshops.models import (
    Meeting,
    MeetingTable,
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
from workshops.services.meetings.placing import place, unplace
from workshops.services.meetings.rows import locked_session, log_session
from workshops.services.meetings.telling import (
    telling_those_concerned,
    with_people,
)

# The columns of a table that the organiser writes.
WRITTEN = ("number", "seats", "name")


@transaction.atomic
def add_table(
    session: NetworkingSession, *, number: int, seats: int, name: str, by: User | None
) -> MeetingTable:
    """Raises ValidationError for a number that is there already, or too few seats."""
    session = locked_session(session)
    table = MeetingTable(session=session, number=number, seats=seats, name=name.strip())
    table.full_clean()
    table.save()
    sentence = _("%(table)s was added.")
    after = values_of(table, *WRITTEN)
    log_session("meeting_table_added", session, sentence, by=by, table=table, after=after)
    return table


def effect_of_table_change(table: MeetingTable, *, seats: int) -> Effect:
    """Which meetings no longer fit with so many seats, and where they go. Three queries."""
    session = table.session
    at_table = meetings_in(session, table=table)
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
    return effect_on(session, kept=kept, lost=lost, tables=tables)


@transaction.atomic
def change_table(
    table: MeetingTable, *, number: int, seats: int, name: str, by: User | None
) -> MeetingTable:
    """Change number, seats or place of a table. A meeting that no longer fits goes to another
    table or waits for a time; all concerned are told.

    Raises ValidationError for a number that is there already, MeetingError if it is gone.
    """
    session = locked_session(table.session)
    row = present(MeetingTable.objects.filter(session=session), table.pk)
    row.session = session
    before = values_of(row, *WRITTEN)
    with telling_those_concerned(session):
        effect = effect_of_table_change(row, seats=seats)
        row.number, row.seats, row.name = number, seats, name.strip()
        row.full_clean()
        row.save(update_fields=["number", "seats", "name"])
        reason = _("%(table)s has too few seats for it now.") % {"table": row}
        _rehouse(effect, reason)
        make_newer(row.meetings.all())
    values = {"before": before, "after": values_of(row, *WRITTEN)}
    sentence = _("%(table)s was changed.")
    log_session("meeting_table_changed", session, sentence, by=by, table=row, **values)
    return row


@transaction.atomic
def remove_table(table: MeetingTable, *, by: User | None) -> Effect:
    """Take a table off. Its meetings go to other tables that are free then; those without one
    stay agreed without a time. All concerned are told. Raises MeetingError if it is gone."""
    session = locked_session(table.session)
    row = present(MeetingTable.objects.filter(session=session), table.pk)
    row.session = session
    with telling_those_concerned(session):
        effect = effect_of_table_removal(row)
        _rehouse(effect, _("%(table)s was taken off, and no other was free.") % {"table": row})
        row.delete()
    before = values_of(row, *WRITTEN)
    sentence = _("%(table)s was taken off.")
    log_session("meeting_table_removed", session, sentence, by=by, table=row, before=before)
    return effect


def _rehouse(effect: Effect, reason: str) -> None:
    check_none_over(effect.meetings)
    for meeting in effect.lost:
        unplace(meeting, reason=reason)
    for meeting in effect.kept:
        if meeting.slot:
            place(meeting, meeting.slot, effect.tables[meeting.pk], pinned=meeting.is_pinned)
