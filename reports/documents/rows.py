"""The life of a document's row. The only module that writes ``Document.status``.

A row goes from queued to running to ready or failed. Each start of a build is one attempt, and
its number is the builder's key: whatever a builder writes, it writes only while the row is
running in its own attempt. So a builder that was taken for dead cannot disturb the next one.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import Programme, User
from reports.models import SUBJECT_FIELDS, Document, DocumentStatus

# A build that dies this often is given up until somebody asks again.
MAX_ATTEMPTS = 3
# How long a document waits for its task before the task is sent again.
UNSENT_AFTER = timedelta(seconds=5)
SEND_AGAIN_AFTER = timedelta(seconds=30)


class Built(Protocol):
    """A finished file: a PDF, or a ZIP, which has no pages."""

    @property
    def suffix(self) -> str: ...

    @property
    def pages(self) -> int | None: ...

    @property
    def size(self) -> int: ...

    @property
    def checksum(self) -> str: ...

    def open(self) -> IO[bytes]: ...

    def close(self) -> None: ...


class Superseded(Exception):
    """This builder was taken for dead: the row belongs to somebody else now."""


def find_or_queue(
    kind: str, subject: models.Model, *, title: str, content_key: str, by: User | None
) -> tuple[Document, bool]:
    """Return the document that will show this content, and whether it was queued just now.

    That is the one being built, or the last one if its content is the same, or a new one. One
    that failed is queued again. Two people asking at once get the same row: the database lets
    only one be active.
    """
    of_subject = Document.objects.filter(kind=kind, **{SUBJECT_FIELDS[kind]: subject})
    if active := of_subject.active().first():
        return active, False
    last = of_subject.order_by("-pk").first()
    if last and last.is_failed:
        return queue_again(last, by=by)
    if last and last.content_key == content_key and last.file.storage.exists(last.file.name):
        if last.outdated_at:
            # The text has changed back since.
            of_subject.filter(pk=last.pk).update(outdated_at=None)
            last.outdated_at = None
        return last, False
    try:
        with transaction.atomic():
            document = Document.objects.create(
                kind=kind,
                programme=programme_of(subject),
                title=title[:200],
                content_key=content_key,
                requested_by=by,
                **{SUBJECT_FIELDS[kind]: subject},
            )
    except IntegrityError:
        # Somebody else was first.
        return of_subject.order_by("-pk").first() or of_subject.get(), False
    return document, True


def queue_again(document: Document, *, by: User | None) -> tuple[Document, bool]:
    """Give a failed document a new set of attempts; say whether it was queued just now.

    One that has not failed stays as it is.
    """
    # Attempts go on counting, because their number is the key of a builder.
    finished_sets = -(-document.attempts // MAX_ATTEMPTS)
    try:
        with transaction.atomic():
            is_queued = Document.objects.filter(
                pk=document.pk, status=DocumentStatus.FAILED
            ).update(
                status=DocumentStatus.QUEUED,
                attempts=finished_sets * MAX_ATTEMPTS,
                progress=0,
                progress_note="",
                error="",
                requested_by=by,
                requested_at=timezone.now(),
                heartbeat_at=None,
            )
    except IntegrityError:
        # The same PDF is being built under another number already.
        field = SUBJECT_FIELDS[document.kind]
        subject = {field: getattr(document, f"{field}_id")}
        return Document.objects.filter(kind=document.kind, **subject).active().get(), False
    document.refresh_from_db()
    return document, bool(is_queued)


@dataclass(frozen=True)
class Claim:
    """One attempt at building one document.

    Two threads beat for it, so the number of the attempt says whose the row is, not the last beat
    (``programme.working``).
    """

    pk: int
    attempt: int

    @classmethod
    def take(cls, pk: int) -> "Claim | None":
        """Take a queued document; None when it is not queued, or somebody else was quicker."""
        queued = Document.objects.filter(pk=pk, status=DocumentStatus.QUEUED)
        attempts = queued.values_list("attempts", flat=True).first()
        if attempts is None:
            return None
        taken = queued.filter(attempts=attempts).update(
            status=DocumentStatus.RUNNING,
            attempts=attempts + 1,
            heartbeat_at=timezone.now(),
            progress=0,
            progress_note="",
        )
        return cls(pk, attempts + 1) if taken else None

    def mine(self) -> models.QuerySet[Document]:
        return Document.objects.filter(
            pk=self.pk, status=DocumentStatus.RUNNING, attempts=self.attempt
        )

    def beat(self, percent: int, note: str) -> None:
        """Say that the builder is alive and how far it is. Raises Superseded."""
        alive = self.mine().update(
            heartbeat_at=timezone.now(), progress=percent, progress_note=note[:200]
        )
        if not alive:
            raise Superseded(self)

    @transaction.atomic
    def finish(self, built: Built, *, title: str, content_key: str) -> Document:
        """Store the file and mark the document as ready. Raises Superseded.

        The row is locked while the file is put in its place, so no other builder can touch it.
        """
        document = self.mine().select_for_update().first()
        if document is None:
            raise Superseded(self)
        year = document.requested_at.year
        name = f"documents/{year}/{document.kind}-{document.pk}-{content_key[:16]}{built.suffix}"
        with built.open() as file:
            document.file.name = store(document.file.storage, name, file)
        document.status = DocumentStatus.READY
        document.title = title[:200]
        document.content_key = content_key
        document.size = built.size
        document.pages = built.pages
        document.checksum = built.checksum
        document.progress = 100
        document.progress_note = ""
        document.finished_at = timezone.now()
        document.save(
            update_fields=[
                *("file", "status", "title", "content_key", "size", "pages", "checksum"),
                *("progress", "progress_note", "finished_at"),
            ]
        )
        return document

    def fail(self, error: str) -> None:
        """Give up, with words for the person who waits."""
        self.mine().update(
            status=DocumentStatus.FAILED, error=error, progress_note="", finished_at=timezone.now()
        )

    def put_back(self, error: str) -> None:
        """Let another attempt begin in a moment; give up when it was the last one."""
        if self.attempt % MAX_ATTEMPTS == 0:
            self.fail(error)
            return
        self.mine().update(
            status=DocumentStatus.QUEUED,
            heartbeat_at=timezone.now(),
            progress_note=_("Something went wrong; it is tried again in half a minute."),
        )


def take_back_silent() -> None:
    """Queue again what a dead builder left running; give up what killed its builder too often."""
    silent_since = timezone.now() - timedelta(seconds=settings.DOCUMENT_SILENT_AFTER)
    silent = Document.objects.filter(status=DocumentStatus.RUNNING).filter(
        Q(heartbeat_at__lt=silent_since) | Q(heartbeat_at__isnull=True)
    )
    last_attempt = silent.annotate(rest=F("attempts") % MAX_ATTEMPTS).filter(rest=0)
    last_attempt.update(
        status=DocumentStatus.FAILED,
        error=_("It was begun several times and ended each time in the middle."),
        progress_note="",
        finished_at=timezone.now(),
    )
    silent.update(
        status=DocumentStatus.QUEUED,
        heartbeat_at=None,
        progress_note=_("The work was interrupted and begins again."),
    )


def without_task() -> list[int]:
    """Queued documents whose task seems lost, oldest first; they are taken as sent now."""
    now = timezone.now()
    waiting = (
        Document.objects.filter(status=DocumentStatus.QUEUED, requested_at__lt=now - UNSENT_AFTER)
        .filter(Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=now - SEND_AGAIN_AFTER))
        .order_by("requested_at", "pk")
    )
    keys = list(waiting.values_list("pk", flat=True))
    Document.objects.filter(pk__in=keys, status=DocumentStatus.QUEUED).update(heartbeat_at=now)
    return keys


def store(storage: Storage, name: str, data: IO[bytes]) -> str:
    """Write a file so that it is there whole or not at all; a file of that name is replaced."""
    if not isinstance(storage, FileSystemStorage):
        # An object store: a put is whole by itself.
        storage.delete(name)
        return storage.save(name, File(data))
    path = Path(storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            shutil.copyfileobj(data, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        # On a full disk half a file would take what room there is, and nobody would miss it.
        unfinished.unlink(missing_ok=True)
        raise
    return name


def programme_of(subject: models.Model) -> Programme:
    """The programme of whatever a document shows."""
    if isinstance(subject, Programme):
        return subject
    for path in ("programme", "case", "workshop", "city_report", "final_report", "registration"):
        above = getattr(subject, path, None)
        if isinstance(above, Programme):
            return above
        if above is not None:
            return programme_of(above)
    raise TypeError(subject)
