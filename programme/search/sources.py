"""What can be found: each app registers its own when it is ready."""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import JSONObject
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.models import Programme, User


class Kind(NamedTuple):
    """What people call the things that are found. ``place``: which comes first of equal hits."""

    key: str
    label: str | Promise
    one: str | Promise
    place: int


# What several apps have.
DOCUMENT = Kind("documents", _("Documents and files"), _("Document"), 70)
TALK = Kind("comments", _("Comments"), _("Comment"), 80)


class Row:
    """The values of one row, as its source asked for them. What is empty is an empty text."""

    def __init__(self, pk: int, programme: str, values: Mapping[str, Any]) -> None:
        self.pk = pk
        # The slug, for addresses.
        self.programme = programme
        self.values = values

    def __getitem__(self, name: str) -> Any:
        value = self.values[name]
        return "" if value is None else value

    def data(self, name: str) -> Any:
        """A value that is JSON itself; SQLite gives it back as text."""
        value = self.values[name]
        return json.loads(value) if isinstance(value, str) else value

    def lines(self, *names: str) -> str:
        """The texts that are there, each on a line of its own."""
        return "\n".join(str(self[name]) for name in names if self[name])


class Part(NamedTuple):
    """One place that can be found: a row, or a topic, a section, an item of it."""

    # What stands large.
    title: str
    # Where it stands, from the outside in.
    where: tuple[str, ...]
    # The words that stand there; Markdown is welcome.
    text: str
    url: str
    # Tells it from the other parts of its row.
    key: str = ""
    # In which state it is read: “Draft”, “Confidential”.
    state: str = ""


@dataclass(frozen=True)
class Source:
    """Rows of one model, who may see them, and the places that they are.

    ``parts`` runs no query: it gets what ``values`` names. The same rows can be two sources,
    where one part of their words is for fewer people than the other.
    """

    key: str
    kind: Kind
    model: type[models.Model]
    values: Mapping[str, Any]
    parts: Callable[[Row], Iterable[Part]]
    # Which rows are worth finding; all, if nothing is said.
    rows: Callable[[Any], Any] = field(default=lambda rows: rows)
    # Who sees them, where ``visible_to`` of the model is not the answer.
    visible: Callable[[Any, User], Any] = field(default=lambda rows, user: rows.visible_to(user))
    # What says which of two is more recent.
    recent: str = "pk"
    # The way to the programme, where that of the model's queryset is not the answer.
    programme_path: str = ""

    def of(self, programme: Programme) -> Any:
        """The rows of a programme that are worth finding, in no order."""
        rows: Any = self.model._default_manager.all()
        path = self.programme_path or rows.programme_path
        return self.rows(rows.filter(**{path: programme})).order_by()

    def seen_by(self, user: User, programme: Programme) -> Any:
        """Those of them that a person may see."""
        return self.visible(self.of(programme), user)

    def with_values(self, rows: Any) -> Any:
        """Source, key and values of rows: the same columns for every source, so that one query
        can ask for rows of many."""
        named = {name: F(path) if isinstance(path, str) else path for name, path in self.read}
        return rows.annotate(
            search_source=Value(self.key, models.CharField()), search_values=JSONObject(**named)
        ).values_list("search_source", "pk", "search_values")

    @property
    def read(self) -> Iterator[tuple[str, Any]]:
        # A row without a single value is still a row.
        yield from self.values.items() or [("pk", "pk")]

    def keys(self, rows: Any) -> Any:
        """Source and key of rows, for the same reason."""
        return rows.annotate(search_source=Value(self.key, models.CharField())).values_list(
            "search_source", "pk"
        )


SOURCES: dict[str, Source] = {}
# Models with words of people that nobody finds here, each with the reason.
EXCEPTIONS: dict[str, str] = {}


def register(*sources: Source) -> None:
    """Make rows be found. ValueError for a key that is taken."""
    for source in sources:
        if source.key in SOURCES:
            raise ValueError(source.key)
        SOURCES[source.key] = source


def leave_out(reasons: Mapping[str, str]) -> None:
    """Say of models (“app.Model”) with words why they are not found here."""
    EXCEPTIONS.update(reasons)


def kinds() -> list[Kind]:
    """What can be found, in the order of equal hits."""
    return sorted({source.kind for source in SOURCES.values()}, key=lambda kind: kind.place)


def own(*names: str) -> dict[str, str]:
    """Columns under their own names."""
    return {name: name for name in names}


def day_words(day: str) -> str:
    """“9 September 2010” for a date as JSON has it; empty for none."""
    return date_format(datetime.date.fromisoformat(day[:10]), "j F Y") if day else ""
