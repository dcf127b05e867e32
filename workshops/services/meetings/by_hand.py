"""The organiser changes the schedule: a meeting is put somewhere, taken out, swapped, pinned."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.models import User
from workshops.models import (
    Meeting,
    MeetingSlot,
    MeetingTable,
    NetworkingSession,
)
from workshops.services.meetings.placing import place, unplace, why_not
from workshops.services.meetings.rows import (
    MeetingError,
    locked_meeting,
    log_meeting,
    people_of,
)
from workshops.services.meetings.telling import (
    place_in_words,
    telling_those_concerned,
)


@transaction.atomic
def put_meeting(
    meeting: Meeting, slot: MeetingSlot, table: MeetingTable, *, pinned: bool, by: User | None
) -> Meeting:
    """Give a meeting this time and table; with ``pinned`` no computed schedule moves it.

    Raises MeetingError, in words, for what stands against it.
    """
    meeting = locked_meeting(meeting)
    slot, table = _of_session(meeting.session, slot, table)
    _check_not_over(meeting)
    with telling_those_concerned(meeting.session):
        place(meeting, slot, table, pinned=pinned)
    sentence = _("A meeting was put at %(place)s.") % {"place": place_in_words(meeting)}
    log_meeting("meeting_placed", meeting, sentence, by=by)
    return meeting


def _of_session(
    session: NetworkingSession, slot: MeetingSlot, table: MeetingTable
) -> tuple[MeetingSlot, MeetingTable]:
    """Both as they are now; they may have been taken off meanwhile."""
    found = session.slots.filter(pk=slot.pk).first(), session.tables.filter(pk=table.pk).first()
    if found[0] is None or found[1] is None:
        raise MeetingError(_("The time or the table was taken off meanwhile."))
    return found[0], found[1]


def _check_not_over(meeting: Meeting) -> None:
    if meeting.happened:
        raise MeetingError(_("It was said already what became of this meeting: it stays there."))


@transaction.atomic
def take_out_meeting(meeting: Meeting, *, by: User | None) -> Meeting:
    """Take time and table from a meeting. It stays agreed."""
    meeting = locked_meeting(meeting)
    _check_not_over(meeting)
    if meeting.slot is None:
        raise MeetingError(_("This meeting has no time."))
    with telling_those_concerned(meeting.session):
        unplace(meeting, reason=_("The organiser took it out of the schedule."))
    sentence = _("A meeting was taken out of the schedule.")
    log_meeting("meeting_taken_out", meeting, sentence, by=by)
    return meeting


@transaction.atomic
def swap_meetings(first: Meeting, second: Meeting, *, by: User | None) -> None:
    """Let two meetings change places. Nothing changes if one of them does not fit.

    Raises MeetingError, in words.
    """
    first = locked_meeting(first)
    second = locked_meeting(second)
    second.session = first.session
    if first.pk == second.pk or not (first.slot and first.table and second.slot and second.table):
        raise MeetingError(_("Only two meetings that have a time can change places."))
    for meeting in (first, second):
        _check_not_over(meeting)
    places = (first.slot, first.table), (second.slot, second.table)
    pinned = first.is_pinned, second.is_pinned
    with telling_those_concerned(first.session):
        unplace(first)
        unplace(second)
        for meeting, (slot, table), keeps in zip(
            (first, second), places[::-1], pinned, strict=True
        ):
            if reason := why_not(meeting, slot, table, people_of(meeting)):
                raise MeetingError(f"“{meeting}”: {reason}")
            place(meeting, slot, table, pinned=keeps)
    for meeting in (first, second):
        log_meeting("meetings_swapped", meeting, _("Two meetings changed places."), by=by)


@transaction.atomic
def pin_meeting(meeting: Meeting, *, pinned: bool, by: User | None) -> Meeting:
    """Let a meeting stay where it is, or let the next computed schedule move it again."""
    meeting = locked_meeting(meeting)
    if meeting.slot is None:
        raise MeetingError(_("This meeting has no time."))
    if meeting.is_pinned != pinned:
        meeting.is_pinned = pinned
        meeting.save(update_fields=["is_pinned"])
        sentence = (
            _("A meeting was pinned to its place.")
            if pinned
            else _("A meeting is no longer pinned to its place.")
        )
        log_meeting("meeting_pinned", meeting, sentence, by=by)
    return meeting
