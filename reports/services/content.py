"""What a report says, as plain data, and its editions."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max

from cases.focus import kind_words, with_kind, with_question
from cases.models import Case, ProposedAction
from programme.models import User
from programme.writing.services import checksum_of
from reports.annex import city_annex, programme_annex
from reports.assembling.material import option_points
from reports.models import (
    AnyReport,
    CheckEnd,
    CityReport,
    FinalReport,
    ReportEdition,
)
from reports.outline import CITY_REPORT_PARTS, FINAL_REPORT_PARTS, ReportPart
from workshops.models import Workshop


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
    if not isinstance(report, CityReport):
        return {**text_content(report), "annex": programme_annex(report.programme)}
    return {
        **text_content(report),
        "facts_checked": _check_words(report),
        "annex": city_annex(report.workshop),
    }


def text_content(report: AnyReport) -> dict[str, Any]:
    """The parts of the report; with them, for a city report, the issue in focus, the options that
    were voted on, the proposed actions and the lessons. Five queries at most."""
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
        content["lessons"] = _lessons(report)
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def parts_of(report: AnyReport) -> tuple[ReportPart, ...]:
    return CITY_REPORT_PARTS if isinstance(report, CityReport) else FINAL_REPORT_PARTS


def empty_parts(report: AnyReport) -> list[ReportPart]:
    """The parts without a word, in order."""
    written = {section.key for section in report.sections.all() if section.text.strip()}
    return [part for part in parts_of(report) if part.key not in written]


def untouched_parts(report: AnyReport) -> list[ReportPart]:
    """The parts that were assembled, and of which nobody has changed a word since; in order."""
    untouched = {section.key for section in report.sections.all() if section.is_untouched}
    return [part for part in parts_of(report) if part.key in untouched]


def unwritten_parts(report: AnyReport) -> list[ReportPart]:
    """The parts that nobody has written, in order: without a word, or only assembled."""
    found = [*empty_parts(report), *untouched_parts(report)]
    return [part for part in parts_of(report) if part in found]


def _check_words(report: CityReport) -> str:
    """How the city's last check of facts ended, in words; empty before its end."""
    check = report.fact_checks.filter(closed_at__isnull=False).order_by("-number").first()
    return str(CheckEnd(check.ended).label) if check and report.facts_checked_at else ""


def _lessons(report: CityReport) -> list[dict[str, Any]]:
    return [
        {
            "number": lesson.number,
            "gap": lesson.gap,
            "gap_words": lesson.get_gap_display(),
            "text": lesson.text,
            "part": lesson.part,
        }
        for lesson in report.lessons.all()
    ]


def _case_content(workshop: Workshop) -> dict[str, Any]:
    case = with_kind(with_question(Case.objects.filter(workshop=workshop))).first()
    actions = ProposedAction.objects.filter(case__workshop=workshop).select_related("case__city")
    return {
        "city": str(workshop.city),
        "workshop": workshop.title,
        "starts_on": workshop.starts_on,
        "ends_on": workshop.ends_on,
        "issue": case.asked if case else "",
        "issue_kind": kind_words(case) if case else "",
        "options": [
            {
                "text": point.text,
                "votes": point.votes,
                "impact": round(point.impact or 0, 4),
                "feasibility": round(point.feasibility or 0, 4),
            }
            for point in option_points(workshop)
            if point.votes
        ],
        "actions": [
            {
                "identifier": action.identifier,
                "text": action.text,
                "owner": action.owner,
                "level": action.get_level_display(),
                "due_on": action.due_on,
                "status": action.get_status_display(),
                "response": action.answer_words,
                "progress": action.get_progress_display(),
            }
            for action in actions
        ],
    }
