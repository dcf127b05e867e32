"""The only writers of versioned texts and of checksums."""

import datetime
import hashlib
import json
from collections.abc import Iterable
from copy import copy
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from programme.models import User
from programme.privacy.prints import without_erased
from programme.writing.models import VersionedText
from programme.writing.revisions import keep_apart, keep_revision

Row = TypeVar("Row", bound=VersionedText)


class TextConflict(Exception):
    """Somebody else saved first. Holds the row as it stands now and the text that was refused."""

    def __init__(self, row: VersionedText, refused: str) -> None:
        super().__init__(row.pk)
        self.row = row
        self.refused = refused


def save_text(
    row: Row,
    text: str,
    *,
    base_version: int,
    by: User,
    at: datetime.datetime | None = None,
    **fields: Any,
) -> Row:
    """Store a text if nobody else changed it since ``base_version``, and return the new row.

    ``fields`` are further columns of the row that belong to the text (“not known”, a reason).
    Line ends are stored as ``\\n``, a text without words as empty. An unchanged text is no new
    version. Each version goes into the history of the text (see ``writing.revisions``). ``at`` is
    for texts that were written elsewhere, earlier.

    Raises TextConflict when another version was saved meanwhile with other content; nothing is
    written then, and both texts are on the exception.
    """
    text = without_erased(normal_text(text), row)
    model = type(row)
    current = model._default_manager.get(pk=row.pk)
    same = current.text == text and all(getattr(current, k) == v for k, v in fields.items())
    if same:
        return current
    before = copy(current)
    # Part of the caller's transaction, if there is one: no savepoint of its own for each save.
    with transaction.atomic(savepoint=False):
        saved: dict[str, Any] = {
            "text": text,
            "version": base_version + 1,
            "updated_at": at or timezone.now(),
            "updated_by": by,
            **fields,
        }
        # One statement decides who is first: the loser's condition no longer matches.
        changed = model._default_manager.filter(pk=row.pk, version=base_version).update(**saved)
        if changed:
            for name, value in saved.items():
                setattr(current, name, value)
            keep_revision(current, by=by, before=before)
    if not changed:
        current.refresh_from_db()
        raise TextConflict(current, text)
    return current


@transaction.atomic
def give_up(row: Row, text: str, *, base_version: int, by: User) -> Row:
    """Put a text that was never stored, and that its writer gives up for the stored one, into the
    history, from which it can be brought back. The row keeps its words and gets a new version.

    Raises TextConflict when somebody saved another text after ``base_version``.
    """
    text = without_erased(normal_text(text), row)
    model = type(row)
    changed = model._default_manager.filter(pk=row.pk, version=base_version).update(
        version=base_version + 2
    )
    current = model._default_manager.get(pk=row.pk)
    if not changed:
        raise TextConflict(current, text)
    keep_apart(current, text, version=base_version + 1, by=by)
    return current


def normal_text(text: str) -> str:
    """The text as it is stored, whatever a browser made of its line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else ""


def base_of(row: VersionedText, fields: Iterable[str]) -> str:
    """What a form remembers of the row it showed: its version and a digest of these columns.

    The version decides who is first. The digest tells a text that the person changed from one
    that was only shown, so a page that was open for an hour does not argue about texts that its
    reader never touched.
    """
    return f"{row.version}-{digest_of({name: getattr(row, name) for name in fields})}"


def digest_of(values: dict[str, Any]) -> str:
    """A short name for the values as they are stored; text without its outer blanks."""
    plain = {k: normal_text(v).strip() if isinstance(v, str) else v for k, v in values.items()}
    return checksum_of(plain)[:16]


def checksum_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content as canonical JSON: the same content has the same checksum."""
    canonical = json.dumps(
        content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
