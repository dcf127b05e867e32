"""Loads the demonstration reports: two published, one with its city, one in work, the final one."""

import datetime

from django.utils import timezone

from cases.demo.drafts import drafts_of
from programme.demo.calendar import Calendar, read
from programme.models import Activity, Programme, Role, User, subject_of
from programme.writing.services import save_text
from reports import services
from reports.demo import checks, take_ups, talk
from reports.models import AnyReport, CityReport, Document
from workshops.models import Workshop

BEGUN = ("lyon", "dortmund", "budapest", "eindhoven")


def load(programme: Programme, calendar: Calendar) -> None:
    """Load four city reports and the first form of the final report."""
    expert = programme.memberships.filter(role=Role.EXPERT).order_by("pk")[0].user
    for slug in BEGUN:
        workshop = Workshop.objects.get(programme=programme, city__slug=slug, kind="city")
        report = services.open_city_report(workshop, by=expert)
        texts = read("reports", slug)
        _write(report, texts["sections"], expert)
        for lesson in texts["lessons"]:
            services.add_lesson(report, by=expert, **lesson)
        if slug in checks.WAYS:
            began = Activity.objects.filter(subject=subject_of(report), verb="report_begun")
            began.update(at=_begun_at(workshop))
            checks.WAYS[slug](report)
    checks.hush(programme)
    final = services.open_final_report(programme, by=expert)
    _write(final, read("reports", "final")["sections"], expert)
    take_ups.load(programme, calendar)
    talk.load(programme)


def remove() -> None:
    """Take the documents and reports of the demonstration programmes away again."""
    take_ups.remove()
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


def _begun_at(workshop: Workshop) -> datetime.datetime:
    """The Monday or so after the workshop."""
    day = workshop.days[-1] + datetime.timedelta(days=2)
    return datetime.datetime.combine(day, datetime.time(11), workshop.tz)
