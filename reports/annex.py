"""What stands beside the prose of a report, as plain data: it is frozen with every edition.

A city report carries its workshop and its case, the final report the whole programme. Plain
JSON values only; how they are set is decided in ``reports.contexts``.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, OuterRef, Subquery

from cases.contents import without_confidential
from cases.models import SHARED_STATUSES, TAKEN_UP, Edition, EditionQuerySet, ProposedAction
from cases.outline import OBJECTIVE_KEYS
from programme.models import City, MapCell, Mark, Objective, Partner, Programme, Sector
from reports.learning.satisfaction import satisfaction_data
from reports.models import ReportEdition
from workshops.agendas.releases import released_items
from workshops.models import AttendsAs, Registration, Workshop


def city_annex(workshop: Workshop) -> dict[str, Any]:
    """Group, participants, agenda, case and possible partners of a city workshop.

    Seven queries; programme and city's group of the workshop should have been read with it.
    """
    city = workshop.city
    workshop_editions = Edition.objects.filter(case__workshop=workshop)
    return _plain(
        {
            "group": _group(city),
            "city": city.name if city else "",
            "number": workshop.number,
            "venue": workshop.venue,
            "participants": _participants(workshop),
            "agenda": _agenda(workshop),
            "case": next(map(_case, _last_editions(workshop_editions)), None),
            "linkages": linkages_of(workshop.programme, city) if city else [],
        }
    )


def programme_annex(programme: Programme) -> dict[str, Any]:
    """Objectives, partners, calendar, published city reports and the comparison of the cases."""
    return _plain(
        {
            "overall_objective": programme.overall_objective,
            "objectives": list(
                Objective.objects.filter(programme=programme).values("position", "title", "text")
            ),
            "cities": [_city(city) for city in _cities(programme)],
            "partners": [
                {"name": partner.name, "kind": partner.get_kind_display()}
                for partner in Partner.objects.filter(programme=programme)
            ],
            "calendar": _calendar(programme),
            "chapters": _chapters(programme),
            "cases": [
                _case(edition) | _compared(edition)
                for edition in _last_editions(Edition.objects.filter(case__programme=programme))
            ],
            "sectors": list(
                Sector.objects.filter(programme=programme).values_list("name", flat=True)
            ),
            "matrix": _matrix(programme),
            "actions": _actions(programme),
            "satisfaction": satisfaction_data(Workshop.objects.all(), programme),
        }
    )


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _cities(programme: Programme) -> Iterable[City]:
    return (
        City.objects.filter(programme=programme)
        .select_related("group")
        .order_by("group__number", "position", "name")
    )


def _city(city: City) -> dict[str, Any]:
    return {
        "name": city.name,
        "country": city.country.name,
        "region": city.region,
        "group": _group(city),
    }


def _group(city: City | None) -> dict[str, Any]:
    group = city.group if city else None
    return {"number": group.number, "name": str(group)} if group else {"number": 0, "name": ""}


def _participants(workshop: Workshop) -> dict[str, Any]:
    counts = dict(
        Registration.objects.coming()
        .filter(workshop=workshop)
        .order_by()
        .values_list("attends_as")
        .annotate(Count("pk"))
    )
    cities = (
        Registration.objects.coming()
        .filter(workshop=workshop, city__isnull=False)
        .order_by()
        .values("city")
        .distinct()
        .count()
    )
    rows = [
        {"label": str(label), "count": counts[value]}
        for value, label in AttendsAs.choices
        if counts.get(value)
    ]
    return {"count": sum(counts.values()), "cities": cities, "rows": rows}


def _agenda(workshop: Workshop) -> list[dict[str, Any]]:
    """As it was released: what was only ever drafted did not take place."""
    return [
        {
            "day": item.day,
            "starts_at": f"{item.starts_at:%H:%M}",
            "ends_at": f"{item.ends_at:%H:%M}",
            "title": item.title,
            "choice": item.choice,
            "led_by": item.led_by,
        }
        for item in released_items(workshop)
    ]


def _last_editions(editions: EditionQuerySet) -> EditionQuerySet:
    """The distributed cases, each in its last edition."""
    return (
        editions.current()
        .select_related("case__city__group")
        .order_by("case__city__group__number", "case__city__position", "case__city__name")
    )


def _case(edition: Edition) -> dict[str, Any]:
    """What a report says of the case, without its confidential parts."""
    content = without_confidential(edition.content)
    names = ("title", "cluster", "issue", "facts", "objectives", "figures")
    return {
        "city": edition.case.city.name,
        "group": _group(edition.case.city),
        "edition": edition.number,
        **{name: content.get(name) for name in names},
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


def linkages_of(programme: Programme, city: City) -> list[dict[str, Any]]:
    """Per sector that the city has marked: which other cities have marked it too."""
    cells = (
        MapCell.objects.filter(city__programme=programme)
        .exclude(mark=Mark.NONE)
        .select_related("city__group", "sector")
        .order_by("sector__position", "sector__name", "city__position", "city__name")
    )
    by_sector: dict[str, list[MapCell]] = defaultdict(list)
    for cell in cells:
        by_sector[cell.sector.name].append(cell)
    rows = []
    for sector, marked in by_sector.items():
        own = next((cell for cell in marked if cell.city_id == city.pk), None)
        if own is None:
            continue
        partners = [
            {"city": cell.city.name, "group": _group(cell.city), "mark": cell.mark}
            for cell in marked
            if cell is not own
        ]
        rows.append({"sector": sector, "mark": own.mark, "partners": partners})
    return rows


def _calendar(programme: Programme) -> list[dict[str, Any]]:
    workshops = (
        Workshop.objects.filter(programme=programme, starts_on__isnull=False)
        .select_related("programme", "city__group")
        .order_by("starts_on", "pk")
    )
    return [
        {
            "number": workshop.number,
            "kind": workshop.kind,
            "kind_words": workshop.get_kind_display(),
            "place": workshop.place_name,
            "starts_on": workshop.starts_on,
            "ends_on": workshop.ends_on,
            "group": _group(workshop.city),
        }
        for workshop in workshops
    ]


def _chapters(programme: Programme) -> list[dict[str, Any]]:
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
    return [
        {
            "city": edition.city_report.workshop.place_name,
            "group": _group(edition.city_report.workshop.city),
            "edition": edition.number,
            "published_on": edition.frozen_at,
            "content": edition.content,
        }
        for edition in editions
        if edition.city_report
    ]


def _matrix(programme: Programme) -> list[dict[str, Any]]:
    """City by sector, in the order of the cities; no mark where a city has not answered."""
    marks = {
        (city, sector): mark
        for city, sector, mark in MapCell.objects.filter(city__programme=programme).values_list(
            "city", "sector", "mark"
        )
    }
    sectors = list(Sector.objects.filter(programme=programme).values_list("pk", flat=True))
    return [
        {
            "city": city.name,
            "group": _group(city),
            "marks": [marks.get((city.pk, sector), "") for sector in sectors],
        }
        for city in _cities(programme)
    ]


def _actions(programme: Programme) -> list[dict[str, Any]]:
    """What was proposed to each city, and how many of the proposals were taken up."""
    proposed = (
        ProposedAction.objects.filter(case__programme=programme, case__status__in=SHARED_STATUSES)
        .select_related("case__city__group")
        .order_by("case__city__group__number", "case__city__position", "position", "pk")
    )
    by_city: dict[City, list[ProposedAction]] = defaultdict(list)
    for action in proposed:
        by_city[action.case.city].append(action)
    return [
        {
            "city": city.name,
            "group": _group(city),
            "proposed": len(actions),
            "statuses": Counter(action.status for action in actions),
            "taken_up": sum(1 for action in actions if action.progress in TAKEN_UP),
            "rows": [
                {
                    "text": action.text,
                    "owner": action.owner,
                    "level": action.get_level_display(),
                    "status": action.get_status_display(),
                    "progress": action.get_progress_display(),
                }
                for action in actions
            ],
        }
        for city, actions in by_city.items()
    ]
