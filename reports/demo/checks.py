"""The way of the demonstration reports through review, check of facts and approval.

Everything happens through the services, and is put back to the day on which it would have happened.
People, objections and answers are invented for the demonstration.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from programme.models import Activity, Mail, MailStatus, Programme, Role, User, WorkplanItem
from programme.models import subject_of as name_of
from reports import services
from reports.letter_kinds import KINDS
from reports.models import (
    CheckedParagraph,
    CheckExtension,
    CityReport,
    FactCheck,
    Mending,
    ReportEdition,
    Verdict,
)


class Way:
    """A report on its way: each step on its day."""

    def __init__(self, report: CityReport) -> None:
        self.report = report
        workshop = report.workshop
        holders = workshop.programme.memberships.select_related("user").order_by("pk")
        self.expert = holders.filter(role=Role.EXPERT)[0].user
        self.coordinator = holders.filter(role=Role.COORDINATOR)[0].user
        self.editor: User = holders.filter(role=Role.EDITOR, city=workshop.city)[0].user
        self.days = workshop.programme.fact_check_days

    @contextmanager
    def on(self, at: datetime.datetime) -> Iterator[None]:
        """What happens inside happened at that moment."""
        begun = timezone.now()
        yield
        rows: list[tuple[Any, tuple[str, ...]]] = [
            (CityReport.objects.filter(pk=self.report.pk), ("facts_checked_at", "approved_at")),
            (CityReport.objects.filter(pk=self.report.pk), ("published_at",)),
            (FactCheck.objects.filter(city_report=self.report), ("opened_at", "closed_at")),
            (
                CheckedParagraph.objects.filter(fact_check__city_report=self.report),
                ("checked_at", "answered_at"),
            ),
            (CheckExtension.objects.filter(fact_check__city_report=self.report), ("given_at",)),
            (ReportEdition.objects.filter(city_report=self.report), ("frozen_at",)),
            (Activity.objects.filter(subject=name_of(self.report)), ("at",)),
            (WorkplanItem.objects.filter(source_key=self.report.due_key), ("done_at",)),
        ]
        for found, columns in rows:
            for column in columns:
                found.filter(**{f"{column}__gte": begun}).update(**{column: at})

    def send(self, at: datetime.datetime) -> FactCheck:
        """Reviewed and sent to the city, which has its usual days from then on."""
        with self.on(at - datetime.timedelta(days=2)):
            services.ask_review(self.report, by=self.expert)
        due_on = (at + datetime.timedelta(days=self.days)).date()
        is_to_come = due_on > timezone.localdate(timezone=self.report.workshop.tz)
        with self.on(at):
            services.send_to_city(
                self.report, by=self.coordinator, due_on=due_on if is_to_come else None
            )
        self.report.fact_checks.open().update(due_on=due_on)
        return self.report.fact_checks.get(closed_at=None)

    def mark(self, check: FactCheck, count: int, objection: tuple[str, str] | None = None) -> None:
        """The first so many paragraphs are right, but for the one with these words."""
        for row in check.paragraphs.select_related("fact_check__city_report").order_by("pk"):
            wrong = objection if objection and objection[0] in row.text else None
            if wrong:
                services.mark_paragraph(
                    row, by=self.editor, verdict=Verdict.WRONG, remark=wrong[1], seen=row.seen
                )
            elif count > 0:
                count -= 1
                services.mark_paragraph(row, by=self.editor, verdict=Verdict.RIGHT, seen=row.seen)

    def finish(self, at: datetime.datetime) -> None:
        """Approved and published."""
        with self.on(at - datetime.timedelta(days=2)):
            services.approve(self.report, by=self.coordinator)
        with self.on(at):
            services.publish(self.report, by=self.expert)


def lyon(report: CityReport) -> None:
    """Two rounds: an objection that was mended, and more time in the second."""
    way, at = Way(report), _published_at(report)
    check = way.send(at - datetime.timedelta(days=24))
    objected = check.paragraphs.filter(part="experiences").order_by("pk")[0].text
    remark = "It was the second of the three meetings, not the first (demo)."
    with way.on(at - datetime.timedelta(days=19)):
        way.mark(check, 8, (objected, remark))
        services.return_from_city(report, by=way.editor, remark="One thing, see below (demo).")
    with way.on(at - datetime.timedelta(days=18)):
        row = check.objections.select_related("fact_check__city_report").get()
        answer = "Thank you, mended (demo)."
        services.answer_objection(
            row, by=way.expert, mending=Mending.MENDED, answer=answer, seen=row.answer_seen
        )
    check = way.send(at - datetime.timedelta(days=14))
    _give_time(way, check, at - datetime.timedelta(days=6))
    with way.on(at - datetime.timedelta(days=4)):
        way.mark(check, 12)
        services.confirm_facts(report, by=way.editor)
    way.finish(at)


def dortmund(report: CityReport) -> None:
    """One round, in which the city said nothing until its last day."""
    way, at = Way(report), _published_at(report)
    check = way.send(at - datetime.timedelta(days=4 + way.days))
    with way.on(at - datetime.timedelta(days=3)):
        services.close_in_silence(check)
    way.finish(at)


def budapest(report: CityReport) -> None:
    """With the city: some paragraphs are marked, one is not right."""
    way, now = Way(report), timezone.now()
    sent_at = now - datetime.timedelta(days=4)
    check = way.send(sent_at)
    words = "is the number of first versions"
    remark = "Three. The slides at lunch had it right; the notes are from before the break (demo)."
    with way.on(now - datetime.timedelta(hours=20)):
        way.mark(check, 7, (words, remark))
    # Its mail left when it was sent; the others stay unsent, see ``hush``.
    about = Mail.objects.filter(source_key=f"fact-check:{check.pk}")
    about.update(status=MailStatus.SENT, sent_at=sent_at, created_at=sent_at, tries=1)


WAYS: dict[str, Callable[[CityReport], None]] = {
    "lyon": lyon,
    "dortmund": dortmund,
    "budapest": budapest,
}


def agree(report: CityReport, by: User) -> None:
    """The city takes its objections back, one by one."""
    objections = CheckedParagraph.objects.filter(
        fact_check__in=report.fact_checks.open(), verdict=Verdict.WRONG
    )
    for row in objections.select_related("fact_check__city_report"):
        services.mark_paragraph(row, by=by, verdict=Verdict.RIGHT, seen=row.seen)


def hush(programme: Programme) -> None:
    """Nobody is written to about what is set in the past."""
    mails = Mail.objects.filter(programme=programme, status=MailStatus.WAITING)
    mails.filter(kind__in=KINDS).delete()


def _published_at(report: CityReport) -> datetime.datetime:
    workshop = report.workshop
    day = workshop.days[-1] + datetime.timedelta(days=40)
    return datetime.datetime.combine(day, datetime.time(11), workshop.tz)


def _give_time(way: Way, check: FactCheck, at: datetime.datetime) -> None:
    """Five days more. The days lie in the past, where no service would put them."""
    due_before, due_on = check.due_on, check.due_on + datetime.timedelta(days=5)
    with way.on(at):
        services.extend_check(
            check,
            by=way.coordinator,
            due_on=timezone.localdate() + datetime.timedelta(days=5),
            reason="The manager of the cluster is away until Monday (demo).",
        )
    check.extensions.update(due_before=due_before, due_on=due_on)
    FactCheck.objects.filter(pk=check.pk).update(due_on=due_on)
    entry = Activity.objects.filter(subject=name_of(way.report), verb="report_check_extended")
    entry.update(
        sentence=entry.get().sentence.split(" until ")[0] + f" until {due_on:%-d %B %Y}.",
        before={"due_on": due_before.isoformat()},
        after={"due_on": due_on.isoformat()},
    )
