"""What the services of this package share: the rows that they hold, and the log.

Every lock is taken in one order: the programme, the workshop, its items or registrations.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from programme.activity import record, remember
from programme.models import City, User
from workshops.models import Workshop


def locked_workshop(workshop: Workshop) -> Workshop:
    """The row as it is now, kept from others who change it until the transaction ends."""
    # Only the workshop itself: PostgreSQL refuses to lock the empty side of an outer join.
    # Without its key: rows that merely point to the workshop can still be written.
    rows = Workshop.objects.select_for_update(of=("self",), no_key=True)
    return remember(rows.select_related("programme", "city__group").get(pk=workshop.pk))


def log_workshop(
    verb: str,
    workshop: Workshop,
    sentence: str,
    *,
    by: User | None,
    about: Model | None = None,
    also_for: Iterable[City | None] = (),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write down what happened to a workshop, or to the row of it that this is ``about``."""
    record(
        verb,
        about or workshop,
        sentence,
        by=by,
        programme=workshop.programme,
        city=workshop.city,
        also_for=also_for,
        path=workshop.get_absolute_url(),
        before=before,
        after=after,
    )
