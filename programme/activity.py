"""The only writer of the log."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from django.db import models, transaction

from programme.models import Activity, ActivityCity, City, LogOpening, Programme, User, subject_of

Row = TypeVar("Row", bound=models.Model)
Values = dict[str, Any]

# A text of this length is kept whole: a comparison of two of them can be read.
LONGEST_KEPT = 10_000
# What nobody reads, or lets people in.
NEVER_KEPT = {"id", "folded", "key", "token", "secret", "password", "checksum", "calendar_key"}
# That it changes says nothing: what happened stands in the sentence, and when beside it.
WITHOUT_NEWS = {"programme", "slug", "changed_at", "updated_at", "created_at", "version"}


def record(
    verb: str,
    subject: models.Model,
    sentence: str,
    *,
    by: User | None,
    programme: Programme,
    city: City | None = None,
    also_for: Iterable[City | None] = (),
    remark: str = "",
    path: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Activity:
    """Write down what happened, in the transaction in which it happened.

    ``sentence`` is shown as it is, so it must be whole and translated. ``city`` lets that city's
    editors see the entry, ``also_for`` those of further cities whose row it is too; so an entry
    carries nothing that they may not read in the row. Without ``before`` and ``after`` they are
    what has changed since the row was held (see ``remember``).
    """
    changed = changes_of(subject)
    if before is None and after is None:
        before, after = changed["before"], changed["after"]
    entry = Activity(
        programme=programme,
        city=city,
        actor=by,
        verb=verb,
        subject=subject_of(subject),
        sentence=sentence[:300],
        remark=remark,
        path=path,
        before=as_data(before or {}),
        after=as_data(after or {}),
    )
    entry.set_derived()
    entry.save()
    further = {other.pk for other in also_for if other} - {entry.city_id}
    if further:
        rows = [ActivityCity(entry=entry, city_id=pk) for pk in sorted(further)]
        ActivityCity.objects.bulk_create(rows)
    return entry


def remember(row: Row) -> Row:
    """Note what the row says now: the next entry about it tells what has changed since.

    Called where a service takes hold of its row; costs no query.
    """
    row._as_held = values_of(row)  # type: ignore[attr-defined]
    return row


def values_of(row: models.Model, *names: str) -> Values:
    """What the log keeps of a row: the columns that somebody fills in or chooses, else ``names``.

    Of a new row its ``after``, of one that is deleted its ``before``. Costs no query.
    """
    values = {name: row.__dict__.get(column) for name, column in _kept_columns(type(row), names)}
    return {name: value for name, value in values.items() if value not in (None, "")}


def changes_of(row: models.Model) -> dict[str, Any]:
    """What has changed on the row since it was held, which it is anew from now on."""
    held: Values | None = row.__dict__.get("_as_held")
    if held is None:
        return differences({}, {})
    remember(row)
    return differences(held, values_of(row))


def differences(before: Values, after: Values) -> dict[str, Any]:
    """What is other in the two, as ``record`` takes it."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "before": {name: before.get(name) for name in changed},
        "after": {name: after.get(name) for name in changed},
    }


def as_data(value: Any) -> Any:
    """The value as the log keeps it."""
    if isinstance(value, dict):
        return {key: as_data(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | models.QuerySet):
        return [as_data(one) for one in value]
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, str) and len(value) > LONGEST_KEPT:
        return value[:LONGEST_KEPT] + "…"
    if value is None or isinstance(value, bool | int | float | str | datetime.datetime):
        return value
    return str(value)


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


@lru_cache(maxsize=500)
def _kept_columns(model: type[models.Model], names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Names and columns; of a reference its key."""
    fields = model._meta.concrete_fields
    if names:
        return [(field.name, field.attname) for field in fields if field.name in names]
    return [
        (field.name, field.attname)
        for field in fields
        if (field.editable or field.choices or field.remote_field)
        and not field.primary_key
        and field.name not in NEVER_KEPT | WITHOUT_NEWS
    ]
