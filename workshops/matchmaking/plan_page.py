"""A computed schedule beside the present one: what moves, what gains a time, what finds none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workshops.matchmaking.board import Arrangement, Cell, is_under_way
from workshops.matchmaking.reasons import in_words
from workshops.models import MeetingPlan, MeetingSlot, MeetingTable, PlanStatus
from workshops.people.participants import counts_of


@dataclass(frozen=True)
class Move:
    """A meeting that a computed schedule puts somewhere else than now."""

    cell: Cell
    before: str
    after: str


@dataclass(frozen=True)
class Refused:
    """A meeting for which it found no time, and why."""

    cell: Cell
    why: str
    had_time: bool


@dataclass(frozen=True)
class PlanPage:
    """A computed schedule beside the present one. Seven queries."""

    plan: MeetingPlan
    registered: int
    now_placed: int = 0
    placed: int = 0
    moves: list[Move] = field(default_factory=list)
    gains: list[Move] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @classmethod
    def of(cls, plan: MeetingPlan) -> "PlanPage":
        registered = counts_of(plan.session.workshop)["everybody"]
        if plan.status != PlanStatus.DONE:
            return cls(plan, registered)
        arrangement = Arrangement.of(plan.session)
        changes = _changes(arrangement, plan.result["places"])
        return cls(
            plan,
            registered,
            now_placed=len(arrangement.placed),
            placed=len(plan.result["places"]),
            moves=[move for move in changes if move.before],
            gains=[move for move in changes if not move.before],
            refused=_refused(arrangement, plan),
        )

    @property
    def is_under_way(self) -> bool:
        return is_under_way(self.plan)

    @property
    def can_apply(self) -> bool:
        return self.plan.status == PlanStatus.DONE and self.plan.applied_at is None

    @property
    def is_best(self) -> bool:
        return bool(self.plan.result.get("is_best"))

    @property
    def agreed(self) -> int:
        return self.placed + len(self.refused)

    @property
    def losing(self) -> int:
        return sum(one.had_time for one in self.refused)


def _changes(arrangement: Arrangement, places: Mapping[str, list[int]]) -> list[Move]:
    slots = {slot.pk: slot for slot in arrangement.slots}
    tables = {table.pk: table for table in arrangement.tables}
    changes = []
    for cell in arrangement.cells:
        where = places.get(str(cell.meeting.pk))
        if where is None:
            continue
        slot, table = slots.get(where[0]), tables.get(where[1])
        if slot is None or table is None:
            continue
        before = _place(cell.meeting.slot, cell.meeting.table)
        after = _place(slot, table)
        if before != after:
            changes.append(Move(cell, before, after))
    return changes


def _place(slot: MeetingSlot | None, table: MeetingTable | None) -> str:
    return f"{slot}, {table}" if slot and table else ""


def _refused(arrangement: Arrangement, plan: MeetingPlan) -> list[Refused]:
    cells = {cell.meeting.pk: cell for cell in arrangement.cells}
    names = {person.pk: str(person) for cell in arrangement.cells for person in cell.people}
    most = plan.session.most_meetings or 0
    return [
        Refused(
            cells[one["meeting"]],
            in_words(one["why"], one["people"], names, language=one["language"], most=most),
            cells[one["meeting"]].meeting.slot_id is not None,
        )
        for one in plan.result["unplaced"]
        if one["meeting"] in cells
    ]
