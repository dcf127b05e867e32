"""A schedule as the scheduler knows it: from the rows of a session to a problem, and back."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from workshops.matchmaking.free import times_away
from workshops.matchmaking.languages import Speaks, languages_needed
from workshops.matchmaking.limits import begins_at
from workshops.matchmaking.scheduler import Problem, Schedule, Wish
from workshops.models import (
    Interpreters,
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingSlot,
    MeetingStatus,
    MeetingTable,
    Networker,
    NetworkingSession,
)

# Beside what the scheduler says: somebody of the meeting is not in choice B any more.
LEFT_CHOICE_B = "left_choice_b"


@dataclass(frozen=True)
class Input:
    """The problem, and the meetings that cannot be part of it with the people because of whom."""

    problem: Problem
    left: dict[int, list[int]]


def people_by_meeting(session: NetworkingSession) -> dict[int, list[Networker]]:
    """Who takes part in each agreed meeting, with ``is_in_b`` and, as ``part``, the row that says
    so. Two queries."""
    in_b = set(
        Networker.objects.in_choice_b()
        .filter(registration__workshop=session.workshop_id)
        .values_list("pk", flat=True)
    )
    rows = (
        MeetingParticipant.objects.filter(
            meeting__session=session,
            meeting__status=MeetingStatus.ACCEPTED,
            answer=MeetingAnswer.ACCEPTED,
        )
        .select_related("networker__registration__city", "networker__cluster")
        .order_by("meeting", "-is_requester", "pk")
    )
    people: dict[int, list[Networker]] = defaultdict(list)
    for row in rows:
        row.networker.is_in_b = row.networker_id in in_b
        row.networker.part = row
        people[row.meeting_id].append(row.networker)
    return people


def input_of(session: NetworkingSession, *, now: datetime.datetime | None) -> Input:
    """What the scheduler is asked. Seven queries.

    With ``now`` what has begun stays as it is, and nothing new is put there. Where people pick
    their times, what they picked stays too.
    """
    people = people_by_meeting(session)
    slots = list(MeetingSlot.objects.filter(session=session))
    begun = frozenset(slot.pk for slot in slots if now and begins_at(slot, session) <= now)
    away = times_away(session)
    wishes, left = [], {}
    for meeting in Meeting.objects.filter(session=session, status=MeetingStatus.ACCEPTED):
        those = people.get(meeting.pk, [])
        stays = meeting.slot_id in begun or bool(meeting.happened)
        gone = [member.pk for member in those if not member.is_in_b]  # type: ignore[attr-defined]
        if (gone or len(those) < 2) and not stays:
            left[meeting.pk] = gone
            continue
        wishes.append(_wish(meeting, those, stays=stays or not session.is_computed))
        for member in those:
            away[member.pk] |= begun
    tables = MeetingTable.objects.filter(session=session).values_list("pk", "seats")
    interpreters = Interpreters.objects.filter(session=session).values_list("language", "number")
    problem = Problem(
        wishes=wishes,
        slots=[slot.pk for slot in slots],
        tables=dict(tables),
        away={person: frozenset(times) for person, times in away.items()},
        interpreters=dict(interpreters),
        most_meetings=session.most_meetings,
    )
    return Input(problem, left)


def _wish(meeting: Meeting, people: list[Networker], *, stays: bool) -> Wish:
    place = None
    if meeting.slot_id and meeting.table_id:
        place = (meeting.slot_id, meeting.table_id)
    return Wish(
        meeting.pk,
        tuple(person.pk for person in people),
        languages_needed([Speaks.of(person) for person in people]),
        pinned=place if meeting.is_pinned or stays else None,
        present=place,
    )


def result_of(asked: Input, schedule: Schedule) -> dict[str, Any]:
    """What the row of the plan keeps: keys and words, nothing else."""
    unplaced = [
        {"meeting": one.key, "why": str(one.why), "people": one.people, "language": one.language}
        for one in schedule.unplaced
    ]
    unplaced += [
        {"meeting": meeting, "why": LEFT_CHOICE_B, "people": people, "language": ""}
        for meeting, people in asked.left.items()
    ]
    return {
        "places": {str(key): list(place) for key, place in sorted(schedule.places.items())},
        "people": {str(wish.key): list(wish.people) for wish in asked.problem.wishes},
        "unplaced": unplaced,
        "is_best": schedule.is_best_possible,
    }
