"""The route from kick-off to final conference as a line with stops: geometry, no drawing.

Page and PDF draw it from the same numbers (``templates/reports/charts/_route.svg``).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from workshops.models import Workshop, WorkshopKind

# Units of the drawing's own coordinate system.
WIDTH = 1000
MARGIN = 44
LINE_Y = 72
AXIS_Y = 126
HEIGHT = 152
# How wide a label is taken to be, per character of its longer line, and at least.
CHARACTER = 6.6
GAP = 6
# Baselines of the two lines of a label, first choice first.
TIERS = ((27, 42), (104, 119), (-5, 10))


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

    @property
    def view_box(self) -> str:
        return f"0 {self.top} {WIDTH} {HEIGHT - self.top}"

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
        _place_labels(stops)
        return cls(
            stops=stops,
            ticks=[Tick(x_of(day), day) for day in _quarters(first, last)],
            today_x=x_of(today) if first <= today <= last else None,
            today=today,
            top=min([0, *(int(stop.date_y) - 14 for stop in stops)]),
        )


def _place_labels(stops: list[Stop]) -> None:
    """Give each label the first tier where it touches no label before it.

    Neighbours alternate above and below the line; a third tier takes what is still too close.
    """
    free_from = [0.0] * len(TIERS)
    for number, stop in enumerate(stops):
        half = max(len(stop.name) * CHARACTER, 74) / 2
        stop.label_x = round(min(max(stop.x, half), WIDTH - half), 1)
        left = stop.label_x - half - GAP
        order = [number % 2, 1 - number % 2, 2]
        tier = next((t for t in order if free_from[t] <= left), order[0])
        free_from[tier] = stop.label_x + half
        upper, lower = TIERS[tier]
        # The name stands next to the line, the date outside of it.
        below = upper > LINE_Y
        stop.name_y, stop.date_y = (upper, lower) if below else (lower, upper)


def _quarters(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    days = [
        datetime.date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in (1, 4, 7, 10)
    ]
    return [day for day in days if first < day < last]
