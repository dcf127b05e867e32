"""The route from kick-off to final conference as a line with stops: geometry, no drawing.

Page and PDF draw it from the same numbers (``templates/reports/charts/_route.svg``).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format

from workshops.models import Workshop, WorkshopKind

# Units of the drawing's own coordinate system.
WIDTH = 1000
MARGIN = 44
LINE_Y = 72
AXIS_Y = 126
HEIGHT = 152
# How wide a character is taken to be: of a name, and of the smaller date beside it.
NAME_CHARACTER = 7.0
DATE_CHARACTER = 5.6
GAP = 6
# Baselines of the two lines of a label, first choice first.
TIERS = ((27, 42), (104, 119), (-5, 10))
# From where the line of today goes down to the axis: just below the names above the line.
TODAY_Y = LINE_Y - 25


@dataclass
class Stop:
    """A workshop on the line."""

    workshop: Workshop
    x: float
    name: str
    when: datetime.date
    is_held: bool
    date_y: float = 0
    name_y: float = 0
    label_x: float = 0

    @property
    def date_words(self) -> str:
        """“8 Sep”; of a square, which has no number, what it is: “Kick-off, Apr 2009”."""
        if self.is_square:
            return f"{self.workshop.get_kind_display()}, {date_format(self.when, 'M Y')}"
        return date_format(self.when, "j M")

    @property
    def label_width(self) -> float:
        return max(len(self.name) * NAME_CHARACTER, len(self.date_words) * DATE_CHARACTER)

    @property
    def is_square(self) -> bool:
        """Kick-off and final conference are squares, city workshops numbered circles."""
        return self.workshop.kind != WorkshopKind.CITY

    @property
    def group_number(self) -> int | None:
        city = self.workshop.city
        return city.group.number if city and city.group and not self.is_square else None


@dataclass
class Tick:
    """The first day of a quarter on the axis below the line."""

    x: float
    day: datetime.date

    @property
    def is_year(self) -> bool:
        return self.day.month == 1


@dataclass
class Route:
    stops: list[Stop] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    start_x: float = MARGIN
    end_x: float = WIDTH - MARGIN
    today_x: float | None = None
    today: datetime.date = datetime.date.min
    width: int = WIDTH
    top: int = 0
    line_y: int = LINE_Y
    axis_y: int = AXIS_Y
    today_y: int = TODAY_Y

    @property
    def view_box(self) -> str:
        return f"0 {self.top} {WIDTH} {HEIGHT - self.top}"

    @property
    def today_is_late(self) -> bool:
        """Whether the word beside today's line has to stand to its left."""
        return self.today_x is not None and self.today_x > WIDTH - 2 * MARGIN

    @property
    def walked_x(self) -> float:
        """How far the line is drawn as done."""
        if self.today_x is not None:
            return self.today_x
        return self.end_x if self.stops and self.today > self.stops[-1].when else self.start_x

    @classmethod
    def of(cls, workshops: Sequence[Workshop], *, today: datetime.date | None = None) -> "Route":
        """The route of a programme's dated workshops; those without dates have no stop yet."""
        today = today or timezone.localdate()
        dated = sorted((w for w in workshops if w.is_dated), key=lambda w: w.first_day)
        if not dated:
            return cls(today=today)
        first = dated[0].first_day - datetime.timedelta(days=45)
        last = dated[-1].first_day + datetime.timedelta(days=40)
        scale = (WIDTH - 2 * MARGIN) / (last - first).days

        def x_of(day: datetime.date) -> float:
            return round(MARGIN + (day - first).days * scale, 1)

        stops = [Stop(w, x_of(w.first_day), w.place_name, w.first_day, w.is_held) for w in dated]
        today_x = x_of(today) if first <= today <= last else None
        _place_labels(stops, today_x)
        return cls(
            stops=stops,
            ticks=[Tick(x_of(day), day) for day in _quarters(first, last)],
            today_x=today_x,
            today=today,
            top=min([0, *(int(stop.date_y) - 14 for stop in stops)]),
        )


def _place_labels(stops: list[Stop], today_x: float | None) -> None:
    """Give each label the first tier where it touches no label before it.

    Neighbours alternate above and below the line; a third tier takes what is still too close.
    Below the line a label steps aside for the line of today.
    """
    free_from = [0.0] * len(TIERS)
    for number, stop in enumerate(stops):
        places = [(tier, _label_x(stop, tier, today_x)) for tier in _order(number)]
        half = stop.label_width / 2
        tier, stop.label_x = next(
            ((t, x) for t, x in places if free_from[t] <= x - half - GAP), places[0]
        )
        free_from[tier] = stop.label_x + half
        upper, lower = TIERS[tier]
        # The name stands next to the line, the date outside of it.
        stop.name_y, stop.date_y = (upper, lower) if _is_below(tier) else (lower, upper)


def _order(number: int) -> tuple[int, int, int]:
    return (number % 2, 1 - number % 2, 2)


def _is_below(tier: int) -> bool:
    return TIERS[tier][0] > LINE_Y


def _label_x(stop: Stop, tier: int, today_x: float | None) -> float:
    """The middle of a stop's label on a tier: at the stop, inside the picture, beside today."""
    half = stop.label_width / 2
    x = min(max(stop.x, half), WIDTH - half)
    if today_x is not None and _is_below(tier) and abs(x - today_x) < half + GAP:
        x = today_x + half + GAP if stop.x >= today_x else today_x - half - GAP
    return round(x, 1)


def _quarters(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    days = [
        datetime.date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in (1, 4, 7, 10)
    ]
    return [day for day in days if first < day < last]
