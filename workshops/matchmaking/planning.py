"""A computed schedule: what goes into the computation, and the row that says how it goes.

No message is ever the truth: the row of the plan is. Whoever computes says on it again and again
that it is alive; a plan that went silent is taken up again.
"""

import datetime
import logging
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from workshops.matchmaking.free import times_away
from workshops.matchmaking.languages import Speaks, languages_needed
from workshops.matchmaking.limits import begins_at
from workshops.matchmaking.scheduler import Problem, Schedule, Wish, solve
from workshops.models import (
    Interpreters,
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingPlan,
    MeetingSlot,
    MeetingStatus,
    MeetingTable,
    Networker,
    NetworkingSession,
    PlanStatus,
)

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_BEATS = 0.7
# Silent for so long, a plan has no one who computes it.
SILENT_AFTER = datetime.timedelta(seconds=30)
# Waiting for so long, its message was lost.
UNSENT_AFTER = datetime.timedelta(seconds=15)
MOST_ATTEMPTS = 3
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


# The row


class SupersededError(Exception):
    """Somebody else computes this plan now, or it is over."""


class Claim:
    """One attempt at one plan. What it wrote last on the row says that the row is still its."""

    def __init__(self, plan: MeetingPlan, at: datetime.datetime) -> None:
        self.plan = plan
        self.at = at
        self.said_at = 0.0

    @classmethod
    def take(cls, pk: int) -> "Claim | None":
        """Take a waiting plan; None when it does not wait, or somebody was quicker."""
        plan = (
            MeetingPlan.objects.select_related(
                "session__workshop__programme", "session__workshop__city"
            )
            .filter(pk=pk, status=PlanStatus.WAITING)
            .first()
        )
        if plan is None:
            return None
        at = timezone.now()
        attempts = plan.result.get("attempts", 0) + 1
        taken = MeetingPlan.objects.filter(pk=pk, status=PlanStatus.WAITING).update(
            status=PlanStatus.RUNNING,
            heartbeat_at=at,
            progress=0,
            result={"attempts": attempts},
        )
        return cls(plan, at) if taken else None

    def _change(self, **values: Any) -> None:
        mine = MeetingPlan.objects.filter(
            pk=self.plan.pk, status=PlanStatus.RUNNING, heartbeat_at=self.at
        )
        at = timezone.now()
        if not mine.update(heartbeat_at=at, **values):
            raise SupersededError(self.plan.pk)
        self.at = at

    def beat(self, percent: int) -> None:
        """Say how far it is, now and then. Raises SupersededError."""
        if time.monotonic() - self.said_at >= SECONDS_BETWEEN_BEATS:
            self.said_at = time.monotonic()
            self._change(progress=percent)

    def finish(self, result: dict[str, Any]) -> None:
        self._change(status=PlanStatus.DONE, progress=100, result=result)

    def fail(self, words: str) -> None:
        self._change(status=PlanStatus.FAILED, error=words)


def compute(pk: int, *, now: datetime.datetime | None = None) -> None:
    """Compute a waiting plan. Safe to call twice: the second call finds nothing that waits."""
    claim = Claim.take(pk)
    if claim is None:
        return
    try:
        with transaction.atomic():
            asked = input_of(claim.plan.session, now=now or timezone.now())
        claim.finish(result_of(asked, solve(asked.problem, progress=claim.beat)))
    except SupersededError:
        logger.warning("Plan %s: it was taken over.", pk)
    except DatabaseError:
        # The row is found again by its silence.
        raise
    except Exception as error:
        logger.exception("Plan %s failed.", pk)
        claim.fail(
            _("The computation broke off (%(error)s). The server’s log has the details.")
            % {"error": type(error).__name__}
        )


def take_back_silent() -> None:
    """Let plans wait again whose worker died; give up one that killed its worker too often."""
    silent = MeetingPlan.objects.filter(
        Q(heartbeat_at__lt=timezone.now() - SILENT_AFTER) | Q(heartbeat_at__isnull=True),
        status=PlanStatus.RUNNING,
    )
    for plan in silent:
        same = MeetingPlan.objects.filter(
            pk=plan.pk, status=PlanStatus.RUNNING, heartbeat_at=plan.heartbeat_at
        )
        if plan.result.get("attempts", 0) >= MOST_ATTEMPTS:
            words = _("The computation was begun several times and ended each time in the middle.")
            same.update(status=PlanStatus.FAILED, error=words)
        else:
            same.update(status=PlanStatus.WAITING, heartbeat_at=None)


def without_task() -> list[int]:
    """Waiting plans whose message seems lost; they are taken as sent now."""
    now = timezone.now()
    waiting = MeetingPlan.objects.filter(
        Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=now - SILENT_AFTER),
        status=PlanStatus.WAITING,
        requested_at__lt=now - UNSENT_AFTER,
    )
    keys = list(waiting.order_by("requested_at", "pk").values_list("pk", flat=True))
    MeetingPlan.objects.filter(pk__in=keys, status=PlanStatus.WAITING).update(heartbeat_at=now)
    return keys
