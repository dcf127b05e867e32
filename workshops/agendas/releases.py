"""The released agenda: what is kept of it, and what its readers see.

Everybody who is not writing an agenda reads it through ``released_items``: the words of the
draft reach nobody else.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count

from workshops.models import AgendaItem, AgendaRelease, Workshop

# What a release keeps of an item. The places of a choice are kept too, but those of the row
# count: one more chair is there at once.
ITEM_FIELDS = (
    "pk",
    "day",
    "starts_at",
    "ends_at",
    "kind",
    "title",
    "description",
    "part",
    "led_by",
    "speakers",
    "room",
    "meeting_point",
    "bus_at",
    "bus_back_at",
    "choice",
    "capacity",
    "sequence",
)
DAY_FIELDS = ("day",)
TIME_FIELDS = ("starts_at", "ends_at", "bus_at", "bus_back_at")
# A calendar shows these: a release that changes one makes the event a newer one.
CALENDAR_FIELDS = (
    "day",
    "starts_at",
    "ends_at",
    "title",
    "room",
    "meeting_point",
    "bus_at",
    "bus_back_at",
)


def content_of(workshop: Workshop, items: Iterable[AgendaItem]) -> dict[str, Any]:
    """What a release keeps: when and where the workshop is, and the items in their order."""
    return {
        "workshop": facts_of(workshop),
        "items": [
            {name: _as_data(getattr(item, name)) for name in ITEM_FIELDS}
            for item in in_order(items)
        ],
    }


def facts_of(workshop: Workshop) -> dict[str, Any]:
    return {
        "starts_on": _as_data(workshop.starts_on),
        "ends_on": _as_data(workshop.ends_on),
        "place": workshop.place_name,
        "venue": workshop.venue,
        "time_zone": workshop.time_zone,
    }


def _as_data(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def in_order(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """As ``AgendaItem.Meta.ordering`` has them."""
    return sorted(items, key=lambda item: (item.day, item.starts_at, item.choice, item.pk or 0))


def items_in(content: dict[str, Any], workshop: Workshop) -> list[AgendaItem]:
    """The items of a release as rows that are never saved, with the keys of those they show."""
    return [_thawed(frozen, workshop) for frozen in content.get("items", [])]


def _thawed(frozen: dict[str, Any], workshop: Workshop) -> AgendaItem:
    values = {name: frozen[name] for name in ITEM_FIELDS if name in frozen}
    for name in DAY_FIELDS:
        values[name] = datetime.date.fromisoformat(values[name])
    for name in TIME_FIELDS:
        values[name] = datetime.time.fromisoformat(values[name]) if values.get(name) else None
    return AgendaItem(workshop=workshop, is_released=True, **values)


def current_release(workshop: Workshop) -> AgendaRelease | None:
    """What the people of the workshop read now; None while its agenda is a draft."""
    if workshop.agenda_released_at is None:
        return None
    return standing_release(workshop)


def standing_release(workshop: Workshop) -> AgendaRelease | None:
    """The last release that was not withdrawn."""
    found = AgendaRelease.objects.current().filter(workshop=workshop).first()
    if found:
        found.workshop = workshop
    return found


def release_before(release: AgendaRelease) -> AgendaRelease | None:
    """What members read again if that one is withdrawn."""
    older = AgendaRelease.objects.filter(workshop=release.workshop, number__lt=release.number)
    return older.filter(withdrawn_at__isnull=True).order_by("number").last()


def is_of_now(release: AgendaRelease, workshop: Workshop) -> bool:
    """Whether it is for the days and the place that the workshop has now."""
    return bool(release.content["workshop"] == facts_of(workshop))


def released_items(workshop: Workshop) -> list[AgendaItem]:
    """The agenda as everybody may read it, in order; empty while none is released.

    The items are not to be saved. ``taken``, ``is_full`` and ``capacity`` are of this moment.
    """
    return released_items_of([workshop])[workshop.pk]


def released_items_of(workshops: Sequence[Workshop]) -> dict[int, list[AgendaItem]]:
    """``released_items`` of several workshops, by their keys, in two queries."""
    shown = {row.pk: row for row in workshops if row.agenda_released_at is not None}
    found: dict[int, list[AgendaItem]] = {row.pk: [] for row in workshops}
    for release in AgendaRelease.objects.current().filter(workshop__in=shown):
        workshop = shown[release.workshop_id]
        found[workshop.pk] = items_of(release, workshop)
    count_places([item for items in found.values() for item in items])
    return found


def items_of(release: AgendaRelease, workshop: Workshop) -> list[AgendaItem]:
    """The items of a release; ``count_places`` says how many chose them."""
    items = items_in(release.content, workshop)
    for item in items:
        item.updated_at = release.frozen_at
    return items


def speak_as_released(
    workshop: Workshop,
    rows: Iterable[AgendaItem | None],
    release: AgendaRelease | None = None,
) -> None:
    """Give rows that are named to people the words that members read; one query where any is,
    none if the caller has the current ``release``. The rows are not to be saved after that."""
    named = [row for row in rows if row is not None]
    if named and release is None:
        release = current_release(workshop)
    shown = {item.pk: item for item in items_of(release, workshop)} if release else {}
    for row in named:
        if row.pk in shown:
            row.title, row.choice = shown[row.pk].title, shown[row.pk].choice


def count_places(items: Sequence[AgendaItem]) -> None:
    """Say on each item how many have chosen it, and what of it follows the row at once."""
    rows = {
        row.pk: row
        for row in AgendaItem.objects.filter(pk__in=[item.pk for item in items])
        .annotate(taken=Count("sign_ups"))
        .only("capacity", "sequence")
        .order_by()
    }
    for item in items:
        row: Any = rows.get(item.pk)
        taken = row.taken if row else 0
        if row:
            item.capacity = row.capacity if item.choice else None
            # Not that of the release: after a withdrawal calendars have seen a higher one.
            item.sequence = row.sequence
        is_full = item.capacity is not None and taken >= item.capacity
        # As the query does that counts them for the rows.
        item.__dict__.update(taken=taken, is_full=is_full)
