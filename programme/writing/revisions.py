"""What a versioned text was is kept: one revision per person and quarter of an hour."""

import datetime
from copy import copy
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from programme.models import User
from programme.writing.models import TextRevision, VersionedText

QUARTER = datetime.timedelta(minutes=15)
# A save that leaves less than half of so many characters is kept apart: what was there before an
# accident can be brought back, however shortly before it was written.
WORTH_KEEPING = 200


def keep_revision(row: VersionedText, *, by: User, before: VersionedText) -> TextRevision:
    """Keep the text as it was just saved, folded into the person's last save if that was within
    a quarter of an hour. Call it in the transaction of the save.

    ``before`` is the row as it was. It is kept too if no save has done so: nothing is replaced
    that is not in the history.
    """
    last = revisions_of(row).first()
    if (last is None or last.version < before.version) and not _is_known(before):
        last = _create(before, by=before.updated_by, is_kept=True)
    now = row.updated_at or timezone.now()
    if last is not None and _folds(last, row, by, now):
        last.version, last.text = row.version, row.text
        last.values, last.saved_at = values_of(row), now
        last.save(update_fields=["version", "text", "values", "saved_at"])
        return last
    return _create(row, by=by)


def keep_apart(row: VersionedText, text: str, *, version: int, by: User) -> None:
    """Keep a text that somebody typed and gave up for the one that stands there."""
    close_revision(row)
    if text and text != row.text:
        given_up = copy(row)
        given_up.text, given_up.version, given_up.updated_at = text, version, timezone.now()
        _create(given_up, by=by, is_kept=True)


def close_revision(row: VersionedText) -> None:
    """Keep the text as it stands now apart from whatever is saved next."""
    revisions_of(row).filter(is_kept=False).update(is_kept=True)


def revisions_of(row: VersionedText) -> QuerySet[Any]:
    """All revisions of a text, the last one first."""
    return row.revisions.order_by("-version")  # type: ignore[attr-defined]


def _create(row: VersionedText, *, by: User | None, is_kept: bool = False) -> TextRevision:
    model = revisions_of(row).model
    at = row.updated_at or timezone.now()
    return model._default_manager.create(
        **{model.text_field: row},
        version=row.version,
        text=row.text,
        values=values_of(row),
        by=by,
        begun_at=at,
        saved_at=at,
        is_kept=is_kept,
    )


def values_of(row: VersionedText) -> dict[str, Any]:
    """The further columns that belong to the text."""
    return {name: getattr(row, name) for name in row.kept_with_text}


def _is_known(row: VersionedText) -> bool:
    """Whether what the row says can be found in its history, or is nothing."""
    same = revisions_of(row).filter(text=row.text, saved_at=row.updated_at)
    return not says_something(row) or same.exists()


def says_something(row: VersionedText) -> bool:
    """Whether there is anything in the row that could be lost."""
    return bool(row.text or any(values_of(row).values()))


def _folds(last: TextRevision, row: VersionedText, by: User, now: datetime.datetime) -> bool:
    if last.is_kept or last.by_id != by.pk or now - last.begun_at >= QUARTER:
        return False
    is_cut = len(last.text) >= WORTH_KEEPING and len(row.text) < len(last.text) / 2
    return not is_cut
