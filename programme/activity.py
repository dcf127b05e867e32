"""The only writer of the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from programme.models import Activity, City, LogOpening, Programme, User, subject_of


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
    entry = Activity(
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
    entry.set_derived()
    entry.save()
    return entry


@contextmanager
def log_opened(reason: str) -> Iterator[None]:
    """Inside it this transaction may rewrite and delete entries of the log; nobody else may.

    There are three reasons: a person's name leaves the log (``set_derived`` follows what is
    rewritten), a whole programme is deleted, and a demonstration has a past that is invented.
    """
    with transaction.atomic():
        opening = LogOpening.objects.create(reason=reason)
        yield
        opening.delete()
