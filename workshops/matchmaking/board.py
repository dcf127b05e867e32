"""The schedule as those see it who arrange it: every slot and table, and what has no time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.matchmaking.free import times_away
from workshops.matchmaking.names import names_of
from workshops.matchmaking.planning import people_by_meeting
from workshops.matchmaking.reasons import in_words
from workshops.matchmaking.times import Strays, choice_b_of
from workshops.models import (
    Meeting,
    MeetingPlan,
    MeetingSlot,
    MeetingStatus,
    MeetingTable,
    Networker,
    NetworkingSession,
    PlanStatus,
)
from workshops.people.participants import counts_of


@dataclass(frozen=True)
class Cell:
    """A meeting with its people."""

    meeting: Meeting
    people: list[Networker]

    @property
    def names(self) -> str:
        return names_of(self.people)

    @property
    def gone(self) -> list[Networker]:
        """Who is in the meeting but not in choice B any more."""
        return [person for person in self.people if not person.is_in_b]  # type: ignore[attr-defined]

    @property
    def gone_names(self) -> str:
        return names_of(self.gone)

    @property
    def reason(self) -> str:
        return self.meeting.unplaced_reason or _("No time was looked for yet.")


@dataclass(frozen=True)
class Place:
    """A table in a slot, with the meeting that stands there."""

    table: MeetingTable
    cell: Cell | None


@dataclass(frozen=True)
class Line:
    """A slot with all its tables. ``day`` is said where it begins."""

    slot: MeetingSlot
    places: list[Place]
    day: str


@dataclass(frozen=True)
class Arrangement:
    """All agreed meetings of a session, with slots, tables and people. Five queries."""

    session: NetworkingSession
    slots: list[MeetingSlot]
    tables: list[MeetingTable]
    cells: list[Cell]

    @classmethod
    def of(cls, session: NetworkingSession) -> "Arrangement":
        people = people_by_meeting(session)
        rows = Meeting.objects.filter(session=session, status=MeetingStatus.ACCEPTED)
        cells = [
            Cell(row, people.get(row.pk, []))
            for row in rows.select_related("slot", "table", "sector")
        ]
        for cell in cells:
            cell.meeting.session = session
        slots = list(MeetingSlot.objects.filter(session=session))
        return cls(session, slots, list(MeetingTable.objects.filter(session=session)), cells)

    @cached_property
    def placed(self) -> dict[tuple[int, int], Cell]:
        return {
            (cell.meeting.slot_id, cell.meeting.table_id): cell
            for cell in self.cells
            if cell.meeting.slot_id and cell.meeting.table_id
        }

    @property
    def unplaced(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.meeting.slot_id is None]

    @property
    def clashes(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.gone]

    @property
    def lines(self) -> list[Line]:
        lines, before = [], None
        for slot in self.slots:
            places = [Place(table, self.placed.get((slot.pk, table.pk))) for table in self.tables]
            day = "" if slot.day == before else date_format(slot.day, "l j F")
            lines.append(Line(slot, places, day))
            before = slot.day
        return lines

    @cached_property
    def busy(self) -> dict[int, set[int]]:
        """In which slots each person has a meeting."""
        busy: dict[int, set[int]] = defaultdict(set)
        for cell in self.cells:
            for person in cell.people:
                if cell.meeting.slot_id:
                    busy[person.pk].add(cell.meeting.slot_id)
        return busy


@dataclass(frozen=True)
class BoardPage:
    """The whole page. Nine queries."""

    arrangement: Arrangement
    registered: int
    asked: int
    plan: MeetingPlan | None
    strays: Strays

    @classmethod
    def of(cls, session: NetworkingSession) -> "BoardPage":
        arrangement = Arrangement.of(session)
        asked = session.meetings.filter(status=MeetingStatus.REQUESTED).count()
        return cls(
            arrangement,
            counts_of(session.workshop)["everybody"],
            asked,
            session.plans.order_by("-requested_at", "-pk").first(),
            Strays.of(arrangement.slots, choice_b_of(session.workshop)),
        )

    @property
    def session(self) -> NetworkingSession:
        return self.arrangement.session

    @property
    def agreed(self) -> int:
        return len(self.arrangement.cells)

    @property
    def with_time(self) -> int:
        return len(self.arrangement.placed)

    @property
    def can_publish(self) -> bool:
        return not self.session.shows_times and self.session.is_open and self.with_time > 0

    @property
    def is_computing(self) -> bool:
        return self.plan is not None and is_under_way(self.plan)

    @property
    def waits_for_answer(self) -> bool:
        """Whether a schedule is computed that nobody has taken over yet."""
        plan = self.plan
        return plan is not None and plan.status == PlanStatus.DONE and plan.applied_at is None


def is_under_way(plan: MeetingPlan) -> bool:
    return plan.status in (PlanStatus.WAITING, PlanStatus.RUNNING)


@dataclass(frozen=True)
class SlotOption:
    """What stands for or against a slot for one meeting."""

    slot: MeetingSlot
    tables: list[MeetingTable]
    against: str
    is_now: bool


@dataclass(frozen=True)
class MeetingChange:
    """One meeting, and all the places where it could be."""

    cell: Cell
    options: list[SlotOption]
    others: list[Cell]

    @classmethod
    def of(cls, session: NetworkingSession, meeting: Meeting) -> "MeetingChange":
        """Six queries."""
        arrangement = Arrangement.of(session)
        cell = next(
            (one for one in arrangement.cells if one.meeting.pk == meeting.pk), Cell(meeting, [])
        )
        away = times_away(session)
        options = [_option(arrangement, cell, slot, away) for slot in arrangement.slots]
        others = [
            other
            for other in arrangement.cells
            if other.meeting.slot_id and other.meeting.pk != meeting.pk
        ]
        return cls(cell, options, others if meeting.slot_id else [])

    @property
    def free(self) -> list[SlotOption]:
        return [option for option in self.options if option.tables]


def _option(
    arrangement: Arrangement, cell: Cell, slot: MeetingSlot, away: Mapping[int, set[int]]
) -> SlotOption:
    is_now = cell.meeting.slot_id == slot.pk
    gone = [person for person in cell.people if slot.pk in away.get(person.pk, ())]
    busy = [
        person
        for person in cell.people
        if not is_now and slot.pk in arrangement.busy.get(person.pk, ())
    ]
    free = [
        table
        for table in arrangement.tables
        if table.seats >= len(cell.people)
        and arrangement.placed.get((slot.pk, table.pk), cell) is cell
    ]
    against = []
    if gone:
        against.append(_("%(people)s cannot come.") % {"people": names_of(gone)})
    if busy:
        against.append(_("%(people)s: another meeting.") % {"people": names_of(busy)})
    if not free:
        against.append(_("No table is free that is large enough."))
    return SlotOption(slot, [] if gone or busy else free, " ".join(against), is_now)


# A computed schedule


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
