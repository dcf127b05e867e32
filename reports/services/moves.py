"""What can happen to a report. The only module that writes the status of a report."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.imprint import missing_imprint
from programme.models import Activity, Role, User
from programme.workplan.dates import mark_done, mark_open
from reports import letters
from reports.models import (
    CLOSED_STATUSES,
    AnyReport,
    CheckEnd,
    CityReport,
    FactCheck,
    Mending,
    ReportEdition,
    ReportStatus,
)
from reports.paragraphs import differs_from
from reports.services.checks import close_check, open_check
from reports.services.content import empty_parts, freeze
from reports.services.rows import (
    ReportMoveError,
    locked,
    programme_and_city,
    record_move,
)

REVIEW_ASKED = "report_review_asked"


@transaction.atomic
def ask_review(report: AnyReport, *, by: User) -> AnyReport:
    """Ask the others for an internal review.

    Raises ReportMoveError while a part is empty, or an objection of the city without an answer.
    """
    sentence = _("%(report)s is to be read by another expert or the coordinator.")
    report = locked(report)
    _refuse_unanswered(report)
    report, entry = _move(
        report,
        ReportStatus.IN_REVIEW,
        REVIEW_ASKED,
        sentence,
        by=by,
        is_whole=True,
        is_internal=True,
    )
    letters.ask_for_review(report, by=by, entry=entry)
    return report


@transaction.atomic
def return_from_review(report: AnyReport, *, by: User, remark: str) -> AnyReport:
    """Read, and back to the writers with a remark."""
    sentence = _("%(report)s came back from the review.")
    report, entry = _move(
        report,
        ReportStatus.DRAFTING,
        "report_from_review",
        sentence,
        by=by,
        remark=remark,
        is_internal=True,
        only_from=(ReportStatus.IN_REVIEW,),
    )
    letters.tell_writers(report, by=by, entry=entry)
    return report


@transaction.atomic
def send_to_city(
    report: CityReport, *, by: User, due_on: datetime.date | None = None
) -> CityReport:
    """Ask the host city to check the facts until a day, paragraph by paragraph.

    ``due_on``: the city's last day; None takes the programme's number of days. Raises
    ReportMoveError when nobody but who asked for the review has read it, while a part is empty,
    and for a day that is not to come.
    """
    report = locked(report)
    if report.status == ReportStatus.IN_REVIEW:
        _refuse_own_review(report, by)
    sentence = _("%(report)s went to the city for the check of facts.")
    report, _entry = _move(
        report,
        ReportStatus.WITH_CITY,
        "report_with_city",
        sentence,
        by=by,
        is_whole=True,
        facts_checked_at=None,
    )
    check = open_check(report, by=by, due_on=due_on)
    letters.ask_city(check, by=by)
    return report


@transaction.atomic
def confirm_facts(report: CityReport, *, by: User) -> CityReport:
    """The city has read it: all that is not marked is right.

    Raises ReportMoveError while a paragraph is marked as not right.
    """
    sentence = _("The city found the facts of %(report)s right.")
    now = timezone.now()
    report, entry = _move(
        report,
        ReportStatus.CHECKED,
        "report_facts_confirmed",
        sentence,
        by=by,
        only_from=(ReportStatus.WITH_CITY,),
        facts_checked_at=now,
    )
    close_check(report, CheckEnd.CONFIRMED, by=by, at=now)
    letters.ask_for_approval(report, by=by, entry=entry)
    return report


@transaction.atomic
def return_from_city(report: CityReport, *, by: User, remark: str = "") -> CityReport:
    """The city has read it: with its objections the report goes back to the experts.

    Raises ReportMoveError when there is neither an objection nor a remark.
    """
    return _back_from_city(report, by=by, remark=remark)


@transaction.atomic
def close_in_silence(check: FactCheck) -> None:
    """The city's last day is over. Silence is consent; what it objected to until then counts.

    Where nobody is left to speak for the city, nobody was silent: the report comes back.
    Safe to call twice, and for a check that was closed or got more time meanwhile.
    """
    report = locked(check.city_report)
    found = report.fact_checks.open().filter(pk=check.pk).first()
    workshop = report.workshop
    if found is None or found.due_on >= timezone.localdate(timezone=workshop.tz):
        return
    if found.objections:
        _back_from_city(report, by=None)
        return
    if not letters.reaches_city(report):
        _back_unread(report)
        return
    now = timezone.now()
    sentence = _("%(city)s said nothing to %(report)s until its last day: silence is consent.")
    report, entry = _move(
        report,
        ReportStatus.CHECKED,
        "report_silence",
        sentence,
        by=None,
        words={"city": workshop.place_name},
        facts_checked_at=now,
    )
    close_check(report, CheckEnd.SILENCE, by=None, at=now)
    letters.ask_for_approval(report, by=None, entry=entry)


def _back_from_city(report: CityReport, *, by: User | None, remark: str = "") -> CityReport:
    sentence = _("%(report)s came back from the city.")
    if by is None:
        sentence = _("The city's last day is over: %(report)s came back with its objections.")
    report, entry = _move(
        report,
        ReportStatus.DRAFTING,
        "report_from_city",
        sentence,
        by=by,
        remark=remark,
        only_from=(ReportStatus.WITH_CITY,),
    )
    check = close_check(report, CheckEnd.RETURNED, by=by, remark=remark)
    letters.tell_writers(report, by=by, entry=entry, check=check)
    return report


def _back_unread(report: CityReport) -> None:
    sentence = _("Nobody could check %(report)s: %(city)s has no editor any more.")
    report, entry = _move(
        report,
        ReportStatus.DRAFTING,
        "report_recalled",
        sentence,
        by=None,
        words={"city": report.workshop.place_name},
    )
    close_check(report, CheckEnd.RECALLED, by=None, remark=entry.sentence)
    letters.tell_writers(report, by=None, entry=entry)


@transaction.atomic
def recall(report: CityReport, *, by: User, remark: str) -> CityReport:
    """Take it back from the city before the city has finished. What it marked is kept."""
    sentence = _("%(report)s was taken back from the city.")
    report, _entry = _move(
        report,
        ReportStatus.DRAFTING,
        "report_recalled",
        sentence,
        by=by,
        remark=remark,
        only_from=(ReportStatus.WITH_CITY,),
    )
    check = close_check(report, CheckEnd.RECALLED, by=by, remark=remark)
    letters.tell_city_of_recall(check, by=by)
    return report


@transaction.atomic
def approve(report: AnyReport, *, by: User) -> AnyReport:
    """The coordinator approves this text: it is closed now, and can be published.

    Raises ReportMoveError for a text that is not the one that the city has checked.
    """
    report = locked(report)
    if isinstance(report, CityReport) and report.status == ReportStatus.CHECKED:
        _refuse_unchecked(report)
    sentence = _("%(report)s was approved.")
    report, entry = _move(
        report,
        ReportStatus.APPROVED,
        "report_approved",
        sentence,
        by=by,
        is_whole=True,
        approved_at=timezone.now(),
    )
    letters.tell_publishers(report, by=by, entry=entry)
    return report


@transaction.atomic
def publish(report: AnyReport, *, by: User, remark: str = "") -> ReportEdition:
    """Freeze the text as a new numbered edition that every member may read.

    Raises ReportMoveError unless it is approved.
    """
    programme, _city = programme_and_city(report)
    if missing := missing_imprint(programme):
        raise ReportMoveError(missing)
    sentence = _("%(report)s was published.")
    report, _entry = _move(
        report,
        ReportStatus.PUBLISHED,
        "report_published",
        sentence,
        by=by,
        published_at=timezone.now(),
    )
    if isinstance(report, CityReport):
        mark_done(report.workshop.programme, report.due_key, by=by)
    return freeze(report, by=by, remark=remark)


@transaction.atomic
def reopen(report: AnyReport, *, by: User, remark: str) -> AnyReport:
    """Write on after the check, the approval or the publication: neither counts any more.

    Members keep reading the last edition meanwhile.
    """
    sentence = _("%(report)s was opened again.")
    columns: dict[str, Any] = {"approved_at": None}
    if isinstance(report, CityReport):
        columns["facts_checked_at"] = None
    report, entry = _move(
        report,
        ReportStatus.DRAFTING,
        "report_reopened",
        sentence,
        by=by,
        remark=remark,
        only_from=(ReportStatus.CHECKED, *CLOSED_STATUSES),
        **columns,
    )
    if isinstance(report, CityReport) and entry.before["status"] == ReportStatus.PUBLISHED:
        mark_open(report.workshop.programme, report.due_key)
    letters.tell_writers(report, by=by, entry=entry)
    return report


def _refuse_empty(report: AnyReport) -> None:
    empty = empty_parts(report)
    if empty:
        raise ReportMoveError(
            _("These parts have no text yet: %(parts)s.")
            % {"parts": ", ".join(str(part.title) for part in empty)}
        )


def _refuse_own_review(report: AnyReport, by: User) -> None:
    """Another pair of eyes: the coordinator, or an expert who did not ask for it."""
    if asked_review(report) != by.pk:
        return
    programme, _city = programme_and_city(report)
    if not programme.memberships.filter(user=by, role=Role.COORDINATOR).exists():
        raise ReportMoveError(
            _("You asked for this review: another expert or the coordinator reads it.")
        )


def _refuse_unanswered(report: AnyReport) -> None:
    """Every objection of the city is worth an answer before the report goes on."""
    if not isinstance(report, CityReport):
        return
    check = report.fact_checks.order_by("-number").first()
    unanswered = check.objections.filter(mending=Mending.OPEN).count() if check else 0
    if unanswered:
        raise ReportMoveError(
            ngettext(
                "%(number)s objection of %(city)s has no answer yet.",
                "%(number)s objections of %(city)s have no answer yet.",
                unanswered,
            )
            % {"number": unanswered, "city": report.workshop.place_name}
        )


def asked_review(report: AnyReport) -> int | None:
    """The key of the person who asked for the review last. One query."""
    asked = Activity.objects.about(report).filter(verb=REVIEW_ASKED)
    return asked.order_by("-at", "-pk").values_list("actor", flat=True).first()


def _refuse_unchecked(report: CityReport) -> None:
    check = report.fact_checks.order_by("-number").first()
    if check and differs_from(report, check):
        raise ReportMoveError(
            _(
                "The text was changed after the check of facts, so %(city)s has not checked this "
                "one. Send it to %(city)s again."
            )
            % {"city": report.workshop.place_name}
        )


@transaction.atomic
def _move(
    report: Any,
    to: ReportStatus,
    verb: str,
    sentence: str,
    *,
    by: User | None,
    remark: str = "",
    words: dict[str, str] | None = None,
    is_whole: bool = False,
    is_internal: bool = False,
    only_from: tuple[ReportStatus, ...] = (),
    **columns: Any,
) -> tuple[Any, Activity]:
    """Move a report on and record who moved it; the row is locked, so the second is told.

    ``columns`` are written with the status. ``is_whole``: not while a part is empty;
    ``is_internal``: the host city does not read of it.
    ``only_from`` tells moves with the same end from each other.
    """
    report = locked(report)
    if not report.can_become(to) or (only_from and report.status not in only_from):
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
    entry = record_move(
        verb,
        report,
        sentence % {"report": report, **(words or {})},
        by=by,
        is_internal=is_internal,
        remark=remark,
        before={"status": before},
        after={"status": to},
    )
    return report, entry
