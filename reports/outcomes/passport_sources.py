"""What a city can take up from another: proposed actions of shared cases, published lessons.

A lesson is read as its published edition words it: what experts write for the next one is
nobody else's yet.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cases.models import SHARED_STATUSES, ProposedAction
from programme.models import City, Programme
from reports.models import Lesson, ReportEdition, TakeUp

LONGEST = 110


@dataclass(frozen=True)
class PublishedLesson:
    """A lesson as members read it."""

    pk: int
    # “Lyon L2”.
    identifier: str
    text: str
    gap_words: str
    city: int


def published_lessons(programme: Programme) -> dict[int, PublishedLesson]:
    """The lessons in published editions, by the key of their row. Two queries.

    One that a later edition leaves out is still known by the last edition that has it.
    """
    words: dict[tuple[int, int], tuple[str, str]] = {}
    editions = (
        ReportEdition.objects.filter(city_report__workshop__programme=programme)
        .order_by("number")
        .values_list("city_report", "content__lessons")
    )
    for report, lessons in editions:
        for row in lessons or []:
            words[report, row["number"]] = (row["text"], row.get("gap_words", ""))
    rows = Lesson.objects.filter(city_report__in={report for report, _number in words})
    return {
        pk: PublishedLesson(
            pk,
            _("%(city)s L%(number)s") % {"city": name, "number": number},
            *words[report, number],
            city,
        )
        for pk, report, number, city, name in rows.values_list(
            "pk",
            "city_report",
            "number",
            "city_report__workshop__city",
            "city_report__workshop__city__name",
        )
        if (report, number) in words and city is not None
    }


@dataclass(frozen=True)
class Source:
    """From where something was taken up: a city, and perhaps one action or lesson of it."""

    city: City
    action: ProposedAction | None = None
    lesson: PublishedLesson | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        if self.action:
            return f"action-{self.action.pk}"
        if self.lesson:
            return f"lesson-{self.lesson.pk}"
        return f"city-{self.city.pk}"

    @property
    def label(self) -> str:
        if self.action:
            return f"{self.action.identifier}: {Truncator(self.action.text).chars(LONGEST)}"
        if self.lesson:
            return f"{self.lesson.identifier}: {Truncator(self.lesson.text).chars(LONGEST)}"
        return _("%(city)s, no action or lesson in particular") % {"city": self.city.name}


def sources_for(city: City) -> dict[str, Source]:
    """All from which this city can take something up, by city: what every member reads.

    Four queries.
    """
    programme = city.programme
    actions: dict[int, list[ProposedAction]] = defaultdict(list)
    shared = ProposedAction.objects.filter(
        case__programme=programme, case__status__in=SHARED_STATUSES
    ).select_related("case__city")
    for action in shared.order_by("position", "pk"):
        actions[action.case.city_id].append(action)
    lessons: dict[int, list[PublishedLesson]] = defaultdict(list)
    for lesson in published_lessons(programme).values():
        lessons[lesson.city].append(lesson)
    found: dict[str, Source] = {}
    others = City.objects.filter(programme=programme).exclude(pk=city.pk)
    for other in others.order_by("name"):
        rows = [
            *(Source(other, action=action) for action in actions[other.pk]),
            *(Source(other, lesson=lesson) for lesson in lessons[other.pk]),
            Source(other),
        ]
        found |= {row.key: row for row in rows}
    return found


def source_key(entry: TakeUp) -> str:
    """How a form names the source of an entry."""
    if entry.action_id:
        return f"action-{entry.action_id}"
    if entry.lesson_id:
        return f"lesson-{entry.lesson_id}"
    return f"city-{entry.source_city_id}"
