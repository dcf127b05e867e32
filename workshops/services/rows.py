"""What the services of this package share: the rows that they hold, and the log.

Every lock is taken in one order: the programme, the workshop, its items or registrations.
"""

from typing import Any

from django.db.models import Model

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
    about: Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write down what happened to a workshop, or to the row of it that this is ``about``."""
    record(
        verb,
        about or workshop,
        sentence,
        by=by,
        programme=workshop.programme,
        city=workshop.city,
        path=workshop.get_absolute_url(),
        before=before,
        after=after,
    )
