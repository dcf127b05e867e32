"""What a versioned text was before: one revision per person and quarter of an hour."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from programme.models import User
from programme.writing.models import TextRevision, VersionedText

QUARTER = datetime.timedelta(minutes=15)
# A save that leaves less than half of so many characters is kept apart: what was there before an
# accident can be brought back, however shortly before it was written.
WORTH_KEEPING = 200


def keep_revision(row: VersionedText, *, by: User, values: dict[str, Any]) -> TextRevision:
    """Keep the text as it was just saved, folded into the person's last save if that was within
    a quarter of an hour. Call it in the transaction of the save."""
    revisions = revisions_of(row)
    now = row.updated_at or timezone.now()
    last = revisions.order_by("-version").first()
    if last is not None and _folds(last, row, by, now):
        last.version, last.text, last.values, last.saved_at = row.version, row.text, values, now
        last.save(update_fields=["version", "text", "values", "saved_at"])
        return last
    model = revisions.model
    return model._default_manager.create(
        **{model.text_field: row},
        version=row.version,
        text=row.text,
        values=values,
        by=by,
        begun_at=now,
        saved_at=now,
    )


def revisions_of(row: VersionedText) -> QuerySet[Any]:
    """All revisions of a text, the last one first."""
    return row.revisions.order_by("-version")  # type: ignore[attr-defined]


def _folds(last: TextRevision, row: VersionedText, by: User, now: datetime.datetime) -> bool:
    if last.is_kept or last.by_id != by.pk or now - last.begun_at >= QUARTER:
        return False
    is_cut = len(last.text) >= WORTH_KEEPING and len(row.text) < len(last.text) / 2
    return not is_cut
