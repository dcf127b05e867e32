"""The workplan as a picture: where everything stands, computed once for page and PDF.

Rows are cities, the first one is the programme's own. Marks too close to stand beside each
other are stacked. Nothing here asks the database.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from programme.models import City, ItemKind, Phase, WorkplanItem
from programme.palette import INK, LATE, SURFACE, group_colour

WIDTH = 1140
LEFT = 132  # room for the names of the rows
RIGHT = 20
TOP = 30  # room for the word “Today”
AXIS = 26
STEP = 11  # from the centre of one mark to the centre of the next
PADDING = 7
# Days kept free before the first date and after the last one.
MARGIN_DAYS = 12


@dataclass(frozen=True)
class Mark:
    """One item: a diamond for a milestone, a circle for a deadline, a crossed disc for a late one.

    Filled means done. Everything is ready to be written down, because there are many.
    """

    x: float
    y: float
    url: str
    words: str
    outline: str
    fill: str
    stroke: str
    cross: str
    # The line from its first planned date, if it has moved since.
    moved: str

    @classmethod
    def of(cls, item: WorkplanItem, x: float, y: float, from_x: float | None, colour: str) -> Self:
        is_milestone = item.kind == ItemKind.MILESTONE
        colour = LATE if item.is_late else colour
        return cls(
            x=x,
            y=y,
            url=item.path or f"#item-{item.pk}",
            words=_words(item),
            outline=_diamond(x, y, 6.5)
            if is_milestone
            else _circle(x, y, 5 if item.is_late else 4),
            fill=colour if item.is_done or item.is_late else SURFACE,
            stroke=colour,
            cross=f"M{x - 2.2:.1f} {y - 2.2:.1f}l4.4 4.4m0-4.4l-4.4 4.4" if item.is_late else "",
            moved="" if from_x is None else f"M{from_x} {y - 4}v8m0-4H{x}",
        )


def _diamond(x: float, y: float, r: float) -> str:
    return f"M{x} {y - r}l{r} {r}l{-r} {r}l{-r} {-r}z"


def _circle(x: float, y: float, r: float) -> str:
    return f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"


@dataclass(frozen=True)
class Span:
    """The time before or after a workshop, as a line."""

    x1: float
    x2: float
    is_after: bool


@dataclass
class TimelineRow:
    """A city, or the programme."""

    city: City | None
    label: str
    colour: str
    top: float = 0
    height: float = 0
    marks: list[Mark] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True)
class Tick:
    x: float
    label: str
    is_year: bool


@dataclass(frozen=True)
class Timeline:
    """Everything the fragment ``programme/_timeline.html`` draws."""

    rows: list[TimelineRow]
    ticks: list[Tick]
    today_x: float | None
    bottom: float
    left: int = LEFT
    width: int = WIDTH
    right: int = WIDTH - RIGHT

    @property
    def height(self) -> float:
        return self.bottom + AXIS

    @property
    def today_share(self) -> float | None:
        """How far along the picture today is, from 0 to 1."""
        return round(self.today_x / WIDTH, 3) if self.today_x is not None else None

    @classmethod
    def of(cls, items: Sequence[WorkplanItem], today: datetime.date | None = None) -> "Timeline":
        """Draw the items, which come with their cities and groups. Needs at least one item."""
        today = today or timezone.localdate()
        scale = _Scale.around(items)
        rows = []
        bottom: float = TOP
        for city, own in _by_city(items):
            row = TimelineRow(
                city=city,
                label=city.name if city else gettext("Programme"),
                colour=group_colour(city.group.number if city.group else None) if city else INK,
                top=bottom,
            )
            _fill(row, own, scale)
            bottom += row.height
            rows.append(row)
        return cls(
            rows=rows,
            ticks=scale.ticks(),
            today_x=scale.x(today) if scale.first <= today <= scale.last else None,
            bottom=bottom,
        )


@dataclass(frozen=True)
class _Scale:
    first: datetime.date
    last: datetime.date

    @classmethod
    def around(cls, items: Iterable[WorkplanItem]) -> "_Scale":
        days = [day for item in items for day in (item.due_on, item.baseline_on) if day]
        margin = datetime.timedelta(days=MARGIN_DAYS)
        return cls(min(days) - margin, max(days) + margin)

    def x(self, day: datetime.date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return round(LEFT + share * (WIDTH - RIGHT - LEFT), 1)

    def ticks(self) -> list[Tick]:
        """First days of months, or of quarters where months would be too close."""
        months = (self.last - self.first).days / 30
        step = 1 if months <= 14 else 3 if months <= 48 else 12
        ticks = []
        year, month = self.first.year, 1
        while (day := datetime.date(year, month, 1)) <= self.last:
            if day >= self.first:
                label = date_format(day, "Y" if month == 1 else "M")
                ticks.append(Tick(self.x(day), label, is_year=month == 1))
            month += step
            year, month = year + (month > 12), (month - 1) % 12 + 1
        return ticks


def _by_city(items: Iterable[WorkplanItem]) -> list[tuple[City | None, list[WorkplanItem]]]:
    """Items of the programme first, then city by city in the order of the cities."""
    rows: dict[int | None, tuple[City | None, list[WorkplanItem]]] = {}
    for item in items:
        rows.setdefault(item.city_id, (item.city, []))[1].append(item)
    return sorted(
        rows.values(), key=lambda row: (row[0].position, row[0].name) if row[0] else (-1, "")
    )


def _fill(row: TimelineRow, items: list[WorkplanItem], scale: _Scale) -> None:
    lanes = _lanes([scale.x(item.due_on) for item in items])
    above, below = -min(lanes), max(lanes)
    row.height = max(34, 2 * max(above, below) * STEP + 13 + 2 * PADDING)
    for item, lane in zip(items, lanes, strict=True):
        from_x = scale.x(item.baseline_on) if item.baseline_on and item.has_moved else None
        place = (scale.x(item.due_on), row.middle + lane * STEP)
        row.marks.append(Mark.of(item, *place, from_x, row.colour))
    row.spans = _spans(items, scale)


def _lanes(positions: Sequence[float]) -> list[int]:
    """For each place along the row, by how many steps it moves off the middle: 0, 1, -1, 2, …"""
    last: dict[int, float] = {}
    lanes = []
    for x in positions:
        number = 0
        while True:
            lane = (number + 1) // 2 * (1 if number % 2 else -1)
            if x - last.get(lane, -WIDTH) >= STEP:
                break
            number += 1
        last[lane] = x
        lanes.append(lane)
    return lanes


def _spans(items: Sequence[WorkplanItem], scale: _Scale) -> list[Span]:
    """Per workshop the line to it and the line from it. A city may host more than one meeting."""
    workshops: dict[str, list[WorkplanItem]] = {}
    for item in items:
        if item.is_computed:
            workshops.setdefault(item.source_key.rpartition(":")[0], []).append(item)
    return [span for own in workshops.values() for span in _spans_of_one(own, scale)]


def _spans_of_one(items: Sequence[WorkplanItem], scale: _Scale) -> list[Span]:
    days: dict[str, list[datetime.date]] = {}
    for item in items:
        days.setdefault(item.phase, []).append(item.due_on)
    meeting = days.get(Phase.DURING, [])
    spans = []
    if before := days.get(Phase.BEFORE, []):
        spans.append(Span(scale.x(min(before)), scale.x(max([*before, *meeting])), False))
    if after := days.get(Phase.AFTER, []):
        spans.append(Span(scale.x(min([*meeting, *after])), scale.x(max(after)), True))
    return spans


def _words(item: WorkplanItem) -> str:
    """“Göteborg: case distributed, 1 Dec 2026, done”."""
    words = [item.title, date_format(item.due_on, "j M Y")]
    if item.is_done:
        words.append(gettext("done"))
    elif item.is_late:
        words.append(gettext("late"))
    return ", ".join(words)
