"""The geometry of small multiples: one panel a city, all of a measure on the same two scales.

Numbers in, coordinates out, as in ``reports.charts``; drawn by ``reports/charts/panel.svg``.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from programme.palette import group_colour

# The shapes that tell the sources of a panel apart, whatever its colour; more begin again.
SHAPES = ("disc", "ring", "square", "frame")
# The same as letters, where a drawing would be too much.
SIGNS = {"disc": "●", "ring": "○", "square": "■", "frame": "□"}

WIDTH, HEIGHT = 240, 140
LEFT, RIGHT, TOP, BOTTOM = 14, 226, 26, 112
LETTER, LINE = 6.7, 13
# Where a label may stand from its point: above, below, and farther if there is no room.
LIFTS = (-9, 18, -22, 31, 44, -35, 57)


@dataclass(frozen=True)
class Scales:
    """What the panels of one measure share: days from left to right, values upwards."""

    first: datetime.date
    last: datetime.date
    low: float
    high: float

    @classmethod
    def of(
        cls, days: Sequence[datetime.date], values: Sequence[float], *, is_share: bool
    ) -> "Scales":
        """Whole years, and from nothing: a part of a hundred is drawn against the hundred."""
        low, high = min(0.0, *values), max(0.0, *values)
        if is_share and low >= 0 and high <= 100:
            high = 100.0
        return cls(
            datetime.date(min(days).year, 1, 1),
            datetime.date(max(days).year, 12, 31),
            low,
            high if high > low else low + 1,
        )

    def x(self, day: datetime.date) -> float:
        length = max((self.last - self.first).days, 1)
        return LEFT + (RIGHT - LEFT) * (day - self.first).days / length

    def y(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Dot:
    """One value at its date, from one source."""

    day: datetime.date
    value: float
    label: str
    source: int
    # Known to the year alone: drawn in its middle, with a line as long as the year.
    is_year: bool

    @property
    def middle(self) -> datetime.date:
        return datetime.date(self.day.year, 7, 1) if self.is_year else self.day


@dataclass(frozen=True)
class Mark:
    x: str
    y: str
    shape: str
    label: str
    label_x: str
    label_y: str
    anchor: str
    # The ends of the line that says “somewhere in this year”; empty for a finer date.
    from_x: str
    to_x: str


@dataclass(frozen=True)
class Panel:
    """The values of one city over time."""

    title: str
    colour: str
    marks: tuple[Mark, ...]
    # One line for each source that speaks of more than one date.
    lines: tuple[str, ...]
    base_y: str
    first_year: str
    last_year: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT

    @classmethod
    def of(cls, dots: Sequence[Dot], scales: Scales, *, title: str, group: int) -> "Panel":
        ordered = sorted(dots, key=lambda dot: (dot.middle, dot.source))
        first, last = scales.first.year, scales.last.year
        return cls(
            title=title,
            colour=group_colour(group),
            marks=tuple(_marks(ordered, scales)),
            lines=tuple(_lines(ordered, scales)),
            base_y=_number(scales.y(0)),
            first_year=str(first),
            last_year=str(last) if last > first else "",
        )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _lines(dots: Sequence[Dot], scales: Scales) -> list[str]:
    lines = []
    for source in sorted({dot.source for dot in dots}):
        points = [
            f"{_number(scales.x(dot.middle))},{_number(scales.y(dot.value))}"
            for dot in dots
            if dot.source == source
        ]
        if len(points) > 1:
            lines.append(" ".join(points))
    return lines


def _marks(dots: Sequence[Dot], scales: Scales) -> list[Mark]:
    marks: list[Mark] = []
    taken: list[tuple[float, float, float, float]] = []
    for dot in dots:
        x, y = scales.x(dot.middle), scales.y(dot.value)
        half = max(len(dot.label) * LETTER / 2, 8)
        anchor = "start" if x - half < 2 else "end" if x + half > WIDTH - 2 else "middle"
        left = x - {"start": 4.0, "middle": half, "end": 2 * half - 4}[anchor]
        label_y = _free_line(left, left + 2 * half, y, taken)
        taken.append((left, left + 2 * half, label_y - LINE, label_y))
        year = dot.day.year
        marks.append(
            Mark(
                x=_number(x),
                y=_number(y),
                shape=SHAPES[dot.source % len(SHAPES)],
                label=dot.label,
                label_x=_number(x + {"start": -4, "middle": 0, "end": 4}[anchor]),
                label_y=_number(label_y),
                anchor=anchor,
                from_x=_number(scales.x(datetime.date(year, 1, 1))) if dot.is_year else "",
                to_x=_number(scales.x(datetime.date(year, 12, 31))) if dot.is_year else "",
            )
        )
    return marks


def _free_line(
    left: float, right: float, y: float, taken: Sequence[tuple[float, float, float, float]]
) -> float:
    """The height of a label beside its point that touches no label placed before."""
    for lift in LIFTS:
        foot = y + lift
        inside = LINE <= foot <= BOTTOM + LINE
        if inside and not any(
            left < right_edge and right > left_edge and foot - LINE < low and foot > high
            for left_edge, right_edge, high, low in taken
        ):
            return foot
    return y + LIFTS[0]
