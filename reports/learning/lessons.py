"""What was learnt: the lessons of the city reports by gap and by city.

The same shape for the pages of learning and for the final report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from programme.access import Seat
from reports.learning.reading import CityGroup
from reports.models import CityReport, Gap, Lesson, ReportEdition, ReportStatus


@dataclass(frozen=True)
class LessonRow:
    """One lesson with where it comes from."""

    city: str
    group: int
    number: int
    gap: str
    text: str
    # The address of its report; empty in print.
    url: str = ""
    slug: str = ""
    is_draft: bool = False

    @property
    def identifier(self) -> str:
        return _("%(city)s L%(number)s") % {"city": self.city, "number": self.number}

    @property
    def gap_words(self) -> str:
        # An edition may hold a gap that is no longer asked for.
        return str(Gap(self.gap).label) if self.gap in Gap.values else self.gap

    @classmethod
    def of_data(cls, row: Mapping[str, Any]) -> "LessonRow":
        """A lesson as it is frozen with a final report."""
        return cls(
            city=row["city"],
            group=(row.get("group") or {}).get("number", 0),
            number=row["number"],
            gap=row["gap"],
            text=row["text"],
        )


@dataclass(frozen=True)
class GapLessons:
    """One of the seven gaps with its lessons, in the order of the cities."""

    key: str
    label: str
    lessons: tuple[LessonRow, ...]

    @property
    def words(self) -> str:
        """The column in a sentence: whose lessons they are."""
        names = list(dict.fromkeys(lesson.city for lesson in self.lessons))
        return ", ".join(names)


@dataclass(frozen=True)
class LessonLine:
    """A city with how many lessons it has for each gap."""

    city: str
    slug: str
    group: int
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def cells(self) -> list[tuple[int, int]]:
        """Each count with its shade, from 0 to 5."""
        return [(count, min(5, count * 2 - 1) if count else 0) for count in self.counts]


@dataclass(frozen=True)
class LessonBoard:
    """The matrix of gaps and cities, and the lessons gap by gap."""

    gaps: tuple[GapLessons, ...]
    lines: tuple[LessonLine, ...]

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def totals(self) -> list[int]:
        return [len(gap.lessons) for gap in self.gaps]

    @classmethod
    def of(cls, lessons: Sequence[LessonRow]) -> "LessonBoard":
        """All seven gaps, also those without a lesson; the cities that have one."""
        places = dict.fromkeys((lesson.city, lesson.slug, lesson.group) for lesson in lessons)
        return cls(
            gaps=tuple(
                GapLessons(
                    gap.value,
                    str(gap.label),
                    tuple(lesson for lesson in lessons if lesson.gap == gap.value),
                )
                for gap in Gap
            ),
            lines=tuple(
                LessonLine(city, slug, group, _counts(lessons, city))
                for city, slug, group in places
            ),
        )

    def shown(self, *, gap: str, city: str) -> list[GapLessons]:
        """The gaps with the lessons that were asked for; without a choice, all that have any."""
        return [
            GapLessons(row.key, row.label, lessons)
            for row in self.gaps
            if (not gap or row.key == gap)
            and (lessons := tuple(one for one in row.lessons if not city or one.slug == city))
        ]


def _counts(lessons: Sequence[LessonRow], city: str) -> tuple[int, ...]:
    return tuple(
        sum(1 for lesson in lessons if lesson.city == city and lesson.gap == gap.value)
        for gap in Gap
    )


Placed = tuple[tuple[bool, int, int, int], LessonRow]


def lessons_to_learn(seat: Seat, *, with_drafts: bool = False) -> list[LessonRow]:
    """The lessons that the person may read: those of the last published editions, by group and
    city.

    With drafts, those of the working text come in the stead of what a report was published with,
    where the person may read it and it is being written. One query, two with drafts.
    """
    drafts = list(_drafts(seat)) if with_drafts else []
    in_work = {lesson.slug for _place, lesson in drafts}
    rows = [row for row in _published(seat) if row[1].slug not in in_work]
    return [lesson for _place, lesson in sorted([*rows, *drafts], key=lambda row: row[0])]


def _published(seat: Seat) -> Iterable[Placed]:
    newer = ReportEdition.objects.filter(
        city_report=OuterRef("city_report"), number__gt=OuterRef("number")
    )
    editions = (
        ReportEdition.objects.visible_to(seat.user)
        .filter(~Exists(newer), city_report__workshop__programme=seat.programme)
        .select_related("city_report__workshop__city__group")
    )
    for edition in editions:
        for row in edition.content.get("lessons") or []:
            yield _placed(seat, edition.city_report, row["number"], row)


def _drafts(seat: Seat) -> Iterable[Placed]:
    lessons = (
        Lesson.objects.visible_to(seat.user)
        .filter(city_report__workshop__programme=seat.programme)
        .exclude(city_report__status=ReportStatus.PUBLISHED)
        .select_related("city_report__workshop__city__group")
        .order_by("city_report", "position", "pk")
    )
    for place, lesson in enumerate(lessons):
        row = {"number": lesson.number, "gap": lesson.gap, "text": lesson.text}
        yield _placed(seat, lesson.city_report, place, row, is_draft=True)


def _placed(
    seat: Seat, report: CityReport, place: int, row: Mapping[str, Any], *, is_draft: bool = False
) -> Placed:
    """The lesson with the key by which it is sorted: cities without a group come last."""
    workshop = report.workshop
    workshop.programme = seat.programme
    city = workshop.city
    group = CityGroup(city.group.number) if city and city.group else CityGroup()
    lesson = LessonRow(
        city=workshop.place_name,
        group=group.number,
        number=row["number"],
        gap=row["gap"],
        text=row["text"],
        url=report.get_absolute_url(),
        slug=city.slug if city else workshop.slug,
        is_draft=is_draft,
    )
    return (not group, group.number, city.position if city else 0, place), lesson
