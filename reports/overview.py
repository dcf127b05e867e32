"""The overview of a programme: route, tasks, next workshop, board of cities. All its queries."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import TAKEN_UP, Case, ProposedAction, StrategicIssue
from cases.progress import CaseProgress, progress_of
from programme.access import Seat
from programme.models import City, WorkplanItem
from programme.workplan import CASE_DISTRIBUTED
from reports.models import CityReport, ReportStatus
from reports.moves import STATUS_CHIPS, status_for
from reports.needs import Needs, Task, owes_choice, return_remarks
from reports.route import Route
from workshops.models import Choice, Registration, Workshop, WorkshopKind


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


@dataclass
class NextWorkshop:
    """The workshop that opens next, in figures."""

    workshop: Workshop
    registered: int
    chose: dict[str, int]
    case: Case | None = None
    question: str = ""
    own: Registration | None = None

    @property
    def own_words(self) -> str:
        """Whether the person comes, and what the person chose."""
        if self.own is None:
            return _("not registered")
        if hasattr(self.own, "sign_up"):
            return self.own.sign_up.item.get_choice_display()
        if owes_choice(self.own) and self.workshop.kind == WorkshopKind.CITY:
            return _("registered, not chosen yet")
        return _("registered")

    @property
    def chose_a(self) -> int:
        return self.chose.get(Choice.A, 0)

    @property
    def chose_b(self) -> int:
        return self.chose.get(Choice.B, 0)


@dataclass
class Overview:
    seat: Seat
    route: Route
    tasks: list[Task]
    board: list[BoardRow]
    next_workshop: NextWorkshop | None
    standing: str
    groups: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, seat: Seat) -> "Overview":
        """Everything the page shows, each kind of row read once."""
        user, programme = seat.user, seat.programme
        workshops = list(
            Workshop.objects.visible_to(user)
            .in_programme(programme)
            .select_related("city__group", "programme")
        )
        cases = list(
            Case.objects.visible_to(user)
            .in_programme(programme)
            .select_related("programme", "cluster", "city__group", "workshop")
            .prefetch_related(
                Prefetch("issues", StrategicIssue.objects.filter(is_in_focus=True), "focus")
            )
        )
        reports = list(
            CityReport.objects.visible_to(user)
            .in_programme(programme)
            .select_related("workshop__programme", "workshop__city")
        )
        items = list(
            WorkplanItem.objects.visible_to(user).in_programme(programme).select_related("city")
        )
        coming = [w for w in workshops if w.is_dated and not w.is_held]
        registrations = list(
            Registration.objects.visible_to(user)
            .filter(workshop__in=[w.pk for w in coming])
            .select_related("sign_up__item")
        )
        progress = progress_of(cases)
        needs = Needs(
            seat,
            workshops,
            cases,
            progress,
            reports,
            items,
            registrations,
            return_remarks(cases, reports),
        )
        board = _board(seat, workshops, cases, progress, items, reports)
        return cls(
            seat=seat,
            route=Route.of(workshops),
            tasks=needs.tasks(),
            board=board,
            next_workshop=_next(seat, coming, registrations, cases),
            standing=_standing(programme, workshops, coming),
            groups=sorted(
                {row.city.group for row in board if row.city.group}, key=lambda g: g.number
            ),
        )


def _board(
    seat: Seat,
    workshops: list[Workshop],
    cases: list[Case],
    progress: dict[int, CaseProgress],
    items: list[WorkplanItem],
    reports: list[CityReport],
) -> list[BoardRow]:
    cities = City.objects.visible_to(seat.user).in_programme(seat.programme).select_related("group")
    hosted = {w.city_id: w for w in workshops if w.kind == WorkshopKind.CITY}
    case_of = {case.city_id: case for case in cases}
    report_of = {report.workshop_id: report for report in reports}
    by_key = {item.source_key: item for item in items if item.source_key}
    actions, taken_up = _actions(seat)
    rows = []
    for city in cities:
        city.programme = seat.programme
        row = BoardRow(seat, city, hosted.get(city.pk), case_of.get(city.pk))
        if row.workshop:
            row.report = report_of.get(row.workshop.pk)
            row.distribution = by_key.get(f"{row.workshop.source_prefix}{CASE_DISTRIBUTED}")
        if row.case:
            row.progress = progress.get(row.case.pk)
            row.actions, row.taken_up = actions[row.case.pk], taken_up[row.case.pk]
        rows.append(row)
    # In the order in which they host; those who host nothing come last.
    return sorted(rows, key=lambda r: (r.workshop is None, r.workshop and r.workshop.number or 0))


def _actions(seat: Seat) -> tuple[Counter[int], Counter[int]]:
    pairs = list(
        ProposedAction.objects.visible_to(seat.user)
        .in_programme(seat.programme)
        .order_by()
        .values_list("case_id", "progress")
    )
    taken_up = Counter(case for case, progress in pairs if progress in TAKEN_UP)
    return Counter(case for case, _progress in pairs), taken_up


def _next(
    seat: Seat, coming: list[Workshop], registrations: list[Registration], cases: list[Case]
) -> NextWorkshop | None:
    if not coming:
        return None
    workshop = min(coming, key=lambda w: (w.first_day, w.pk))
    here = [r for r in registrations if r.workshop_id == workshop.pk]
    case = next((c for c in cases if c.workshop_id == workshop.pk), None)
    focus = case.focus if case else []  # type: ignore[attr-defined]
    return NextWorkshop(
        workshop,
        len(here),
        Counter(r.sign_up.item.choice for r in here if hasattr(r, "sign_up")),
        case,
        focus[0].question if focus else "",
        next((r for r in here if r.user_id == seat.user.pk), None),
    )


def _standing(programme: Any, workshops: list[Workshop], coming: list[Workshop]) -> str:
    """Where the programme stands, in two sentences."""
    hosted = [w for w in workshops if w.kind == WorkshopKind.CITY]
    held = sum(1 for w in hosted if w.is_held)
    number = ngettext("%(number)s workshop", "%(number)s workshops", len(hosted)) % {
        "number": len(hosted)
    }
    if not workshops:
        return _("No workshop is planned yet.")
    text = _("%(workshops)s, %(held)s held.") % {"workshops": number, "held": held}
    if not coming:
        return text
    first = min(coming, key=lambda w: (w.first_day, w.pk))
    days = (first.first_day - timezone.localdate()).days
    if days <= 0:
        return text + " " + _("%(place)s is on now.") % {"place": first.place_name}
    opens = ngettext(
        "%(place)s opens in %(days)s day.", "%(place)s opens in %(days)s days.", days
    ) % {"place": first.place_name, "days": days}
    return f"{text} {opens}"
