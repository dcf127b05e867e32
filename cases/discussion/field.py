"""The square in which voted options stand: feasibility to the right, impact upwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from cases.models import HIGHEST_MARK, LOWEST_MARK

Place = tuple[int, int]

MARKS = tuple(range(LOWEST_MARK, HIGHEST_MARK + 1))
# Where an option may stand instead, in steps: the nearest first, sooner beside than above.
STEPS = sorted(
    product(range(-5, 6), repeat=2),
    key=lambda step: (abs(step[0]) + abs(step[1]), abs(step[1]), -step[0], -step[1]),
)


@dataclass(frozen=True)
class VoteField:
    """Measures of one picture, in its own units."""

    left: int
    top: int
    side: int
    # From the edge to the lowest and the highest mark.
    inset: int
    # Options that are nearer to each other would hide each other's numbers.
    apart: int

    @property
    def right(self) -> int:
        return self.left + self.side

    @property
    def bottom(self) -> int:
        return self.top + self.side

    @property
    def middle(self) -> Place:
        return self.left + self.side // 2, self.top + self.side // 2

    @property
    def ticks(self) -> list[tuple[int, int, int]]:
        """Each mark with its place from the left and from the top."""
        return [(mark, *self.place_of(mark, mark)) for mark in MARKS]

    def place_of(self, feasibility: float, impact: float) -> Place:
        return (
            round(self.left + self.inset + self._length(feasibility)),
            round(self.bottom - self.inset - self._length(impact)),
        )

    def places_of(self, options: Iterable[tuple[float, float]]) -> list[Place]:
        """By feasibility and impact; of those that would hide each other the later stand beside."""
        taken: list[Place] = []
        for feasibility, impact in options:
            taken.append(self._free(self.place_of(feasibility, impact), taken))
        return taken

    def _free(self, own: Place, taken: list[Place]) -> Place:
        x, y = own
        for right, down in STEPS:
            place = x + right * self.apart, y + down * self.apart
            if (place == own or self._holds(place)) and not self._hides(place, taken):
                return place
        return own

    def _holds(self, place: Place) -> bool:
        edge = self.apart // 2
        x, y = place
        return (
            self.left + edge <= x <= self.right - edge
            and self.top + edge <= y <= self.bottom - edge
        )

    def _hides(self, place: Place, taken: list[Place]) -> bool:
        return any(
            abs(place[0] - x) < self.apart and abs(place[1] - y) < self.apart for x, y in taken
        )

    def _length(self, mark: float) -> float:
        share = (mark - LOWEST_MARK) / (HIGHEST_MARK - LOWEST_MARK)
        return share * (self.side - 2 * self.inset)
