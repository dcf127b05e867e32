"""What stands beside the text while a report is written. All its queries."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.article import Article, Fact, Part
from cases.contents import content_of
from cases.models import Case, Edition
from programme.access import Seat
from programme.models import Objective
from reports.assembling.blocks import Block, headed, shortened
from reports.assembling.material import Material
from reports.assembling.sources import source_blocks
from reports.contexts.city_report import ReportText, texts_of
from reports.models import ReportEdition
from reports.writing.sources_final import CompiledSources
from workshops.models import AgendaItem, Workshop

# In the order in which they stand beside a part, behind those that lie open there.
CITY_SOURCES: dict[str, Promise] = {
    "policy": gettext_lazy("Policy of the city"),
    "notes": gettext_lazy("Notes and decisions"),
    "board": gettext_lazy("Board of the case discussion"),
    "actions": gettext_lazy("Proposed actions"),
    "case": gettext_lazy("The cluster case"),
    "linkages": gettext_lazy("Networking map, clusters and links"),
    "meetings": gettext_lazy("Meetings of choice B"),
    "agenda": gettext_lazy("Agenda and participants"),
    "survey": gettext_lazy("Survey"),
    "kick_off": gettext_lazy("At the kick-off"),
}
OPEN_BESIDE: dict[str, tuple[str, ...]] = {
    "policy": ("policy",),
    "experiences": ("notes",),
    "case": ("case",),
    "issues_and_next_steps": ("actions",),
    "linkages": ("linkages",),
}


@dataclass(frozen=True)
class AgendaDay:
    day: datetime.date
    items: list[AgendaItem]


@dataclass(frozen=True)
class Topic:
    """An answer of the case, and what of it may be told: nothing that is confidential."""

    part: Part
    block: Block | None


@dataclass(frozen=True)
class CaseChapter:
    number: int
    title: str
    facts: list[Fact]
    topics: list[Topic]


@dataclass(frozen=True)
class Source:
    """One fold beside the text. One that lies closed is read when it is opened."""

    key: str
    is_open: bool
    blocks: list[Block] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(CITY_SOURCES[self.key])

    @property
    def template(self) -> str:
        return f"reports/_source_{self.key}.html"


@dataclass(frozen=True)
class CitySources:
    """What there is about a workshop, its case and its city, for the writers of its report."""

    seat: Seat
    material: Material
    # In the order in which they stand beside the part that is written.
    sources: list[Source]

    @classmethod
    def of(cls, seat: Seat, workshop: Workshop, part: str, wanted: str = "") -> "CitySources":
        """What the person may see of it. ``wanted``: a source that is opened beside the usual."""
        material = Material.of(workshop)
        usual = OPEN_BESIDE.get(part, ())
        rest = [key for key in CITY_SOURCES if key not in usual]
        sources = [
            Source(key, True, source_blocks(key, material))
            if key in usual or key == wanted
            else Source(key, False)
            for key in (*usual, *rest)
        ]
        return cls(seat, material, sources)

    @classmethod
    def alone(cls, seat: Seat, workshop: Workshop, key: str) -> "CitySources":
        """One source by itself."""
        material = Material.of(workshop)
        return cls(seat, material, [Source(key, True, source_blocks(key, material))])

    @cached_property
    def case(self) -> Case | None:
        return _case(self.seat, self.material)

    @cached_property
    def edition(self) -> Edition | None:
        """None: the case was never distributed, its working text is shown."""
        return self.material.edition or (self.case.last_edition() if self.case else None)

    @cached_property
    def article(self) -> Article | None:
        return _article(self.case, self.edition)

    @cached_property
    def chapters(self) -> list[CaseChapter]:
        return _chapters(self.article, self.material)

    @property
    def question(self) -> str:
        return self.article.issue.question if self.article and self.article.issue else ""

    @property
    def agenda(self) -> list[AgendaDay]:
        by_day = groupby(self.material.items, key=lambda item: item.day)
        return [AgendaDay(day, list(rows)) for day, rows in by_day]


def _case(seat: Seat, material: Material) -> Case | None:
    workshop = material.workshop
    case = (
        material.edition.case
        if material.edition
        else Case.objects.visible_to(seat.user)
        .filter(workshop=workshop)
        .select_related("cluster__sector")
        .first()
    )
    if case:
        case.programme, case.city, case.workshop = seat.programme, material.city, workshop
    return case


def _article(case: Case | None, edition: Edition | None) -> Article | None:
    """The case with its confidential parts, marked: experts read them and leave them out."""
    if case is None:
        return None
    content = edition.content if edition else content_of(case)
    return Article.of(content, in_confidence=True)


def _chapters(article: Article | None, material: Material) -> list[CaseChapter]:
    return [
        CaseChapter(
            chapter.number,
            chapter.title,
            chapter.facts,
            [Topic(part, _topic_block(part, chapter.title, material)) for part in chapter.parts],
        )
        for chapter in (article.chapters if article else [])
    ]


def _topic_block(part: Part, chapter: str, material: Material) -> Block | None:
    """What can be inserted: of the edition that the members have, and nothing confidential."""
    if material.edition is None or part.is_confidential or not part.text.strip():
        return None
    words = {"topic": part.title, "chapter": chapter, "number": material.edition.number}
    source = _("From the case, edition %(number)s: %(chapter)s, %(topic)s") % words
    return Block(headed(part.title, shortened(part.text)), source, title=part.title)


@dataclass(frozen=True)
class CityChapter:
    """A published city report as a source of the final report."""

    city: str
    url: str
    edition: int
    published_at: datetime.datetime | None
    question: str
    parts: tuple[ReportText, ...]
    actions: list[Mapping[str, Any]]

    @classmethod
    def of(cls, seat: Seat, edition: ReportEdition) -> "CityChapter":
        content = edition.content
        workshop = edition.city_report.workshop  # type: ignore[union-attr]
        return cls(
            city=workshop.place_name,
            url=reverse("reports:city_report", args=[seat.programme.slug, workshop.slug]),
            edition=edition.number,
            published_at=edition.frozen_at,
            question=content.get("issue", ""),
            parts=texts_of(content),
            actions=content.get("actions", []),
        )


@dataclass(frozen=True)
class FinalSources:
    """The objectives and the published city reports, for the writers of the final report."""

    objectives: list[Objective]
    chapters: list[CityChapter]
    # How many city workshops there are: so many reports can be published.
    workshops: int
    # What the programme has compiled for the part that is written.
    compiled: CompiledSources = CompiledSources()

    @classmethod
    def of(cls, seat: Seat, part: str) -> "FinalSources":
        """Three queries, and those of what is compiled."""
        editions = (
            ReportEdition.objects.visible_to(seat.user)
            .filter(city_report__workshop__programme=seat.programme)
            .select_related("city_report__workshop__programme", "city_report__workshop__city")
            .order_by("city_report__workshop__starts_on", "city_report", "number")
        )
        latest = {edition.city_report_id: edition for edition in editions}
        return cls(
            objectives=list(Objective.objects.visible_to(seat.user).in_programme(seat.programme)),
            chapters=[CityChapter.of(seat, edition) for edition in latest.values()],
            workshops=Workshop.objects.visible_to(seat.user)
            .in_programme(seat.programme)
            .of_host_cities()
            .count(),
            compiled=CompiledSources.of(seat, part),
        )
