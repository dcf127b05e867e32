"""Until when people ask and answer, and how many meetings one of them may have. Reads only."""

import datetime
from collections import Counter
from collections.abc import Collection

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.matchmaking.times import choice_b_of
from workshops.models import (
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingSlot,
    MeetingStatus,
    NetworkingSession,
)

# More people do not talk with each other; they listen.
MOST_PEOPLE = 8


def begins_at(slot: MeetingSlot, session: NetworkingSession) -> datetime.datetime:
    return datetime.datetime.combine(slot.day, slot.starts_at, session.workshop.tz)


def has_begun(meeting: Meeting) -> bool:
    """Whether the time of a meeting has come, or somebody has said what became of it: from then
    on nobody takes it back."""
    if meeting.happened:
        return True
    return meeting.slot is not None and begins_at(meeting.slot, meeting.session) <= timezone.now()


def session_begins_at(session: NetworkingSession) -> datetime.datetime | None:
    """When the first slot begins; without slots, choice B or the workshop. Two queries at most."""
    first = MeetingSlot.objects.filter(session=session).first()
    if first:
        return begins_at(first, session)
    workshop = session.workshop
    if item := choice_b_of(workshop):
        return datetime.datetime.combine(item.day, item.starts_at, workshop.tz)
    if workshop.starts_on is None:
        return None
    return datetime.datetime.combine(workshop.starts_on, datetime.time(), workshop.tz)


def closes_at(session: NetworkingSession) -> datetime.datetime | None:
    """From when nobody asks any more: after the last day for requests, or once it begins."""
    begins = session_begins_at(session)
    if session.requests_until is None:
        return begins
    next_day = session.requests_until + datetime.timedelta(days=1)
    closes = datetime.datetime.combine(next_day, datetime.time(), session.workshop.tz)
    return min(closes, begins) if begins else closes


def answer_by(session: NetworkingSession, now: datetime.datetime) -> datetime.datetime:
    """Until when somebody who is asked now may answer."""
    usual = now + datetime.timedelta(days=session.days_to_answer)
    closes = closes_at(session)
    return min(usual, closes) if closes else usual


def why_closed(session: NetworkingSession, begins: datetime.datetime | None = None) -> str:
    """Why nobody can ask for a meeting now, in words; empty where one can.

    ``begins`` is when the session does, if the caller knows: then this runs no query.
    """
    if session.workshop.is_held:
        return _("The workshop is over.")
    if not session.is_open:
        return _("Requests for meetings are not open yet.")
    if session.requests_until and session.requests_are_over:
        return _("Requests were taken until %(day)s.") % {
            "day": date_format(session.requests_until, "j F Y")
        }
    begins = begins or session_begins_at(session)
    if begins and begins <= timezone.now():
        return _("The meetings have begun: ask people on the spot.")
    return ""


def most_meetings(session: NetworkingSession) -> int | None:
    """How many meetings one person may have; None while there are no slots. One query at most."""
    if session.most_meetings:
        return session.most_meetings
    return MeetingSlot.objects.filter(session=session).count() or None


def agreed_counts(session: NetworkingSession, networkers: Collection[int]) -> Counter[int]:
    """How many agreed meetings each of these has. One query."""
    rows = (
        MeetingParticipant.objects.filter(
            networker__in=networkers,
            answer=MeetingAnswer.ACCEPTED,
            meeting__session=session,
            meeting__status=MeetingStatus.ACCEPTED,
        )
        .order_by()
        .values_list("networker")
        .annotate(number=Count("pk"))
    )
    return Counter(dict(rows))
