"""What the services of this package share: the locked row of a workshop, and the log."""

from typing import Any

from programme.activity import record
from programme.models import User
from workshops.models import Workshop


def locked_workshop(workshop: Workshop) -> Workshop:
    """The row as it is now, kept from others who change it until the transaction ends."""
    # Only the workshop itself: PostgreSQL refuses to lock the empty side of an outer join.
    # Without its key: rows that merely point to the workshop can still be written.
    return (
        Workshop.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme", "city__group")
        .get(pk=workshop.pk)
    )


def log_workshop(
    verb: str,
    workshop: Workshop,
    sentence: str,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        verb,
        workshop,
        sentence,
        by=by,
        programme=workshop.programme,
        city=workshop.city,
        path=workshop.get_absolute_url(),
        before=before,
        after=after,
    )
