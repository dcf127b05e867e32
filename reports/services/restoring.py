"""Older words of a report come back."""

from django.utils.translation import gettext as _

from programme.models import User
from programme.writing.history import TextState
from programme.writing.restoring import restore_text
from reports.models import CITY_STATUSES, AnyReport, ReportSection
from reports.services.rows import kept_open, record_move


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
        record_move(
            "report_part_restored",
            report,
            _("“%(part)s” of %(report)s is back as it was before.")
            % {"part": section.outline_part.title, "report": report},
            by=by,
            is_internal=report.status not in CITY_STATUSES,
            before={"text": section.text},
            after={"text": saved.text},
        )
    return saved
