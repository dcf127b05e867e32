"""The proposed actions of a case as one person sees them, on its page and in its room."""

from dataclasses import dataclass, field

from cases.follow_up import Asked
from cases.models import (
    AGREED,
    TAKEN_UP,
    ActionFollowUp,
    ActionStatus,
    Case,
    ProposedAction,
)
from cases.moves import has_begun
from programme.access import Seat
from programme.models import City


@dataclass
class Actions:
    """The proposed actions of a case, and what the person may do with them."""

    rows: list[ProposedAction]
    can_edit: bool = False
    can_answer: bool = False
    is_shown: bool = False
    # The follow-ups that this person may answer and that are asked for.
    asked: list[Asked] = field(default_factory=list)
    # For which other city the person could take one of them up.
    takes_up_for: City | None = None

    @classmethod
    def of(cls, case: Case, seat: Seat) -> "Actions":
        """With what became of them, and what the person is asked. Three queries at most."""
        if not case.is_shared:
            return cls.none()
        rows = actions_of(case)
        can_answer = seat.edits(case.city)
        is_agreed = any(row.status in AGREED for row in rows)
        asks = is_agreed and (can_answer or seat.is_coordinator)
        return cls(
            rows,
            can_edit=seat.is_staff,
            can_answer=can_answer,
            is_shown=bool(rows) or has_begun(case),
            asked=[row for row in Asked.both(case) if row.is_open] if asks else [],
            takes_up_for=next((c for c in seat.edited_cities if c.pk != case.city_id), None),
        )

    @classmethod
    def in_room(cls, case: Case, seat: Seat) -> "Actions":
        """While they are proposed: what becomes of them is asked much later. One query."""
        rows = list(case.proposed_actions.all())
        for row in rows:
            row.case, row.said = case, []
        return cls(rows, can_edit=seat.is_staff, can_answer=seat.edits(case.city))

    @classmethod
    def none(cls) -> "Actions":
        """Beside a text that is still being written nothing is proposed."""
        return cls([])

    @property
    def taken_up(self) -> int:
        return sum(1 for row in self.rows if row.progress in TAKEN_UP)

    @property
    def unanswered(self) -> int:
        return sum(1 for row in self.rows if row.status == ActionStatus.PROPOSED)


def actions_of(case: Case) -> list[ProposedAction]:
    """In their order, each with its case and what was said of it so far (``said``). Two queries."""
    rows = list(case.proposed_actions.all())
    said: dict[int, list[ActionFollowUp]] = {row.pk: [] for row in rows}
    for follow_up in ActionFollowUp.objects.filter(action__in=rows).order_by("months"):
        said[follow_up.action_id].append(follow_up)
    for row in rows:
        row.case = case
        row.said = said[row.pk]
    return rows
