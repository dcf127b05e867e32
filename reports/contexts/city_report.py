"""The PDF of a city report: its working text as a draft, or one of its editions."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, Self

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.article import Article
from programme.models import Mark
from programme.palette import group_colour
from reports.charts import Radar, VoteChart
from reports.contexts.base import (
    Cover,
    GroupFacts,
    Print,
    ProgrammeFacts,
    Row,
    as_date,
    days_words,
    draft_words,
    edition_words,
    journey_of,
)
from reports.contexts.case import radar_of
from reports.models import CityReport, ReportEdition
from reports.services import report_content
from reports.writing.lessons import GapLessons, lessons_by_gap

RELATIONS = ("workshop__programme", "workshop__city__group")


@dataclass(frozen=True)
class ReportText:
    """One part of a report as it is read."""

    number: int
    key: str
    title: str
    text: str


def texts_of(content: Mapping[str, Any]) -> tuple[ReportText, ...]:
    """The parts of a report, of a city or of the programme, from its content."""
    return tuple(
        ReportText(number, part["key"], part["title"], part["text"])
        for number, part in enumerate(content.get("parts", []), start=1)
    )


@dataclass(frozen=True)
class Action:
    """A proposed action as a row of the table."""

    text: str
    owner: str
    level: str
    due: str
    status: str
    response: str
    progress: str
    # “Göteborg A3”; empty in editions of the days before actions had one.
    identifier: str = ""


@dataclass(frozen=True)
class PartnerMark:
    city: str
    group: int
    mark: str

    @property
    def colour(self) -> str:
        return group_colour(self.group)


@dataclass(frozen=True)
class Linkage:
    """A sector that the city has marked, and who else has."""

    sector: str
    mark: str
    mark_words: str
    partners: tuple[PartnerMark, ...]


@dataclass(frozen=True)
class AgendaLine:
    time: str
    title: str
    choice: str
    led_by: str


@dataclass(frozen=True)
class AgendaDay:
    title: str
    lines: tuple[AgendaLine, ...]


@dataclass(frozen=True)
class CaseSummary:
    """The case beside the report: its facts, its goals and its figures."""

    title: str
    edition: int
    facts: tuple[Row, ...]
    article: Article
    radar: Radar | None


@dataclass(frozen=True)
class ReportBody:
    """What a city report says, on its own or as a chapter of the final report."""

    city: str
    group: GroupFacts
    days: str
    question: str
    issue_kind: str
    parts: tuple[ReportText, ...]
    actions: tuple[Action, ...]
    case: CaseSummary | None
    linkages: tuple[Linkage, ...]
    agenda: tuple[AgendaDay, ...]
    participants: int
    participants_words: str
    participants_by: tuple[Row, ...]
    lessons: tuple[GapLessons, ...] = ()
    # None where no votes were shown.
    votes: VoteChart | None = None

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Set the content of an edition or of the working text, whichever parts it has."""
        annex = content.get("annex") or {}
        group = annex.get("group") or {}
        people = annex.get("participants") or {}
        return cls(
            city=content.get("city") or annex.get("city", ""),
            group=GroupFacts(group.get("number", 0), group.get("name", "")),
            days=days_words(as_date(content.get("starts_on")), as_date(content.get("ends_on"))),
            question=content.get("issue", ""),
            issue_kind=content.get("issue_kind", ""),
            parts=texts_of(content),
            actions=tuple(_action(row) for row in content.get("actions", [])),
            case=_case(annex["case"], group.get("number", 0)) if annex.get("case") else None,
            linkages=tuple(_linkage(row) for row in annex.get("linkages", [])),
            agenda=tuple(_agenda(annex.get("agenda", []))),
            participants=people.get("count", 0),
            participants_words=_people_words(people),
            participants_by=tuple(
                Row(row["label"], str(row["count"])) for row in people.get("rows", [])
            ),
            lessons=lessons_by_gap(content.get("lessons") or []),
            votes=VoteChart.of(content.get("options") or []),
        )

    @property
    def lesson_count(self) -> int:
        return sum(len(gap.lessons) for gap in self.lessons)


@dataclass(frozen=True, kw_only=True)
class CityReportPrint(Print):
    template: ClassVar[str] = "reports/pdf/city_report.html"

    body: ReportBody
    colophon: tuple[Row, ...]

    @classmethod
    def of_draft(cls, report: CityReport) -> Self:
        report = CityReport.objects.select_related(*RELATIONS).get(pk=report.pk)
        written = report.sections.aggregate(last=Max("updated_at"))["last"]
        zone = report.workshop.tz
        return cls._of(
            report,
            report_content(report),
            edition=draft_words(timezone.localdate(written, zone) if written else None),
            stamp=_("Draft"),
        )

    @classmethod
    def of_edition(cls, edition: ReportEdition) -> Self:
        edition = ReportEdition.objects.select_related(
            *(f"city_report__{name}" for name in RELATIONS)
        ).get(pk=edition.pk)
        report = edition.city_report
        if report is None:
            raise TypeError(edition)
        day = timezone.localdate(edition.frozen_at, report.workshop.tz)
        return cls._of(
            report,
            edition.content,
            edition=edition_words(edition.number, day),
            checksum=edition.checksum,
        )

    @classmethod
    def _of(
        cls,
        report: CityReport,
        content: Mapping[str, Any],
        *,
        edition: str,
        stamp: str = "",
        checksum: str = "",
    ) -> Self:
        workshop = report.workshop
        body = ReportBody.of(content)
        group = (
            body.group
            if body.group.number
            else GroupFacts.of(workshop.city.group if workshop.city else None)
        )
        cover = Cover(
            kind=_("City report"),
            title=body.city or workshop.place_name,
            subtitle=" · ".join(filter(None, [body.case.title if body.case else "", group.name])),
            edition=edition,
            group=group,
            quote=body.question,
            quote_label=_("The strategic issue that was discussed"),
            facts=tuple(_cover_facts(body)),
            journey=journey_of(workshop.programme, workshop),
            stamp=stamp,
        )
        colophon = [
            Row(_("Report"), content.get("title") or str(report)),
            Row(_("Workshop"), f"{workshop.title}, {body.days}"),
            Row(_("Written by"), workshop.programme.expert_label),
            Row(_("State"), edition),
        ]
        if checksum:
            colophon.append(Row(_("Checksum of the text"), checksum))
        return cls(
            programme=ProgrammeFacts.of(workshop.programme),
            cover=cover,
            body=body,
            colophon=tuple(colophon),
        )


def _cover_facts(body: ReportBody) -> list[Row]:
    rows = [
        Row(_("Workshop"), body.days),
        Row(_("Participants"), body.participants_words),
        Row(_("Proposed actions"), str(len(body.actions)) if body.actions else ""),
        Row(_("Lessons"), str(body.lesson_count) if body.lessons else ""),
    ]
    return [row for row in rows if row.value]


def _people_words(people: Mapping[str, Any]) -> str:
    count, cities = people.get("count", 0), people.get("cities", 0)
    if not count:
        return ""
    words = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
    if not cities:
        return words
    return ngettext(
        "%(people)s from %(cities)s city", "%(people)s from %(cities)s cities", cities
    ) % {"people": words, "cities": cities}


def _action(row: Mapping[str, Any]) -> Action:
    due = as_date(row.get("due_on"))
    return Action(
        text=row["text"],
        owner=row.get("owner", ""),
        level=row.get("level", ""),
        due=date_format(due, "F Y") if due else "",
        status=row.get("status", ""),
        response=row.get("response", ""),
        progress=row.get("progress", ""),
        identifier=row.get("identifier", ""),
    )


def _case(row: Mapping[str, Any], group: int) -> CaseSummary:
    # What was frozen is public already, and only some of a case's content is in it.
    content = {name: row[name] for name in ("title", "issue", "objectives") if row.get(name)}
    article = Article.of(content, in_confidence=True)
    facts = [Row(fact["label"], fact["words"]) for fact in row.get("facts") or []]
    return CaseSummary(
        title=row.get("title") or "",
        edition=row["edition"],
        facts=tuple(facts),
        article=article,
        radar=radar_of(article, group_colour(group)),
    )


def _linkage(row: Mapping[str, Any]) -> Linkage:
    return Linkage(
        sector=row["sector"],
        mark=row["mark"],
        mark_words=str(Mark(row["mark"]).label),
        partners=tuple(
            PartnerMark(partner["city"], partner["group"]["number"], partner["mark"])
            for partner in row["partners"]
        ),
    )


def _agenda(rows: list[dict[str, Any]]) -> list[AgendaDay]:
    days = []
    for day, of_day in groupby(rows, key=lambda row: row["day"]):
        lines = tuple(
            AgendaLine(
                time=f"{row['starts_at']}–{row['ends_at']}",
                title=row["title"],
                choice=row["choice"],
                led_by=row["led_by"],
            )
            for row in of_day
        )
        days.append(AgendaDay(date_format(datetime.date.fromisoformat(day), "l j F"), lines))
    return days
