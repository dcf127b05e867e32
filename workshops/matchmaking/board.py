"""The schedule as those see it who arrange it: every slot and table, and what has no time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.matchmaking.free import times_away
from workshops.matchmaking.names import names_of
from workshops.matchmaking.planning import people_by_meeting
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
class BoardLine:
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
    def lines(self) -> list[BoardLine]:
        lines, before = [], None
        for slot in self.slots:
            places = [Place(table, self.placed.get((slot.pk, table.pk))) for table in self.tables]
            day = "" if slot.day == before else date_format(slot.day, "l j F")
            lines.append(BoardLine(slot, places, day))
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
