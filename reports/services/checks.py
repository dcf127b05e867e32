"""The host city's check of facts: opened, marked paragraph by paragraph, answered, given time."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import User
from reports import letters
from reports.models import (
    CITY_STATUSES,
    CLOSED_STATUSES,
    CheckedParagraph,
    CheckEnd,
    CheckExtension,
    CityReport,
    FactCheck,
    Mending,
    Verdict,
)
from reports.paragraphs import pieces_of
from reports.services.rows import ReportMoveError, locked, record_move


class MarkConflict(ReportMoveError):
    """Somebody else said something to the paragraph meanwhile; ``paragraph`` is as it is now."""

    def __init__(self, message: str, paragraph: CheckedParagraph) -> None:
        super().__init__(message)
        self.paragraph = paragraph


def open_check(report: CityReport, *, by: User, due_on: datetime.date | None) -> FactCheck:
    """Show the city every paragraph as it stands now. Called with the report's row locked.

    What it found right in the round before, word for word, stays right.
    """
    workshop = report.workshop
    today = timezone.localdate(timezone=workshop.tz)
    due_on = due_on or today + datetime.timedelta(days=workshop.programme.fact_check_days)
    if due_on <= today:
        raise ReportMoveError(_("The last day of the check must be still to come."))
    before = report.fact_checks.order_by("-number").first()
    check = FactCheck.objects.create(
        city_report=report,
        number=before.number + 1 if before else 1,
        opened_by=by,
        due_on=due_on,
    )
    right = {}
    if before:
        for row in before.paragraphs.filter(verdict=Verdict.RIGHT):
            right[row.part, row.text] = {
                "verdict": row.verdict,
                "checked_by_id": row.checked_by_id,
                "checked_at": row.checked_at,
            }
    CheckedParagraph.objects.bulk_create(
        CheckedParagraph(
            fact_check=check,
            part=piece.part,
            position=piece.position,
            text=piece.text,
            **right.get((piece.part, piece.text), {}),
        )
        for piece in pieces_of(report)
    )
    return check


def close_check(
    report: CityReport,
    ended: CheckEnd,
    *,
    by: User | None,
    remark: str = "",
    at: datetime.datetime | None = None,
) -> FactCheck:
    """End the open check of a report whose row is locked.

    Raises ReportMoveError for consent beside an objection, and for a report that is sent back
    without a word.
    """
    check = _open_check_of(report)
    objections = check.objections.count()
    at = at or timezone.now()
    if ended == CheckEnd.CONFIRMED:
        if objections:
            raise ReportMoveError(
                ngettext(
                    "%(number)s paragraph is marked as not right: send the report back with it.",
                    "%(number)s paragraphs are marked as not right: send the report back with "
                    "them.",
                    objections,
                )
                % {"number": objections}
            )
        unmarked = check.paragraphs.filter(verdict=Verdict.OPEN)
        unmarked.update(verdict=Verdict.RIGHT, checked_by=by, checked_at=at)
    if ended == CheckEnd.RETURNED and not objections and not remark.strip():
        raise ReportMoveError(_("Say what is not right, so that it can be mended."))
    check.closed_at, check.closed_by, check.ended, check.remark = at, by, ended, remark
    check.save(update_fields=["closed_at", "closed_by", "ended", "remark"])
    return check


@transaction.atomic
def mark_paragraph(
    paragraph: CheckedParagraph, *, by: User, verdict: str, remark: str = "", seen: str
) -> CheckedParagraph:
    """Say of one paragraph that it is right, or what is not.

    ``seen`` is ``paragraph.seen`` as the page showed it. Raises MarkConflict when somebody else
    said something different since, and ReportMoveError once the check is over.
    """
    report = locked(paragraph.fact_check.city_report)
    check = _open_check_of(report)
    row = check.paragraphs.select_for_update(of=("self",)).filter(pk=paragraph.pk).first()
    if row is None:
        raise ReportMoveError(_("This check of facts is over."))
    remark = remark.strip() if verdict == Verdict.WRONG else ""
    if (row.verdict, row.remark) == (verdict, remark):
        return row
    if row.seen != seen:
        raise MarkConflict(_words_of_conflict(row), row)
    if verdict == Verdict.WRONG and not remark:
        raise ReportMoveError(_("Say what is not right, or how it should read."))
    before = {"verdict": row.verdict, "remark": row.remark}
    row.verdict, row.remark, row.checked_by, row.checked_at = verdict, remark, by, timezone.now()
    # An answer was to what the city said before.
    row.mending = Mending.OPEN
    row.save(update_fields=["verdict", "remark", "checked_by", "checked_at", "mending"])
    sentence = _("A paragraph of %(report)s was checked.") % {"report": report}
    after = {"verdict": verdict, "remark": remark}
    record_move("report_paragraph_marked", report, sentence, by=by, before=before, after=after)
    return row


@transaction.atomic
def answer_objection(
    paragraph: CheckedParagraph, *, by: User, mending: str, answer: str = "", seen: str
) -> CheckedParagraph:
    """Say what was made of an objection: mended, or kept with a reason.

    ``seen`` is ``paragraph.answer_seen`` as the page showed it; errors as ``mark_paragraph``.
    """
    report = locked(paragraph.fact_check.city_report)
    row = (
        CheckedParagraph.objects.select_for_update(of=("self",))
        .filter(pk=paragraph.pk, verdict=Verdict.WRONG)
        .first()
    )
    if row is None:
        raise ReportMoveError(_("The city does not object to this paragraph any more."))
    if report.status in CLOSED_STATUSES:
        raise ReportMoveError(_("The report is approved, so its check is closed."))
    answer = answer.strip()
    if (row.mending, row.answer) == (mending, answer):
        return row
    if row.answer_seen != seen:
        raise MarkConflict(_words_of_other_answer(row), row)
    if mending == Mending.KEPT and not answer:
        raise ReportMoveError(_("Say why the text is kept as it is."))
    before = {"mending": row.mending, "answer": row.answer}
    row.mending, row.answer = mending, answer
    row.answered_by, row.answered_at = by, timezone.now()
    row.save(update_fields=["mending", "answer", "answered_by", "answered_at"])
    sentence = _("An objection to %(report)s was answered.") % {"report": report}
    after = {"mending": mending, "answer": answer}
    # An answer is read with the text that it is about, and may be worded anew until then.
    record_move(
        "report_objection_answered",
        report,
        sentence,
        by=by,
        is_internal=report.status not in CITY_STATUSES,
        before=before,
        after=after,
    )
    return row


@transaction.atomic
def extend_check(
    check: FactCheck, *, by: User, due_on: datetime.date, reason: str
) -> CheckExtension:
    """Give the city more time, and say why. Raises ReportMoveError once the check is over."""
    report = locked(check.city_report)
    row = _open_check_of(report)
    if row.pk != check.pk:
        raise ReportMoveError(_("This check of facts is over."))
    if due_on <= max(row.due_on, timezone.localdate(timezone=report.workshop.tz)):
        raise ReportMoveError(_("The new last day must be later than the one before, and to come."))
    extension = CheckExtension.objects.create(
        fact_check=row, due_before=row.due_on, due_on=due_on, reason=reason, given_by=by
    )
    row.due_on = due_on
    row.save(update_fields=["due_on"])
    entry = record_move(
        "report_check_extended",
        report,
        _("%(city)s has time until %(day)s to check %(report)s.")
        % {
            "city": report.workshop.place_name,
            "day": date_format(due_on, "l j F Y"),
            "report": report,
        },
        by=by,
        remark=reason,
        before={"due_on": extension.due_before.isoformat()},
        after={"due_on": due_on.isoformat()},
    )
    letters.tell_city_of_time(row, reason=reason, entry=entry, by=by)
    return extension


@transaction.atomic
def ask_for_time(check: FactCheck, *, by: User, reason: str) -> None:
    """Ask the coordinator for more time, who decides. Raises ReportMoveError once it is over."""
    report = locked(check.city_report)
    row = _open_check_of(report)
    record_move(
        "report_time_asked",
        report,
        _("%(city)s asks for more time to check %(report)s.")
        % {"city": report.workshop.place_name, "report": report},
        by=by,
        remark=reason,
    )
    letters.ask_for_time(row, by=by, reason=reason)


def _open_check_of(report: CityReport) -> FactCheck:
    check = report.fact_checks.open().first()
    if check is None:
        raise ReportMoveError(_("This check of facts is over."))
    # The row that is held, with what is read of it: no query, and no older state.
    check.city_report = report
    return check


def _words_of_conflict(row: CheckedParagraph) -> str:
    words = {"name": row.checked_by or _("Somebody"), "remark": row.remark}
    if row.verdict == Verdict.WRONG:
        return _("%(name)s said meanwhile that this is not right: “%(remark)s”") % words
    return _("%(name)s said meanwhile that this is right.") % words


def _words_of_other_answer(row: CheckedParagraph) -> str:
    return _("%(name)s has answered meanwhile: %(mending)s. %(answer)s") % {
        "name": row.answered_by or _("Somebody"),
        "mending": row.get_mending_display(),
        "answer": row.answer,
    }
