"""The only writer of the log."""

from typing import Any

from django.db import models

from programme.models import Activity, City, Programme, User, subject_of


def record(
    verb: str,
    subject: models.Model,
    sentence: str,
    *,
    by: User | None,
    programme: Programme,
    city: City | None = None,
    remark: str = "",
    path: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Activity:
    """Write down what happened, in the transaction in which it happened.

    ``sentence`` is shown as it is, so it must be whole and translated; ``city`` lets that
    city's editors see the entry.
    """
    return Activity.objects.create(
        programme=programme,
        city=city,
        actor=by,
        verb=verb,
        subject=subject_of(subject),
        sentence=sentence[:300],
        remark=remark,
        path=path,
        before=before or {},
        after=after or {},
    )
