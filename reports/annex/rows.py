"""What the annexes of city report and final report have in common."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from cases.contents import without_confidential
from cases.models import Edition, EditionQuerySet
from programme.models import City, Programme


def plain(value: dict[str, Any]) -> dict[str, Any]:
    """The same as it comes back from the database."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def cities_of(programme: Programme) -> Iterable[City]:
    """All cities by their groups, in the order of the programme. One query."""
    return (
        City.objects.filter(programme=programme)
        .select_related("group")
        .order_by("group__number", "position", "name")
    )


def group_of(city: City | None) -> dict[str, Any]:
    group = city.group if city else None
    return {"number": group.number, "name": str(group)} if group else {"number": 0, "name": ""}


def last_editions(editions: EditionQuerySet) -> EditionQuerySet:
    """The distributed cases, each in its last edition."""
    return (
        editions.current()
        .select_related("case__city__group")
        .order_by("case__city__group__number", "case__city__position", "case__city__name")
    )


def case_row(edition: Edition) -> dict[str, Any]:
    """What a report says of the case, without its confidential parts."""
    content = without_confidential(edition.content)
    names = ("title", "cluster", "issue", "facts", "objectives", "figures")
    return {
        "city": edition.case.city.name,
        "group": group_of(edition.case.city),
        "edition": edition.number,
        **{name: content.get(name) for name in names},
    }
