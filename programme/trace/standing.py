"""Which rows of entries are still there: what is gone is named, and leads nowhere."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat

from programme.models import Activity


def gone_in(entries: Iterable[Activity]) -> set[str]:
    """The subjects of the entries whose rows were deleted. One query, however many models."""
    keys: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        label, _colon, key = entry.subject.partition(":")
        if key.isdigit():
            keys[label].add(int(key))
    rows = [_subjects(label, found) for label, found in keys.items() if _model(label)]
    asked = {f"{label}:{key}" for label, found in keys.items() for key in found}
    if not rows:
        return asked
    first, *others = rows
    return asked - set(first.union(*others, all=True) if others else first)


def leads_somewhere(entry: Activity, gone: set[str]) -> bool:
    """Whether its address still is a page: that of a deleted row is none, that of what it
    belonged to is."""
    model = _model(entry.subject.partition(":")[0])
    own_page = model is None or hasattr(model, "get_absolute_url")
    return bool(entry.path) and not (own_page and entry.subject in gone)


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _subjects(label: str, keys: set[int]) -> models.QuerySet:
    rows = apps.get_model(label)._base_manager.filter(pk__in=keys).order_by()
    named = Concat(Value(f"{label}:"), "pk", output_field=models.CharField())
    return rows.values_list(named, flat=True)
