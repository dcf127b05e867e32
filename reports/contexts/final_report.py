"""The PDF of the final report: the texts of its own, the cities' reports, and the comparison."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import Programme
from reports.charts import Timeline, TimelinePlace
from reports.contexts.base import (
    Cover,
    GroupFacts,
    Print,
    ProgrammeFacts,
    Row,
    as_date,
    day_words,
    days_words,
    draft_words,
    edition_words,
    journey_of,
)
from reports.contexts.city_report import ReportBody, ReportText
from reports.contexts.comparison import Comparison
from reports.learning.satisfaction import Satisfaction
from reports.models import FinalReport, ReportEdition
from reports.services import report_content

# Where the compiled chapters stand between the texts of its own.
BEFORE_CITIES = ("foreword", "programme_and_objectives", "method")


@dataclass(frozen=True)
class Goal:
    title: str
    text: str


@dataclass(frozen=True)
class CityRow:
    city: str
    country: str
    region: str


@dataclass(frozen=True)
class GroupRow:
    group: GroupFacts
    cities: tuple[CityRow, ...]


@dataclass(frozen=True)
class Meeting:
    number: str
    kind: str
    place: str
    days: str
    group: int


@dataclass(frozen=True)
class CityChapter:
    """A published city report as a chapter."""

    anchor: str
    city: str
    group: GroupFacts
    source: str
    body: ReportBody


@dataclass(frozen=True, kw_only=True)
class FinalReportPrint(Print):
    template: ClassVar[str] = "reports/pdf/final_report.html"

    opening: tuple[ReportText, ...]
    closing: tuple[ReportText, ...]
    overall_objective: str
    objectives: tuple[Goal, ...]
    groups: tuple[GroupRow, ...]
    partners: tuple[Row, ...]
    meetings: tuple[Meeting, ...]
    timeline: Timeline | None
    chapters: tuple[CityChapter, ...]
    # Cities that host a workshop and have no published report yet.
    missing: tuple[str, ...]
    comparison: Comparison
    satisfaction: Satisfaction
    colophon: tuple[Row, ...]

    @classmethod
    def of_draft(cls, report: FinalReport) -> Self:
        report = FinalReport.objects.select_related("programme").get(pk=report.pk)
        written = report.sections.aggregate(last=Max("updated_at"))["last"]
        return cls._of(
            report,
            report_content(report),
            edition=draft_words(timezone.localdate(written) if written else None),
            stamp=_("Draft"),
        )

    @classmethod
    def of_edition(cls, edition: ReportEdition) -> Self:
        edition = ReportEdition.objects.select_related("final_report__programme").get(pk=edition.pk)
        report = edition.final_report
        if report is None:
            raise TypeError(edition)
        return cls._of(
            report,
            edition.content,
            edition=edition_words(edition.number, timezone.localdate(edition.frozen_at)),
            checksum=edition.checksum,
        )

    @classmethod
    def _of(
        cls,
        report: FinalReport,
        content: Mapping[str, Any],
        *,
        edition: str,
        stamp: str = "",
        checksum: str = "",
    ) -> Self:
        annex = content.get("annex") or {}
        programme = report.programme
        calendar = annex.get("calendar", [])
        chapters = tuple(
            _chapter(number, row) for number, row in enumerate(annex.get("chapters", []), start=1)
        )
        texts = [
            ReportText(0, part["key"], part["title"], part["text"])
            for part in content.get("parts", [])
        ]
        goals = (Goal(row["title"], row["text"]) for row in annex.get("objectives", []))
        return cls(
            programme=ProgrammeFacts.of(programme),
            cover=_cover(programme, annex, edition, stamp),
            opening=tuple(text for text in texts if text.key in BEFORE_CITIES),
            closing=tuple(text for text in texts if text.key not in BEFORE_CITIES),
            overall_objective=annex.get("overall_objective", ""),
            objectives=tuple(goals),
            groups=_groups(annex.get("cities", [])),
            partners=tuple(Row(row["kind"], row["name"]) for row in annex.get("partners", [])),
            meetings=tuple(_meeting(row) for row in calendar),
            timeline=_timeline(calendar),
            chapters=chapters,
            missing=_missing(calendar, chapters),
            comparison=Comparison.of(annex),
            # What an edition of former days does not hold is left away.
            satisfaction=Satisfaction.of_data(annex.get("satisfaction") or {}),
            colophon=_colophon(content.get("title") or str(report), edition, chapters, checksum),
        )


def _cover(programme: Programme, annex: Mapping[str, Any], edition: str, stamp: str) -> Cover:
    return Cover(
        kind=_("Final report"),
        title=programme.headline,
        subtitle=programme.title,
        edition=edition,
        facts=_cover_facts(programme.years, annex),
        journey=journey_of(programme),
        stamp=stamp,
    )


def _missing(calendar: list[dict[str, Any]], chapters: tuple[CityChapter, ...]) -> tuple[str, ...]:
    written = {chapter.city for chapter in chapters}
    hosts = (row["place"] for row in calendar if row["number"])
    return tuple(place for place in hosts if place not in written)


def _colophon(
    title: str, edition: str, chapters: tuple[CityChapter, ...], checksum: str
) -> tuple[Row, ...]:
    compiled = "; ".join(f"{chapter.city}, {chapter.source}" for chapter in chapters)
    rows = [
        Row(_("Report"), title),
        Row(_("State"), edition),
        Row(_("Compiled from"), compiled),
        Row(_("Checksum of the text"), checksum),
    ]
    return tuple(row for row in rows if row.value)


def _cover_facts(years: str, annex: Mapping[str, Any]) -> tuple[Row, ...]:
    counts = [
        (len(annex.get("cities", [])), _("Cities")),
        (sum(1 for row in annex.get("calendar", []) if row["number"]), _("Host cities")),
        (len(annex.get("cases", [])), _("Cluster cases")),
        (len(annex.get("chapters", [])), _("City reports")),
    ]
    return (Row(_("Years"), years), *(Row(label, str(n)) for n, label in counts if n))


def _chapter(number: int, row: Mapping[str, Any]) -> CityChapter:
    group = GroupFacts(row["group"]["number"], row["group"]["name"])
    published = as_date(row["published_on"])
    return CityChapter(
        anchor=f"city-{number}",
        city=row["city"],
        group=group,
        source=edition_words(row["edition"], published or datetime.date.min),
        body=ReportBody.of(row["content"]),
    )


def _groups(cities: list[dict[str, Any]]) -> tuple[GroupRow, ...]:
    by_group: dict[tuple[int, str], list[CityRow]] = defaultdict(list)
    for row in cities:
        key = (row["group"]["number"], row["group"]["name"])
        by_group[key].append(CityRow(row["name"], row["country"], row["region"]))
    # Cities without a group come last.
    ordered = sorted(by_group.items(), key=lambda item: (item[0][0] == 0, item[0]))
    return tuple(
        GroupRow(GroupFacts(number, name or _("No group")), tuple(rows))
        for (number, name), rows in ordered
    )


def _meeting(row: Mapping[str, Any]) -> Meeting:
    return Meeting(
        number=str(row["number"] or ""),
        kind=row["kind_words"],
        place=row["place"],
        days=days_words(as_date(row["starts_on"]), as_date(row["ends_on"])),
        group=row["group"]["number"],
    )


def _timeline(calendar: list[dict[str, Any]]) -> Timeline | None:
    places = [
        TimelinePlace(
            day=as_date(row["starts_on"]) or datetime.date.min,
            label=row["place"],
            number=str(row["number"] or ""),
            group=row["group"]["number"],
        )
        for row in calendar
    ]
    if len(places) < 2:
        return None
    words = "; ".join(f"{place.label}, {day_words(place.day)}" for place in places)
    return Timeline.of(
        places, title=_("The meetings on a line of time: %(list)s.") % {"list": words}
    )
