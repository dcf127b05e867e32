"""The vote on options: one's own marks, and what all of them say."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count

from cases.models import HIGHEST_MARK, LOWEST_MARK, BoardNote, Discussion, OptionVote
from cases.services.discussion import options_of

MARKS = tuple(range(LOWEST_MARK, HIGHEST_MARK + 1))
# The picture: a square field with room for the words at its edges.
LEFT, TOP, SIDE, INSET = 52, 16, 360, 36
# Options at the same place stand beside each other.
APART = 24


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
    rank: int = 0
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
    def of(cls, room: Discussion, user_pk: int | None, *, with_results: bool) -> "Votes":
        """``user_pk`` None: nobody's own marks. Three queries at most."""
        options = list(options_of(room).order_by("position", "number"))
        own = {
            vote.note_id: vote
            for vote in OptionVote.objects.filter(note__in=options, voter=user_pk)
            if user_pk is not None
        }
        ballots = [
            Ballot(
                note,
                own[note.pk].impact if note.pk in own else None,
                own[note.pk].feasibility if note.pk in own else None,
            )
            for note in options
        ]
        return cls(ballots, _results(options) if with_results else [], voters_in(room))

    @property
    def voted(self) -> list[Result]:
        return [result for result in self.results if result.has_votes]

    @property
    def given(self) -> int:
        """How many options the person has marked."""
        return sum(1 for ballot in self.ballots if ballot.impact is not None)

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


def _results(options: list[BoardNote]) -> list[Result]:
    sums: dict[int, dict[str, Any]] = {
        row["note"]: row
        for row in OptionVote.objects.filter(note__in=options)
        .order_by()
        .values("note")
        .annotate(i=Avg("impact"), f=Avg("feasibility"), n=Count("pk"))
    }
    nothing = {"i": None, "f": None, "n": 0}
    results = [
        Result(note, row["i"], row["f"], row["n"])
        for note in options
        for row in [sums.get(note.pk, nothing)]
    ]
    results.sort(key=lambda result: (-result.product, result.note.number))
    taken: set[tuple[int, int]] = set()
    for rank, result in enumerate(results, start=1):
        result.rank = rank
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
