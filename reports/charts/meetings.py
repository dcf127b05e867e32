"""Meetings in their order, on a line of time, and what was thought of them."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.palette import INK, group_colour
from reports.charts.coordinates import number, point
from workshops.models import Workshop, WorkshopKind


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
                    x=number(x),
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
                    x=number(x),
                    label=place.label,
                    when=date_format(place.day, "M Y" if not place.number else "j M"),
                    number=place.number,
                    colour=group_colour(place.group) if place.number else INK,
                    anchor=anchor,
                    name_y=str(name_y),
                    when_y=str(when_y),
                    stem_y=str(when_y + 3 if when_y < cls.line_y else name_y - 9),
                )
            )
        years = tuple(
            TimelineYear(number(x_of(datetime.date(year, 1, 1))), str(year))
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
            TrendMark(number(x), number(y(value)), number(y(value) - 9), floatformat(value, 1))
            for x, value in points
            if value is not None
        )
        return cls(
            title=title,
            marks=found,
            lines=tuple(_unbroken(points, y)),
            ticks=tuple(zip(map(number, xs), marks, strict=True)),
            levels=tuple((number(y(score)), str(score)) for score in (1, 3, 5)),
        )


def _unbroken(
    points: Iterable[tuple[float, float | None]], y: Callable[[float], float]
) -> Iterable[str]:
    run: list[str] = []
    for x, value in [*points, (0.0, None)]:
        if value is not None:
            run.append(point(x, y(value)))
        else:
            if len(run) > 1:
                yield " ".join(run)
            run = []
