"""What stands beside the texts of the final report: the whole programme.

Only what every member may read: published city reports, distributed cases without their
confidential parts, released agendas. Nobody is named. The number of queries does not grow with
the programme.
"""

from typing import Any

from django.db.models import OuterRef, Subquery

from cases.contents import without_confidential
from cases.models import Edition
from cases.outline import OBJECTIVE_KEYS
from programme.mapping.history import MapState
from programme.models import City, Objective, Partner, Programme
from reports.annex.actions import action_rows, take_up_rows
from reports.annex.networking import funnel, links_data, matrix, matrix_before
from reports.annex.people import people_counts
from reports.annex.rows import case_row, cities_of, group_of, last_editions, plain
from reports.learning.satisfaction import satisfaction_data
from reports.models import ReportEdition
from reports.networking.funnel import Funnels
from workshops.agendas.releases import released_items_of
from workshops.models import AgendaItem, Workshop


def programme_annex(programme: Programme) -> dict[str, Any]:
    """All that the final report sets beside its texts, as it stands now."""
    workshops = _workshops(programme)
    cases = list(last_editions(Edition.objects.filter(case__programme=programme)))
    chapters = published_reports(programme)
    cities = list(cities_of(programme))
    networking = MapState.of(programme, cities)
    funnels = Funnels.count(programme, workshops)
    return plain(
        {
            "overall_objective": programme.overall_objective,
            "objectives": list(
                Objective.objects.filter(programme=programme).values("position", "title", "text")
            ),
            "cities": [_city(city) for city in cities],
            "partners": [
                {"name": partner.name, "kind": partner.get_kind_display()}
                for partner in Partner.objects.filter(programme=programme)
            ],
            "calendar": _calendar(workshops),
            "chapters": [_chapter(edition) for edition in chapters],
            "lessons": [lesson for edition in chapters for lesson in lessons_of(edition)],
            "cases": [case_row(edition) | _compared(edition) for edition in cases],
            "sectors": networking.sectors,
            "matrix": matrix(networking),
            "matrix_before": matrix_before(programme, networking, workshops),
            "actions": action_rows(programme),
            "take_ups": take_up_rows(programme),
            "people": people_counts(workshops),
            "funnel": funnel(programme, networking, workshops, funnels),
            "links": links_data(funnels),
            "satisfaction": satisfaction_data(Workshop.objects.all(), programme),
            "documents": [
                *(_published("case", edition.case.city, edition) for edition in cases),
                *(
                    _published("city_report", edition.city_report.workshop.city, edition)
                    for edition in chapters
                    if edition.city_report
                ),
            ],
        }
    )


def _workshops(programme: Programme) -> list[Workshop]:
    rows = list(
        Workshop.objects.filter(programme=programme, starts_on__isnull=False)
        .select_related("city__group")
        .order_by("starts_on", "pk")
    )
    for workshop in rows:
        workshop.programme = programme
    return rows


def _city(city: City) -> dict[str, Any]:
    return {
        "name": city.name,
        "country": city.country.name,
        "region": city.region,
        "group": group_of(city),
    }


def _compared(edition: Edition) -> dict[str, Any]:
    """What the comparison says beyond it; “left_out” names objectives that are confidential."""
    content = without_confidential(edition.content)
    return {
        "parked_issues": content.get("parked_issues") or [],
        "kick_off": content.get("kick_off"),
        "left_out": [
            topic["key"]
            for section in content.get("sections", [])
            for topic in section["topics"]
            if topic["key"] in OBJECTIVE_KEYS and topic.get("is_left_out")
        ],
    }


def _calendar(workshops: list[Workshop]) -> list[dict[str, Any]]:
    """The meetings, each with its agenda as it was released. Two queries."""
    agendas = released_items_of(workshops)
    return [
        {
            "number": workshop.number,
            "kind": workshop.kind,
            "kind_words": workshop.get_kind_display(),
            "place": workshop.place_name,
            "starts_on": workshop.starts_on,
            "ends_on": workshop.ends_on,
            "group": group_of(workshop.city),
            "agenda": [_agenda_item(item) for item in agendas[workshop.pk]],
        }
        for workshop in workshops
    ]


def _agenda_item(item: AgendaItem) -> dict[str, Any]:
    """Without who led it: this report names nobody."""
    return {
        "day": item.day,
        "starts_at": f"{item.starts_at:%H:%M}",
        "ends_at": f"{item.ends_at:%H:%M}",
        "title": item.title,
        "choice": item.choice,
    }


def published_reports(programme: Programme) -> list[ReportEdition]:
    """The published city reports, each in its last edition, in the order of the workshops."""
    latest = (
        ReportEdition.objects.filter(city_report=OuterRef("city_report"))
        .order_by("-number")
        .values("pk")[:1]
    )
    editions = (
        ReportEdition.objects.filter(
            pk=Subquery(latest), city_report__workshop__programme=programme
        )
        .select_related("city_report__workshop__city__group")
        .order_by("city_report__workshop__starts_on", "pk")
    )
    return [edition for edition in editions if edition.city_report]


def _chapter(edition: ReportEdition) -> dict[str, Any]:
    workshop = edition.city_report.workshop  # type: ignore[union-attr]
    return {
        "city": workshop.place_name,
        "group": group_of(workshop.city),
        "edition": edition.number,
        "published_on": edition.frozen_at,
        "content": edition.content,
    }


def lessons_of(edition: ReportEdition) -> list[dict[str, Any]]:
    """The lessons that a city report was published with; none in editions of former days."""
    workshop = edition.city_report.workshop  # type: ignore[union-attr]
    return [
        {
            "city": workshop.place_name,
            "group": group_of(workshop.city),
            "number": lesson["number"],
            "gap": lesson["gap"],
            "text": lesson["text"],
        }
        for lesson in edition.content.get("lessons") or []
    ]


def _published(kind: str, city: City | None, edition: Edition | ReportEdition) -> dict[str, Any]:
    return {
        "kind": kind,
        "city": city.name if city else "",
        "group": group_of(city),
        "edition": edition.number,
        "published_on": edition.frozen_at,
        "checksum": edition.checksum,
    }
