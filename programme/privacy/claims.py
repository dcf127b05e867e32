"""Who works on a request about own data, and when. The row is the truth, not the message of the
queue."""

import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import DataRequest, DataRequestKind, DataRequestStatus, User
from programme.working import Working

# Under this key a request that runs keeps by which words the person is known; then it is emptied.
KNOWN_AS = "known_as"
# This one says that rows and account are nameless already, and in how many words the name stood.
CLOSED = "swept"
# In these days whoever asked to be erased can think better of it.
WAITING_DAYS = 7
SILENT_AFTER = datetime.timedelta(minutes=2)
# A message that nobody has taken so long is taken for lost.
SENT_AGAIN_AFTER = datetime.timedelta(seconds=30)
TRIED_AGAIN_AFTER = datetime.timedelta(minutes=10)
# So often a request may end its worker before it is given up, or (an erasure, which nobody may
# leave half done) before it rests for a day.
MOST_TRIES = 5
REST = datetime.timedelta(days=1)


class Claim(Working):
    """One worker at one request."""

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

    def finish(self, **columns: object) -> None:
        """Write the end of the work. Raises SupersededError."""
        done = {"status": DataRequestStatus.DONE, "done_at": timezone.now(), "progress": 100}
        self.keep(**(done | columns))

    def put_off(self, later: datetime.datetime) -> None:
        """Let it wait again: nothing was begun. Raises SupersededError."""
        self.keep(
            status=DataRequestStatus.WAITING,
            not_before=later,
            heartbeat_at=None,
            tries=F("tries") - 1,
        )

    def try_again(self, error: str) -> None:
        """What was begun is brought to its end, as soon as there is room for it again."""
        self.mine().update(
            status=DataRequestStatus.WAITING,
            not_before=timezone.now() + TRIED_AGAIN_AFTER,
            heartbeat_at=None,
            error=error[:200],
        )

    def fail(self, error: str) -> None:
        self.mine().update(status=DataRequestStatus.FAILED, error=error[:200])
        _forget_given_up()


def take_back_silent() -> None:
    """Let what a dead worker left begin again; give up, or let rest, what ended its worker too
    often."""
    silent = DataRequest.objects.filter(status=DataRequestStatus.RUNNING).filter(
        Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - SILENT_AFTER)
    )
    given_up = _("The work was begun several times and ended each time in the middle.")
    tired = silent.filter(tries__gte=MOST_TRIES)
    tired.filter(kind=DataRequestKind.EXPORT).update(
        status=DataRequestStatus.FAILED, error=given_up
    )
    tired.filter(kind=DataRequestKind.ERASURE).update(
        status=DataRequestStatus.WAITING,
        heartbeat_at=None,
        not_before=timezone.now() + REST,
        error=given_up,
    )
    silent.filter(tries__lt=MOST_TRIES).update(status=DataRequestStatus.WAITING, heartbeat_at=None)
    _forget_given_up()


def has_begun(request: DataRequest) -> bool:
    """Whether something is erased already; a guest’s request knows the name from its beginning."""
    if request.user is None:
        return CLOSED in request.tally
    return KNOWN_AS in request.tally


def wait_no_longer(user: User | None) -> None:
    """Let erasures that were put off begin seven days after they were asked for: that of the
    person, or (without one) all. Whoever is held by something else waits on: that is asked again
    when the worker begins."""
    waiting = DataRequest.objects.filter(
        kind=DataRequestKind.ERASURE, status=DataRequestStatus.WAITING
    )
    for request in waiting if user is None else waiting.filter(user=user):
        first = request.requested_at + datetime.timedelta(days=WAITING_DAYS)
        if request.not_before > first:
            waiting.filter(pk=request.pk).update(not_before=first)


def _forget_given_up() -> None:
    """Who was erased and then looked for in vain: the request no longer knows by which name."""
    given_up = DataRequest.objects.filter(status=DataRequestStatus.FAILED)
    of_nobody = Q(user__erased_at__isnull=False) | ~Q(guest="")
    given_up.filter(of_nobody).exclude(tally={}).update(tally={})


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
