"""Loads what people of the demonstration say of their meetings. All of it is invented.

The same answers each time: chance has a fixed seed for each workshop.
"""

import datetime
import random
from typing import Any

from programme.demo.calendar import read
from programme.models import Programme
from workshops.matchmaking.outcomes import MONTHS_LATER, became_of, months_after
from workshops.models import (
    Happened,
    Meeting,
    MeetingAnswer,
    MeetingOutcome,
    MeetingParticipant,
    NetworkingSession,
    OutcomeStage,
)

# People answer in the evening; the second time some days after they were asked.
EVENING = datetime.time(21, 5)
MORNING = datetime.time(9, 0)
DAYS_TO_ANSWER = 4
# The meetings of these workshops are old enough to be asked about twice.
ASKED_TWICE = (1, 2)


def load(programme: Programme) -> None:
    """Load what came of the meetings of the workshops that are over."""
    chances = read("workshops", "outcomes")
    sessions = NetworkingSession.objects.filter(workshop__programme=programme)
    for session in sessions.select_related("workshop"):
        if session.workshop.is_held:
            _load(session, chances, random.Random(f"meetings {session.workshop.number}"))  # noqa: S311


def _load(session: NetworkingSession, chances: dict[str, Any], chance: random.Random) -> None:
    meetings = Meeting.objects.accepted().filter(session=session, slot__isnull=False)
    found = list(meetings.select_related("slot").order_by("slot__day", "slot__starts_at", "pk"))
    if not found:
        return
    for meeting in found:
        meeting.session = session
        _say(meeting, chances, chance)
        meeting.happened = became_of(meeting)
        meeting.save(update_fields=["happened"])
    if session.workshop.number in ASKED_TWICE:
        _ask_again(session, found, chances, chance)


def _say(meeting: Meeting, chances: dict[str, Any], chance: random.Random) -> None:
    """What its people say the same evening; the desk has ticked who came to some of them."""
    became = meeting.happened or became_of(meeting) or _draw(chances["happened"], chance)
    at = _at(meeting, meeting_day(meeting))
    MeetingOutcome.objects.bulk_create(
        _told(row, OutcomeStage.EVENING, became, at, chances, chance)
        for row in _people(meeting)
        if chance.randrange(100) < chances["answers"]["evening"]
    )


def _ask_again(
    session: NetworkingSession,
    meetings: list[Meeting],
    chances: dict[str, Any],
    chance: random.Random,
) -> None:
    day = months_after(max(meeting_day(meeting) for meeting in meetings), MONTHS_LATER)
    session.six_months_asked_at = datetime.datetime.combine(day, MORNING, session.workshop.tz)
    session.save(update_fields=["six_months_asked_at"])
    for meeting in meetings:
        if meeting.happened != Happened.HELD:
            continue
        for row in _people(meeting):
            if chance.randrange(100) < chances["answers"]["six_months"]:
                later = day + datetime.timedelta(days=chance.randrange(1, DAYS_TO_ANSWER))
                at = _at(meeting, later)
                outcome = _told(row, OutcomeStage.SIX_MONTHS, Happened.HELD, at, chances, chance)
                outcome.save()


def meeting_day(meeting: Meeting) -> datetime.date:
    if meeting.slot is None:
        raise TypeError(meeting)
    return meeting.slot.day


def _people(meeting: Meeting) -> list[MeetingParticipant]:
    rows = meeting.participants.filter(answer=MeetingAnswer.ACCEPTED)
    return list(rows.select_related("networker__registration__user").order_by("pk"))


def _told(
    row: MeetingParticipant,
    stage: OutcomeStage,
    happened: str,
    at: datetime.datetime,
    chances: dict[str, Any],
    chance: random.Random,
) -> MeetingOutcome:
    """What one of the people says. The database refuses what is no outcome."""
    words = chances["words"]["six_months" if stage == OutcomeStage.SIX_MONTHS else happened]
    return MeetingOutcome(
        participant=row,
        stage=stage,
        happened=happened,
        step=_draw(chances[stage], chance) if happened == Happened.HELD else "",
        # Who was not there has nothing to tell of it.
        note=chance.choice(words) if chance.randrange(100) < 30 and row.came is not False else "",
        given_at=at,
        given_by=row.networker.registration.user,
    )


def _at(meeting: Meeting, day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, EVENING, meeting.session.workshop.tz)


def _draw(shares: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(shares), weights=list(shares.values()))[0]
