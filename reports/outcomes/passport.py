"""The learning passport of a city: what it proposed and did, took up, and gave on."""

from collections import Counter
from dataclasses import dataclass
from typing import Self

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import SHARED_STATUSES, TAKEN_UP, ActionFollowUp, Case, ProposedAction
from programme.access import Seat
from programme.models import City, Programme
from reports.models import TakeUp
from reports.outcomes.passport_sources import PublishedLesson, published_lessons
from workshops.models import Registration, Workshop


@dataclass(frozen=True)
class Entry:
    """Something that one city took up from another."""

    row: TakeUp
    # “Lyon A3” or “Lyon L2”, and its words; empty for a city as a whole.
    source: str = ""
    source_text: str = ""
    source_url: str = ""

    @classmethod
    def of(cls, row: TakeUp, lessons: dict[int, PublishedLesson]) -> Self:
        """``row`` with its cities and action; a lesson only as members read it."""
        if action := row.action:
            url = f"{action.get_absolute_url()}#action-{action.pk}"
            return cls(row, action.identifier, action.agreed_text or action.text, url)
        if lesson := lessons.get(row.lesson_id or 0):
            return cls(row, lesson.identifier, lesson.text)
        return cls(row)

    @property
    def identifier(self) -> str:
        return _("%(city)s T%(number)s") % {"city": self.row.city.name, "number": self.row.number}

    @property
    def is_taken_up(self) -> bool:
        return self.row.progress in TAKEN_UP


@dataclass(frozen=True)
class Visit:
    """A workshop that was held, and how many came from the city."""

    workshop: Workshop
    people: int
    is_host: bool

    @property
    def words(self) -> str:
        words = ngettext("%(number)s person", "%(number)s people", self.people)
        return words % {"number": self.people}


@dataclass
class Passport:
    city: City
    case: Case | None
    actions: list[ProposedAction]
    taken: list[Entry]
    given: list[Entry]
    visits: list[Visit]
    can_edit: bool = False

    @classmethod
    def of(cls, city: City, *, can_edit: bool = False) -> "Passport":
        """As every member reads it. Eight queries."""
        case = Case.objects.filter(city=city, status__in=SHARED_STATUSES).first()
        if case:
            case.city, case.programme = city, city.programme
        entries = entries_in(city.programme)
        return cls(
            city=city,
            case=case,
            actions=_actions_of(case),
            taken=[entry for entry in entries if entry.row.city_id == city.pk],
            given=[entry for entry in entries if entry.row.source_city_id == city.pk],
            visits=_visits_of(city),
            can_edit=can_edit,
        )

    @property
    def did(self) -> int:
        """How many of its own actions the city has taken up."""
        return sum(1 for action in self.actions if action.progress in TAKEN_UP)

    @property
    def agreed(self) -> int:
        return sum(1 for action in self.actions if action.is_agreed)

    @property
    def attended(self) -> int:
        return sum(1 for visit in self.visits if visit.people)

    @property
    def takers(self) -> int:
        return len({entry.row.city_id for entry in self.given})


def entries_in(programme: Programme) -> list[Entry]:
    """All entries of all passports, by city and number. Three queries."""
    rows = (
        TakeUp.objects.filter(city__programme=programme)
        .select_related("city__group", "source_city__group", "action__case__city")
        .order_by("city__position", "city__name", "number")
    )
    lessons = published_lessons(programme)
    for row in rows:
        row.city.programme = row.source_city.programme = programme
        if row.action:
            row.action.case.programme = row.action.case.city.programme = programme
    return [Entry.of(row, lessons) for row in rows]


@dataclass(frozen=True)
class Pair:
    """What one city took up from another, in a cell of the matrix."""

    source: City
    count: int
    is_self: bool
    url: str


@dataclass(frozen=True)
class PassportRow:
    """A city in the matrix: what it took from each other city."""

    city: City
    pairs: tuple[Pair, ...]
    given: int
    url: str
    can_edit: bool

    @property
    def taken(self) -> int:
        return sum(pair.count for pair in self.pairs)


@dataclass
class PassportList:
    """Who took up what from whom: all cities across and down."""

    cities: list[City]
    rows: list[PassportRow]
    entries: list[Entry]

    @classmethod
    def of(cls, seat: Seat) -> "PassportList":
        """Four queries."""
        programme = seat.programme
        entries = entries_in(programme)
        visible = City.objects.visible_to(seat.user).in_programme(programme)
        cities = list(visible.select_related("group").order_by("position", "name"))
        counts = Counter((e.row.city_id, e.row.source_city_id) for e in entries)
        given = Counter(entry.row.source_city_id for entry in entries)
        rows = []
        for city in cities:
            city.programme = programme
            url = passport_url(city)
            pairs = tuple(
                Pair(source, counts[city.pk, source.pk], source.pk == city.pk, f"{url}#taken")
                for source in cities
            )
            can_edit = seat.is_coordinator or seat.edits(city)
            rows.append(PassportRow(city, pairs, given[city.pk], url, can_edit))
        return cls(cities, rows, entries)

    @property
    def takers(self) -> int:
        return sum(1 for row in self.rows if row.taken)


def passport_url(city: City) -> str:
    return reverse("reports:passport", args=[city.programme.slug, city.slug])


def _actions_of(case: Case | None) -> list[ProposedAction]:
    """With what the city said of each, in ``said``. Two queries."""
    if case is None:
        return []
    rows = list(case.proposed_actions.all())
    said: dict[int, list[ActionFollowUp]] = {row.pk: [] for row in rows}
    for follow_up in ActionFollowUp.objects.filter(action__in=rows).order_by("months"):
        said[follow_up.action_id].append(follow_up)
    for row in rows:
        row.case = case
        row.said = said[row.pk]
    return rows


def _visits_of(city: City) -> list[Visit]:
    """The workshops that were held, with how many people of the city were there. Two queries.

    Who was there, where that was marked; else who had a place. Numbers, no names.
    """
    present = Count("pk", filter=Q(attendances__is_present=True), distinct=True)
    counts = {
        row["workshop"]: row["present"] or (row["placed"] if not row["marked"] else 0)
        for row in Registration.objects.filter(city=city, is_waiting=False)
        .order_by()
        .values("workshop")
        .annotate(
            placed=Count("pk", distinct=True),
            present=present,
            marked=Count("attendances", filter=Q(attendances__is_present__isnull=False)),
        )
    }
    rows = Workshop.objects.filter(programme=city.programme, ends_on__isnull=False)
    workshops = [w for w in rows.select_related("city").order_by("starts_on") if w.is_held]
    for workshop in workshops:
        workshop.programme = city.programme
    return [
        Visit(workshop, counts.get(workshop.pk, 0), workshop.city_id == city.pk)
        for workshop in workshops
    ]
