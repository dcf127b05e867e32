"""Marks as HTML: a large map has hundreds of them, and a template takes ten times as long.

Whatever somebody wrote is escaped here before it is put together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.mapping.matrix import Cell, MatrixRow, said
from programme.mapping.page import CityInWords
from programme.models import City, Group, LinkStatus, Mark, Sector

SHAPES: Mapping[str, str] = {
    Mark.CASE.value: '<span class="mark-case"></span>',
    Mark.OPPORTUNITY.value: '<span class="mark-opportunity"></span>',
    Mark.NONE.value: '<span class="mark-none" aria-hidden="true">–</span>',
    "": '<span class="mark-unknown" aria-hidden="true">?</span>',
}
ARROW = '<span class="map-arrow" aria-hidden="true">→</span>'


class Escaped(NamedTuple):
    """What is written of a city or a sector again and again."""

    name: str
    slug: str


@dataclass(frozen=True)
class DrawnRow:
    """A city of the matrix, with its marks as they are sent."""

    city: City
    group_mark: str
    url: str
    may_answer: bool
    cells: SafeString


class Markup:
    """Draws the marks of one page; words are translated once for all of them."""

    def __init__(self, map_url: str) -> None:
        self._map_url = map_url
        self._said = {mark: escape(said(mark)) for mark in [*Mark.values, ""]}
        self._sentence = escape(_("%(city)s, %(sector)s: %(mark)s"))
        self._changed = escape(_("%(city)s, %(sector)s: %(mark)s; before: %(before)s"))
        self._steps = {step: str(step.label).lower() for step in LinkStatus}
        self._escaped: dict[tuple[type, str], Escaped] = {}

    def url_of(self, city: City, sector: Sector | None = None) -> str:
        """The page of a city’s answers, or of one of them."""
        url = f"{self._map_url}cities/{self._of(city).slug}/"
        return f"{url}{self._of(sector).slug}/" if sector else url

    def row(self, row: MatrixRow) -> DrawnRow:
        """The row with all its marks."""
        changed = ' class="is-changed"'
        cells = "".join(
            f"<td{changed if cell.has_changed else ''}>{self._cell(cell, row.may_answer)}</td>"
            for cell in row.cells
        )
        return DrawnRow(
            city=row.city,
            group_mark=group_mark(row.city.group),
            url=self.url_of(row.city),
            may_answer=row.may_answer,
            cells=mark_safe(cells),  # noqa: S308  put together from what ``_cell`` escaped
        )

    def cell(self, cell: Cell, *, may_answer: bool) -> SafeString:
        """A mark: its shape and, for who cannot see it, its words."""
        return mark_safe(self._cell(cell, may_answer))  # noqa: S308  all of it was escaped

    def _cell(self, cell: Cell, may_answer: bool) -> str:
        city, sector, value = self._of(cell.city), self._of(cell.sector), cell.value
        words = {"city": city.name, "sector": sector.name, "mark": self._said[value]}
        before, sentence = "", self._sentence
        if cell.has_changed:
            stood = cell.before or ""
            words["before"], sentence = self._said[stood], self._changed
            before = f'<span class="map-before">{SHAPES[stood]}</span>{ARROW}'
        answer = " data-answer" if may_answer and not cell.is_compared else ""
        return (
            f'<a class="map-cell" href="{self._map_url}cities/{city.slug}/{sector.slug}/"'
            f' data-mark="{value!s}"{answer}>{before}{SHAPES[value]}'
            f'<span class="visually-hidden">{sentence % words}</span></a>'
        )

    def marks_of(self, sector: Sector, cities: Iterable[City]) -> SafeString:
        """The names of cities, each leading to what it says about a sector."""
        links = [
            f'<a href="{self.url_of(city, sector)}">{self._of(city).name}</a>' for city in cities
        ]
        return mark_safe(", ".join(links))  # noqa: S308  see ``_cell``

    def rows_of(self, rows: Iterable[MatrixRow]) -> SafeString:
        """The names of cities; those for which the person may answer lead there."""
        names = [
            f'<a href="{self.url_of(row.city)}">{self._of(row.city).name}</a>'
            if row.may_answer
            else self._of(row.city).name
            for row in rows
        ]
        return mark_safe(", ".join(names))  # noqa: S308  see ``_cell``

    def answers_of(self, one: CityInWords) -> SafeString:
        """What a city has answered, as items of a list."""
        items = [
            f'<li><a href="{self.url_of(one.city, answer.cell.sector)}">'
            f"{self._of(answer.cell.sector).name}</a>: {escape(answer.words)}.</li>"
            for answer in one.answers
        ]
        return mark_safe("".join(items))  # noqa: S308  see ``_cell``

    def links_of(self, one: CityInWords) -> str:
        """“Lyon: 2 agreed, 1 proposed; Paris: 1 met”."""
        return "; ".join(
            f"{other.name}: "
            + ", ".join(f"{number} {self._steps[step]}" for step, number in pair.steps)
            for other, pair in one.linked
        )

    def _of(self, row: City | Sector) -> Escaped:
        key = type(row), row.slug
        if key not in self._escaped:
            self._escaped[key] = Escaped(escape(row.name), escape(row.slug))
        return self._escaped[key]


def group_mark(group: Group | None) -> str:
    """The mark of a group as HTML: there are few, and every row has one."""
    return _group_mark(group.number, get_language() or "") if group else ""


@cache
def _group_mark(number: int, _language: str) -> str:
    return render_to_string("clusnet/_group.html", {"group": Group(number=number)})
