"""The vote on options: one's own marks, and what all of them say."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Max, Q

from cases.models import HIGHEST_MARK, LOWEST_MARK, BoardNote, Discussion, OptionVote

MARKS = tuple(range(LOWEST_MARK, HIGHEST_MARK + 1))
# The picture: a square field with room for the words at its edges.
LEFT, TOP, SIDE, INSET = 52, 16, 360, 36
# Options at the same place stand beside each other.
APART = 24
NO_VOTES: dict[str, Any] = {
    **{"mean_impact": None, "mean_feasibility": None, "voters": 0},
    **{"own_impact": None, "own_feasibility": None},
}


@dataclass(frozen=True)
class Ballot:
    """An option and the marks that the person has given it."""

    note: BoardNote
    impact: int | None
    feasibility: int | None


@dataclass
class Result:
    """What the voters think of one option; without a voter it has no means."""

    note: BoardNote
    impact: float | None
    feasibility: float | None
    voters: int
    x: int = 0
    y: int = 0

    @property
    def product(self) -> float:
        return (self.impact or 0) * (self.feasibility or 0)

    @property
    def has_votes(self) -> bool:
        return self.voters > 0


@dataclass(frozen=True)
class Scale:
    """A line of the picture's grid, with its mark."""

    mark: int
    x: int
    y: int


@dataclass
class Votes:
    """What the panel of the vote shows."""

    ballots: list[Ballot]
    results: list[Result]
    voters: int

    @classmethod
    def of(
        cls,
        room: Discussion,
        options: list[BoardNote],
        user_pk: int | None,
        *,
        with_results: bool,
    ) -> "Votes":
        """``user_pk`` None: nobody's own marks. Two queries."""
        sums = _sums(options, user_pk)
        ballots = [
            Ballot(note, sums[note.pk]["own_impact"], sums[note.pk]["own_feasibility"])
            for note in options
        ]
        return cls(ballots, _results(options, sums) if with_results else [], voters_in(room))

    @property
    def voted(self) -> list[Result]:
        return [result for result in self.results if result.has_votes]

    @property
    def marks(self) -> tuple[int, ...]:
        return MARKS

    @property
    def scale(self) -> list[Scale]:
        return [Scale(mark, _x(mark), _y(mark)) for mark in MARKS]


def voters_in(room: Discussion) -> int:
    """How many people have voted. One query."""
    votes = OptionVote.objects.filter(note__discussion=room, note__put_away_at=None)
    return votes.order_by().values("voter").distinct().count()


def _sums(options: list[BoardNote], user_pk: int | None) -> dict[int, dict[str, Any]]:
    """By option what all its voters say, and what the person said. One query."""
    own = Q(voter=user_pk)
    rows = (
        OptionVote.objects.filter(note__in=options)
        .order_by()
        .values("note")
        .annotate(
            mean_impact=Avg("impact"),
            mean_feasibility=Avg("feasibility"),
            voters=Count("pk"),
            own_impact=Max("impact", filter=own),
            own_feasibility=Max("feasibility", filter=own),
        )
    )
    found = {row["note"]: row for row in rows}
    return {note.pk: found.get(note.pk, NO_VOTES) for note in options}


def _results(options: list[BoardNote], sums: dict[int, dict[str, Any]]) -> list[Result]:
    results = [
        Result(note, found["mean_impact"], found["mean_feasibility"], found["voters"])
        for note in options
        for found in [sums[note.pk]]
    ]
    results.sort(key=lambda result: (-result.product, result.note.number))
    taken: set[tuple[int, int]] = set()
    for result in results:
        if result.impact is not None and result.feasibility is not None:
            place = _x(result.feasibility), _y(result.impact)
            while any(abs(place[0] - x) < APART and abs(place[1] - y) < APART for x, y in taken):
                place = place[0] + APART, place[1]
            taken.add(place)
            result.x, result.y = place
    return results


def _x(mark: float) -> int:
    return round(LEFT + INSET + _share(mark) * (SIDE - 2 * INSET))


def _y(mark: float) -> int:
    return round(TOP + SIDE - INSET - _share(mark) * (SIDE - 2 * INSET))


def _share(mark: float) -> float:
    """How far a mark is from the lowest to the highest, from 0 to 1."""
    return (mark - LOWEST_MARK) / (HIGHEST_MARK - LOWEST_MARK)
