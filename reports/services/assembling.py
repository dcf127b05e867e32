"""What was assembled comes into a part as a save like any other."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.models import User
from programme.writing.revisions import close_revision
from programme.writing.services import TextConflict, save_text
from reports.models import CITY_STATUSES, CityReport, ReportSection
from reports.services.rows import ReportMoveError, kept_open, record_move


def insert_assembled(
    report: CityReport, section: ReportSection, text: str, *, base_version: int, by: User
) -> ReportSection:
    """Put an assembled text behind what stands in the part; no word is overwritten.

    Raises TextConflict when somebody saved since ``base_version``, ReportMoveError once the
    report is published; nothing is written then.
    """
    with kept_open(report):
        stored = _as_it_was_shown(section, text, base_version)
        whole = f"{stored.text.rstrip()}\n\n{text}" if stored.text else text
        return _save(report, stored, whole, by=by, assembled_version=stored.assembled_version)


def replace_assembled(
    report: CityReport, section: ReportSection, text: str, *, base_version: int, by: User
) -> ReportSection:
    """Put an assembled text in the place of an older one that nobody has touched, or of nothing.

    Raises ReportMoveError when somebody has written in the part, and as above.
    """
    with kept_open(report):
        stored = _as_it_was_shown(section, text, base_version)
        if stored.text and not stored.is_untouched:
            raise ReportMoveError(
                _("Somebody has written in “%(part)s”, so it is not replaced.")
                % {"part": stored.outline_part.title}
            )
        return _save(report, stored, text, by=by, assembled_version=base_version + 1)


def _as_it_was_shown(section: ReportSection, text: str, base_version: int) -> ReportSection:
    stored = ReportSection.objects.get(pk=section.pk)
    if stored.version != base_version:
        raise TextConflict(stored, text)
    return stored


@transaction.atomic
def _save(
    report: CityReport,
    section: ReportSection,
    text: str,
    *,
    by: User,
    assembled_version: int | None,
) -> ReportSection:
    if section.text == text:
        return section
    # A state of its own in the history, apart from what the person types before and after.
    close_revision(section)
    saved = save_text(
        section, text, base_version=section.version, by=by, assembled_version=assembled_version
    )
    close_revision(saved)
    record_move(
        "report_part_assembled",
        report,
        _("“%(part)s” of %(report)s was assembled from its sources again.")
        % {"part": saved.outline_part.title, "report": report},
        by=by,
        is_internal=report.status not in CITY_STATUSES,
        before={"text": section.text},
        after={"text": saved.text},
    )
    return saved
