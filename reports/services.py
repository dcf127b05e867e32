"""What can happen to a report. The only module that writes the status of a report."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.focus import kind_words, with_question
from cases.models import Case, ProposedAction
from programme.activity import record
from programme.models import City, Programme, User
from programme.workplan import mark_done, mark_open
from programme.writing.services import checksum_of
from reports.annex import city_annex, programme_annex
from reports.models import (
    CityReport,
    FinalReport,
    ReportEdition,
    ReportSection,
    ReportStatus,
)
from reports.outline import CITY_REPORT_PARTS, FINAL_REPORT_PARTS, ReportPart
from workshops.models import Workshop, WorkshopKind

AnyReport = CityReport | FinalReport


class ReportMoveError(Exception):
    """A move that is not possible now; its text can be shown."""


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
        _record("report_begun", report, _("%(report)s was begun.") % {"report": report}, by=by)
    return report


@transaction.atomic
def open_final_report(programme: Programme, *, by: User | None) -> FinalReport:
    """Return the programme's final report, beginning it with its empty parts if need be."""
    report, created = FinalReport.objects.get_or_create(programme=programme)
    if created:
        ReportSection.objects.bulk_create(
            ReportSection(final_report=report, key=part.key) for part in FINAL_REPORT_PARTS
        )
        _record("report_begun", report, _("%(report)s was begun.") % {"report": report}, by=by)
    return report


@contextmanager
def kept_open(report: AnyReport) -> Iterator[None]:
    """Hold the report open while a part of it is saved: no word arrives behind a publication.

    Raises ReportMoveError once the report is published; then nothing inside is done.
    """
    with transaction.atomic():
        if _locked(report).status == ReportStatus.PUBLISHED:
            raise ReportMoveError(
                _("%(report)s was published meanwhile, so its text is closed.") % {"report": report}
            )
        yield


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


def freeze(report: AnyReport, *, by: User | None, remark: str = "") -> ReportEdition:
    """Write the report's text as its next edition. Called with the report's row locked."""
    content = report_content(report)
    return ReportEdition.objects.create(
        city_report=report if isinstance(report, CityReport) else None,
        final_report=report if isinstance(report, FinalReport) else None,
        number=next_number(report),
        content=content,
        checksum=checksum_of(content),
        frozen_by=by,
        remark=remark,
    )


def next_number(report: AnyReport) -> int:
    """The number of the report's next edition."""
    return (report.editions.aggregate(last=Max("number"))["last"] or 0) + 1


def report_content(report: AnyReport) -> dict[str, Any]:
    """What an edition holds, as plain JSON values: the text and what stands beside it (the annex),
    as they stand now."""
    if isinstance(report, CityReport):
        annex = city_annex(report.workshop)
    else:
        annex = programme_annex(report.programme)
    return {**text_content(report), "annex": annex}


def text_content(report: AnyReport) -> dict[str, Any]:
    """The parts of the report; with them, for a city report, the issue in focus and the proposed
    actions. Three queries at most."""
    texts = {section.key: section.text for section in report.sections.all()}
    content: dict[str, Any] = {
        "title": str(report),
        "parts": [
            {"key": part.key, "title": str(part.title), "text": texts.get(part.key, "")}
            for part in parts_of(report)
        ],
    }
    if isinstance(report, CityReport):
        content["facts_checked_at"] = report.facts_checked_at
        content |= _case_content(report.workshop)
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def parts_of(report: AnyReport) -> tuple[ReportPart, ...]:
    return CITY_REPORT_PARTS if isinstance(report, CityReport) else FINAL_REPORT_PARTS


def empty_parts(report: AnyReport) -> list[ReportPart]:
    """The parts without a word, in order."""
    written = {section.key for section in report.sections.all() if section.text.strip()}
    return [part for part in parts_of(report) if part.key not in written]


def _case_content(workshop: Workshop) -> dict[str, Any]:
    case = with_question(Case.objects.filter(workshop=workshop)).first()
    actions = ProposedAction.objects.filter(case__workshop=workshop)
    return {
        "city": str(workshop.city),
        "workshop": workshop.title,
        "starts_on": workshop.starts_on,
        "ends_on": workshop.ends_on,
        "issue": case.asked if case else "",
        "issue_kind": kind_words(case) if case else "",
        "actions": [
            {
                "text": action.text,
                "owner": action.owner,
                "level": action.get_level_display(),
                "due_on": action.due_on,
                "status": action.get_status_display(),
                "response": action.response,
                "progress": action.get_progress_display(),
            }
            for action in actions
        ],
    }


def _refuse_empty(report: AnyReport) -> None:
    empty = empty_parts(report)
    if empty:
        raise ReportMoveError(
            _("These parts have no text yet: %(parts)s.")
            % {"parts": ", ".join(str(part.title) for part in empty)}
        )


def _locked(report: Any) -> Any:
    """The report as it stands now, held until the end of the transaction."""
    # Only its own row: the workshop and the programme beside it are nobody's to wait for.
    return type(report).objects.select_for_update(of=("self",)).get(pk=report.pk)


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
    report = _locked(report)
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
    _record(
        verb,
        report,
        sentence % {"report": report},
        by=by,
        remark=remark,
        before={"status": before},
        after={"status": to},
    )
    return report


def _record(verb: str, report: AnyReport, sentence: str, *, by: User | None, **more: Any) -> None:
    programme, city = _programme_and_city(report)
    record(
        verb,
        report,
        sentence,
        by=by,
        programme=programme,
        city=city,
        path=report.get_absolute_url(),
        **more,
    )


def _programme_and_city(report: AnyReport) -> tuple[Programme, City | None]:
    if isinstance(report, CityReport):
        return report.workshop.programme, report.workshop.city
    return report.programme, None
