"""Who works on a request about own data. The row is the truth, not the message of the queue."""

import datetime
import time
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import DataRequest, DataRequestStatus

SILENT_AFTER = datetime.timedelta(minutes=2)
# A message that nobody has taken so long is taken for lost.
SENT_AGAIN_AFTER = datetime.timedelta(seconds=30)
SECONDS_BETWEEN_BEATS = 1.0
# So often a request may end its worker before it is given up.
MOST_TRIES = 5


class SupersededError(Exception):
    """Somebody else works on it, or it was withdrawn."""


@dataclass
class Claim:
    """One worker at one request."""

    pk: int
    beaten_at: datetime.datetime
    last_moved: float = field(default_factory=time.monotonic)

    @classmethod
    def take(cls, pk: int) -> "Claim | None":
        """Take a request whose time has come; None when somebody else was quicker."""
        now = timezone.now()
        due = DataRequest.objects.filter(
            pk=pk, status=DataRequestStatus.WAITING, not_before__lte=now
        )
        taken = due.update(
            status=DataRequestStatus.RUNNING,
            heartbeat_at=now,
            progress=0,
            error="",
            tries=F("tries") + 1,
        )
        return cls(pk, now) if taken else None

    def mine(self) -> QuerySet[DataRequest]:
        return DataRequest.objects.filter(
            pk=self.pk, status=DataRequestStatus.RUNNING, heartbeat_at=self.beaten_at
        )

    def beat(self, percent: float) -> None:
        """Say that the worker is alive, and how far it is (below zero: as far as before). Raises
        SupersededError."""
        if time.monotonic() - self.last_moved < SECONDS_BETWEEN_BEATS:
            return
        now = timezone.now()
        moved = {} if percent < 0 else {"progress": min(99, int(percent))}
        if not self.mine().update(heartbeat_at=now, **moved):
            raise SupersededError
        self.beaten_at, self.last_moved = now, time.monotonic()

    def keep(self, **columns: object) -> None:
        """Write something on the request while the work goes on. Raises SupersededError."""
        if not self.mine().update(**columns):
            raise SupersededError

    def finish(self, **columns: object) -> None:
        """Write the end of the work. Raises SupersededError."""
        done = {"status": DataRequestStatus.DONE, "done_at": timezone.now(), "progress": 100}
        if not self.mine().update(**(done | columns)):
            raise SupersededError

    def fail(self, error: str) -> None:
        self.mine().update(status=DataRequestStatus.FAILED, error=error[:200])
        _forget_given_up()


def take_back_silent() -> None:
    """Let what a dead worker left begin again; give up what ended its worker too often."""
    silent = DataRequest.objects.filter(status=DataRequestStatus.RUNNING).filter(
        Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - SILENT_AFTER)
    )
    given_up = _("The work was begun several times and ended each time in the middle.")
    silent.filter(tries__gte=MOST_TRIES).update(status=DataRequestStatus.FAILED, error=given_up)
    silent.filter(tries__lt=MOST_TRIES).update(status=DataRequestStatus.WAITING, heartbeat_at=None)
    _forget_given_up()


def _forget_given_up() -> None:
    """Who was erased and then looked for in vain: the request no longer knows by which name."""
    given_up = DataRequest.objects.filter(status=DataRequestStatus.FAILED)
    given_up.filter(user__erased_at__isnull=False).exclude(tally={}).update(tally={})


def due_without_task() -> list[int]:
    """Requests whose time has come and whose task seems lost; they are taken as sent now."""
    now = timezone.now()
    due = DataRequest.objects.filter(status=DataRequestStatus.WAITING, not_before__lte=now).filter(
        Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=now - SENT_AGAIN_AFTER)
    )
    found = list(due.order_by("not_before", "pk").values_list("pk", flat=True))
    DataRequest.objects.filter(pk__in=found, status=DataRequestStatus.WAITING).update(
        heartbeat_at=now
    )
    return found
