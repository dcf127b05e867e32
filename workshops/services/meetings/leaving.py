"""An agreed meeting is cancelled, or somebody leaves it, or leaves choice B altogether.

Of three and more the others still meet; a meeting of one is none.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import User
from workshops.matchmaking.limits import has_begun
from workshops.matchmaking.times import place_in_time
from workshops.models import (
    OPEN_MEETINGS,
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingStatus,
    Networker,
    Registration,
)
from workshops.services.meetings import letters
from workshops.services.meetings.picking import check_not_begun
from workshops.services.meetings.placing import unplace
from workshops.services.meetings.requests import decline, end, withdraw
from workshops.services.meetings.rows import MeetingError, locked_meeting, log_meeting, people_of


@transaction.atomic
def cancel_meeting(participant: MeetingParticipant, *, by: User | None, words: str = "") -> Meeting:
    """Give an agreed meeting up for one of its people; the others are told, its time is free.

    Where two or more are left, they still meet.
    """
    meeting = locked_meeting(participant.meeting)
    rows = meeting.participants.select_related("networker__registration", "networker__cluster")
    mine = rows.filter(pk=participant.pk, answer=MeetingAnswer.ACCEPTED).first()
    if mine is None or meeting.status != MeetingStatus.ACCEPTED:
        raise MeetingError(
            _("There is nothing to cancel any more: the meeting is “%(status)s”.")
            % {"status": meeting.get_status_display()}
        )
    check_not_begun(meeting)
    leave(meeting, mine, by=by, words=words.strip()[:300])
    return meeting


def leave(meeting: Meeting, mine: MeetingParticipant, *, by: User | None, words: str) -> None:
    """The rows and what follows from them, for whoever holds the meeting."""
    people = people_of(meeting)
    who = mine.networker
    to = letters.without_doer(people, who, by)
    staying = letters.others_of(people, who)
    if len(staying) < 2:
        _cancel(meeting, who, to, by=by, words=words)
        return
    mine.answer, mine.slot, mine.answered_at = MeetingAnswer.DECLINED, None, timezone.now()
    mine.save(update_fields=["answer", "slot", "answered_at"])
    meeting.calendar_sequence += 1
    meeting.save(update_fields=["calendar_sequence"])
    log_meeting("meeting_left", meeting, _("Somebody left an agreed meeting."), by=by)
    if not meeting.session.workshop.is_held:
        letters.tell_left(meeting, who, to, words=words)


def _cancel(
    meeting: Meeting, who: Networker, to: list[Networker], *, by: User | None, words: str
) -> None:
    when = ""
    if meeting.slot and meeting.session.shows_times:
        when = place_in_time(meeting.slot)
    if meeting.slot:
        unplace(meeting)
    end(meeting, MeetingStatus.CANCELLED, reason=words)
    log_meeting("meeting_cancelled", meeting, _("An agreed meeting was cancelled."), by=by)
    if not meeting.session.workshop.is_held:
        letters.tell_cancelled(meeting, who, to, words=words, when=when)


@transaction.atomic
def leave_choice_b(registration: Registration, *, by: User | None) -> int:
    """End what a person has asked for and agreed to, who leaves choice B or the workshop.

    The others are told; a meeting whose time has come stays as it was. Returns how many meetings
    that concerned. To be called inside the transaction in which the person leaves.
    """
    words = _("%(person)s is not in choice B any more.") % {"person": registration.name}
    found = _at_stake(registration)
    for row in found:
        _take_out(locked_meeting(row.meeting), row.pk, by=by, words=words)
    return len(found)


def _at_stake(registration: Registration) -> list[MeetingParticipant]:
    """The person’s part in what is open and still to come. One query."""
    rows = (
        MeetingParticipant.objects.filter(
            networker__registration=registration, meeting__status__in=OPEN_MEETINGS
        )
        .exclude(answer=MeetingAnswer.DECLINED)
        .select_related("meeting__session__workshop__city", "meeting__slot")
    )
    return [row for row in rows.order_by("meeting") if not has_begun(row.meeting)]


def _take_out(meeting: Meeting, row: int, *, by: User | None, words: str) -> None:
    mine = meeting.participants.select_related("networker__registration", "networker__cluster").get(
        pk=row
    )
    if meeting.status == MeetingStatus.ACCEPTED:
        leave(meeting, mine, by=by, words=words)
    elif mine.is_requester:
        withdraw(meeting, mine.networker, by=by, words=words)
    else:
        decline(meeting, mine, by=by, words=words)


def meetings_at_stake(registration: Registration) -> tuple[int, int]:
    """How many agreed meetings and open requests a person loses by leaving choice B. One query."""
    found = [row.meeting.status for row in _at_stake(registration)]
    agreed = found.count(MeetingStatus.ACCEPTED)
    return agreed, len(found) - agreed
