"""Beginning a report."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import Programme, User
from reports.assembling import assembled
from reports.models import (
    CityReport,
    FinalReport,
    ReportSection,
)
from reports.outline import CITY_REPORT_PARTS, FINAL_REPORT_PARTS
from reports.services.rows import ReportMoveError, record_move
from workshops.models import Workshop, WorkshopKind


@transaction.atomic
def open_city_report(workshop: Workshop, *, by: User | None) -> CityReport:
    """Return the workshop's city report, beginning it if need be: each of its five parts is
    assembled from what there is, and empty where there is nothing.

    Raises ReportMoveError for a workshop that has no city report.
    """
    if workshop.kind != WorkshopKind.CITY:
        raise ReportMoveError(_("Only a workshop of a host city has a city report."))
    report, created = CityReport.objects.get_or_create(workshop=workshop)
    if created:
        texts = assembled(workshop)
        ReportSection.objects.bulk_create(
            _first_draft(report, part.key, texts[part.key]) for part in CITY_REPORT_PARTS
        )
        record_move("report_begun", report, _("%(report)s was begun.") % {"report": report}, by=by)
    return report


def _first_draft(report: CityReport, key: str, text: str) -> ReportSection:
    """A part that nobody has written: it was put together."""
    if not text:
        return ReportSection(city_report=report, key=key)
    return ReportSection(
        city_report=report,
        key=key,
        text=text,
        version=1,
        assembled_version=1,
        updated_at=timezone.now(),
    )


@transaction.atomic
def open_final_report(programme: Programme, *, by: User | None) -> FinalReport:
    """Return the programme's final report, beginning it with its empty parts if need be."""
    report, created = FinalReport.objects.get_or_create(programme=programme)
    if created:
        ReportSection.objects.bulk_create(
            ReportSection(final_report=report, key=part.key) for part in FINAL_REPORT_PARTS
        )
        record_move("report_begun", report, _("%(report)s was begun.") % {"report": report}, by=by)
    return report
