"""What follows on requests by itself: a reminder, the end of those that nobody answered, and of
those whose people are gone. Safe to run at any time, and after any pause."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from workshops.matchmaking.limits import has_begun
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
from workshops.services.meetings.leaving import leave_choice_b
from workshops.services.meetings.placing import unplace
from workshops.services.meetings.requests import end, settle
from workshops.services.meetings.rows import everybody_in, locked_meeting, log_meeting

# So long before a request ends its people are reminded, but not right after they were asked.
REMIND_BEFORE = datetime.timedelta(hours=36)
ASKED_LONG_AGO = datetime.timedelta(hours=12)


def follow_requests() -> None:
    for meeting in Meeting.objects.filter(
        status=MeetingStatus.REQUESTED, answer_by__lt=timezone.now()
    ):
        expire(meeting)
    for meeting in _to_remind():
        remind(meeting)
    for registration in _gone_from_b():
        leave_choice_b(registration, by=None)
    for meeting in _of_one():
        _end_of_one(meeting)


@transaction.atomic
def expire(meeting: Meeting) -> None:
    """End a request that was not answered in time: whoever was silent does not come."""
    meeting = locked_meeting(meeting)
    late = meeting.answer_by is not None and meeting.answer_by < timezone.now()
    if meeting.status != MeetingStatus.REQUESTED or not late:
        return
    # Without a time: this is how one knows those who never answered.
    meeting.participants.filter(answer=MeetingAnswer.ASKED).update(answer=MeetingAnswer.DECLINED)
    settle(meeting, None, by=None, nothing=MeetingStatus.EXPIRED)
    log_meeting("meeting_expired", meeting, _("A request was not answered in time."), by=None)


def _to_remind() -> list[Meeting]:
    now = timezone.now()
    return list(
        Meeting.objects.filter(
            status=MeetingStatus.REQUESTED,
            reminded_at__isnull=True,
            answer_by__gte=now,
            answer_by__lt=now + REMIND_BEFORE,
            requested_at__lt=now - ASKED_LONG_AGO,
        )
    )


@transaction.atomic
def remind(meeting: Meeting) -> None:
    """Remind those who have not answered, once."""
    meeting = locked_meeting(meeting)
    if meeting.status != MeetingStatus.REQUESTED or meeting.reminded_at:
        return
    meeting.reminded_at = timezone.now()
    meeting.save(update_fields=["reminded_at"])
    rows = list(meeting.participants.all())
    people = {person.pk: person for person in everybody_in(meeting)}
    asker = next((people.get(row.networker_id) for row in rows if row.is_requester), None)
    waiting = [
        people[row.networker_id]
        for row in rows
        if row.answer == MeetingAnswer.ASKED and row.networker_id in people
    ]
    letters.tell_reminder(meeting, asker, waiting)


def _open_now() -> Q:
    return Q(
        meeting__status__in=OPEN_MEETINGS,
        meeting__session__workshop__ends_on__gte=timezone.localdate(),
    )


def _gone_from_b() -> list[Registration]:
    """Those who left choice B by a way that ended nothing, such as a change by an operator or a
    release of the agenda without it; not while that can still be withdrawn."""
    just_now = timezone.now() - settings.AGENDA_MAIL_DELAY
    rows = (
        MeetingParticipant.objects.filter(_open_now())
        .exclude(answer=MeetingAnswer.DECLINED)
        .exclude(meeting__session__workshop__agenda_released_at__gt=just_now)
        .exclude(networker__in=Networker.objects.in_choice_b())
    )
    found = rows.order_by().values("networker__registration")
    return list(Registration.objects.filter(pk__in=found).select_related("workshop"))


def _of_one() -> list[Meeting]:
    """Open ones whose other people were erased."""
    stay = ~Q(participants__answer=MeetingAnswer.DECLINED)
    return list(
        Meeting.objects.open()
        .filter(session__workshop__ends_on__gte=timezone.localdate())
        .annotate(left=Count("participants", filter=stay))
        .filter(left__lt=2)
    )


@transaction.atomic
def _end_of_one(meeting: Meeting) -> None:
    meeting = locked_meeting(meeting)
    people = everybody_in(meeting)
    if meeting.status not in OPEN_MEETINGS or len(people) > 1 or has_begun(meeting):
        return
    if meeting.slot:
        unplace(meeting)
    was_agreed = meeting.status == MeetingStatus.ACCEPTED
    end(
        meeting,
        MeetingStatus.CANCELLED if was_agreed else MeetingStatus.WITHDRAWN,
        reason=_("Nobody else is left in it."),
    )
    log_meeting("meeting_of_one_ended", meeting, _("A meeting of one person was ended."), by=None)
    letters.tell_alone(meeting, people)
