"""The page of a report: its text in one edition or as it stands, and what happens next."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.models import Activity, Objective, User, WorkplanItem
from programme.workplan.dates import REPORT_DUE
from programme.writing.comments.threads import Talk, talk_on
from reports.contexts.base import GroupFacts
from reports.contexts.city_report import ReportBody, ReportText, texts_of
from reports.models import AnyReport, CityReport, FinalReport, ReportEdition, ReportStatus
from reports.moves import (
    STATUS_CHIPS,
    Move,
    NextStep,
    Standing,
    may_read_draft,
    may_write,
    moves_for,
    next_step,
    status_for,
)
from reports.outline import ReportPart
from reports.reading.checking import TURNS_OF_TIME, Round, rounds_of, standing_in
from reports.services import text_content, untouched_parts
from reports.writing.talk import CommentedReport
from workshops.models import Workshop

# So much of the history stands on the page; the rest is in the log.
NEWEST = 8


@dataclass(frozen=True)
class Chapter:
    """A published city report as the final report holds it."""

    city: str
    group: GroupFacts
    edition: int
    published_at: datetime.datetime | None
    url: str = ""


@dataclass(frozen=True)
class ReportPage:
    """A report as one person reads it. ``edition`` is None for the working text."""

    seat: Seat
    title: str
    report: AnyReport | None = None
    workshop: Workshop | None = None
    edition: ReportEdition | None = None
    # Newest first, without their content.
    editions: list[ReportEdition] = field(default_factory=list)
    parts: tuple[ReportText, ...] = ()
    body: ReportBody | None = None
    objectives: list[Any] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    facts_checked_at: datetime.datetime | None = None
    # How the check of facts ended, in words.
    facts_checked: str = ""
    # How the facts were checked, for those who run the programme and the host city.
    rounds: list[Round] = field(default_factory=list)
    step: NextStep | None = None
    moves: list[Move] = field(default_factory=list)
    history: list[Activity] = field(default_factory=list)
    due: WorkplanItem | None = None
    # What is said about the working text, for those who read it.
    talk: Talk | None = None

    @property
    def is_working_text(self) -> bool:
        return self.report is not None and self.edition is None

    @property
    def can_write(self) -> bool:
        return self.report is not None and may_write(self.seat, self.report)

    @property
    def can_begin(self) -> bool:
        return self.report is None and self.seat.is_expert

    @property
    def newest(self) -> ReportEdition | None:
        return self.editions[0] if self.editions else None

    @property
    def is_outdated(self) -> bool:
        """An edition that a later one has replaced."""
        return bool(self.edition and self.newest and self.edition.number < self.newest.number)

    @property
    def state(self) -> str:
        if self.report is None:
            return _("Not begun")
        return str(status_for(self.seat, self.report).label)

    @property
    def chip(self) -> str:
        return STATUS_CHIPS[status_for(self.seat, self.report)] if self.report else ""

    @property
    def empty(self) -> list[str]:
        """The keys of the parts without text."""
        return [part.key for part in self.parts if not part.text.strip()]

    @property
    def untouched(self) -> list[ReportPart]:
        """The parts that are only assembled, for those who write them."""
        if self.report is None or not (self.is_working_text and self.can_write):
            return []
        return untouched_parts(self.report)

    @property
    def unwritten(self) -> list[str]:
        """The keys of the parts that nobody has written: without a word, or only assembled."""
        return [*self.empty, *(part.key for part in self.untouched)]

    @property
    def lacks_lesson(self) -> bool:
        """Whether a writer should know that nothing is said for other cities."""
        is_open = self.is_working_text and self.can_write
        return bool(is_open and self.body and not self.body.lessons)

    @property
    def begin_url(self) -> str:
        if self.workshop is None:
            return reverse("reports:final_report_begin", args=[self.seat.programme.slug])
        arguments = [self.seat.programme.slug, self.workshop.slug]
        return reverse("reports:city_report_begin", args=arguments)

    @property
    def primary(self) -> str:
        """The one button that stands out: writing while something is missing, else a move."""
        verb = next((move.verb for move in self.moves if move.is_primary), "")
        is_open = self.empty or self.untouched or not verb
        return "write" if self.can_write and is_open else verb

    @property
    def newest_history(self) -> list[Activity]:
        return self.history[:NEWEST]

    @property
    def older(self) -> int:
        """How many entries of the history are left to the log."""
        return max(len(self.history) - NEWEST, 0)

    @property
    def approver(self) -> User | None:
        """Who approved the text last."""
        approvals = (entry for entry in self.history if entry.verb == "report_approved")
        return next((entry.actor for entry in approvals), None)

    @property
    def remark(self) -> Activity | None:
        """Why the text is written on: what the city, or who opened it again, said last.

        While the city checks: that it asks for more time, until it is given.
        """
        status = self.report.status if self.report else None
        if status == ReportStatus.DRAFTING:
            said = (entry for entry in self.history if entry.verb not in TURNS_OF_TIME)
            return next((entry for entry in said if entry.remark), None)
        if status == ReportStatus.WITH_CITY and self.history:
            turns = (entry for entry in self.history if entry.verb in TURNS_OF_TIME)
            last = next(turns, None)
            return last if last and last.verb == "report_time_asked" else None
        return None


def city_report_page(
    seat: Seat, workshop: Workshop, report: CityReport | None, number: int | None = None
) -> ReportPage | None:
    """The page of a workshop's city report; None when the person has nothing to read there.

    Whoever may read the working text gets it while it is written; everybody else, and everybody
    once it is published, the newest edition, or the one whose number is given.
    """
    title = str(report or CityReport(workshop=workshop))
    if report is None:
        if not seat.is_staff:
            return None
        due = due_of(seat, workshop)
        return ReportPage(seat, title, workshop=workshop, step=_first_step(seat, workshop), due=due)
    editions = _editions_of(report) if number or report.published_at else []
    edition, is_working_text = _choose(seat, report, editions, number)
    if edition is None and not is_working_text:
        return None
    content = edition.content if edition else text_content(report)
    body = ReportBody.of(content)
    return ReportPage(
        seat,
        title,
        report=report,
        workshop=workshop,
        edition=edition,
        editions=editions,
        parts=body.parts,
        body=body,
        facts_checked_at=parse_datetime(content.get("facts_checked_at") or ""),
        facts_checked=content.get("facts_checked", ""),
        **_work_on(seat, report, number),
        due=due_of(seat, workshop) if seat.is_staff and _is_open(report) else None,
    )


def _first_step(seat: Seat, workshop: Workshop) -> NextStep:
    """Of a report that nobody has begun."""
    if workshop.days_until is None or workshop.days_until > 0:
        return NextStep(_("Waits for the workshop"), _("It is written once the workshop is held."))
    return next_step(seat, None, Standing())


def final_report_page(
    seat: Seat, report: FinalReport | None, number: int | None = None
) -> ReportPage | None:
    """The page of the final report, as that of a city report."""
    title = str(report or FinalReport(programme=seat.programme))
    if report is None:
        if not seat.is_staff:
            return None
        step = next_step(seat, None, Standing())
        return ReportPage(seat, title, step=step, chapters=published_chapters(seat))
    editions = _editions_of(report) if number or report.published_at else []
    edition, is_working_text = _choose(seat, report, editions, number)
    if edition is None and not is_working_text:
        return None
    if edition:
        annex = edition.content.get("annex") or {}
        objectives = annex.get("objectives", [])
        chapters = [_chapter(row) for row in annex.get("chapters", [])]
    else:
        objectives = list(
            Objective.objects.visible_to(seat.user)
            .in_programme(seat.programme)
            .values("title", "text")
        )
        chapters = published_chapters(seat)
    return ReportPage(
        seat,
        title,
        report=report,
        edition=edition,
        editions=editions,
        parts=texts_of(edition.content if edition else text_content(report)),
        objectives=objectives,
        chapters=chapters,
        **_work_on(seat, report, number),
    )


def published_chapters(seat: Seat) -> list[Chapter]:
    """The city reports that are published now, in the order of the workshops. One query."""
    editions = (
        ReportEdition.objects.visible_to(seat.user)
        .filter(city_report__workshop__programme=seat.programme)
        .defer("content")
        .select_related("city_report__workshop__city__group")
        .order_by("city_report__workshop__starts_on", "city_report", "number")
    )
    latest = {edition.city_report_id: edition for edition in editions}
    return [
        Chapter(
            city=edition.city_report.workshop.place_name,
            group=GroupFacts.of(edition.city_report.workshop.city.group),
            edition=edition.number,
            published_at=edition.frozen_at,
            url=reverse(
                "reports:city_report", args=[seat.programme.slug, edition.city_report.workshop.slug]
            ),
        )
        for edition in latest.values()
    ]


def _chapter(row: Mapping[str, Any]) -> Chapter:
    group = row.get("group") or {}
    return Chapter(
        city=row["city"],
        group=GroupFacts(group.get("number", 0), group.get("name", "")),
        edition=row["edition"],
        published_at=parse_datetime(row.get("published_on") or ""),
    )


def _editions_of(report: AnyReport) -> list[ReportEdition]:
    """Newest first, without their content; who sees the report sees them all."""
    field = "city_report" if isinstance(report, CityReport) else "final_report"
    editions = list(report.editions.defer("content"))
    for edition in editions:
        # No query when a template asks for the address.
        setattr(edition, field, report)
    return editions


def _choose(
    seat: Seat, report: AnyReport, editions: list[ReportEdition], number: int | None
) -> tuple[ReportEdition | None, bool]:
    """The edition to show, if any, and whether it is the working text instead."""
    if number is not None:
        return next((e for e in editions if e.number == number), None), False
    if may_read_draft(seat, report) and (_is_open(report) or not editions):
        return None, True
    return (editions[0] if editions else None), False


def _is_open(report: AnyReport) -> bool:
    return report.status != ReportStatus.PUBLISHED


def _work_on(seat: Seat, report: AnyReport, number: int | None) -> dict[str, Any]:
    """What comes next, for those who have to do with it; nothing beside an older edition."""
    is_host = isinstance(report, CityReport) and seat.edits(report.workshop.city)
    work: dict[str, Any] = {}
    if seat.is_staff or is_host:
        work["history"] = list(
            Activity.objects.visible_to(seat.user)
            .about(report)
            .select_related("actor")
            .defer("before", "after", "folded")
        )
        if isinstance(report, CityReport):
            work["rounds"] = rounds_of(report)
    if number is None and may_read_draft(seat, report):
        work["talk"] = talk_on(CommentedReport.of(seat, report), reader=seat.user)
        standing = standing_in(report, work.get("rounds", []))
        work["step"] = next_step(seat, report, standing)
        work["moves"] = moves_for(seat, report, standing)
    return work


def due_of(seat: Seat, workshop: Workshop) -> WorkplanItem | None:
    return (
        WorkplanItem.objects.visible_to(seat.user)
        .in_programme(seat.programme)
        .filter(source_key=f"{workshop.source_prefix}{REPORT_DUE}")
        .first()
    )
