"""Publishes the reports of the demonstration: nine of cities with lessons, and the final one."""

import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from programme.models import Activity, Programme, Role, User, subject_of
from programme.writing.services import save_text
from reports import services
from reports.demo import checks
from reports.demo.complete.cases import SLOTS
from reports.models import (
    AnyReport,
    CityReport,
    FactCheck,
    FinalReport,
    ReportEdition,
    ReportStatus,
    TakeUp,
)
from reports.services.lessons import add_lesson
from workshops.models import Workshop, WorkshopKind

# So many days after its workshop a city report comes out.
DAYS_LATER = 44


def load(programme: Programme, data: dict[str, Any]) -> None:
    """Write what is not written, and bring every report through its states."""
    people = _people(programme)
    workshops = Workshop.objects.filter(programme=programme, kind=WorkshopKind.CITY)
    for workshop in workshops.select_related("city").order_by("starts_on"):
        workshop.programme = programme
        city = data["cities"][workshop.city.slug]
        report = services.open_city_report(workshop, by=people["expert"])
        if _is_complete(report):
            continue
        if report.status == ReportStatus.PUBLISHED:
            remark = "With its lessons."
            services.reopen(report, by=people["expert"], remark=remark)
            report.refresh_from_db()
        _write(report, data["report"], city, people["expert"])
        bring_out(report, people, _moment(workshop))
    _take_up(programme, data["take_ups"])
    _publish_final(programme, data["final"], people)
    checks.hush(programme)


def _people(programme: Programme) -> dict[str, User]:
    """Who writes, who reads it before others, who approves; editors by the name of their city."""
    rows = programme.memberships.select_related("user", "city").order_by("pk")
    experts = [row.user for row in rows if row.role == Role.EXPERT]
    people = {row.city.slug: row.user for row in rows if row.role == Role.EDITOR and row.city}
    coordinator = next(row.user for row in rows if row.role == Role.COORDINATOR)
    return people | {"expert": experts[0], "reader": experts[-1], "coordinator": coordinator}


def _is_complete(report: CityReport) -> bool:
    last = report.editions.order_by("-number").first()
    return bool(report.status == ReportStatus.PUBLISHED and last and last.content.get("lessons"))


def _moment(workshop: Workshop) -> datetime.datetime:
    day = workshop.days[-1] + datetime.timedelta(days=DAYS_LATER)
    return datetime.datetime.combine(day, datetime.time(11), workshop.tz)


def _write(report: CityReport, texts: dict[str, str], city: dict[str, Any], by: User) -> None:
    """A report that has only its assembled text gets one; every report gets its lessons."""
    if report.status in (ReportStatus.WITH_CITY, ReportStatus.CHECKED, ReportStatus.APPROVED):
        return
    words = {"city": report.workshop.place_name}
    words |= {name: city[name] for name in SLOTS if name in city}
    for section in report.sections.all():
        text = city.get("report", {}).get(section.key, "")
        if not text and "field" in city:
            text = texts[section.key].format(**words)
        if text and (not section.text.strip() or section.is_untouched or "report" in city):
            save_text(section, text.strip(), base_version=section.version, by=by)
    if not report.lessons.exists():
        for row in city["lessons"]:
            add_lesson(report, by=by, gap=row["gap"], text=row["text"])


def bring_out(report: AnyReport, people: dict[str, User], at: datetime.datetime) -> ReportEdition:
    """Through every state to a new edition, on the days on which it would have happened."""
    begun = timezone.now()
    editor = people["coordinator"]
    if isinstance(report, CityReport) and report.workshop.city:
        editor = people[report.workshop.city.slug]
    if report.status == ReportStatus.DRAFTING:
        report = services.ask_review(report, by=people["expert"])
    if isinstance(report, CityReport):
        if report.status == ReportStatus.IN_REVIEW:
            report = services.send_to_city(report, by=people["reader"])
        if report.status == ReportStatus.WITH_CITY:
            checks.agree(report, editor)
            report = services.confirm_facts(report, by=editor)
    report = services.approve(report, by=people["coordinator"])
    edition = services.publish(report, by=people["coordinator"])
    _put_back(report, edition, at, begun)
    return edition


def _put_back(
    report: AnyReport, edition: ReportEdition, at: datetime.datetime, begun: datetime.datetime
) -> None:
    """What has just happened happened then."""
    columns = {"approved_at": at - datetime.timedelta(days=1), "published_at": at}
    if isinstance(report, CityReport):
        columns["facts_checked_at"] = at - datetime.timedelta(days=4)
        FactCheck.objects.filter(city_report=report, opened_at__gte=begun).update(
            opened_at=at - datetime.timedelta(days=12),
            closed_at=at - datetime.timedelta(days=4),
            due_on=(at + datetime.timedelta(days=2)).date(),
        )
    type(report).objects.filter(pk=report.pk).update(**columns)
    ReportEdition.objects.filter(pk=edition.pk).update(frozen_at=at)
    Activity.objects.filter(subject=subject_of(report), at__gte=begun).update(at=at)


def _take_up(programme: Programme, rows: list[dict[str, Any]]) -> None:
    cities = {city.slug: city for city in programme.cities.all()}
    for row in rows:
        city = cities[row["city"]]
        last = city.take_ups.aggregate(last=Max("number"))["last"] or 0
        entry = TakeUp(
            city=city,
            number=last + 1,
            source_city=cities[row["source"]],
            text=row["text"],
            progress=row["progress"],
            result=row["result"],
        )
        entry.full_clean()
        entry.save()


def _publish_final(programme: Programme, texts: dict[str, str], people: dict[str, User]) -> None:
    report: FinalReport = services.open_final_report(programme, by=people["expert"])
    for section in report.sections.all():
        if section.key in texts:
            text = texts[section.key].strip()
            save_text(section, text, base_version=section.version, by=people["expert"])
    last = programme.workshops.order_by("-ends_on")[0]
    at = datetime.datetime.combine(last.days[-1], datetime.time(16), last.tz)
    bring_out(report, people, at + datetime.timedelta(days=60))
