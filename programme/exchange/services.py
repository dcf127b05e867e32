"""What a coordinator does with a file of clusters."""

from functools import partial
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme import tasks
from programme.models import ClusterImport, ImportStatus, Programme, User
from programme.stored_files import delete_on_commit, stored


class ImportMoveError(Exception):
    """Why an import cannot go on; the text is shown."""


@transaction.atomic
def start_import(programme: Programme, upload: Any, *, by: User) -> ClusterImport:
    """Keep a file and let the worker read it."""
    path = PurePath((upload.name or "").replace("\\", "/").rpartition("/")[2])
    name = "".join(letter for letter in path.name if letter.isprintable()).strip() or _("a file")
    row = ClusterImport(programme=programme, name=name[:200], created_by=by)
    upload.seek(0)
    suffix = ".xlsx" if upload.read(2) == b"PK" else ".csv"
    upload.seek(0)
    with stored(row, upload, suffix=suffix):
        row.full_clean()
        row.save()
    transaction.on_commit(partial(tasks.read_import.delay, row.pk))
    return row


def bring_in(row: ClusterImport, *, by: User) -> ClusterImport:
    """Let the worker bring in what the preview showed. Raises ImportMoveError."""
    row = _moved(row, ImportStatus.WANTED, findings=row.findings | {"wanted_by": by.pk})
    transaction.on_commit(partial(tasks.apply_import.delay, row.pk))
    return row


def read_again(row: ClusterImport) -> ClusterImport:
    """Let the worker read the file once more, after a sector was added for instance. Raises
    ImportMoveError."""
    row = _moved(row, ImportStatus.WAITING, findings={})
    transaction.on_commit(partial(tasks.read_import.delay, row.pk))
    return row


@transaction.atomic
def _moved(row: ClusterImport, to: ImportStatus, *, findings: dict[str, Any]) -> ClusterImport:
    if row.status == ImportStatus.FAILED and to == ImportStatus.WAITING:
        allowed = [ImportStatus.FAILED]
    else:
        allowed = [ImportStatus.PREVIEWED]
    moved = ClusterImport.objects.filter(pk=row.pk, status__in=allowed).update(
        status=to, findings=findings, progress=0, error="", heartbeat_at=timezone.now()
    )
    row.refresh_from_db()
    if not moved:
        raise ImportMoveError(
            _("The file is not waiting for this: it is “%(status)s”.")
            % {"status": row.get_status_display()}
        )
    return row


@transaction.atomic
def throw_away(row: ClusterImport) -> None:
    """Delete an import and its file; what was brought in stays. Raises ImportMoveError while the
    worker brings it in."""
    if row.status in {ImportStatus.WANTED, ImportStatus.APPLYING}:
        raise ImportMoveError(_("The file is just being brought in. Wait until it is done."))
    delete_on_commit(row.file)
    row.delete()
