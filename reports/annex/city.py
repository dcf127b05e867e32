"""What stands beside the text of a city report: its workshop, its case, its possible partners."""

from collections import defaultdict
from typing import Any

from django.db.models import Count

from cases.models import Edition
from programme.models import City, MapCell, Mark, Programme
from reports.annex.rows import case_row, group_of, last_editions, plain
from workshops.agendas.releases import released_items
from workshops.models import AttendsAs, Registration, Workshop


def city_annex(workshop: Workshop) -> dict[str, Any]:
    """Group, participants, agenda, case and possible partners of a city workshop.

    Seven queries; programme and city's group of the workshop should have been read with it.
    """
    city = workshop.city
    workshop_editions = Edition.objects.filter(case__workshop=workshop)
    return plain(
        {
            "group": group_of(city),
            "city": city.name if city else "",
            "number": workshop.number,
            "venue": workshop.venue,
            "participants": _participants(workshop),
            "agenda": _agenda(workshop),
            "case": next(map(case_row, last_editions(workshop_editions)), None),
            "linkages": linkages_of(workshop.programme, city) if city else [],
        }
    )


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
            {"city": cell.city.name, "group": group_of(cell.city), "mark": cell.mark}
            for cell in marked
            if cell is not own
        ]
        rows.append({"sector": sector, "mark": own.mark, "partners": partners})
    return rows
