"""Which column of a profile each heading of a file means."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from programme.directory.columns import COLUMNS, Column
from programme.exchange.tables import Cells, FileProblemError
from programme.plain import plain

# How alike two words must be, in percent, to be offered as what was meant.
ALIKE = 75
# What other directories and people call the same. Folded by ``plain``.
OTHER_WORDS = {
    "cluster": "name",
    "cluster name": "name",
    "name of the cluster": "name",
    "number": "reference",
    "id": "reference",
    "city": "city",
    "city-region": "place",
    "region": "place",
    "founded": "founded_year",
    "year founded": "founded_year",
    "staff": "staff",
    "fte": "staff",
    "url": "website",
    "e-mail": "email",
    "themes drawn from members": "themes_from_members",
}


def reason_heading() -> str:
    return _("What is wrong")


def row_heading() -> str:
    return _("Row of the file")


def headings() -> list[str]:
    """As an export writes them."""
    return [heading_of(column) for column in COLUMNS]


def heading_of(column: Column) -> str:
    return str(capfirst(column.label))


def known_headings() -> dict[str, Column]:
    """Every word for a column, folded."""
    known: dict[str, Column] = {}
    by_key = {column.key: column for column in COLUMNS}
    for words, key in OTHER_WORDS.items():
        known[words] = by_key[key]
    for column in COLUMNS:
        known[plain(column.key)] = known[plain(column.key.replace("_", " "))] = column
        known[plain(str(column.label))] = column
    return known


@dataclass(frozen=True)
class Heads:
    """What stands where in a row of the file, and which headings mean nothing."""

    columns: dict[int, Column]
    unknown: tuple[str, ...]
    width: int

    @classmethod
    def of(cls, cells: Cells) -> "Heads":
        """Raises FileProblemError where the file cannot be meant for the directory."""
        known, found, unknown = known_headings(), {}, []
        ours = {plain(reason_heading()), plain(row_heading())}
        for place, cell in enumerate(cells):
            words = plain(cell)
            if column := known.get(words):
                found[place] = column
            elif words and words not in ours:
                unknown.append(cell)
        _require_once(cells, found)
        if not found:
            raise FileProblemError(
                _(
                    "No column of this file is known. The first row must have the headings: take "
                    "the template, or an export of the directory."
                )
            )
        if "name" not in {column.key for column in found.values()}:
            raise FileProblemError(
                _("The file has no column “%(name)s”. It is needed to tell the clusters apart.")
                % {"name": heading_of(known["name"])}
            )
        return cls(found, tuple(unknown), len(cells))

    def unknown_in_words(self) -> Iterator[tuple[str, str]]:
        """Each heading that means nothing, with the nearest that does."""
        taken = {column.key for column in self.columns.values()}
        free = {plain(str(c.label)): heading_of(c) for c in COLUMNS if c.key not in taken}
        for heading in self.unknown:
            yield heading[:80], nearest(heading, free)


def _require_once(cells: Cells, found: dict[int, Column]) -> None:
    seen: dict[str, int] = {}
    for place, column in found.items():
        if column.key in seen:
            first, second = cells[seen[column.key]], cells[place]
            raise FileProblemError(
                _("Two columns mean the same: “%(first)s” and “%(second)s”. Take one away.")
                % {"first": first[:80], "second": second[:80]}
            )
        seen[column.key] = place


def nearest(words: str, named: dict[str, str]) -> str:
    """The name that is most like the words; empty where none is. ``named`` by folded names."""
    found = process.extractOne(
        plain(words[:200]), list(named), scorer=fuzz.WRatio, score_cutoff=ALIKE
    )
    return named[found[0]] if found else ""
