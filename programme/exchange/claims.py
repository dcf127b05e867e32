"""Who works on an import. No message is ever the truth: the row is.

A worker takes an import by a step that only one can make, and says from time to time that it is
alive. One that has been silent for long is taken for dead, and its import is begun again.
"""

import datetime
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import ClusterImport, ImportStatus
from programme.working import Working

SILENT_AFTER = datetime.timedelta(seconds=45)
# A message that nobody has taken so long is taken for lost.
SENT_AGAIN_AFTER = datetime.timedelta(seconds=30)
# So often a file may end its worker before it is given up.
MOST_INTERRUPTIONS = 3
INTERRUPTED = "interrupted"
BACK = {
    ImportStatus.READING: ImportStatus.WAITING,
    ImportStatus.APPLYING: ImportStatus.WANTED,
}


@dataclass
class Claim(Working):
    """One worker at one import."""

    seconds_between_beats = 0.5

    status: ImportStatus

    @classmethod
    def take(cls, pk: int, waits: ImportStatus, works: ImportStatus) -> "Claim | None":
        """Take an import that waits; None when it does not, or somebody else was quicker."""
        now = timezone.now()
        waiting = ClusterImport.objects.filter(pk=pk, status=waits)
        taken = waiting.update(status=works, heartbeat_at=now, progress=0, error="")
        return cls(pk, now, works) if taken else None

    def mine(self) -> QuerySet[ClusterImport]:
        return ClusterImport.objects.filter(
            pk=self.pk, status=self.status, heartbeat_at=self.beaten_at
        )

    def finish(self, **columns: object) -> None:
        """Write the end of the work. Raises SupersededError."""
        self.keep(progress=100, **columns)

    def fail(self, error: str) -> None:
        self.mine().update(status=ImportStatus.FAILED, error=error[:500])


def take_back_silent() -> None:
    """Let what a dead worker left begin again; give up what ended its worker too often."""
    silent = ClusterImport.objects.filter(status__in=BACK).filter(
        Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - SILENT_AFTER)
    )
    for row in silent:
        findings = row.findings | {INTERRUPTED: row.findings.get(INTERRUPTED, 0) + 1}
        is_over = findings[INTERRUPTED] >= MOST_INTERRUPTIONS
        ClusterImport.objects.filter(
            pk=row.pk, status=row.status, heartbeat_at=row.heartbeat_at
        ).update(
            status=ImportStatus.FAILED if is_over else BACK[ImportStatus(row.status)],
            error=_("The work was begun several times and ended each time in the middle.")
            if is_over
            else "",
            findings=findings,
            heartbeat_at=None,
        )


def without_task() -> list[tuple[int, str]]:
    """Imports whose task seems lost, with what they wait for; they are taken as sent now."""
    now = timezone.now()
    waiting = (
        ClusterImport.objects.filter(status__in=BACK.values())
        .annotate(sent_at=Coalesce(F("heartbeat_at"), F("created_at")))
        .filter(Q(sent_at__lt=now - SENT_AGAIN_AFTER) | Q(findings__has_key=INTERRUPTED))
    )
    found = list(waiting.order_by("created_at", "pk").values_list("pk", "status"))
    ClusterImport.objects.filter(
        pk__in=[pk for pk, _status in found], status__in=BACK.values()
    ).update(heartbeat_at=now)
    return found
