"""The workplan as a picture: where everything stands, computed once for page and PDF.

Rows are cities, the first one is the programme's own; or the phases. Below them stand the events
of others. Marks too close to stand beside each
other are stacked. Nothing here asks the database.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from programme.models import City, ExternalEvent, ItemKind, Phase, WorkplanItem
from programme.palette import INK, LATE, MUTED, SURFACE, group_colour

WIDTH = 1140
LEFT = 160  # room for the names of the rows
RIGHT = 20
TOP = 30  # room for the word “Today”
AXIS = 26
STEP = 11  # from the centre of one mark to the centre of the next
PADDING = 7
# Events at the same time stand in so many lines, so far from each other.
MOST_BARS = 4
BAR_STEP = 13
LONGEST_WORDS = 500
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
    # A small roof over a date that clashes with a holiday or an event.
    clash: str

    @classmethod
    def of(
        cls, item: WorkplanItem, x: float, y: float, from_x: float | None, colour: str, clash: str
    ) -> Self:
        is_milestone = item.kind == ItemKind.MILESTONE
        colour = LATE if item.is_late else colour
        return cls(
            x=x,
            y=y,
            url=item.path or f"#item-{item.pk}",
            words=_words(item, clash),
            outline=_diamond(x, y, 6.5)
            if is_milestone
            else _circle(x, y, 5 if item.is_late else 4),
            fill=colour if item.is_done or item.is_late else SURFACE,
            stroke=colour,
            cross=f"M{x - 2.2:.1f} {y - 2.2:.1f}l4.4 4.4m0-4.4l-4.4 4.4" if item.is_late else "",
            moved="" if from_x is None else f"M{from_x} {y - 4}v8m0-4H{x}",
            clash=f"M{x - 4.5} {y - 8}l4.5-5l4.5 5" if clash else "",
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


@dataclass(frozen=True)
class EventBar:
    """An event of others, from its first to its last day."""

    x: float
    y: float
    width: float
    words: str
    url: str


@dataclass
class TimelineRow:
    """A city, a phase, or the programme."""

    city: City | None
    label: str
    colour: str
    top: float = 0
    height: float = 0
    marks: list[Mark] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    bars: list[EventBar] = field(default_factory=list)

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
    def of(
        cls,
        items: Sequence[WorkplanItem],
        today: datetime.date | None = None,
        *,
        by_phase: bool = False,
        events: Sequence[ExternalEvent] = (),
        clashes: dict[int, str] | None = None,
    ) -> "Timeline":
        """Draw the items, which come with their cities and groups. Needs at least one item.

        ``clashes`` says in words what the day of an item clashes with.
        """
        today = today or timezone.localdate()
        scale = _Scale.around(items)
        rows = []
        bottom: float = TOP
        for row, own in _by_phase(items) if by_phase else _by_city(items):
            row.top = bottom
            _fill(row, own, scale, clashes or {})
            bottom += row.height
            rows.append(row)
        if bars := _bars(events, scale):
            rows.append(_row_of_events(bars, bottom))
            bottom += rows[-1].height
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


Row = tuple[TimelineRow, list[WorkplanItem]]


def _by_city(items: Iterable[WorkplanItem]) -> list[Row]:
    """Items of the programme first, then city by city in the order of the cities."""
    found: dict[int | None, Row] = {}
    for item in items:
        city = item.city
        row = TimelineRow(city, city.name if city else gettext("Programme"), _colour_of(item))
        found.setdefault(item.city_id, (row, []))[1].append(item)
    return sorted(
        found.values(),
        key=lambda row: (row[0].city.position, row[0].label) if row[0].city else (-1, ""),
    )


def _by_phase(items: Iterable[WorkplanItem]) -> list[Row]:
    """Items of all cities, phase by phase; each keeps the colour of its city's group."""
    found: dict[str, Row] = {}
    for item in items:
        row = TimelineRow(None, str(Phase(item.phase).label), INK)
        found.setdefault(item.phase, (row, []))[1].append(item)
    return [found[phase] for phase in Phase.values if phase in found]


def _colour_of(item: WorkplanItem) -> str:
    city = item.city
    return group_colour(city.group.number if city.group else None) if city else INK


def _fill(
    row: TimelineRow, items: list[WorkplanItem], scale: _Scale, clashes: dict[int, str]
) -> None:
    lanes = _lanes([scale.x(item.due_on) for item in items])
    above, below = -min(lanes), max(lanes)
    row.height = max(34, 2 * max(above, below) * STEP + 13 + 2 * PADDING)
    for item, lane in zip(items, lanes, strict=True):
        from_x = scale.x(item.baseline_on) if item.baseline_on and item.has_moved else None
        place = (scale.x(item.due_on), row.middle + lane * STEP)
        clash = clashes.get(item.pk, "")
        row.marks.append(Mark.of(item, *place, from_x, _colour_of(item), clash))
    if row.city or len({item.phase for item in items}) > 1:
        row.spans = _spans(items, scale)


def _bars(events: Iterable[ExternalEvent], scale: _Scale) -> list[EventBar]:
    """The events within the time that is drawn; wide enough to be seen."""
    bars = []
    for event in events:
        if event.starts_on > scale.last or event.ends_on < scale.first:
            continue
        x = scale.x(max(event.starts_on, scale.first))
        end = scale.x(min(event.ends_on + datetime.timedelta(days=1), scale.last))
        words = ", ".join(filter(None, [event.title, event.organised_by, event.where, event.dates]))
        width = round(max(end - x, 5), 1)
        bars.append(EventBar(x, 0, width, words, event.get_absolute_url()))
    return sorted(bars, key=lambda bar: bar.x)


def _row_of_events(bars: Sequence[EventBar], top: float) -> TimelineRow:
    """Events at the same time below each other; those for which there is no room become one bar
    with a larger one before them, which names them all."""
    ends = [-1.0]
    placed: list[list[EventBar]] = [[]]
    for bar in bars:
        lane = next((n for n, end in enumerate(ends) if bar.x > end), len(ends))
        if lane == MOST_BARS:
            lane -= 1
            bar = _joined(placed[lane].pop(), bar)
        elif lane == len(ends):
            ends.append(0)
            placed.append([])
        placed[lane].append(bar)
        ends[lane] = bar.x + bar.width + 1
    height = 34 + (len(ends) - 1) * BAR_STEP
    row = TimelineRow(None, gettext("Events of others"), MUTED, top, height)
    first = row.middle - 5 - (len(ends) - 1) * BAR_STEP / 2
    row.bars = [
        replace(bar, y=first + lane * BAR_STEP) for lane, own in enumerate(placed) for bar in own
    ]
    return row


def _joined(bar: EventBar, other: EventBar) -> EventBar:
    width = round(max(bar.x + bar.width, other.x + other.width) - bar.x, 1)
    words = f"{bar.words}; {other.words}" if len(bar.words) < LONGEST_WORDS else bar.words
    return replace(bar, width=width, words=words)


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


def _words(item: WorkplanItem, clash: str) -> str:
    """“Göteborg: case distributed, 1 Dec 2026, done”."""
    words = [item.title, date_format(item.due_on, "j M Y")]
    if item.is_done:
        words.append(gettext("done"))
    elif item.is_late:
        words.append(gettext("late"))
    if item.has_moved and item.baseline_on:
        day = date_format(item.baseline_on, "j M Y")
        words.append(gettext("first planned for %(day)s") % {"day": day})
    return ". ".join(filter(None, [", ".join(words), clash]))
