"""The PDF of the final report: the texts of its own, the cities' reports, and the comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import Programme
from reports.charts import Timeline
from reports.contexts.base import (
    Cover,
    ProgrammeFacts,
    Row,
    draft_words,
    edition_words,
    journey_of,
)
from reports.contexts.book import BookPart, BookPrint, Entry
from reports.contexts.city_report import ReportText
from reports.contexts.comparison import Comparison
from reports.contexts.final.actions import Actions, RegisterCity, register_of
from reports.contexts.final.annexes import Annexes
from reports.contexts.final.chapters import (
    CityChapter,
    CityLine,
    Goal,
    GroupRow,
    Meeting,
    chapters_of,
    groups_of,
    meeting_of,
    timeline_of,
)
from reports.contexts.final.networking import Networking
from reports.contexts.final.people import People
from reports.learning.lessons import LessonBoard, LessonRow
from reports.learning.satisfaction import Satisfaction
from reports.models import FinalReport, ReportEdition
from reports.services import report_content

# Texts that follow each other without a chapter in between.
THEMES = ("organisational_models", "funding", "governance")
CHAPTERS = "reports/pdf/final"


@dataclass(frozen=True, kw_only=True)
class FinalReportPrint(BookPrint):
    """The final report in parts: one for each chapter, one for each city."""

    body_class: ClassVar[str] = "is-final"

    texts: tuple[ReportText, ...]
    overall_objective: str
    objectives: tuple[Goal, ...]
    groups: tuple[GroupRow, ...]
    partners: tuple[Row, ...]
    meetings: tuple[Meeting, ...]
    timeline: Timeline | None
    chapters: tuple[CityChapter, ...]
    # Cities that host a workshop and have no published report yet.
    missing: tuple[str, ...]
    lessons: LessonBoard
    comparison: Comparison
    networking: Networking
    actions: Actions
    register: tuple[RegisterCity, ...]
    people: People | None
    satisfaction: Satisfaction
    annexes: Annexes
    colophon: tuple[Row, ...]

    def parts(self) -> tuple[BookPart, ...]:
        """In reading order. What an edition of former days does not hold is left away."""
        text = {part.key: part for part in self.texts}
        return tuple(
            part
            for part in (
                *(_text_part(text[key]) for key in ("foreword", "summary") if key in text),
                self._programme_part(text),
                _text_part(text["method"]) if "method" in text else None,
                self._meetings_part(),
                self._cities_part(),
                *(_city_part(chapter) for chapter in self.chapters),
                self._comparison_part(),
                self._lessons_part(text),
                _themes_part([text[key] for key in THEMES if key in text]),
                self._networking_part(text),
                self._actions_part(),
                _text_part(text["conclusions"]) if "conclusions" in text else None,
                *self.annexes.parts(self.register),
            )
            if part is not None
        )

    def _programme_part(self, text: Mapping[str, ReportText]) -> BookPart | None:
        part = text.get("programme_and_objectives")
        if part is None:
            return None
        return _part(
            part.key,
            part.title,
            "programme",
            part=part,
            overall_objective=self.overall_objective,
            objectives=self.objectives,
            groups=self.groups,
            partners=self.partners,
        )

    def _meetings_part(self) -> BookPart:
        """The meetings in time, who took part and what they said."""
        entries = [Entry("calendar", _("The meetings"))]
        if self.people:
            entries.append(Entry("people", _("Who took part")))
        if self.satisfaction.lines:
            entries.append(Entry("satisfaction", _("Satisfaction")))
        return _part(
            "meetings",
            entries[0].title,
            "meetings",
            entries=tuple(entries),
            meetings=self.meetings,
            timeline=self.timeline,
            people=self.people,
            satisfaction=self.satisfaction,
        )

    def _cities_part(self) -> BookPart:
        lines = tuple(
            CityLine(
                chapter.anchor,
                chapter.city,
                chapter.group.number,
                chapter.body.case.title if chapter.body.case else "",
                chapter.body.question,
                chapter.source,
            )
            for chapter in self.chapters
        )
        title = _("What the cities report")
        return _part("cities", title, "cities", lines=lines, missing=self.missing)

    def _comparison_part(self) -> BookPart:
        title = _("The cases compared")
        return _part("comparison", title, "comparison", comparison=self.comparison)

    def _lessons_part(self, text: Mapping[str, ReportText]) -> BookPart | None:
        part = text.get("lessons")
        if part is None:
            return None
        anchors = {chapter.city: chapter.anchor for chapter in self.chapters}
        gaps = [
            (gap, [(lesson, anchors.get(lesson.city, "")) for lesson in gap.lessons])
            for gap in self.lessons.gaps
            if gap.lessons
        ]
        return _part(part.key, part.title, "lessons", part=part, board=self.lessons, gaps=gaps)

    def _networking_part(self, text: Mapping[str, ReportText]) -> BookPart:
        part = text.get("networking")
        title = part.title if part else _("Networking between the clusters")
        return _part("networking", title, "networking", part=part, net=self.networking)

    def _actions_part(self) -> BookPart:
        title = _("Actions and what became of them")
        return _part("actions", title, "actions", actions=self.actions)

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
        chapters = chapters_of(annex.get("chapters", []))
        texts = tuple(
            ReportText(0, part["key"], part["title"], part["text"])
            for part in content.get("parts", [])
        )
        lessons = [LessonRow.of_data(row) for row in annex.get("lessons", [])]
        goals = (Goal(row["title"], row["text"]) for row in annex.get("objectives", []))
        comparison = Comparison.of(annex)
        return cls(
            programme=ProgrammeFacts.of(programme),
            cover=_cover(programme, annex, edition, stamp),
            texts=texts,
            overall_objective=annex.get("overall_objective", ""),
            objectives=tuple(goals),
            groups=groups_of(annex.get("cities", [])),
            partners=tuple(Row(row["kind"], row["name"]) for row in annex.get("partners", [])),
            meetings=tuple(meeting_of(row) for row in calendar),
            timeline=timeline_of(calendar),
            chapters=chapters,
            missing=_missing(calendar, chapters),
            lessons=LessonBoard.of(lessons),
            comparison=comparison,
            networking=Networking.of(annex),
            actions=Actions.of(annex.get("actions", [])),
            register=register_of(annex.get("actions", [])),
            people=People.of(annex.get("people") or {}),
            satisfaction=Satisfaction.of_data(annex.get("satisfaction") or {}),
            annexes=Annexes.of(annex),
            colophon=_colophon(content.get("title") or str(report), edition, chapters, checksum),
        )


def _part(
    key: str, title: str, template: str, *, entries: tuple[Entry, ...] = (), **context: Any
) -> BookPart:
    """A part whose chapter has its key as anchor, unless there are several."""
    return BookPart(
        key=key.replace("_", "-"),
        title=title,
        template=f"{CHAPTERS}/{template}.html",
        context=context,
        entries=entries or (Entry(key, title),),
    )


def _text_part(part: ReportText) -> BookPart:
    return _part(part.key, part.title, "text", texts=(part,))


def _themes_part(texts: list[ReportText]) -> BookPart | None:
    if not texts:
        return None
    entries = tuple(Entry(part.key, part.title) for part in texts)
    return _part(texts[0].key, texts[0].title, "text", entries=entries, texts=tuple(texts))


def _city_part(chapter: CityChapter) -> BookPart:
    return BookPart(
        key=chapter.anchor,
        title=chapter.city,
        template=f"{CHAPTERS}/city.html",
        context={"chapter": chapter},
        entries=(Entry(chapter.anchor, chapter.city, level=2, group=chapter.group.number),),
        group=chapter.group.number,
        level=2,
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
    compiled = ", ".join(chapter.city for chapter in chapters)
    rows = [
        Row(_("Report"), title),
        Row(_("State"), edition),
        Row(_("City reports in it"), compiled),
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
