"""The vote on options: one's own marks, and what all of them say."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Max, Q

from cases.discussion.field import MARKS, VoteField
from cases.models import BoardNote, Discussion, OptionVote

# The picture, with room for the words at its edges.
FIELD = VoteField(left=52, top=16, side=360, inset=36, apart=24)
NO_VOTES: dict[str, Any] = {
    "mean_impact": None,
    "mean_feasibility": None,
    "voters": 0,
    "own_impact": None,
    "own_feasibility": None,
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
    def field(self) -> VoteField:
        return FIELD


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
    voted = [result for result in results if result.has_votes]
    places = FIELD.places_of((one.feasibility or 0, one.impact or 0) for one in voted)
    for result, place in zip(voted, places, strict=True):
        result.x, result.y = place
    return results
