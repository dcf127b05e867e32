"""What stands beside the text while a report is written. All its queries."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from cases.article import Article
from cases.contents import content_of
from cases.models import Case, Edition, ProposedAction
from programme.access import Seat
from programme.models import City, Mark, Objective
from reports.annex import linkages_of
from reports.contexts.city_report import ReportText
from reports.models import ReportEdition
from workshops.agendas.releases import released_items
from workshops.models import AgendaItem, Choice, Registration, Workshop

# Which sources lie open beside which part; the others are folded below them, in this order.
CITY_SOURCES = ("policy", "agenda", "actions", "case", "linkages", "kick_off")
OPEN_BESIDE: dict[str, tuple[str, ...]] = {
    "policy": ("policy",),
    "experiences": ("agenda",),
    "case": ("case",),
    "issues_and_next_steps": ("actions",),
    "linkages": ("linkages",),
}


@dataclass(frozen=True)
class AgendaDay:
    day: datetime.date
    items: list[AgendaItem]


@dataclass(frozen=True)
class Attendance:
    """How many came, and what they chose."""

    registered: int = 0
    chose_a: int = 0
    chose_b: int = 0


@dataclass(frozen=True)
class Linkage:
    """A sector that the city has marked on the map, and the other cities that have."""

    sector: str
    mark: str
    partners: list[tuple[str, str]]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Linkage":
        partners = [(cell["city"], str(Mark(cell["mark"]).label)) for cell in row["partners"]]
        return cls(row["sector"], str(Mark(row["mark"]).label), partners)


@dataclass(frozen=True)
class CitySources:
    """What there is about a workshop, its case and its city, for the writers of its report."""

    workshop: Workshop
    city: City
    # In the order in which they stand beside the part that is written.
    order: list[tuple[str, bool]]
    case: Case | None = None
    # None: the case is not distributed, its working text is shown.
    edition: Edition | None = None
    article: Article | None = None
    agenda: list[AgendaDay] = field(default_factory=list)
    attendance: Attendance = Attendance()
    actions: list[ProposedAction] = field(default_factory=list)
    linkages: list[Linkage] = field(default_factory=list)

    @classmethod
    def of(cls, seat: Seat, workshop: Workshop, part: str) -> "CitySources":
        """What the person may see of it. Ten queries with a distributed case."""
        city = workshop.city
        if city is None:
            raise ValueError(workshop.pk)
        case = (
            Case.objects.visible_to(seat.user)
            .filter(workshop=workshop)
            .select_related("cluster__sector")
            .first()
        )
        edition, actions = None, []
        if case:
            case.programme, case.city, case.workshop = seat.programme, city, workshop
            # Who sees the case sees its editions and what was proposed.
            edition = case.last_edition()
            actions = list(case.proposed_actions.all())
        return cls(
            workshop=workshop,
            city=city,
            order=_ordered(part),
            case=case,
            edition=edition,
            article=_article(case, edition),
            agenda=_agenda(workshop),
            attendance=_attendance(seat, workshop),
            actions=actions,
            linkages=[Linkage.of(row) for row in linkages_of(seat.programme, city)],
        )

    @property
    def question(self) -> str:
        return self.article.issue.question if self.article and self.article.issue else ""


def _ordered(part: str) -> list[tuple[str, bool]]:
    """The sources with whether each lies open, what belongs to the part first."""
    open_ones = OPEN_BESIDE.get(part, ())
    rest = [source for source in CITY_SOURCES if source not in open_ones]
    return [(source, True) for source in open_ones] + [(source, False) for source in rest]


def _article(case: Case | None, edition: Edition | None) -> Article | None:
    """The case with its confidential parts, marked: experts read them and leave them out."""
    if case is None:
        return None
    content = edition.content if edition else content_of(case)
    return Article.of(content, in_confidence=True)


def _agenda(workshop: Workshop) -> list[AgendaDay]:
    # Never released, and held all the same: whoever writes the report needs what there is.
    items = released_items(workshop) or list(workshop.agenda_items.in_draft())
    return [AgendaDay(day, list(rows)) for day, rows in groupby(items, key=lambda item: item.day)]


def _attendance(seat: Seat, workshop: Workshop) -> Attendance:
    counts = (
        Registration.objects.visible_to(seat.user)
        .coming()
        .filter(workshop=workshop)
        .aggregate(
            registered=Count("pk"),
            chose_a=Count("pk", filter=Q(sign_up__item__choice=Choice.A)),
            chose_b=Count("pk", filter=Q(sign_up__item__choice=Choice.B)),
        )
    )
    return Attendance(**counts)


@dataclass(frozen=True)
class CityChapter:
    """A published city report as a source of the final report."""

    city: str
    url: str
    edition: int
    published_at: datetime.datetime | None
    question: str
    parts: list[ReportText]
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
            parts=[
                ReportText(number, part["key"], part["title"], part["text"])
                for number, part in enumerate(content.get("parts", []), start=1)
            ],
            actions=content.get("actions", []),
        )


@dataclass(frozen=True)
class FinalSources:
    """The objectives and the published city reports, for the writers of the final report."""

    objectives: list[Objective]
    chapters: list[CityChapter]
    # How many city workshops there are: so many reports can be published.
    workshops: int

    @classmethod
    def of(cls, seat: Seat) -> "FinalSources":
        """Three queries."""
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
        )
