"""Older words of a report come back."""

from django.utils.translation import gettext as _

from programme.activity import record
from programme.models import User
from programme.writing.history import TextState
from programme.writing.restoring import restore_text
from reports.models import CityReport, ReportSection
from reports.moves import AnyReport
from reports.services import kept_open


def restore_part(
    report: AnyReport, section: ReportSection, state: TextState, *, base_version: int, by: User
) -> ReportSection:
    """Save one part as it was once. What it replaces stays in the history.

    Raises TextConflict when somebody saved since ``base_version``, ReportMoveError once the
    report is published; nothing is written then.
    """
    with kept_open(report):
        saved = restore_text(section, state, base_version=base_version, by=by)
        if saved.version == section.version:
            return saved
        if isinstance(report, CityReport):
            programme, city = report.workshop.programme, report.workshop.city
        else:
            programme, city = report.programme, None
        record(
            "report_part_restored",
            report,
            _("“%(part)s” of %(report)s is back as it was before.")
            % {"part": section.outline_part.title, "report": report},
            by=by,
            programme=programme,
            city=city,
            path=report.get_absolute_url(),
        )
    return saved
