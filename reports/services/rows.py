"""Holding a report, refusing, and recording: what every service of reports needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from programme.activity import record, remember
from programme.models import Activity, City, Programme, User
from reports.models import (
    CLOSED_STATUSES,
    AnyReport,
    CityReport,
    ReportStatus,
)


class ReportMoveError(Exception):
    """A move that is not possible now; its text can be shown."""


@contextmanager
def kept_open(report: AnyReport) -> Iterator[None]:
    """Hold the report open while a part of it is saved: no word arrives behind an approval.

    Raises ReportMoveError once the report is approved or published; then nothing inside is done.
    """
    with transaction.atomic():
        status = locked(report).status
        if status == ReportStatus.PUBLISHED:
            raise ReportMoveError(
                _("%(report)s was published meanwhile, so its text is closed.") % {"report": report}
            )
        if status in CLOSED_STATUSES:
            raise ReportMoveError(
                _("%(report)s was approved meanwhile, so its text is closed.") % {"report": report}
            )
        yield


def locked(report: Any) -> Any:
    """The report as it stands now, held until the end of the transaction."""
    # Only its own row: the workshop and the programme beside it are nobody's to wait for.
    return remember(type(report).objects.select_for_update(of=("self",)).get(pk=report.pk))


def record_move(
    verb: str,
    report: AnyReport,
    sentence: str,
    *,
    by: User | None,
    is_internal: bool = False,
    **more: Any,
) -> Activity:
    """Write it down, for the host city too unless it is ``is_internal``."""
    programme, city = programme_and_city(report)
    return record(
        verb,
        report,
        sentence,
        by=by,
        programme=programme,
        city=None if is_internal else city,
        path=report.get_absolute_url(),
        **more,
    )


def programme_and_city(report: AnyReport) -> tuple[Programme, City | None]:
    if isinstance(report, CityReport):
        return report.workshop.programme, report.workshop.city
    return report.programme, None
