"""“Needs you” around reports: who reviews, checks, approves and publishes them.

That a report is to be written stands in ``reports.overview.needs``, with the date of the
workplan; here is what follows from the state of a report alone.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from programme.models import Activity, subject_of
from reports.models import CityReport, FactCheck, FinalReport, ReportStatus
from reports.moves import may_pass_review
from reports.overview.rows import ProgrammeRows
from reports.overview.task import Task
from reports.services.moves import REVIEW_ASKED


@dataclass
class OfReports:
    """Tasks from the rows of the overview; three queries of its own at most."""

    rows: ProgrammeRows

    def __post_init__(self) -> None:
        self.seat = self.rows.seat
        self.slug = self.seat.programme.slug
        self.due = {item.source_key: item.due_on for item in self.rows.items}

    def tasks(self) -> Iterator[Task]:
        yield from self._reviews()
        yield from self._checks()
        for report in self.rows.reports:
            yield from self._last_steps(report)
        if self.seat.is_coordinator:
            yield from self._final_report()

    def _reviews(self) -> Iterator[Task]:
        """Not for who asked: another pair of eyes reads it."""
        waiting = self._in_state(ReportStatus.IN_REVIEW)
        if not self.seat.is_staff or not waiting:
            return
        asked = Activity.objects.filter(
            subject__in=[subject_of(report) for report in waiting], verb=REVIEW_ASKED
        )
        asked_by = dict(asked.order_by("at", "pk").values_list("subject", "actor"))
        for report in waiting:
            if may_pass_review(self.seat, asked_by.get(subject_of(report))):
                yield self._task(
                    report,
                    _("Review the city report of %(city)s"),
                    _("Read it, then send it to %(city)s for the check of facts, or back."),
                )

    def _checks(self) -> Iterator[Task]:
        """For the host city, until its last day; for the coordinator, a day that is near."""
        waiting = self._in_state(ReportStatus.WITH_CITY)
        own = {r.pk: r for r in waiting if self.seat.edits(r.workshop.city)}
        if not own:
            return
        checks = FactCheck.objects.open().filter(city_report__in=own)
        for key, day in checks.order_by("due_on").values_list("city_report", "due_on"):
            report = own[key]
            yield Task(
                _("Check the facts of the city report of %(city)s")
                % {"city": report.workshop.place_name},
                _("Written by %(experts)s; you know whether it is true. Silence is consent.")
                % {"experts": self.seat.programme.expert_label},
                reverse("reports:city_report_check", args=[self.slug, report.workshop.slug]),
                day,
            )

    def _last_steps(self, report: CityReport) -> Iterator[Task]:
        if report.status == ReportStatus.CHECKED and self.seat.is_coordinator:
            yield self._task(
                report,
                _("Approve the city report of %(city)s"),
                _("Its facts are checked. Once approved, it can be published."),
            )
        elif report.status == ReportStatus.APPROVED and self.seat.is_staff:
            yield self._task(report, _("Publish the city report of %(city)s"), _("It is approved."))

    def _final_report(self) -> Iterator[Task]:
        titles = {
            ReportStatus.IN_REVIEW: (
                _("Review and approve the final report"),
                _("The experts ask for it."),
            ),
            ReportStatus.APPROVED: (_("Publish the final report"), _("It is approved.")),
        }
        waiting = FinalReport.objects.visible_to(self.seat.user).in_programme(self.seat.programme)
        for status in waiting.filter(status__in=titles).values_list("status", flat=True):
            title, why = titles[ReportStatus(status)]
            yield Task(title, why, reverse("reports:final_report", args=[self.slug]))

    def _in_state(self, status: ReportStatus) -> list[CityReport]:
        return [report for report in self.rows.reports if report.status == status]

    def _task(self, report: CityReport, title: str, why: str) -> Task:
        workshop = report.workshop
        words = {"city": workshop.place_name}
        url = reverse("reports:city_report", args=[self.slug, workshop.slug])
        return Task(title % words, why % words, url, self._due_on(report))

    def _due_on(self, report: CityReport) -> datetime.date | None:
        return self.due.get(report.due_key)
