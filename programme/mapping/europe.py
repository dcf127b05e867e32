"""Where places stand on the map of Europe, and where their names have room.

The projection is Lambert's azimuthal equal-area one around 52° N, 10° E, the usual one for
Europe. ``docs/europe_outline.py`` drew ``static/programme/europe.svg`` with it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from programme.mapping.matrix import Meeting
from programme.models import City
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

# Names on the whole drawing: the room they take, per character and in height, and how far they
# stand from their dot. A part of the drawing is shown larger, so there they take less of it.
CHARACTER, LINE, GAP = 6.4, 14.0, 8.0
DOT = 6.5
# The part shown: so much room around the cities, and never less than this.
MARGIN = 50
SMALLEST = 260


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


@dataclass(frozen=True)
class Box:
    """Room on the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """The area that both take."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def outside(self, other: "Box") -> float:
        """The area of this one that the other does not take."""
        return self.width * self.height - self.overlap(other)


@dataclass
class Place:
    """A city on the map, with its name where it touches nothing."""

    city: City
    x: float
    y: float
    # How large a unit of the whole drawing is on the part that is shown.
    unit: float = 1
    label_x: float = 0
    label_y: float = 0
    anchor: str = "start"

    @property
    def colour(self) -> str:
        return group_colour(self.city.group.number if self.city.group else None)

    @property
    def dot(self) -> Box:
        radius = DOT * self.unit
        return Box(self.x - radius, self.y - radius, self.x + radius, self.y + radius)

    def positions(self) -> list["Position"]:
        """Where the name may stand: beside the dot first, then above and below it."""
        near, far = GAP, GAP + LINE * 0.55
        sides = [
            ("start", near, 4.5),
            ("end", -near, 4.5),
            ("middle", 0, -near - 2),
            ("middle", 0, near + LINE - 3),
            ("start", near - 2, -near + 3),
            ("end", -near + 2, -near + 3),
            ("start", near - 2, far + 6),
            ("end", -near + 2, far + 6),
        ]
        return [
            self.at(anchor, self.x + dx * self.unit, self.y + dy * self.unit, rank)
            for rank, (anchor, dx, dy) in enumerate(sides)
        ]

    def at(self, anchor: str, x: float, y: float, rank: int = 0) -> "Position":
        """The name at a point, and the room it takes there."""
        width = len(self.city.name) * CHARACTER * self.unit
        left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        below = 3 * self.unit
        box = Box(left, y - LINE * self.unit + below, left + width, y + below)
        return Position(anchor, round(x, 1), round(y, 1), box, rank)


@dataclass(frozen=True)
class Position:
    """One place for a name, and how welcome it is: 0 is best."""

    anchor: str
    x: float
    y: float
    box: Box
    rank: int


@dataclass(frozen=True)
class Line:
    """From a city with a case to one that looks for it."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def path(self) -> str:
        """A slight curve, so that lines on the same way can be told apart."""
        middle_x = (self.x1 + self.x2) / 2 - (self.y2 - self.y1) * 0.12
        middle_y = (self.y1 + self.y2) / 2 + (self.x2 - self.x1) * 0.12
        return f"M{self.x1} {self.y1}Q{middle_x:.1f} {middle_y:.1f} {self.x2} {self.y2}"


@dataclass(frozen=True)
class Europe:
    """The map: places, lines between them, and the cities that are not on it."""

    places: list[Place]
    lines: list[Line]
    elsewhere: list[City]
    view: Box
    width: int = WIDTH
    height: int = HEIGHT

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

    @classmethod
    def of(cls, cities: Sequence[City], meetings: Sequence[Meeting]) -> "Europe":
        places, elsewhere = [], []
        for city in cities:
            place = _place_of(city)
            if place:
                places.append(place)
            else:
                elsewhere.append(city)
        view = part_around(places)
        for place in places:
            place.unit = view.width / WIDTH
        place_names(places, view)
        spots = {place.city.pk: place for place in places}
        pairs = {
            (meeting.host.pk, seeker.pk)
            for meeting in meetings
            for seeker in meeting.seekers
            if meeting.host.pk in spots and seeker.pk in spots
        }
        lines = [
            Line(spots[host].x, spots[host].y, spots[seeker].x, spots[seeker].y)
            for host, seeker in sorted(pairs)
        ]
        return cls(places, lines, elsewhere, view)


def _place_of(city: City) -> Place | None:
    if city.latitude is None or city.longitude is None:
        return None
    x, y = project(float(city.latitude), float(city.longitude))
    is_inside = 0 < x < WIDTH and 0 < y < HEIGHT
    return Place(city, x, y) if is_inside else None


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


def place_names(places: Sequence[Place], view: Box) -> None:
    """Give every name the position where it touches the least; neighbours give way in turns."""
    choices = [place.positions() for place in places]
    chosen = [positions[0] for positions in choices]
    for _round in range(6):
        moved = False
        for index, positions in enumerate(choices):
            others = [place.dot for n, place in enumerate(places) if n != index]
            others += [position.box for n, position in enumerate(chosen) if n != index]
            costs = {position: _cost(position, others, view) for position in positions}
            best = min(positions, key=costs.__getitem__)
            moved = moved or best != chosen[index]
            chosen[index] = best
        if not moved:
            break
    for place, position in zip(places, chosen, strict=True):
        place.label_x, place.label_y, place.anchor = position.x, position.y, position.anchor


def _cost(position: Position, others: Sequence[Box], view: Box) -> float:
    """Touching is far worse than standing at a less usual side."""
    touched = sum(position.box.overlap(other) for other in others)
    return touched * 10 + position.box.outside(view) * 20 + position.rank
