"""Where names have room on a drawing: none lies on another, on a dot, or on a number.

A name stands beside its dot if it can. Where dots are close it moves away and a thin line leads
to it; where there is no room at all it is left out, and whoever draws says so.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Sizes on a drawing that is shown whole, in its own units: the height of a name, how far it stands
# from its dot, the radius of a dot.
LINE, GAP, DOT = 14.0, 8.0, 6.5
# The advance of letters at 12 units, on the generous side: another font may be in its place.
NARROW, USUAL, WIDE, CAPITAL = 3.9, 7.2, 11.0, 8.8
# How far a name may move away from its dot, and in how many directions.
FAR = (20.0, 32.0, 46.0, 62.0)
DIRECTIONS = 16
ROUNDS = 6


def width_of(name: str) -> float:
    """The room that a name takes at 12 units."""
    return sum(map(_advance, name))


def _advance(letter: str) -> float:
    if letter in "iljtfrI.,:;'’ -()":
        return NARROW
    if letter in "mwMW" or ord(letter) > 0x2E80:
        return WIDE
    return CAPITAL if letter.isupper() else USUAL


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

    def around(self, room: float) -> "Box":
        return Box(self.left - room, self.top - room, self.right + room, self.bottom + room)

    @classmethod
    def at(cls, x: float, y: float, radius: float) -> "Box":
        return cls(x - radius, y - radius, x + radius, y + radius)


@dataclass(frozen=True)
class Position:
    """One place for a name, and how welcome it is: 0 is best."""

    anchor: str
    x: float
    y: float
    box: Box
    rank: float = 0
    # Where the line that leads to the name ends; nothing where it stands beside its dot.
    leader: tuple[float, float] | None = None


@dataclass(frozen=True)
class Dot:
    """What has a name. ``unit`` is how large a unit of the whole drawing is on the part shown."""

    name: str
    x: float
    y: float
    unit: float = 1

    @property
    def box(self) -> Box:
        return Box.at(self.x, self.y, DOT * self.unit)

    def at(self, anchor: str, x: float, y: float, rank: float = 0) -> Position:
        """The name at a point, and the room it takes there."""
        width = width_of(self.name) * self.unit
        left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        below = 3 * self.unit
        box = Box(left, y - LINE * self.unit + below, left + width, y + below)
        return Position(anchor, round(x, 1), round(y, 1), box, rank)

    def near(self) -> list[Position]:
        """Beside the dot first, then above and below it."""
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

    def far(self) -> Iterator[Position]:
        """Away from the dot, the nearest first, each with the line that leads to it."""
        for distance in FAR:
            for step in range(DIRECTIONS):
                angle = 2 * math.pi * step / DIRECTIONS
                dx, dy = math.cos(angle), math.sin(angle)
                anchor = "middle" if abs(dx) < 0.3 else "start" if dx > 0 else "end"
                x = self.x + dx * distance * self.unit
                y = self.y + dy * distance * self.unit
                # The line ends at the edge of the name that looks towards the dot.
                shift = 4.5 if anchor != "middle" else -3 if dy < 0 else LINE - 3
                found = self.at(anchor, x, y + shift * self.unit)
                yield Position(
                    found.anchor, found.x, found.y, found.box, distance, (round(x, 1), round(y, 1))
                )


@lru_cache(maxsize=64)
def place_names(dots: tuple[Dot, ...], view: Box) -> tuple[Position | None, ...]:
    """A position for each name: none lies on another or on a dot. None where there is no room.

    Cities do not move, so a process remembers the last maps.
    """
    beside = [dot.near() for dot in dots]
    chosen = _settled(dots, beside, view)
    placed: list[Position | None] = [None] * len(dots)
    taken = [dot.box for dot in dots]
    others = {n: [box for m, box in enumerate(taken) if m != n] for n in range(len(dots))}
    crowded = []
    for n, position in enumerate(chosen):
        free = _is_free(position.box, [*others[n], *(p.box for p in placed if p)], view)
        if free:
            placed[n] = position
        else:
            crowded.append(n)
    for n in crowded:
        names = [position.box for position in placed if position]
        room = [*taken, *names]
        options = [*beside[n], *dots[n].far()]
        placed[n] = next(
            (
                option
                for option in options
                if _is_free(option.box, room if option.leader else [*others[n], *names], view)
                and not _crosses(dots[n], option, names)
            ),
            None,
        )
    return tuple(placed)


def _settled(dots: Sequence[Dot], beside: list[list[Position]], view: Box) -> list[Position]:
    """Every name beside its dot, where it touches the least; neighbours give way in turns."""
    chosen = [positions[0] for positions in beside]
    reach = [_reach(dot) for dot in dots]
    neighbours = [
        [m for m in range(len(dots)) if m != n and reach[n].overlap(reach[m])]
        for n in range(len(dots))
    ]
    for _round in range(ROUNDS):
        moved = False
        for n, positions in enumerate(beside):
            others = [dots[m].box for m in neighbours[n]]
            others += [chosen[m].box for m in neighbours[n]]
            best = min(positions, key=lambda position: _cost(position, others, view))  # noqa: B023  used at once
            moved = moved or best != chosen[n]
            chosen[n] = best
        if not moved:
            break
    return chosen


def _reach(dot: Dot) -> Box:
    """The room within which a name beside the dot can stand."""
    wide = (GAP + width_of(dot.name)) * dot.unit
    high = (GAP + 2 * LINE) * dot.unit
    return Box(dot.x - wide, dot.y - high, dot.x + wide, dot.y + high)


def _cost(position: Position, others: Sequence[Box], view: Box) -> float:
    """Touching is far worse than standing at a less usual side."""
    touched = sum(position.box.overlap(other) for other in others)
    return touched * 10 + position.box.outside(view) * 20 + position.rank


def _is_free(box: Box, taken: Sequence[Box], view: Box) -> bool:
    return box.outside(view) < 0.01 and not any(box.overlap(other) for other in taken)


def _crosses(dot: Dot, position: Position, names: Sequence[Box]) -> bool:
    """Whether the line to a name runs through another name."""
    if position.leader is None:
        return False
    x, y = position.leader
    steps = [(dot.x + (x - dot.x) * n / 6, dot.y + (y - dot.y) * n / 6) for n in range(1, 6)]
    return any(
        box.left < px < box.right and box.top < py < box.bottom for px, py in steps for box in names
    )
