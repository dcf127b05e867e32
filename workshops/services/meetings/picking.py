"""People choose the time of their meeting themselves, where the session lets them.

Whoever comes second to a time is told which ones are left. The session is held meanwhile, so two
who choose at the same moment come one after the other.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from programme.models import User
from workshops.matchmaking.limits import begins_at
from workshops.matchmaking.times import place_in_time
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
from workshops.services.meetings import letters
from workshops.services.meetings.placing import free_places, place
from workshops.services.meetings.rows import MeetingError, locked_meeting, log_meeting, people_of


class TimeTakenError(MeetingError):
    """The time is not free for all of them, or no table is; says which times are left."""

    def __init__(self, slot: MeetingSlot, left: Sequence[MeetingSlot]) -> None:
        self.left = list(left)
        if left:
            words = _("%(time)s was taken meanwhile. Still free for all of you: %(left)s.")
        else:
            words = _("%(time)s was taken meanwhile, and no other time is free for all of you.")
        left_in_words = get_text_list([str(one) for one in left], _("and"))
        super().__init__(words % {"time": slot, "left": left_in_words})


def places_left(
    session: NetworkingSession, people: Sequence[Networker]
) -> list[tuple[MeetingSlot, list[MeetingTable]]]:
    """When all of them are free and a table has room, from now on."""
    now = timezone.now()
    return [
        (slot, tables)
        for slot, tables in free_places(session, people)
        if begins_at(slot, session) > now
    ]


def check_time(
    session: NetworkingSession, people: Sequence[Networker], slot: MeetingSlot
) -> MeetingTable:
    """The smallest table that has room for all of them then. Raises TimeTakenError."""
    found = places_left(session, people)
    for one, tables in found:
        if one.pk == slot.pk:
            return min(tables, key=lambda table: (table.seats, table.number))
    raise TimeTakenError(slot, [one for one, _tables in found])


def place_at(meeting: Meeting, slot: MeetingSlot) -> None:
    """Give an agreed meeting this time and a table. Whoever calls this holds the meeting."""
    table = check_time(meeting.session, people_of(meeting), slot)
    place(meeting, slot, table, pinned=False)


@transaction.atomic
def choose_time(participant: MeetingParticipant, slot: MeetingSlot, *, by: User | None) -> Meeting:
    """Give an agreed meeting a time, or another one, for one of its people.

    The others are told and need not answer again: whoever cannot come then moves it once more, or
    cancels it. Raises MeetingError, and TimeTakenError with the times that are left.
    """
    meeting = locked_meeting(participant.meeting)
    if meeting.session.is_computed:
        raise MeetingError(_("The schedule is computed for all: ask the organiser to move it."))
    mine = (
        meeting.participants.select_related("networker__registration")
        .filter(pk=participant.pk, answer=MeetingAnswer.ACCEPTED)
        .first()
    )
    if mine is None or meeting.status != MeetingStatus.ACCEPTED:
        raise MeetingError(
            _("Only an agreed meeting can be moved; this one is “%(status)s”.")
            % {"status": meeting.get_status_display()}
        )
    check_not_begun(meeting)
    if meeting.slot_id == slot.pk:
        return meeting
    before = place_in_time(meeting.slot) if meeting.slot else ""
    place_at(meeting, slot)
    log_meeting(
        "meeting_moved" if before else "meeting_time_chosen",
        meeting,
        _("A meeting was moved to another time.") if before else _("A meeting got its time."),
        by=by,
    )
    people = people_of(meeting)
    letters.tell_moved(
        meeting, people, letters.without_doer(people, mine.networker, by), before=before
    )
    return meeting


def check_not_begun(meeting: Meeting) -> None:
    if meeting.session.workshop.is_held:
        raise MeetingError(_("The workshop is over."))
    if meeting.slot and begins_at(meeting.slot, meeting.session) <= timezone.now():
        raise MeetingError(_("The time of this meeting has come already."))
