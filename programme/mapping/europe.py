"""Cities on the map of Europe, and the lines between them.

The projection is Lambert's azimuthal equal-area one around 52° N, 10° E, the usual one for
Europe. ``docs/europe_outline.py`` drew ``static/programme/europe.svg`` with it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from programme.mapping.links import LinkedPair
from programme.mapping.matrix import Meeting
from programme.mapping.names import Box, Dot, Position, place_names
from programme.models import City, LinkStatus
from programme.palette import group_colour

# The drawing's own units.
WIDTH = 520
HEIGHT = 500
# Metres per unit, and where the centre of the projection stands.
SCALE = 7_600.0
CENTRE_X, CENTRE_Y = 232.0, 268.0
EARTH = 6_371_000.0
FAR_AWAY = (-1e6, -1e6)
LATITUDE, LONGITUDE = math.radians(52), math.radians(10)

# The part shown: so much room around the cities, and never less than this.
MARGIN = 50
SMALLEST = 260
# The width and the dashes of a line, by how far the best link of two cities has come.
STROKES = {
    LinkStatus.AGREED: (3.2, ""),
    LinkStatus.EXPLORING: (1.6, ""),
    LinkStatus.MET: (1.6, ""),
    LinkStatus.PROPOSED: (1.4, "5 4"),
}
# Where on a line its number may stand, and the room that it takes.
ALONG = (0.5, 0.4, 0.6, 0.3, 0.7)
NUMBER = 7.0
# More of them say nothing to anybody; the list of cities has them all.
MOST_NUMBERS = 60


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a place stands on the drawing; it may be outside of it."""
    north, east = math.radians(latitude), math.radians(longitude) - LONGITUDE
    cosine = math.sin(LATITUDE) * math.sin(north) + math.cos(LATITUDE) * math.cos(north) * math.cos(
        east
    )
    if cosine <= 0:
        # The other half of the earth; the point opposite to the centre would be everywhere.
        return FAR_AWAY
    factor = math.sqrt(2 / (1 + cosine)) * EARTH / SCALE
    x = math.cos(north) * math.sin(east)
    y = math.cos(LATITUDE) * math.sin(north) - math.sin(LATITUDE) * math.cos(north) * math.cos(east)
    return round(CENTRE_X + factor * x, 2), round(CENTRE_Y - factor * y, 2)


@dataclass
class Place:
    """A city on the map, as plain data. Without a label its name found no room."""

    name: str
    slug: str
    colour: str
    x: float
    y: float
    # How large a unit of the whole drawing is on the part that is shown.
    unit: float = 1
    label: Position | None = None

    @property
    def dot(self) -> Dot:
        return Dot(self.name, self.x, self.y, self.unit)


@dataclass
class Line:
    """From one city to another, slightly curved: lines on the same way can be told apart."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 1.6
    dashes: str = ""
    # How many links it stands for, and where that is written: only if there are several.
    number: int = 1
    spot: tuple[float, float] | None = None

    @property
    def middle(self) -> tuple[float, float]:
        """The point towards which the line is bent."""
        return (
            (self.x1 + self.x2) / 2 - (self.y2 - self.y1) * 0.12,
            (self.y1 + self.y2) / 2 + (self.x2 - self.x1) * 0.12,
        )

    @property
    def path(self) -> str:
        x, y = self.middle
        return f"M{self.x1} {self.y1}Q{x:.1f} {y:.1f} {self.x2} {self.y2}"

    def point(self, share: float) -> tuple[float, float]:
        """A point on the line, from 0 at its beginning to 1 at its end."""
        x, y = self.middle
        a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
        return (
            round(a * self.x1 + b * x + c * self.x2, 1),
            round(a * self.y1 + b * y + c * self.y2, 1),
        )


@dataclass(frozen=True)
class Europe:
    """The map: places, lines between them, and the cities that are not on it."""

    places: list[Place]
    lines: list[Line]
    # By their names.
    elsewhere: list[str]
    view: Box
    width: int = WIDTH
    height: int = HEIGHT
    # Cities whose dot is there, and whose name found no room.
    unnamed: list[str] = field(default_factory=list)

    @property
    def view_box(self) -> str:
        return (
            f"{self.view.left:.1f} {self.view.top:.1f} {self.view.width:.1f} {self.view.height:.1f}"
        )

    @property
    def unit(self) -> float:
        return round(self.view.width / WIDTH, 3)

    @property
    def font_size(self) -> float:
        return round(12 * self.unit, 2)

    @property
    def radius(self) -> float:
        return round(5.5 * self.unit, 2)

    @property
    def stroke(self) -> float:
        return round(1.6 * self.unit, 2)

    @property
    def halo(self) -> float:
        return round(3 * self.unit, 2)

    @property
    def thin(self) -> float:
        return round(0.8 * self.unit, 2)

    @property
    def number_radius(self) -> float:
        return round(NUMBER * self.unit, 2)

    @property
    def number_size(self) -> float:
        return round(9 * self.unit, 2)

    @property
    def number_drop(self) -> float:
        """From the middle of a number down to the line that it stands on."""
        return round(3.2 * self.unit, 2)

    @classmethod
    def with_cases(cls, cities: Sequence[City], meetings: Sequence[Meeting]) -> "Europe":
        """A line for each pair of cities in which a case meets an opportunity."""
        pairs = {(one.host.pk, seeker.pk): 1 for one in meetings for seeker in one.seekers}
        return cls._of(cities, [(pair, LinkStatus.MET, 1) for pair in sorted(pairs)])

    @classmethod
    def with_links(cls, cities: Sequence[City], pairs: Sequence[LinkedPair]) -> "Europe":
        """A line for each pair of cities whose clusters are linked, as far as they have come."""
        ends = [((one.first.pk, one.second.pk), one.furthest, one.number) for one in pairs]
        return cls._of(cities, ends)

    @classmethod
    def _of(
        cls, cities: Sequence[City], ends: Sequence[tuple[tuple[int, int], LinkStatus, int]]
    ) -> "Europe":
        spots = {city.pk: place for city in cities if (place := _place_of(city))}
        places = list(spots.values())
        view = part_around(places)
        unit = view.width / WIDTH
        for place in places:
            place.unit = unit
        labels = place_names(tuple(place.dot for place in places), view)
        for place, label in zip(places, labels, strict=True):
            place.label = label
        lines = [
            _line(spots[one], spots[other], step, number, unit)
            for (one, other), step, number in ends
            if one in spots and other in spots
        ]
        _place_numbers(lines, places, unit)
        return cls(
            places,
            lines,
            elsewhere=[city.name for city in cities if city.pk not in spots],
            view=view,
            unnamed=[place.name for place in places if place.label is None],
        )


def _place_of(city: City) -> Place | None:
    if city.latitude is None or city.longitude is None:
        return None
    x, y = project(float(city.latitude), float(city.longitude))
    if not (0 < x < WIDTH and 0 < y < HEIGHT):
        return None
    colour = group_colour(city.group.number if city.group else None)
    return Place(city.name, city.slug, colour, x, y)


def _line(one: Place, other: Place, step: LinkStatus, number: int, unit: float) -> Line:
    width, dashes = STROKES[step]
    scaled = " ".join(f"{float(length) * unit:.1f}" for length in dashes.split())
    return Line(one.x, one.y, other.x, other.y, round(width * unit, 2), scaled, number)


def _place_numbers(lines: Sequence[Line], places: Sequence[Place], unit: float) -> None:
    """Write the number of links on a line that stands for several, where it covers nothing."""
    taken = [place.dot.box for place in places]
    taken += [place.label.box for place in places if place.label]
    several = [line for line in lines if line.number > 1]
    for line in several if len(several) <= MOST_NUMBERS else []:
        for x, y in map(line.point, ALONG):
            box = Box.at(x, y, NUMBER * unit)
            if not any(box.overlap(other) for other in taken):
                line.spot = (x, y)
                taken.append(box)
                break


def part_around(places: Sequence[Place]) -> Box:
    """The part of the drawing that has every place, in the drawing's own proportions."""
    if not places:
        return Box(0, 0, WIDTH, HEIGHT)
    xs, ys = [place.x for place in places], [place.y for place in places]
    needed = max(
        max(xs) - min(xs) + 2 * MARGIN,
        (max(ys) - min(ys) + 2 * MARGIN) * WIDTH / HEIGHT,
        SMALLEST,
    )
    width = min(needed, WIDTH)
    height = width * HEIGHT / WIDTH
    left = min(max((min(xs) + max(xs) - width) / 2, 0), WIDTH - width)
    top = min(max((min(ys) + max(ys) - height) / 2, 0), HEIGHT - height)
    return Box(left, top, left + width, top + height)
