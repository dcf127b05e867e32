"""Loads the demonstration reports: two published, one with its city, one in work, the final one."""

import datetime

from django.utils import timezone

from cases.demo.drafts import drafts_of
from programme.demo.calendar import Calendar, read
from programme.models import Activity, Programme, Role, User, WorkplanItem, subject_of
from programme.writing.services import save_text
from reports import services
from reports.models import CityReport, Document, ReportEdition
from reports.services import AnyReport
from workshops.models import Workshop

PUBLISHED = ("lyon", "dortmund")
WITH_CITY = ("budapest",)
DRAFTING = ("eindhoven",)


def load(programme: Programme, calendar: Calendar) -> None:
    """Load four city reports and the first form of the final report."""
    expert = programme.memberships.filter(role=Role.EXPERT).order_by("pk")[0].user
    coordinator = programme.memberships.filter(role=Role.COORDINATOR).order_by("pk")[0].user
    for slug in (*PUBLISHED, *WITH_CITY, *DRAFTING):
        workshop = Workshop.objects.get(programme=programme, city__slug=slug, kind="city")
        report = services.open_city_report(workshop, by=expert)
        texts = read("reports", slug)
        _write(report, texts["sections"], expert)
        for lesson in texts["lessons"]:
            services.add_lesson(report, by=expert, **lesson)
        if slug in WITH_CITY:
            services.ask_review(report, by=expert)
            services.send_to_city(report, by=coordinator)
        if slug in PUBLISHED:
            _publish(report, expert, coordinator)
    final = services.open_final_report(programme, by=expert)
    _write(final, read("reports", "final")["sections"], expert)


def remove() -> None:
    """Take the documents and reports of the demonstration programmes away again."""
    Document.objects.filter(programme__is_demo=True).delete()
    CityReport.objects.filter(workshop__programme__is_demo=True).delete()


def _write(report: AnyReport, sections: dict[str, str], by: User) -> None:
    """Write each part in two sittings, so that its history shows something; what has no text
    here stays as it was assembled."""
    for section in report.sections.all():
        drafts = drafts_of(sections[section.key].strip(), 2) if section.key in sections else []
        for version, text in enumerate(drafts):
            at = timezone.now() - datetime.timedelta(days=len(drafts) - 1 - version)
            # On top of what was assembled when the report was begun.
            save_text(section, text, base_version=section.version + version, by=by, at=at)


# How many days before its publication each thing happened to a report.
DAYS_BEFORE: dict[str, int] = {
    "report_begun": 38,
    "report_review_asked": 16,
    "report_with_city": 14,
    "report_facts_confirmed": 4,
    "report_approved": 2,
    "report_published": 0,
}


def _publish(report: CityReport, by: User, coordinator: User) -> None:
    """Through the check of facts to its edition, on the days on which it would have happened."""
    workshop = report.workshop
    day = workshop.days[-1] + datetime.timedelta(days=40)
    at = datetime.datetime.combine(day, datetime.time(11), workshop.tz)
    editors = workshop.programme.memberships.filter(role=Role.EDITOR, city=workshop.city)
    services.ask_review(report, by=by)
    services.send_to_city(report, by=coordinator)
    services.confirm_facts(report, by=editors.order_by("pk")[0].user)
    checked_at = at - datetime.timedelta(days=DAYS_BEFORE["report_facts_confirmed"])
    CityReport.objects.filter(pk=report.pk).update(facts_checked_at=checked_at)
    services.approve(report, by=coordinator)
    edition = services.publish(report, by=by)
    CityReport.objects.filter(pk=report.pk).update(published_at=at)
    ReportEdition.objects.filter(pk=edition.pk).update(frozen_at=at)
    WorkplanItem.objects.filter(source_key=report.due_key).update(done_at=at)
    for verb, days in DAYS_BEFORE.items():
        entries = Activity.objects.filter(subject=subject_of(report), verb=verb)
        entries.update(at=at - datetime.timedelta(days=days))
