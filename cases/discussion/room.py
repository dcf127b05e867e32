"""Everything the page of a discussion room shows to one person. All its queries."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cases.discussion.board import Board, Reader, counts_of
from cases.discussion.clock import Step, steps_of
from cases.discussion.feed import state_of
from cases.discussion.votes import Votes
from cases.models import Case, CaseStatus, Discussion, DiscussionPhase, Edition
from cases.services.discussion import options_of
from programme.access import Seat

# Where the result of the vote is looked at: beside the options, and under the solution.
SAYS_RESULT = (DiscussionPhase.OPTIONS, DiscussionPhase.SOLUTION)


@dataclass
class RoomPage:
    """A room as somebody sees it who looks at one of its phases."""

    room: Discussion
    case: Case
    reader: Reader
    steps: list[Step]
    board: Board
    state: str
    votes: Votes | None
    # A page that names no phase goes on when the room does.
    follows: bool

    @classmethod
    def of(
        cls, room: Discussion, seat: Seat, *, phase: str = "", is_wall: bool = False
    ) -> "RoomPage":
        """``phase``: another one than that which is on, if it is one."""
        reader = Reader.of(seat, is_wall=is_wall)
        shown = phase if phase in DiscussionPhase.values else room.phase
        times = list(room.phase_times.all())
        board = Board.of(room, shown, reader)
        return cls(
            room=room,
            case=room.case,
            reader=reader,
            steps=steps_of(room, times, counts_of(room), shown),
            board=board,
            state=state_of(room, times, reader),
            votes=_votes(room, reader, board),
            follows=shown == room.phase and phase == "",
        )

    @property
    def shown(self) -> str:
        return self.board.phase

    @property
    def current(self) -> Step:
        return next(step for step in self.steps if step.is_current)

    @property
    def next_step(self) -> Step | None:
        """What the leader begins with the next press."""
        if self.current.began_at is None:
            return self.current
        after = (step for step in self.steps if step.place > self.current.place)
        return next(after, None)

    @property
    def now(self) -> Any:
        """The clock of the page goes by the server’s."""
        return timezone.now()

    @property
    def fresh_key(self) -> uuid.UUID:
        """The key of the next point that is sent without a script."""
        return uuid.uuid4()

    @property
    def can_add(self) -> bool:
        return self.room.is_open and not self.reader.is_wall

    @property
    def can_arrange(self) -> bool:
        return self.reader.leads

    @property
    def offers_mark(self) -> bool:
        return self.case.status == CaseStatus.DISTRIBUTED

    @property
    def shows_results(self) -> bool:
        """For all once the leader shows them; those who lead may look before."""
        return self.votes is not None and bool(self.votes.voted) and self.shown in SAYS_RESULT


def _votes(room: Discussion, reader: Reader, board: Board) -> Votes | None:
    """The vote, while it is open or where its result is of use; to those who lead always there."""
    with_results = (room.shows_votes or reader.leads) and board.phase in SAYS_RESULT
    if not room.is_voting and not with_results:
        return None
    own = None if reader.is_wall else reader.user_pk
    # The board of the options has them read already.
    is_read = board.phase == DiscussionPhase.OPTIONS
    options = board.notes if is_read else list(options_of(room).order_by("position", "number"))
    return Votes.of(room, options, own, with_results=with_results)


def issue_of(case: Case) -> dict[str, Any]:
    """The issue in focus as it was distributed, with who decides; one query, not the edition."""
    editions = Edition.objects.filter(case=case).order_by("-number")
    return editions.values_list("content__issue", flat=True).first() or {}
