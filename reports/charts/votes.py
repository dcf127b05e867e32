"""The options of a discussion by what the room thought of them, as a small picture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

LOWEST, HIGHEST = 1, 5
# The field of the picture, in its own units.
LEFT, TOP, SIDE = 34, 12, 220
# Options whose marks are this near would hide each other's numbers.
NEAR = 11


@dataclass(frozen=True)
class Dot:
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class VotedOption:
    number: int
    text: str
    impact: str
    feasibility: str
    votes: int


@dataclass(frozen=True)
class VoteChart:
    """Impact upwards, feasibility to the right, each from 1 to 5; the best stand first."""

    options: tuple[VotedOption, ...]
    dots: tuple[Dot, ...]

    left: int = LEFT
    top: int = TOP
    side: int = SIDE

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "VoteChart | None":
        """From the options of an edition; None where no votes were shown."""
        voted = [row for row in rows if row.get("votes")]
        if not voted:
            return None
        # As in the room where the votes were cast.
        voted.sort(key=lambda row: -(row["impact"] * row["feasibility"]))
        options = tuple(_option(number, row) for number, row in enumerate(voted, start=1))
        return cls(options, tuple(_dots(voted)))

    @property
    def title(self) -> str:
        """The picture in words."""
        parts = [
            _("%(number)s: impact %(impact)s, feasibility %(feasibility)s")
            % {"number": one.number, "impact": one.impact, "feasibility": one.feasibility}
            for one in self.options
        ]
        return _("Votes on the options. %(options)s") % {"options": "; ".join(parts)}

    @property
    def ticks(self) -> list[tuple[int, float, float]]:
        """Each mark with its place from the left and from the top."""
        return [(mark, _x(mark), _y(mark)) for mark in range(LOWEST, HIGHEST + 1)]

    @property
    def right(self) -> int:
        return LEFT + SIDE

    @property
    def bottom(self) -> int:
        return TOP + SIDE


def _option(number: int, row: Mapping[str, Any]) -> VotedOption:
    # Not number_format: it cuts off what it does not show, and 3.96 would be 3.9.
    return VotedOption(
        number,
        row["text"],
        floatformat(row["impact"], 1),
        floatformat(row["feasibility"], 1),
        row["votes"],
    )


def _dots(rows: Iterable[Mapping[str, Any]]) -> list[Dot]:
    dots: list[Dot] = []
    for number, row in enumerate(rows, start=1):
        x, y = _x(row["feasibility"]), _y(row["impact"])
        while any(abs(dot.x - x) < NEAR and abs(dot.y - y) < NEAR for dot in dots):
            x += NEAR
        dots.append(Dot(number, round(x, 1), round(y, 1)))
    return dots


def _x(mark: float) -> float:
    return round(LEFT + SIDE * (mark - LOWEST) / (HIGHEST - LOWEST), 1)


def _y(mark: float) -> float:
    return round(TOP + SIDE * (HIGHEST - mark) / (HIGHEST - LOWEST), 1)
