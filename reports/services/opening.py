"""Beginning a report."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.models import Programme, User
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
    """Return the workshop's city report, beginning it with its five empty parts if need be.

    Raises ReportMoveError for a workshop that has no city report.
    """
    if workshop.kind != WorkshopKind.CITY:
        raise ReportMoveError(_("Only a workshop of a host city has a city report."))
    report, created = CityReport.objects.get_or_create(workshop=workshop)
    if created:
        ReportSection.objects.bulk_create(
            ReportSection(city_report=report, key=part.key) for part in CITY_REPORT_PARTS
        )
        record_move("report_begun", report, _("%(report)s was begun.") % {"report": report}, by=by)
    return report


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
