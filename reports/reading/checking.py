"""The check of facts as it is read: where it stands, paragraph by paragraph, and its trace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from django.db.models import Count, Max, Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.access import Seat
from programme.models import Activity
from programme.writing.markdown import render_markdown
from reports.models import (
    CLOSED_STATUSES,
    CheckedParagraph,
    CheckEnd,
    CheckExtension,
    CityReport,
    FactCheck,
    FinalReport,
    Mending,
    ReportStatus,
    Verdict,
)
from reports.moves import Standing, may_read_draft
from reports.outline import CITY_REPORT_PARTS, ReportPart
from reports.paragraphs import differs_from, pieces_of, texts_by_part
from reports.services import asked_review, empty_parts, untouched_parts

# What decides, while a city checks, whether its wish for more time waits for an answer.
TURNS_OF_TIME = ("report_with_city", "report_time_asked", "report_check_extended")


def standing_of(report: CityReport | FinalReport) -> Standing:
    """What is known of the report beside its state. Three queries at most."""
    return standing_in(report, rounds_of(report) if isinstance(report, CityReport) else [])


def standing_in(report: CityReport | FinalReport, rounds: list["Round"]) -> Standing:
    """As ``standing_of``, of a report whose checks were read already. Two queries at most."""
    empty, untouched = len(empty_parts(report)), len(untouched_parts(report))
    if report.status == ReportStatus.IN_REVIEW:
        return Standing(empty, asked_by=asked_review(report))
    if not rounds or isinstance(report, FinalReport) or report.status in CLOSED_STATUSES:
        return Standing(empty, untouched=untouched)
    last = rounds[-1]
    if report.status == ReportStatus.CHECKED:
        return Standing(empty, is_changed=differs_from(report, last.check))
    if report.status == ReportStatus.DRAFTING:
        return Standing(empty, untouched=untouched, unanswered=last.unanswered)
    return Standing(
        empty,
        last_day=last.last_day,
        looked_at=last.words,
        objections=last.objections,
    )


def day_words(check: FactCheck) -> str:
    """The city's last day: “Friday 3 December 2010”."""
    return date_format(check.due_on, "l j F Y")


def days_left(check: FactCheck) -> int:
    """As it is counted where the workshop was."""
    workshop = check.city_report.workshop
    return (check.due_on - timezone.localdate(timezone=workshop.tz)).days


def progress_words(looked_at: int, total: int) -> str:
    return ngettext(
        "%(looked_at)s of %(total)s paragraph looked at",
        "%(looked_at)s of %(total)s paragraphs looked at",
        total,
    ) % {"looked_at": looked_at, "total": total}


@dataclass(frozen=True)
class Typed:
    """What was sent and not saved, and why."""

    message: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One paragraph on the page of a check, as one person may use it."""

    paragraph: CheckedParagraph
    can_mark: bool = False
    can_answer: bool = False
    # The report says something else there now.
    is_changed: bool = False
    typed: Typed | None = None

    @property
    def is_right(self) -> bool:
        return self.paragraph.verdict == Verdict.RIGHT

    @property
    def is_wrong(self) -> bool:
        return self.paragraph.verdict == Verdict.WRONG

    @property
    def words(self) -> str:
        """Which paragraph it is, by its first words, without their marks."""
        text = unescape(strip_tags(render_markdown(self.paragraph.text)))
        return Truncator(" ".join(text.split())).words(8)

    @property
    def is_answered(self) -> bool:
        return self.paragraph.mending != Mending.OPEN

    @property
    def remark(self) -> str:
        """What stands in the field of the city."""
        return self.typed.fields.get("remark", "") if self.typed else self.paragraph.remark

    @property
    def answer(self) -> str:
        """What stands in the field of the experts."""
        return self.typed.fields.get("answer", "") if self.typed else self.paragraph.answer

    @property
    def is_open_form(self) -> bool:
        """The field for what is not right is shown: something was typed that is not saved."""
        return bool(self.typed and self.can_mark)


@dataclass(frozen=True)
class PartOfCheck:
    """One part of the report with its paragraphs."""

    number: int
    part: ReportPart
    lines: list[Line]

    @property
    def is_looked_at(self) -> bool:
        return all(line.paragraph.verdict for line in self.lines)

    @property
    def left(self) -> int:
        return sum(1 for line in self.lines if not line.paragraph.verdict)


@dataclass(frozen=True)
class CheckPage:
    """A check of facts as one person reads it: the city says its word, the experts answer."""

    seat: Seat
    check: FactCheck
    parts: list[PartOfCheck] = field(default_factory=list)
    # What the city objected to in the round before, with what was made of it.
    before: list[Line] = field(default_factory=list)

    @classmethod
    def of(
        cls, seat: Seat, check: FactCheck, typed: Mapping[int, Typed | None] | None = None
    ) -> "CheckPage":
        """Four queries at most. ``typed``: what was sent about a paragraph and not saved, by its
        key."""
        report = check.city_report
        is_host = seat.edits(report.workshop.city)
        now = texts_by_part(pieces_of(report))
        may_answer = seat.is_expert and report.status not in CLOSED_STATUSES
        rows = check.paragraphs.select_related("checked_by", "answered_by").order_by("pk")
        lines: dict[str, list[Line]] = {}
        for row in rows:
            row.fact_check = check
            # Whether the text is changed is a word about the draft, which is the experts'.
            is_changed = seat.is_staff and row.text not in now.get(row.part, set())
            line = Line(
                row,
                can_mark=check.is_open and is_host,
                can_answer=may_answer and row.verdict == Verdict.WRONG,
                is_changed=is_changed,
                typed=(typed or {}).get(row.pk),
            )
            lines.setdefault(row.part, []).append(line)
        parts = [
            PartOfCheck(number, part, lines[part.key])
            for number, part in enumerate(CITY_REPORT_PARTS, start=1)
            if part.key in lines
        ]
        before = objections_of(report, check.number - 1) if check.number > 1 else []
        return cls(seat, check, parts, before)

    @property
    def report(self) -> CityReport:
        return self.check.city_report

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    def line(self, pk: int) -> Line:
        return next(line for line in self.lines if line.paragraph.pk == pk)

    @property
    def can_mark(self) -> bool:
        """Whether it is this person who is asked."""
        return self.check.is_open and self.seat.edits(self.report.workshop.city)

    @cached_property
    def time_asked(self) -> Activity | None:
        """The wish for more time that nobody has answered yet. One query."""
        turns = Activity.objects.visible_to(self.seat.user).about(self.report)
        last = turns.filter(verb__in=TURNS_OF_TIME).first()
        return last if last and last.verb == "report_time_asked" else None

    @property
    def may_read(self) -> bool:
        """Whether the person may open the page of the report."""
        return may_read_draft(self.seat, self.report) or bool(self.report.published_at)

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def looked_at(self) -> int:
        return sum(1 for line in self.lines if line.paragraph.verdict)

    @property
    def objections(self) -> int:
        return sum(1 for line in self.lines if line.is_wrong)

    @property
    def unanswered(self) -> int:
        return sum(1 for line in self.lines if line.is_wrong and not line.is_answered)

    @property
    def progress(self) -> str:
        return progress_words(self.looked_at, self.total)

    @property
    def percent(self) -> int:
        return round(100 * self.looked_at / self.total) if self.total else 100

    @property
    def objection_words(self) -> str:
        return ngettext(
            "%(number)s marked as not right", "%(number)s marked as not right", self.objections
        ) % {"number": self.objections}

    @property
    def last_day(self) -> str:
        return day_words(self.check)

    @property
    def days_left(self) -> int:
        return days_left(self.check)

    @property
    def left_words(self) -> str:
        left = self.days_left
        if left <= 0:
            return _("last day today")
        return ngettext("%(left)s day left", "%(left)s days left", left) % {"left": left}

    @property
    def left_chip(self) -> str:
        return "chip-due" if self.days_left <= 3 else "chip-info"

    @property
    def state(self) -> str:
        """How it ended, or that it has not."""
        if self.check.is_open:
            return _("With the city")
        return str(CheckEnd(self.check.ended).label)

    @property
    def next_unmarked(self) -> int | None:
        """Where to go on."""
        return next((line.paragraph.pk for line in self.lines if not line.paragraph.verdict), None)

    @property
    def next_unanswered(self) -> int | None:
        """The first objection that waits for the experts."""
        waiting = (line for line in self.lines if line.can_answer and not line.is_answered)
        return next((line.paragraph.pk for line in waiting), None)

    def return_words(self, experts: str) -> str:
        if not self.objections:
            return _("The text is mended by %(experts)s, then you are asked again.") % {
                "experts": experts
            }
        words = ngettext(
            "Your objection to %(number)s paragraph goes with it. It is answered by %(experts)s, "
            "then you are asked again.",
            "Your objections to %(number)s paragraphs go with it. Each is answered by "
            "%(experts)s, then you are asked again.",
            self.objections,
        ) % {"number": self.objections, "experts": experts}
        if left := self.total - self.looked_at:
            still = ngettext(
                "%(left)s paragraph that you have not looked at yet comes back with it.",
                "%(left)s paragraphs that you have not looked at yet come back with it.",
                left,
            )
            words = f"{words} {still % {'left': left}}"
        return words


def objections_now(report: CityReport, part: str) -> list[Line]:
    """What the city objects to in one part, in its last round. Three queries at most."""
    number = report.fact_checks.aggregate(last=Max("number"))["last"]
    return objections_of(report, number, part) if number else []


def objections_of(report: CityReport, number: int, part: str = "") -> list[Line]:
    """What the city objected to in a round, in one part or in all. Two queries."""
    rows = CheckedParagraph.objects.filter(
        fact_check__city_report=report, fact_check__number=number, verdict=Verdict.WRONG
    )
    if part:
        rows = rows.filter(part=part)
    rows = rows.select_related("checked_by", "answered_by").order_by("pk")
    found = list(rows)
    if not found:
        return []
    now = texts_by_part(pieces_of(report))
    return [Line(row, is_changed=row.text not in now.get(row.part, set())) for row in found]


@dataclass(frozen=True)
class Round:
    """One check in the trace."""

    check: FactCheck
    looked_at: int
    total: int
    objections: int
    kept: int
    unanswered: int

    @property
    def last_day(self) -> str:
        return day_words(self.check)

    @property
    def words(self) -> str:
        return progress_words(self.looked_at, self.total)

    @property
    def ended(self) -> str:
        if self.check.is_open:
            return _("Still with the city")
        if self.check.ended == CheckEnd.RECALLED and self.check.closed_by is None:
            return _("It came back without the word of the city")
        if self.check.ended == CheckEnd.RETURNED and self.check.closed_by is None:
            return _("The last day was over: it came back with its objections")
        return str(CheckEnd(self.check.ended).label)


def rounds_of(report: CityReport) -> list[Round]:
    """How the facts were checked, the first round first. Two queries."""
    objected = Q(paragraphs__verdict=Verdict.WRONG)
    checks = (
        report.fact_checks.select_related("opened_by", "closed_by")
        .prefetch_related(Prefetch("extensions", CheckExtension.objects.select_related("given_by")))
        .annotate(
            total=Count("paragraphs"),
            looked_at=Count("paragraphs", filter=~Q(paragraphs__verdict=Verdict.OPEN)),
            objected=Count("paragraphs", filter=objected),
            kept=Count("paragraphs", filter=Q(paragraphs__mending=Mending.KEPT)),
            unanswered=Count("paragraphs", filter=objected & Q(paragraphs__mending=Mending.OPEN)),
        )
        .order_by("number")
    )
    return [
        Round(
            check,
            looked_at=check.looked_at,
            total=check.total,
            objections=check.objected,
            kept=check.kept,
            unanswered=check.unanswered,
        )
        for check in checks
    ]
