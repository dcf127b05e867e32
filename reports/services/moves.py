"""What can happen to a report. The only module that writes the status of a report."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import User
from programme.workplan import mark_done, mark_open
from reports.models import (
    CityReport,
    ReportEdition,
    ReportStatus,
)
from reports.services.content import empty_parts, freeze
from reports.services.rows import AnyReport, ReportMoveError, locked, record_move


def send_to_city(report: CityReport, *, by: User) -> CityReport:
    """Ask the host city to check the facts. The text is locked for nobody: mends go on.

    Raises ReportMoveError while a part is empty, naming it.
    """
    sentence = _("%(report)s went to the city for the check of facts.")
    return _move(
        report,
        ReportStatus.WITH_CITY,
        "report_with_city",
        sentence,
        by=by,
        is_whole=True,
        facts_checked_at=None,
    )


def confirm_facts(report: CityReport, *, by: User) -> CityReport:
    """The city has read it, and the facts are right: it can be published."""
    sentence = _("The city found the facts of %(report)s right.")
    return _move(
        report,
        ReportStatus.CHECKED,
        "report_facts_confirmed",
        sentence,
        by=by,
        facts_checked_at=timezone.now(),
    )


def return_from_city(report: CityReport, *, by: User, remark: str) -> CityReport:
    """The city has read it: with its remark the report goes back to the experts."""
    sentence = _("%(report)s came back from the city.")
    return _move(
        report,
        ReportStatus.DRAFTING,
        "report_from_city",
        sentence,
        by=by,
        remark=remark,
        only_from=ReportStatus.WITH_CITY,
    )


@transaction.atomic
def publish(report: AnyReport, *, by: User, remark: str = "") -> ReportEdition:
    """Freeze the text as a new numbered edition that every member may read.

    Raises ReportMoveError while a part is empty, naming it, and when it is published already.
    """
    report = _move(
        report,
        ReportStatus.PUBLISHED,
        "report_published",
        _("%(report)s was published."),
        by=by,
        is_whole=True,
        published_at=timezone.now(),
    )
    if isinstance(report, CityReport):
        mark_done(report.workshop.programme, report.due_key, by=by)
    return freeze(report, by=by, remark=remark)


@transaction.atomic
def reopen(report: AnyReport, *, by: User, remark: str) -> AnyReport:
    """Write on after publication. Members keep reading the last edition meanwhile."""
    sentence = _("%(report)s was opened again.")
    columns: dict[str, Any] = {}
    if isinstance(report, CityReport):
        columns["facts_checked_at"] = None
    report = _move(
        report,
        ReportStatus.DRAFTING,
        "report_reopened",
        sentence,
        by=by,
        remark=remark,
        only_from=ReportStatus.PUBLISHED,
        **columns,
    )
    if isinstance(report, CityReport):
        mark_open(report.workshop.programme, report.due_key)
    return report


def _refuse_empty(report: AnyReport) -> None:
    empty = empty_parts(report)
    if empty:
        raise ReportMoveError(
            _("These parts have no text yet: %(parts)s.")
            % {"parts": ", ".join(str(part.title) for part in empty)}
        )


@transaction.atomic
def _move(
    report: Any,
    to: ReportStatus,
    verb: str,
    sentence: str,
    *,
    by: User,
    remark: str = "",
    is_whole: bool = False,
    only_from: ReportStatus | None = None,
    **columns: Any,
) -> Any:
    """Move a report on and record who moved it; the row is locked, so the second is told.

    ``columns`` are written with the status. ``is_whole``: not while a part is empty.
    ``only_from`` tells two moves with the same end from each other.
    """
    report = locked(report)
    if not report.can_become(to) or (only_from and report.status != only_from):
        raise ReportMoveError(
            _("%(report)s is “%(now)s” now, so it cannot become “%(to)s”.")
            % {"report": report, "now": report.get_status_display(), "to": to.label}
        )
    if is_whole:
        _refuse_empty(report)
    before = report.status
    for name, value in {"status": to, **columns}.items():
        setattr(report, name, value)
    report.save(update_fields=["status", *columns])
    record_move(
        verb,
        report,
        sentence % {"report": report},
        by=by,
        remark=remark,
        before={"status": before},
        after={"status": to},
    )
    return report
