"""The overview of a programme: route, tasks, next workshop, board of cities. All its queries."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case
from cases.progress import CaseProgress, progress_of
from programme.access import Seat
from programme.models import City, Group, WorkplanItem
from programme.workplan.dates import CASE_DISTRIBUTED
from reports.models import CityReport, ReportStatus
from reports.moves import STATUS_CHIPS, status_for
from reports.overview.first_steps import Step, first_steps
from reports.overview.needs import Needs, read_by, return_remarks
from reports.overview.route import Route
from reports.overview.rows import Guest, ProgrammeRows
from reports.overview.task import Task
from workshops.models import Choice, Workshop, WorkshopKind


@dataclass
class BoardRow:
    """What the board says of one city to one person."""

    seat: Seat
    city: City
    workshop: Workshop | None = None
    case: Case | None = None
    progress: CaseProgress | None = None
    distribution: WorkplanItem | None = None
    report: CityReport | None = None
    actions: int = 0
    taken_up: int = 0

    @property
    def cluster_name(self) -> str:
        return str(self.case) if self.case else self.city.proposed_case

    @property
    def report_state(self) -> ReportStatus | None:
        return status_for(self.seat, self.report) if self.report else None

    @property
    def report_chip(self) -> str:
        return STATUS_CHIPS[self.report_state] if self.report_state else ""

    @property
    def values(self) -> tuple[Any, ...]:
        """Everything of it that the board shows."""
        workshop, due = self.workshop, self.distribution
        return (
            (self.city.slug, self.city.name, _group_of(self.city), self.cluster_name),
            (self.case.pk, self.case.is_shared) if self.case else None,
            (self.progress.parts, self.progress.text) if self.progress else None,
            (workshop.slug, workshop.starts_on, workshop.ends_on) if workshop else None,
            (due.due_on, due.is_done) if due else None,
            (self.report_state, self.actions, self.taken_up),
        )


@dataclass
class NextWorkshop:
    """The workshop that opens next, in figures."""

    workshop: Workshop
    registered: int
    chose: Counter[str]
    case: Case | None = None
    question: str = ""
    own: Guest | None = None

    @property
    def own_words(self) -> str:
        """Whether the person comes, and what the person chose."""
        if self.own is None:
            return _("not registered")
        if self.own.is_waiting:
            return _("in line for a place")
        if self.own.choice:
            return str(Choice(self.own.choice).label)
        if self.own.owes_choice and self.workshop.kind == WorkshopKind.CITY:
            return _("registered, not chosen yet")
        return _("registered")

    @property
    def chose_a(self) -> int:
        return self.chose[Choice.A]

    @property
    def chose_b(self) -> int:
        return self.chose[Choice.B]


@dataclass
class Overview:
    """The page. Its two drawings say in a key what they show, so that a cache can keep them."""

    seat: Seat
    workshops: list[Workshop]
    tasks: list[Task]
    board: list[BoardRow]
    next_workshop: NextWorkshop | None
    standing: str
    steps: list[Step]

    @classmethod
    def of(cls, seat: Seat) -> "Overview":
        """Everything the page shows, each kind of row read once."""
        rows = ProgrammeRows.of(seat)
        progress = progress_of(rows.cases)
        return cls(
            seat=seat,
            workshops=rows.workshops,
            tasks=Needs(
                rows, progress, return_remarks(rows.cases, rows.reports), read_by(rows)
            ).tasks(),
            board=_board(rows, progress),
            next_workshop=_next(rows),
            standing=_standing(rows),
            steps=first_steps(seat, rows.cities, rows.workshops),
        )

    @property
    def on_now(self) -> Workshop | None:
        """The workshop that is on today."""
        coming = self.next_workshop.workshop if self.next_workshop else None
        days = coming.days_until if coming else None
        return coming if days is not None and days <= 0 else None

    @property
    def has_held(self) -> bool:
        """Something has happened of which a report can tell."""
        return any(workshop.is_held for workshop in self.workshops)

    @cached_property
    def route(self) -> Route:
        return Route.of(self.workshops)

    @property
    def route_key(self) -> str:
        return _key_of(
            [
                (w.pk, w.kind, w.number, w.place_name, w.starts_on, w.is_held, _group_of(w.city))
                for w in self.workshops
            ]
        )

    @property
    def board_key(self) -> str:
        return _key_of([row.values for row in self.board])

    @property
    def is_empty(self) -> bool:
        """Nothing is there yet of which it could be said how it stands."""
        return not (self.workshops or self.board)

    @property
    def groups(self) -> list[Group]:
        groups = {row.city.group for row in self.board if row.city.group}
        return sorted(groups, key=lambda group: group.number)


def _key_of(values: list[Any]) -> str:
    """The same for the same values on the same day."""
    shown = repr([timezone.localdate(), values])
    return hashlib.sha256(shown.encode()).hexdigest()


def _group_of(city: City | None) -> tuple[int, str] | None:
    group = city.group if city else None
    return (group.number, group.name) if group else None


def _board(rows: ProgrammeRows, progress: dict[int, CaseProgress]) -> list[BoardRow]:
    hosted = {w.city_id: w for w in rows.workshops if w.kind == WorkshopKind.CITY}
    case_of = {case.city_id: case for case in rows.cases}
    report_of = {report.workshop_id: report for report in rows.reports}
    by_key = {item.source_key: item for item in rows.items if item.source_key}
    board = []
    for city in rows.cities:
        row = BoardRow(rows.seat, city, hosted.get(city.pk), case_of.get(city.pk))
        if row.workshop:
            row.report = report_of.get(row.workshop.pk)
            row.distribution = by_key.get(f"{row.workshop.source_prefix}{CASE_DISTRIBUTED}")
        if row.case:
            row.progress = progress.get(row.case.pk)
            row.actions = row.case.actions_proposed  # type: ignore[attr-defined]
            row.taken_up = row.case.actions_taken_up  # type: ignore[attr-defined]
        board.append(row)
    # In the order in which they host; those who host nothing come last.
    return sorted(board, key=lambda r: (r.workshop is None, r.workshop and r.workshop.number or 0))


def _next(rows: ProgrammeRows) -> NextWorkshop | None:
    if not rows.coming:
        return None
    workshop = rows.coming[0]
    here = [g for g in rows.guests if g.workshop_id == workshop.pk and not g.is_waiting]
    case = next((case for case in rows.cases if case.workshop_id == workshop.pk), None)
    return NextWorkshop(
        workshop,
        len(here),
        Counter(guest.choice for guest in here),
        case,
        case.asked if case else "",  # type: ignore[attr-defined]
        rows.own_place(workshop),
    )


def _standing(rows: ProgrammeRows) -> str:
    """Where the programme stands, in two sentences."""
    hosted = [w for w in rows.workshops if w.kind == WorkshopKind.CITY]
    held = sum(1 for w in hosted if w.is_held)
    number = ngettext("%(number)s workshop", "%(number)s workshops", len(hosted)) % {
        "number": len(hosted)
    }
    if not rows.workshops:
        return _("No workshop is planned yet.")
    text = _("%(workshops)s, %(held)s held.") % {"workshops": number, "held": held}
    if not rows.coming:
        return text
    first = rows.coming[0]
    days = (first.first_day - timezone.localdate()).days
    if days <= 0:
        return text + " " + _("%(place)s is on now.") % {"place": first.place_name}
    opens = ngettext(
        "%(place)s opens in %(days)s day.", "%(place)s opens in %(days)s days.", days
    ) % {"place": first.place_name, "days": days}
    return f"{text} {opens}"
