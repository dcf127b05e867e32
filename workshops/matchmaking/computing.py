"""A schedule is computed by the worker, and the row of the plan says how far it is.

No message is ever the truth: the row is. Whoever computes says on it again and again that it is
alive; a plan that went silent is taken up again.
"""

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.working import SupersededError, Working
from workshops.matchmaking.planning import input_of, result_of
from workshops.matchmaking.scheduler import solve
from workshops.models import MeetingPlan, PlanStatus

logger = logging.getLogger(__name__)

# Silent for so long, a plan has no one who computes it.
SILENT_AFTER = datetime.timedelta(seconds=30)
# Waiting for so long, its message was lost.
UNSENT_AFTER = datetime.timedelta(seconds=15)
MOST_ATTEMPTS = 3


@dataclass
class Claim(Working):
    """One attempt at one plan."""

    seconds_between_beats = 0.7

    plan: MeetingPlan

    @classmethod
    def take(cls, pk: int) -> "Claim | None":
        """Take a waiting plan; None when it does not wait, or somebody was quicker."""
        of = ("session__workshop__programme", "session__workshop__city")
        waiting = MeetingPlan.objects.filter(pk=pk, status=PlanStatus.WAITING)
        plan = waiting.select_related(*of).first()
        if plan is None:
            return None
        at = timezone.now()
        attempts = plan.result.get("attempts", 0) + 1
        taken = waiting.update(
            status=PlanStatus.RUNNING,
            heartbeat_at=at,
            progress=0,
            result={"attempts": attempts},
        )
        return cls(pk, at, plan) if taken else None

    def mine(self) -> QuerySet[MeetingPlan]:
        return MeetingPlan.objects.filter(
            pk=self.pk, status=PlanStatus.RUNNING, heartbeat_at=self.beaten_at
        )

    def finish(self, result: dict[str, Any]) -> None:
        self.keep(status=PlanStatus.DONE, progress=100, result=result)

    def fail(self, words: str) -> None:
        self.mine().update(status=PlanStatus.FAILED, error=words)


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
