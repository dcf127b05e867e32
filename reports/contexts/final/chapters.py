"""What the chapters of the final report show: its programme, its meetings, its cities."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from reports.charts import Timeline, TimelinePlace
from reports.contexts.base import (
    GroupFacts,
    as_date,
    day_words,
    days_words,
    edition_words,
)
from reports.contexts.city_report import ReportBody
from reports.learning.lessons import LessonRow


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
    lessons: tuple[LessonRow, ...] = ()


@dataclass(frozen=True)
class CityLine:
    """A line of the table that opens the chapters of the cities."""

    anchor: str
    city: str
    group: int
    case: str
    question: str
    source: str


def chapters_of(rows: Iterable[Mapping[str, Any]]) -> tuple[CityChapter, ...]:
    """Each with an anchor of its own, also where two cities sound the same or one is host twice."""
    taken: set[str] = set()
    chapters = []
    for number, row in enumerate(rows, start=1):
        anchor = f"city-{slugify(row['city']) or number}"
        while anchor in taken:
            anchor = f"{anchor}-{number}"
        taken.add(anchor)
        chapters.append(_chapter(anchor, row))
    return tuple(chapters)


def _chapter(anchor: str, row: Mapping[str, Any]) -> CityChapter:
    group = GroupFacts(row["group"]["number"], row["group"]["name"])
    published = as_date(row["published_on"])
    return CityChapter(
        anchor=anchor,
        city=row["city"],
        group=group,
        source=edition_words(row["edition"], published or datetime.date.min),
        # The agenda stands in an annex, the map of all cities in a chapter of its own.
        body=replace(ReportBody.of(row["content"]), linkages=(), agenda=(), participants_by=()),
        lessons=tuple(
            LessonRow.of_data({**lesson, "city": row["city"], "group": row["group"]})
            for lesson in row["content"].get("lessons") or []
        ),
    )


def groups_of(cities: list[dict[str, Any]]) -> tuple[GroupRow, ...]:
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


def meeting_of(row: Mapping[str, Any]) -> Meeting:
    return Meeting(
        number=str(row["number"] or ""),
        kind=row["kind_words"],
        place=row["place"],
        days=days_words(as_date(row["starts_on"]), as_date(row["ends_on"])),
        group=row["group"]["number"],
    )


def timeline_of(calendar: list[dict[str, Any]]) -> Timeline | None:
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
