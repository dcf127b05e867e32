"""A meeting gets its time and table, or loses them. The only code that writes them.

Whoever calls these holds the session (``locked_session``) inside a transaction; the constraints
of the tables are the last word all the same.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from workshops.models import (
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingSlot,
    MeetingStatus,
    MeetingTable,
    Networker,
    NetworkingSession,
)
from workshops.services.meetings.rows import MeetingError, people_of


def place(meeting: Meeting, slot: MeetingSlot, table: MeetingTable, *, pinned: bool) -> None:
    """Give an accepted meeting its time and table. Tells nobody: that is the caller’s.

    Raises MeetingError, in words, where somebody is away or has another meeting then, or where
    the table is taken or has too few seats.
    """
    if meeting.status != MeetingStatus.ACCEPTED:
        raise MeetingError(_("Only an accepted meeting gets a time."))
    people = people_of(meeting)
    if reason := why_not(meeting, slot, table, people):
        raise MeetingError(reason)
    MeetingParticipant.objects.filter(meeting=meeting).exclude(
        answer=MeetingAnswer.ACCEPTED
    ).update(slot=None)
    meeting.participants.filter(answer=MeetingAnswer.ACCEPTED).update(slot=slot)
    meeting.slot, meeting.table, meeting.is_pinned = slot, table, pinned
    meeting.unplaced_reason = ""
    meeting.calendar_sequence += 1
    meeting.save(
        update_fields=["slot", "table", "is_pinned", "unplaced_reason", "calendar_sequence"]
    )


def unplace(meeting: Meeting, *, reason: str = "") -> None:
    """Take time and table away; the meeting stays agreed. ``reason`` says why it has none now."""
    meeting.participants.update(slot=None)
    meeting.slot = meeting.table = None
    meeting.is_pinned = False
    meeting.unplaced_reason = reason
    meeting.calendar_sequence += 1
    meeting.save(
        update_fields=["slot", "table", "is_pinned", "unplaced_reason", "calendar_sequence"]
    )


def why_not(
    meeting: Meeting, slot: MeetingSlot, table: MeetingTable, people: Sequence[Networker]
) -> str:
    """What keeps the meeting from this time and table, in words; empty for nothing."""
    if len(people) > table.seats:
        return _("%(table)s has %(seats)s seats; %(people)s people meet.") % {
            "table": table,
            "seats": table.seats,
            "people": len(people),
        }
    taken = Meeting.objects.filter(slot=slot, table=table).exclude(pk=meeting.pk)
    if taken.exists():
        return _("%(table)s is taken at %(time)s.") % {"table": table, "time": slot}
    keys = [person.pk for person in people]
    missing = Networker.objects.filter(pk__in=keys, away=slot).order_by()
    away = set(missing.values_list("pk", flat=True))
    for person in people:
        if person.pk in away:
            return _("%(person)s cannot come at %(time)s.") % {"person": person, "time": slot}
    busy = MeetingParticipant.objects.filter(networker__in=keys, slot=slot)
    other = busy.exclude(meeting=meeting).select_related("networker__registration").first()
    if other:
        return _("%(person)s has another meeting at %(time)s.") % {
            "person": other.networker,
            "time": slot,
        }
    return ""


def free_places(
    session: NetworkingSession, people: Iterable[Networker]
) -> list[tuple[MeetingSlot, list[MeetingTable]]]:
    """When all the people are free, with the tables that have room for them then. Five queries."""
    people = list(people)
    keys = [person.pk for person in people]
    slots = MeetingSlot.objects.filter(session=session)
    # What is only compared is asked for in no order.
    placed = MeetingParticipant.objects.filter(networker__in=keys, slot__isnull=False).order_by()
    busy = set(placed.values_list("slot", flat=True))
    busy |= set(slots.filter(away__in=keys).order_by().values_list("pk", flat=True))
    tables = list(MeetingTable.objects.filter(session=session, seats__gte=len(people)))
    met = Meeting.objects.filter(slot__session=session).order_by()
    taken = set(met.values_list("slot", "table"))
    return [
        (slot, free)
        for slot in slots
        if slot.pk not in busy
        and (free := [table for table in tables if (slot.pk, table.pk) not in taken])
    ]
