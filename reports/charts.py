"""The geometry of the charts: numbers in, coordinates out. No drawing, no queries.

The drawings are the templates in ``templates/reports/charts``, used by pages and PDFs alike.
They carry their colours as attributes, because a PDF does not style drawings from outside.
Coordinates are text, so that no language puts a comma into them.
"""

import datetime
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.models import Workshop, WorkshopKind

# The groups' colours; the tokens of the interface have the same values.
INK = "#1b2330"
GROUP_COLOURS = (
    *("#59626f", "#2f5d9b", "#a8521f", "#3c7a57", "#7d4377"),
    *("#786412", "#a03b57", "#1f7286", "#5b58a6"),
)


def group_colour(number: int | None) -> str:
    """The colour of a group; further groups begin again with the first."""
    if not number:
        return GROUP_COLOURS[0]
    return GROUP_COLOURS[(number - 1) % (len(GROUP_COLOURS) - 1) + 1]


def _point(x: float, y: float) -> str:
    return f"{_number(x)},{_number(y)}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class JourneyStop:
    x: str
    label: str
    number: str
    anchor: str
    is_here: bool
    is_square: bool


@dataclass(frozen=True)
class Journey:
    """The programme's meetings in their order, evenly spaced, one of them marked."""

    stops: tuple[JourneyStop, ...]
    title: str
    width: int = 480
    height: int = 64

    @classmethod
    def of(cls, workshops: Sequence[Workshop], *, here: Workshop | None = None) -> "Journey":
        margin, width = 10, cls.width
        step = (width - 2 * margin) / max(len(workshops) - 1, 1)
        stops = []
        for position, workshop in enumerate(workshops):
            x = margin + position * step
            anchor = "start" if x < width * 0.2 else "end" if x > width * 0.8 else "middle"
            stops.append(
                JourneyStop(
                    x=_number(x),
                    label=workshop.place_name,
                    number=str(workshop.number or ""),
                    anchor=anchor,
                    is_here=here is not None and workshop.pk == here.pk,
                    is_square=workshop.kind != WorkshopKind.CITY,
                )
            )
        names = ", ".join(stop.label for stop in stops)
        return cls(tuple(stops), _("The meetings in order: %(places)s.") % {"places": names})


@dataclass(frozen=True)
class Spoke:
    """One axis of a radar chart: where it ends, where its label stands."""

    label_lines: tuple[str, ...]
    value: int
    end_x: str
    end_y: str
    dot_x: str
    dot_y: str
    label_x: str
    label_y: str
    anchor: str


@dataclass(frozen=True)
class Radar:
    """Values from 0 to ``most`` on as many axes as there are labels."""

    spokes: tuple[Spoke, ...]
    rings: tuple[str, ...]
    shape: str
    title: str
    colour: str
    width: int = 420
    height: int = 300
    radius: int = 98

    @classmethod
    def of(
        cls, values: Sequence[tuple[str, int]], *, title: str, most: int = 5, colour: str
    ) -> "Radar":
        cx, cy = cls.width / 2, cls.height / 2 + 2
        count = len(values)

        def at(position: int, share: float) -> tuple[float, float]:
            angle = math.tau * position / count - math.pi / 2
            return (
                cx + math.cos(angle) * cls.radius * share,
                cy + math.sin(angle) * cls.radius * share,
            )

        spokes = []
        for position, (label, value) in enumerate(values):
            end, dot, text = at(position, 1), at(position, value / most), at(position, 1.13)
            side = text[0] - cx
            anchor = "middle" if abs(side) < cls.radius * 0.2 else "start" if side > 0 else "end"
            lines = _two_lines(label)
            # A label above the chart grows upwards, one below it downwards.
            lift = {True: -13.0 * (len(lines) - 1), False: 0.0}[text[1] < cy - cls.radius * 0.8]
            middle = 0.0 if anchor == "middle" else -6.5 * (len(lines) - 1)
            spokes.append(
                Spoke(
                    label_lines=lines,
                    value=value,
                    end_x=_number(end[0]),
                    end_y=_number(end[1]),
                    dot_x=_number(dot[0]),
                    dot_y=_number(dot[1]),
                    label_x=_number(text[0]),
                    label_y=_number(text[1] + 4 + lift + middle),
                    anchor=anchor,
                )
            )
        rings = tuple(
            " ".join(_point(*at(position, ring / most)) for position in range(count))
            for ring in range(1, most + 1)
        )
        shape = " ".join(_point(*at(i, value / most)) for i, (_l, value) in enumerate(values))
        return cls(tuple(spokes), rings, shape, title, colour)


def _two_lines(label: str) -> tuple[str, ...]:
    """A label of several words in two lines of nearly the same length."""
    words = label.split()
    if len(label) < 16 or len(words) == 1:
        return (label,)
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(cuts, key=lambda lines: max(len(line) for line in lines))


@dataclass(frozen=True)
class Stage:
    label: str
    x: str
    text_x: str
    is_current: bool


@dataclass(frozen=True)
class LifeCycle:
    """The stages of a cluster's life in order, the present one marked."""

    stages: tuple[Stage, ...]
    title: str
    colour: str
    step: int = 96
    height: int = 46

    @property
    def width(self) -> int:
        return self.step * len(self.stages)

    @classmethod
    def of(cls, stages: Iterable[tuple[str, str]], current: str, *, colour: str) -> "LifeCycle":
        """``stages`` are pairs of key and label; ``current`` is a key, or empty."""
        rows = tuple(
            Stage(
                label=label,
                x=_number(position * cls.step),
                text_x=_number((position + 0.5) * cls.step),
                is_current=key == current,
            )
            for position, (key, label) in enumerate(stages)
        )
        now = next((row.label for row in rows if row.is_current), _("not stated"))
        return cls(rows, _("Stage of the life cycle: %(stage)s.") % {"stage": now}, colour)


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    # What stands at the end of the bar: the number, or both in words.
    words: str
    width: str
    # A second count that goes on where the first ends, drawn as an outline; empty for none.
    more_x: str
    more_width: str
    y: str
    text_y: str
    value_x: str


@dataclass(frozen=True)
class Count:
    """A label with its number; ``more`` is a second number of another sort."""

    label: str
    value: int
    more: int = 0
    words: str = ""


@dataclass(frozen=True)
class Bars:
    """Counts as horizontal bars, one below the other."""

    bars: tuple[Bar, ...]
    title: str
    height: int
    width: int = 480
    label_width: int = 236

    @classmethod
    def of(cls, counts: Sequence[Count], *, title: str) -> "Bars":
        """All on the same scale, so long that the longest leaves room for its words."""
        row, most = 30, max([count.value + count.more for count in counts], default=1) or 1
        letters = max([len(count.words) for count in counts], default=0)
        # Labels have no more room than the longest of them needs.
        longest = max([len(count.label) for count in counts], default=0)
        label_width = min(cls.label_width, round(16 + 5.3 * longest))
        scale = (cls.width - label_width - max(26, 12 + 5.6 * letters)) / most
        bars = tuple(
            Bar(
                label=count.label,
                value=count.value,
                words=count.words or str(count.value),
                width=_number(scale * count.value),
                more_x=_number(label_width + scale * count.value) if count.more else "",
                more_width=_number(scale * count.more) if count.more else "",
                y=_number(position * row + 6),
                text_y=_number(position * row + 20),
                value_x=_number(label_width + scale * (count.value + count.more) + 7),
            )
            for position, count in enumerate(counts)
        )
        return cls(bars, title, row * len(bars) + 4, label_width=label_width)


@dataclass(frozen=True)
class TimelinePlace:
    """A meeting to be put on a line of time."""

    day: datetime.date
    label: str
    number: str
    group: int


@dataclass(frozen=True)
class TimelineStop:
    x: str
    label: str
    when: str
    number: str
    colour: str
    anchor: str
    # The label stands above the line or below it.
    name_y: str
    when_y: str
    stem_y: str


@dataclass(frozen=True)
class TimelineYear:
    x: str
    label: str


@dataclass(frozen=True)
class Timeline:
    """Meetings on a line to scale, their names above and below it in turn."""

    stops: tuple[TimelineStop, ...]
    years: tuple[TimelineYear, ...]
    title: str
    width: int = 480
    height: int = 134
    line_y: int = 59
    axis_y: int = 122

    @classmethod
    def of(cls, places: Sequence[TimelinePlace], *, title: str) -> "Timeline":
        margin = 22
        first, last = places[0].day, places[-1].day
        scale = (cls.width - 2 * margin) / max((last - first).days, 1)

        def x_of(day: datetime.date) -> float:
            return margin + (day - first).days * scale

        # Two rows above the line and two below: the first that is free takes the label.
        rows = ((34, 43), (84, 93), (8, 17), (104, 113))
        free_from = [0.0] * len(rows)
        stops = []
        for position, place in enumerate(places):
            x = x_of(place.day)
            half = max(len(place.label) * 2.6, 17)
            anchor = _anchor(x, half, cls.width)
            left = x - {"start": 0.0, "middle": half, "end": 2 * half}[anchor]
            order = sorted(range(len(rows)), key=lambda row: (row // 2, (row + position) % 2))
            row = next((r for r in order if free_from[r] <= left), order[0])
            free_from[row] = left + 2 * half + 4
            name_y, when_y = rows[row]
            stops.append(
                TimelineStop(
                    x=_number(x),
                    label=place.label,
                    when=date_format(place.day, "M Y" if not place.number else "j M"),
                    number=place.number,
                    colour=group_colour(place.group) if place.number else INK,
                    anchor="middle"
                    if half <= x <= cls.width - half
                    else "start"
                    if x < half
                    else "end",
                    name_y=str(name_y),
                    when_y=str(when_y),
                    stem_y=str(when_y + 3 if when_y < cls.line_y else name_y - 9),
                )
            )
        years = tuple(
            TimelineYear(_number(x_of(datetime.date(year, 1, 1))), str(year))
            for year in range(first.year + 1, last.year + 1)
        )
        return cls(tuple(stops), years, title)


def _anchor(x: float, half: float, width: float) -> str:
    """How a label of this half width is set so that it stays inside the drawing."""
    if x < half:
        return "start"
    return "end" if x > width - half else "middle"


@dataclass(frozen=True)
class TrendMark:
    x: str
    y: str
    label_y: str
    label: str


@dataclass(frozen=True)
class Trend:
    """One average from 1 to 5 over the meetings, evenly spaced."""

    title: str
    marks: tuple[TrendMark, ...]
    # The line between neighbours; a meeting without a value breaks it.
    lines: tuple[str, ...]
    # Under the axis: x and the meeting's mark.
    ticks: tuple[tuple[str, str], ...]
    # Across the drawing: y and the score.
    levels: tuple[tuple[str, str], ...]
    width: int = 360
    height: int = 150

    @classmethod
    def of(cls, marks: Sequence[str], values: Sequence[float | None], *, title: str) -> "Trend":
        left, right, top, bottom = 30, 344, 22, 122
        step = (right - left) / max(len(marks) - 1, 1)
        first = left if len(marks) > 1 else (left + right) / 2
        xs = [first + place * step for place in range(len(marks))]

        def y(value: float) -> float:
            return bottom - (bottom - top) * (value - 1) / 4

        points = list(zip(xs, values, strict=True))
        found = tuple(
            TrendMark(_number(x), _number(y(value)), _number(y(value) - 9), floatformat(value, 1))
            for x, value in points
            if value is not None
        )
        return cls(
            title=title,
            marks=found,
            lines=tuple(_unbroken(points, y)),
            ticks=tuple(zip(map(_number, xs), marks, strict=True)),
            levels=tuple((_number(y(score)), str(score)) for score in (1, 3, 5)),
        )


def _unbroken(
    points: Iterable[tuple[float, float | None]], y: Callable[[float], float]
) -> Iterable[str]:
    run: list[str] = []
    for x, value in [*points, (0.0, None)]:
        if value is not None:
            run.append(_point(x, y(value)))
        else:
            if len(run) > 1:
                yield " ".join(run)
            run = []
