"""Before and after in words: the labels of fields, the words of choices, the names of rows.

What a log keeps of needs, keys and secrets is nothing; should a service ever write such a value
down, it is not shown here either.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import CharField, Value
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programme.keys import is_key
from programme.models import Activity, City, Cluster, Programme, Sector, WorkplanItem
from programme.trace.standing import gone_in, leads_somewhere
from programme.writing.compare import Comparison, Effort, Stretch

Words = str | Promise

# Nobody reads these, and some let people in.
NEVER_SHOWN = {"id", "folded", "key", "token", "secret", "password", "checksum", "calendar_key"}
# About somebody's health, faith or journey; also where the name of a column says so.
PERSONAL = {"workshops.practicalneeds"}
# Texts of this length are shown as one text with what went and what came.
LONG = 80
# So many short changes of an entry are read at a glance.
AT_A_GLANCE = 3
# What both texts have is shown so far around a change.
AROUND = 120
# One page compares texts for so long; what is left is shown side by side.
EFFORT = 100_000


# The column that says what a row is called: names of these models are asked for together.
NAMED_BY: dict[type[models.Model], str] = {
    City: "name",
    Cluster: "name",
    Programme: "name",
    Sector: "name",
    WorkplanItem: "title",
}

# What keys mean that are no columns: by model and key, the label and the words of values.
SPOKEN: dict[tuple[str, str], tuple[Words, Mapping[str, Words]]] = {}


def speak(model: str, key: str, label: Words, values: Mapping[str, Words]) -> None:
    """Let an app say what a key of its entries means. Called when the app is ready."""
    SPOKEN[model, key] = label, values


@dataclass(frozen=True)
class Change:
    """One value that is other than before. ``comparison`` for long texts on both sides."""

    label: str
    before: str
    after: str
    comparison: Comparison | None = None


@dataclass(frozen=True)
class Told:
    """An entry with its changes in words."""

    entry: Activity
    changes: list[Change] = field(default_factory=list)
    # Whether its row was deleted, and whether its address still leads to a page.
    is_gone: bool = False
    leads: bool = True

    @property
    def is_short(self) -> bool:
        """Whether all that changed is read at a glance, without being unfolded."""
        words = (one.before + one.after for one in self.changes)
        return len(self.changes) <= AT_A_GLANCE and all(len(text) <= LONG for text in words)

    @property
    def has_before(self) -> bool:
        """Whether there was anything before: not of what is new."""
        return any(one.before for one in self.changes)

    @property
    def has_after(self) -> bool:
        """Whether anything is left: not of what is taken away."""
        return any(one.after for one in self.changes)

    @property
    def labels(self) -> str:
        return ", ".join(one.label for one in self.changes)


def tell(entries: Sequence[Activity]) -> list[Told]:
    """The entries with what changed, and whether their rows are still there.

    One query for each model whose rows are named in them, and one more.
    """
    names = _names_of_rows(entries)
    effort = Effort(EFFORT)
    gone = gone_in(entries)
    return [
        Told(
            entry,
            _changes_of(entry, names, effort),
            is_gone=entry.subject in gone,
            leads=leads_somewhere(entry, gone),
        )
        for entry in entries
    ]


def tell_in_words(entries: Sequence[Activity]) -> Iterator[tuple[Activity, list[Change]]]:
    """The same for a file: nothing is compared, and nothing leads anywhere."""
    names = _names_of_rows(entries)
    for entry in entries:
        yield entry, _changes_of(entry, names, None)


Names = dict[type[models.Model], dict[str, str]]


def _changes_of(entry: Activity, names: Names, effort: Effort | None) -> list[Change]:
    label = entry.subject.partition(":")[0]
    if label in PERSONAL:
        return []
    found = []
    for key in sorted({*entry.before, *entry.after}, key=lambda key: _place_of(label, key)):
        if key in NEVER_SHOWN:
            continue
        column = _column(label, key)
        spoken = SPOKEN.get((label, key))
        before, after = (
            _in_words(column, _spoken(spoken, values.get(key)), names)
            for values in (entry.before, entry.after)
        )
        if before != after:
            name = str(spoken[0]) if spoken else _label_of(column, key)
            found.append(_change(name, before, after, effort))
    return found


def _spoken(spoken: tuple[Words, Mapping[str, Words]] | None, value: Any) -> Any:
    """The value by the words that an app has for it."""
    if spoken is None:
        return value
    if isinstance(value, list):
        return [_spoken(spoken, one) for one in value]
    return str(spoken[1].get(value, value)) if isinstance(value, str) else value


def _change(label: str, before: str, after: str, effort: Effort | None) -> Change:
    if effort and before and after and max(len(before), len(after)) > LONG:
        return Change(label, before, after, _folded(Comparison.of(before, after, effort)))
    return Change(label, before, after)


def _folded(comparison: Comparison) -> Comparison:
    """Of what both texts have only what stands around the changes."""
    last = len(comparison.stretches) - 1
    return Comparison(
        [
            _shortened(stretch, is_first=place == 0, is_last=place == last)
            if stretch.is_same
            else stretch
            for place, stretch in enumerate(comparison.stretches)
        ]
    )


def _shortened(stretch: Stretch, *, is_first: bool, is_last: bool) -> Stretch:
    text = stretch.after
    start, end = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(text) <= start + end + AROUND:
        return stretch
    # Cut between words, where there are any.
    head = text[:start].rpartition(" ")[0] or text[:start]
    rest = text[len(text) - end :]
    tail = rest.partition(" ")[2] or rest
    text = f"{head} […] {tail}"
    return Stretch(text, text, is_same=True)


@lru_cache(maxsize=2000)
def _column(label: str, key: str) -> Any:
    """The field that a key means: of the row itself, else of the first model of its app."""
    try:
        own = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    for model in (own, *own._meta.app_config.get_models()):
        try:
            column = model._meta.get_field(key)
        except FieldDoesNotExist:
            continue
        if isinstance(column, models.Field):
            return column
    return None


def _place_of(label: str, key: str) -> tuple[int, str]:
    """In the order of the model: databases keep the keys of a value in orders of their own."""
    column = _column(label, key)
    return (column.creation_counter if column is not None else 10**9, key)


def _label_of(column: Any, key: str) -> str:
    if column is not None:
        return str(capfirst(column.verbose_name))
    return str(capfirst(key.replace("_", " ")))


def _names_of_rows(entries: Iterable[Activity]) -> Names:
    """The names of all rows that the entries' values point to."""
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for entry in entries:
        label = entry.subject.partition(":")[0]
        for key, value in [*entry.before.items(), *entry.after.items()]:
            column = _column(label, key)
            if column is not None and column.remote_field and key not in NEVER_SHOWN:
                values = value if isinstance(value, list) else [value]
                wanted[column.related_model].update(str(one) for one in values if _is_key(one))
    names = _names_by_column({m: keys for m, keys in wanted.items() if m in NAMED_BY and keys})
    for model, keys in wanted.items():
        if keys and model not in NAMED_BY:
            names[model] = {str(row.pk): str(row) for row in _rows(model, keys)}
    return names


def _names_by_column(wanted: Mapping[type[models.Model], set[str]]) -> Names:
    """The names of rows that are called what one column says. One query."""
    names: Names = {model: {} for model in wanted}
    by_label = {model._meta.label_lower: model for model in wanted}
    parts = [
        by_label[label]
        ._base_manager.filter(pk__in=wanted[by_label[label]])
        .order_by()
        .values_list(Value(label, CharField()), "pk", NAMED_BY[by_label[label]])
        for label in by_label
    ]
    if parts:
        first, *others = parts
        for label, key, name in first.union(*others, all=True) if others else first:
            names[by_label[label]][str(key)] = name
    return names


def _rows(model: type[models.Model], keys: set[str]) -> models.QuerySet:
    # A row's name may ask for what it belongs to.
    belongs = [
        f.name for f in model._meta.concrete_fields if f.remote_field and f.related_model != model
    ]
    rows = model._base_manager.filter(pk__in=keys)
    return rows.select_related(*belongs) if belongs else rows


def _is_key(value: Any) -> bool:
    if isinstance(value, str):
        return is_key(value)
    return isinstance(value, int)


def _in_words(column: Any, value: Any, names: Names) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (_in_words(column, one, names) for one in value)))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_in_words(None, one, names)}" for key, one in value.items())
    if column is not None and column.remote_field:
        known = names.get(column.related_model, {})
        return known.get(str(value), _("no longer there") if _is_key(value) else str(value))
    if column is not None and column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return _as_time(value) if isinstance(value, str) else str(value)


def _as_time(value: str) -> str:
    """A moment or a day as it is written on pages; any other text as it is."""
    # Most texts are no dates, and are known by their beginning.
    if not value[:4].isdigit() or value[4:5] != "-":
        return value
    try:
        moment, day = parse_datetime(value), parse_date(value)
    except ValueError:
        return value
    if moment and len(value) > len("2009-01-01"):
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        return str(formats.date_format(local, "j F Y, H:i"))
    return str(formats.date_format(day, "j F Y")) if isinstance(day, datetime.date) else value
