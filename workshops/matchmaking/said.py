"""What somebody reads who just did something to a meeting: what holds now, and who is told.

The words are true as well for whoever did it for another.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from workshops.matchmaking.names import names_of
from workshops.matchmaking.times import place_in_time
from workshops.models import Meeting, MeetingAnswer, MeetingParticipant, MeetingStatus, Networker


def after_accepting(meeting: Meeting, mine: MeetingParticipant) -> str:
    """Whether the meeting is agreed, and when it is; else for whom it waits. One query."""
    rows = _others(meeting, mine)
    if meeting.status != MeetingStatus.ACCEPTED:
        silent = [row.networker for row in rows if row.answer == MeetingAnswer.ASKED]
        return _("Accepted. Not answered yet: %(people)s.") % {"people": names_of(silent)}
    words = {"people": names_of(_coming(rows)), "time": _time_of(meeting)}
    if words["time"]:
        return _("The meeting with %(people)s is agreed: %(time)s.") % words
    if meeting.session.is_computed:
        return _("The meeting with %(people)s is agreed. Its time comes with the schedule.") % words
    return _("The meeting with %(people)s is agreed. It has no time yet: choose one.") % words


def after_choosing(meeting: Meeting, mine: MeetingParticipant) -> str:
    """When the meeting is now. One query."""
    words = {"people": names_of(_coming(_others(meeting, mine))), "time": _time_of(meeting)}
    return _("The meeting with %(people)s is on %(time)s. They are told by mail.") % words


def after_cancelling(meeting: Meeting, mine: MeetingParticipant) -> str:
    """Whom the person does not meet now. One query."""
    words = {"people": names_of(_coming(_others(meeting, mine)))}
    if meeting.status == MeetingStatus.CANCELLED:
        return _("The meeting with %(people)s is cancelled. They are told by mail.") % words
    return _("Cancelled. %(people)s are told by mail, and still meet.") % words


def after_withdrawing(meeting: Meeting, mine: MeetingParticipant) -> str:
    """Whom the person does not ask any more. One query."""
    words = {"people": names_of(_coming(_others(meeting, mine)))}
    return _("The request to %(people)s is withdrawn. They are told by mail.") % words


def _others(meeting: Meeting, mine: MeetingParticipant) -> list[MeetingParticipant]:
    rows = meeting.participants.exclude(pk=mine.pk).order_by("-is_requester", "pk")
    return list(rows.select_related("networker__registration"))


def _coming(rows: Sequence[MeetingParticipant]) -> list[Networker]:
    return [row.networker for row in rows if row.answer != MeetingAnswer.DECLINED]


def _time_of(meeting: Meeting) -> str:
    """Empty while it has no time that is to be seen."""
    shows = meeting.slot and meeting.session.shows_times
    return place_in_time(meeting.slot) if meeting.slot and shows else ""
