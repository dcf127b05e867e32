"""The list of reports: what exists, in which edition, for whom. All its queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.models import WorkplanItem
from programme.workplan.dates import REPORT_DUE
from reports.models import CityReport, FinalReport, ReportEdition, ReportSection, ReportStatus
from reports.moves import STATUS_CHIPS, may_read_draft, may_write, status_for
from reports.outline import CITY_REPORT_PARTS, FINAL_REPORT_PARTS
from workshops.models import Workshop


@dataclass(frozen=True)
class Line:
    """One report as this person may know of it. ``workshop`` is None for the final report.

    Whoever may not read its working text learns no more than that it is not published yet.
    """

    seat: Seat
    workshop: Workshop | None = None
    report: CityReport | FinalReport | None = None
    edition: ReportEdition | None = None
    due: WorkplanItem | None = None
    written: int = 0
    total: int = len(CITY_REPORT_PARTS)

    @classmethod
    def of(cls, seat: Seat, report: Any, **more: Any) -> "Line":
        """The line of a report that was read ``_with_state``, or of one that nobody began."""
        if report is None:
            return cls(seat, **more)
        edition = next(iter(report.editions.all()), None)
        return cls(seat, report=report, edition=edition, written=len(report.written), **more)

    @property
    def state(self) -> str:
        """How it stands, in the words of the chip."""
        if self.report:
            return str(status_for(self.seat, self.report).label)
        return _("Not begun") if self.seat.is_staff else _("Not published yet")

    @property
    def chip(self) -> str:
        return STATUS_CHIPS[status_for(self.seat, self.report)] if self.report else ""

    @property
    def is_in_work(self) -> bool:
        """Whether how far it is written is of interest to this person."""
        if self.report is None or self.report.status == ReportStatus.PUBLISHED:
            return False
        return may_read_draft(self.seat, self.report)

    @property
    def written_words(self) -> str:
        return _("%(written)s of %(total)s parts") % {"written": self.written, "total": self.total}

    @property
    def meter(self) -> list[int]:
        return [100 if part < self.written else 0 for part in range(self.total)]

    @property
    def due_class(self) -> str:
        """The class of the due date: nothing presses once it is done."""
        if self.due is None or self.due.is_done:
            return ""
        return "text-late" if self.due.is_late else "text-due" if self.due.is_soon else ""

    @property
    def can_begin(self) -> bool:
        """Offered from the workshop's first day on; before that there is nothing to report."""
        if self.report is not None or not self.seat.is_expert:
            return False
        return self.workshop is None or (
            self.workshop.days_until is not None and self.workshop.days_until <= 0
        )

    @property
    def can_write(self) -> bool:
        """Writing is what is next: the report is with its writers."""
        return (
            self.report is not None
            and self.report.status == ReportStatus.DRAFTING
            and may_write(self.seat, self.report)
        )

    @property
    def can_check(self) -> bool:
        """The host city is asked for the check of facts."""
        return (
            isinstance(self.report, CityReport)
            and self.report.status == ReportStatus.WITH_CITY
            and self.seat.edits(self.report.workshop.city)
        )

    @property
    def can_review(self) -> bool:
        """The internal review waits for the staff."""
        return (
            self.report is not None
            and self.report.status == ReportStatus.IN_REVIEW
            and self.seat.is_staff
        )

    @property
    def check_url(self) -> str:
        """Where the city checks the facts."""
        if self.workshop is None:
            return ""
        arguments = [self.seat.programme.slug, self.workshop.slug]
        return reverse("reports:city_report_check", args=arguments)


@dataclass(frozen=True)
class ReportList:
    """The final report and one line for every city workshop."""

    final: Line
    lines: list[Line]
    # Whether the person has to do with the writing of any of them.
    shows_work: bool

    @property
    def published(self) -> int:
        return sum(1 for line in self.lines if line.edition)

    @classmethod
    def of(cls, seat: Seat) -> "ReportList":
        """Eight queries, however many workshops there are."""
        user, programme = seat.user, seat.programme
        workshops = list(
            Workshop.objects.visible_to(user)
            .in_programme(programme)
            .of_host_cities()
            .select_related("city__group")
        )
        reports = {
            report.workshop_id: report
            for report in _with_state(CityReport.objects.visible_to(user).in_programme(programme))
        }
        due = {
            item.source_key: item
            for item in WorkplanItem.objects.visible_to(user)
            .in_programme(programme)
            .filter(source_key__endswith=f":{REPORT_DUE}")
        }
        lines = []
        for workshop in workshops:
            workshop.programme = programme
            report = reports.get(workshop.pk)
            if report:
                report.workshop = workshop
            item = due.get(f"{workshop.source_prefix}{REPORT_DUE}")
            lines.append(Line.of(seat, report, workshop=workshop, due=item))
        final = _with_state(FinalReport.objects.visible_to(user).in_programme(programme)).first()
        if final:
            final.programme = programme
        return cls(
            final=Line.of(seat, final, total=len(FINAL_REPORT_PARTS)),
            lines=lines,
            shows_work=seat.is_staff or seat.is_editor,
        )


def _with_state(reports: QuerySet) -> QuerySet:
    """The reports with their editions, newest first, and the parts that have text: no content."""
    return reports.prefetch_related(
        Prefetch("editions", ReportEdition.objects.defer("content")),
        Prefetch("sections", ReportSection.objects.written().defer("text"), "written"),
    )
