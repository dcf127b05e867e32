"""Files of a workshop come and go."""

from collections.abc import Sequence
from contextlib import ExitStack

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import User
from programme.stored_files import delete_on_commit, kept
from workshops.models import AgendaItem, Workshop, WorkshopFile
from workshops.services.rows import locked_workshop, log_workshop


@transaction.atomic
def add_files(
    workshop: Workshop,
    *,
    by: User,
    uploads: Sequence[File],
    kind: str,
    description: str,
    item: AgendaItem | None = None,
) -> list[WorkshopFile]:
    """Keep files under names of our own, as what their content says that they are.

    Raises ValidationError for one that is not allowed, OSError when there is no room; then none
    of them is kept.
    """
    workshop = locked_workshop(workshop)
    about = {"workshop": workshop, "item": item, "kind": kind, "description": description}
    # Whatever goes wrong: the files that were stored before it go too, as their rows do.
    with ExitStack() as together:
        files = [_add(WorkshopFile(**about, uploaded_by=by), one, together) for one in uploads]
        _log_added(workshop, files, by=by)
    return files


def _add(row: WorkshopFile, upload: File, together: ExitStack) -> WorkshopFile:
    together.enter_context(kept(row, upload))
    row.full_clean()
    row.save()
    return row


def _log_added(workshop: Workshop, files: Sequence[WorkshopFile], *, by: User) -> None:
    sentence = ngettext(
        "%(count)s file was added to %(workshop)s: %(names)s.",
        "%(count)s files were added to %(workshop)s: %(names)s.",
        len(files),
    )
    names = ", ".join(f"“{file.name}”" for file in files)
    words = {"count": len(files), "workshop": workshop.title, "names": names}
    after = {"files": [file.name for file in files]}
    log_workshop("file_added", workshop, sentence % words, by=by, after=after)


@transaction.atomic
def delete_file(file: WorkshopFile, *, by: User) -> None:
    """Delete a file for good."""
    workshop = locked_workshop(file.workshop)
    sentence = _("The file %(name)s was deleted from %(workshop)s.")
    log_workshop(
        "file_deleted",
        workshop,
        sentence % {"name": f"“{file.name}”", "workshop": workshop.title},
        by=by,
        before={"name": file.name, "checksum": file.checksum},
    )
    delete_on_commit(file.file)
    file.delete()
