"""Files of people: kept under names of our own, and handed out so that none runs in the site."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.db import models, transaction
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.files import kind_of
from programme.pictures import without_notes

NO_ROOM = gettext_lazy(
    "The server has no room for this file at the moment. Nothing of it is kept. Try again later, "
    "and tell the coordinator if it happens again."
)


def checksum_of(upload: File) -> str:
    """SHA-256 of an upload, in hexadecimal."""
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


@contextmanager
def stored(row: models.Model, upload: File, *, suffix: str, field: str = "file") -> Iterator[None]:
    """Store the upload as the row's file; the block saves the row.

    The folder never sees a name that somebody typed. What is stored, be it half a file, is
    deleted again when the row that names it does not come about.
    """
    file: Any = getattr(row, field)
    name = f"{uuid4().hex}{suffix}"
    path = file.field.generate_filename(row, name)
    try:
        file.save(name, upload, save=False)
        yield
    except BaseException:
        file.field.storage.delete(path)
        raise


@contextmanager
def kept(row: Any, upload: File) -> Iterator[None]:
    """``stored`` for a row that says what its file is: name, kind, size and checksum.

    All of that follows from the content. Raises ValidationError for a kind that is not allowed.
    """
    kind = kind_of(upload)
    upload = without_notes(upload, kind)
    row.name = kind.name_for(upload.name or "")
    row.content_type = kind.content_type
    row.size = upload.size
    row.checksum = checksum_of(upload)
    with stored(row, upload, suffix=kind.suffix):
        yield


def delete_on_commit(file: Any) -> None:
    """Delete a stored file, but not before its row is really gone: a row without its file would
    be worse than the reverse."""
    name, storage = file.name, file.storage
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def handed_out(file: Any, *, name: str, content_type: str) -> FileResponse:
    """The answer to a download. 404 when the file is not in its place."""
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("The file is not in its place.")) from error
    # Never shown inside the site, whatever it is: it is somebody's upload.
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response
