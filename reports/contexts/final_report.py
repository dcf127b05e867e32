"""The PDF of the final report: the texts of its own, the cities' reports, and the comparison."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import IssueKind, LifecycleStage
from cases.outline import OBJECTIVE_KEYS, TOPICS
from reports.charts import Bars, Timeline, TimelinePlace, group_colour
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


@dataclass(frozen=True)
class ComparedCase:
    """One case as a row of the comparison."""

    city: str
    group: int
    title: str
    stage: str
    initiator: str
    founded: str
    legal_form: str
    evaluation: str
    question: str
    kind: str
    # The seven priorities in the order of the outline; None where a case is silent.
    priorities: tuple[int | None, ...]


@dataclass(frozen=True)
class StageColumn:
    stage: str
    cities: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class MatrixRow:
    city: str
    group: int
    marks: tuple[str, ...]

    @property
    def colour(self) -> str:
        return group_colour(self.group)


@dataclass(frozen=True)
class ActionRow:
    text: str
    owner: str
    level: str
    status: str
    progress: str


@dataclass(frozen=True)
class CityActions:
    city: str
    group: int
    words: str
    rows: tuple[ActionRow, ...]


@dataclass(frozen=True)
class Comparison:
    """All distributed cases side by side."""

    cases: tuple[ComparedCase, ...]
    objectives: tuple[str, ...]
    # Mean priority per objective, in words with one decimal.
    means: tuple[str, ...]
    stages: tuple[StageColumn, ...]
    issues: Bars | None
    sectors: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    lonely_sectors: tuple[str, ...]
    actions: tuple[CityActions, ...]
    actions_words: str


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
        written = {chapter.city for chapter in chapters}
        cover = Cover(
            kind=_("Final report"),
            title=programme.headline,
            subtitle=programme.title,
            edition=edition,
            facts=_cover_facts(programme.years, annex),
            journey=journey_of(programme),
            stamp=stamp,
        )
        colophon = [
            Row(_("Report"), content.get("title") or str(report)),
            Row(_("State"), edition),
            Row(
                _("Compiled from"),
                "; ".join(f"{chapter.city}, {chapter.source}" for chapter in chapters),
            ),
        ]
        if checksum:
            colophon.append(Row(_("Checksum of the text"), checksum))
        return cls(
            programme=ProgrammeFacts.of(programme),
            cover=cover,
            opening=tuple(text for text in texts if text.key in BEFORE_CITIES),
            closing=tuple(text for text in texts if text.key not in BEFORE_CITIES),
            overall_objective=annex.get("overall_objective", ""),
            objectives=tuple(
                Goal(row["title"], row["text"]) for row in annex.get("objectives", [])
            ),
            groups=_groups(annex.get("cities", [])),
            partners=tuple(Row(row["kind"], row["name"]) for row in annex.get("partners", [])),
            meetings=tuple(_meeting(row) for row in calendar),
            timeline=_timeline(calendar),
            chapters=chapters,
            missing=tuple(
                row["place"] for row in calendar if row["number"] and row["place"] not in written
            ),
            comparison=_comparison(annex),
            colophon=tuple(row for row in colophon if row.value),
        )


def _cover_facts(years: str, annex: Mapping[str, Any]) -> tuple[Row, ...]:
    counts = [
        (len(annex.get("cities", [])), _("Cities")),
        (sum(1 for row in annex.get("calendar", []) if row["number"]), _("City workshops")),
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


def _comparison(annex: Mapping[str, Any]) -> Comparison:
    cases = tuple(_compared(row) for row in annex.get("cases", []))
    matrix = tuple(
        MatrixRow(row["city"], row["group"]["number"], tuple(row["marks"]))
        for row in annex.get("matrix", [])
    )
    sectors = tuple(annex.get("sectors", []))
    actions = tuple(_city_actions(row) for row in annex.get("actions", []))
    return Comparison(
        cases=cases,
        objectives=tuple(str(TOPICS[key].title) for key in OBJECTIVE_KEYS),
        means=_means(cases),
        stages=_stages(annex.get("cases", [])),
        issues=_issues(annex.get("cases", [])),
        sectors=sectors,
        matrix=matrix,
        lonely_sectors=_lonely(sectors, matrix),
        actions=actions,
        actions_words=_actions_words(annex.get("actions", [])),
    )


def _compared(row: Mapping[str, Any]) -> ComparedCase:
    facts = {fact["key"]: fact for fact in row.get("facts") or []}
    priorities = {goal["objective"]: goal["priority"] for goal in row.get("objectives") or []}
    issue = row.get("issue") or {}

    def words(key: str) -> str:
        return facts[key]["words"] if key in facts else ""

    return ComparedCase(
        city=row["city"],
        group=row["group"]["number"],
        title=row.get("title") or "",
        stage=words("lifecycle_stage"),
        initiator=words("initiator"),
        founded=words("founding_year"),
        legal_form=words("legal_form"),
        evaluation=" ".join(filter(None, [words("evaluation_method"), words("evaluation_year")])),
        question=issue.get("question", ""),
        kind=issue.get("kind_words", ""),
        priorities=tuple(priorities.get(key) for key in OBJECTIVE_KEYS),
    )


def _means(cases: tuple[ComparedCase, ...]) -> tuple[str, ...]:
    means = []
    for position in range(len(OBJECTIVE_KEYS)):
        values = [p for case in cases if (p := case.priorities[position]) is not None]
        means.append(f"{sum(values) / len(values):.1f}" if values else "")
    return tuple(means)


def _stages(cases: list[dict[str, Any]]) -> tuple[StageColumn, ...]:
    by_stage: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in cases:
        for fact in row.get("facts") or []:
            if fact["key"] == "lifecycle_stage":
                by_stage[fact["value"]].append((row["city"], row["group"]["number"]))
    if not by_stage:
        return ()
    return tuple(
        StageColumn(str(label), tuple(by_stage[value])) for value, label in LifecycleStage.choices
    )


def _issues(cases: list[dict[str, Any]]) -> Bars | None:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for row in cases:
        if row.get("issue"):
            by_kind[row["issue"]["kind"]].append(row["city"])
    rows = [
        (str(label), len(by_kind[value]), ", ".join(by_kind[value]))
        for value, label in IssueKind.choices
        if by_kind[value]
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: -row[1])
    words = "; ".join(f"{label}: {count}" for label, count, _who in rows)
    return Bars.of(rows, title=_("Issues in focus by kind: %(list)s.") % {"list": words})


def _lonely(sectors: tuple[str, ...], matrix: tuple[MatrixRow, ...]) -> tuple[str, ...]:
    """Sectors in which only one city has put a mark: it has no partner there."""
    marked = Counter(
        sector
        for row in matrix
        for sector, mark in zip(sectors, row.marks, strict=False)
        if mark in ("case", "opportunity")
    )
    return tuple(sector for sector in sectors if marked[sector] == 1)


def _city_actions(row: Mapping[str, Any]) -> CityActions:
    words = ngettext(
        "%(taken)s of %(count)s action taken up",
        "%(taken)s of %(count)s actions taken up",
        row["proposed"],
    ) % {"taken": row["taken_up"], "count": row["proposed"]}
    return CityActions(
        city=row["city"],
        group=row["group"]["number"],
        words=words,
        rows=tuple(
            ActionRow(
                action["text"],
                action["owner"],
                action["level"],
                action["status"],
                action["progress"],
            )
            for action in row["rows"]
        ),
    )


def _actions_words(rows: list[dict[str, Any]]) -> str:
    proposed = sum(row["proposed"] for row in rows)
    if not proposed:
        return ""
    taken = sum(row["taken_up"] for row in rows)
    return ngettext(
        "%(count)s action was proposed in %(cities)s; %(taken)s of them are taken up so far.",
        "%(count)s actions were proposed in %(cities)s; %(taken)s of them are taken up so far.",
        proposed,
    ) % {
        "count": proposed,
        "taken": taken,
        "cities": ngettext("%(count)s city", "%(count)s cities", len(rows)) % {"count": len(rows)},
    }
