"""What the cells of a row mean: as values of a profile, or why not."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_countries import countries

from programme.days import validate_day
from programme.directory.columns import Column, Kind, Surroundings
from programme.directory.languages import language_choices
from programme.exchange.headings import heading_of, nearest
from programme.models import Income
from programme.plain import plain

# Written into a cell it takes away what stands in the directory; an empty cell leaves it.
EMPTIES = ("-", "–", "—")
# Read once, however often they stand in a file.
NAMES = frozenset(
    {Kind.CHOICE, Kind.COUNTRY, Kind.CITY, Kind.SECTOR, Kind.LANGUAGES, Kind.YES_NO, Kind.OFFERS}
)
# What people call countries, beside their names.
OTHER_COUNTRIES = {
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "usa": "US",
    "united states": "US",
    "czech republic": "CZ",
    "holland": "NL",
    "the netherlands": "NL",
    "turkey": "TR",
    "macedonia": "MK",
    "korea": "KR",
    "russia": "RU",
}
THOUSANDS = re.compile(r"[1-9]\d{0,2}([ .,'’\u00a0\u202f])\d{3}(\1\d{3})*")
WHOLE_IN_DECIMALS = re.compile(r"(\d+)[.,]0+")
DAY_WITH_DOTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
# Day and month cannot be told apart unless the first is larger than any month.
DAY_WITH_STROKES = re.compile(r"(1[3-9]|2\d|3[01])/(\d{1,2})/(\d{4})")
INCOME = tuple(Income.values)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row: in which column, with which words, and why."""

    column: str
    words: str
    reason: str


@dataclass
class Values:
    """The values that a row brings, by the keys of the columns; empty cells bring none."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class CellReader:
    """Reads cells, and remembers what names mean."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self._read: dict[tuple[str, str], Any] = {}
        self._names: dict[Kind, dict[str, str]] = {}
        self.countries = {str(alpha3): code for code, alpha3 in _alpha3().items()}

    def row(self, columns: dict[int, Column], cells: tuple[str, ...]) -> Values:
        found = Values()
        # Shares as 0.25 are told from 25 only together.
        shares = _shares({c.key: cells[p] for p, c in columns.items() if p < len(cells)})
        for place, column in columns.items():
            text = cells[place] if place < len(cells) else ""
            if not text:
                continue
            try:
                found.values[column.key] = self.cell(column, shares.get(column.key, text))
            except ValidationError as error:
                reason = " ".join(error.messages) + self._hint(column, text)
                found.problems.append(Problem(heading_of(column), text[:200], reason))
        return found

    def cell(self, column: Column, text: str) -> Any:
        """Raises ValidationError."""
        if text in EMPTIES:
            text = ""
        if column.kind not in NAMES:
            return self._value(column, text)
        key = (column.key, text)
        if key not in self._read:
            try:
                self._read[key] = self._value(column, text)
            except ValidationError as error:
                self._read[key] = error
        known = self._read[key]
        if isinstance(known, ValidationError):
            raise known
        return known

    def _value(self, column: Column, text: str) -> Any:
        if column.kind is Kind.COUNTRY:
            text = OTHER_COUNTRIES.get(plain(text)) or self.countries.get(text.upper()) or text
        value = column.read(_as_usual(column, text), self.surroundings)
        if column.kind is Kind.DAY and value:
            validate_day(value)
        return value

    def _hint(self, column: Column, text: str) -> str:
        """The nearest name that is known, where the words are none."""
        if column.kind not in self._names:
            self._names[column.kind] = _names_of(column, self.surroundings)
        name = nearest(text, self._names[column.kind]) if column.kind is not Kind.CHOICE else ""
        if column.choices:
            name = nearest(text, {plain(str(label)): str(label) for label in column.choices.labels})
        return " " + _("Did you mean “%(name)s”?") % {"name": name} if name else ""


def _names_of(column: Column, surroundings: Surroundings) -> dict[str, str]:
    if column.kind is Kind.CITY:
        return {plain(city.name): city.name for city in surroundings.cities.values()}
    if column.kind is Kind.SECTOR:
        return {plain(sector.name): sector.name for sector in surroundings.sectors.values()}
    if column.kind is Kind.COUNTRY:
        return {plain(str(name)): str(name) for _code, name in countries}
    if column.kind is Kind.LANGUAGES:
        return {plain(name): name for _code, name in language_choices()}
    return {}


def _as_usual(column: Column, text: str) -> str:
    """What people write in many ways, in the way in which columns read it."""
    if column.kind is Kind.WHOLE:
        if THOUSANDS.fullmatch(text):
            return re.sub(r"\D", "", text)
        if whole := WHOLE_IN_DECIMALS.fullmatch(text):
            return whole[1]
    if column.kind is Kind.DAY and (
        day := DAY_WITH_DOTS.fullmatch(text) or DAY_WITH_STROKES.fullmatch(text)
    ):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if column.key == "website" and text and "://" not in text and "." in text:
        return f"https://{text}"
    return text


def _shares(cells: dict[str, str]) -> dict[str, str]:
    """Shares of the income as percent, where they were written as parts of one."""
    said = {key: cells.get(key, "").replace(",", ".") for key in INCOME}
    try:
        parts = {key: float(text) for key, text in said.items() if text}
    except ValueError:
        return {}
    if len(parts) == len(INCOME) and abs(sum(parts.values()) - 1) < 0.001:
        return {key: str(round(100 * part)) for key, part in parts.items()}
    return {}


def _alpha3() -> dict[str, str]:
    """Three letters of every country, by its two."""
    return {code: countries.alpha3(code) for code, _name in countries if countries.alpha3(code)}
