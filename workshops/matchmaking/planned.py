"""The mails about meetings that the site will write by itself."""

import datetime
from collections.abc import Iterator

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.mails.planned import Planned, Span
from programme.models import Programme
from workshops.matchmaking.outcomes import MONTHS_LATER, months_after
from workshops.meeting_letter_kinds import OUTCOME, OUTCOME_LATER, REMINDED
from workshops.models import Meeting, MeetingAnswer, MeetingStatus, NetworkingSession
from workshops.services.meetings.asking import MOST_LATE
from workshops.services.meetings.following import REMIND_BEFORE


def meetings(programme: Programme, span: Span) -> Iterator[Planned]:
    """Questions what came of meetings, and reminders of requests; each one line for a workshop
    and a day."""
    yield from _outcomes(programme, span)
    yield from _requests(programme, span)


def _outcomes(programme: Programme, span: Span) -> Iterator[Planned]:
    held = Q(slots__meetings__status=MeetingStatus.ACCEPTED)
    accepted = held & Q(slots__meetings__participants__answer=MeetingAnswer.ACCEPTED)
    sessions = (
        NetworkingSession.objects.filter(
            workshop__programme=programme, six_months_asked_at__isnull=True
        )
        .select_related("workshop__programme", "workshop__city")
        .annotate(
            last_day=Max("slots__day", filter=held),
            people=Count(
                "slots__meetings__participants__networker", filter=accepted, distinct=True
            ),
        )
        .order_by("pk")
    )
    for session in sessions:
        if not session.people or not session.shows_times or session.last_day is None:
            continue
        later = months_after(session.last_day, MONTHS_LATER)
        if span.holds(session.last_day):
            why = _("The last meeting is over on the evening of this day.")
            yield _planned(session, session.last_day, OUTCOME, why)
        elif span.first - MOST_LATE <= later <= span.last:
            why = _("The meetings were half a year ago.")
            yield _planned(session, span.day_of(later), OUTCOME_LATER, why)


def _planned(session: NetworkingSession, day: datetime.date, kind: str, why: str) -> Planned:
    workshop = session.workshop
    people: int = session.people  # type: ignore[attr-defined]
    return Planned(day, kind, workshop.title, people, why, path=workshop.get_absolute_url())


def _requests(programme: Programme, span: Span) -> Iterator[Planned]:
    asked = Count("participants", filter=Q(participants__answer=MeetingAnswer.ASKED))
    waiting = (
        Meeting.objects.filter(
            session__workshop__programme=programme,
            status=MeetingStatus.REQUESTED,
            reminded_at__isnull=True,
            answer_by__gte=timezone.now(),
        )
        .select_related("session__workshop__programme", "session__workshop__city")
        .annotate(people=asked)
    )
    found: dict[tuple[datetime.date, int], list[Meeting]] = {}
    for meeting in waiting:
        assert meeting.answer_by is not None  # noqa: S101  for the type checker
        day = span.day_of(timezone.localdate(meeting.answer_by - REMIND_BEFORE))
        if span.holds(day):
            found.setdefault((day, meeting.session.workshop_id), []).append(meeting)
    for (day, _workshop), rows in found.items():
        workshop = rows[0].session.workshop
        yield Planned(
            day=day,
            kind=REMINDED,
            title=workshop.title,
            number=sum(row.people for row in rows),  # type: ignore[attr-defined]
            why=_("Asked for a meeting, and the last day for an answer comes near."),
            path=workshop.get_absolute_url(),
        )
