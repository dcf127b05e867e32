"""The page of the networking map: at most ten queries with those of every page."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.forms.networking import MapFilter, Moment, Shown
from programme.mapping.europe import Europe
from programme.mapping.history import MapLog, undone
from programme.mapping.links import LinkedPair, MapLinks
from programme.mapping.matrix import Cell, NetworkingMap
from programme.mapping.state import state_of, with_state
from programme.mapping.suggestions import ClusterCounts, with_suggestions
from programme.models import City, Membership, Programme, Role, Sector, User, WorkplanItem
from programme.workplan.dates import WORKSHOP_HELD

# With more sectors the matrix does not stand beside the map but above it.
BESIDE = 6
# Longer lists are folded away.
MANY = 12
MANY_MARKS = 150


@dataclass(frozen=True)
class Reading:
    """An answer of a city in words: what it is, and whom it meets there."""

    cell: Cell
    meets: list[City]

    @property
    def words(self) -> str:
        """“City case; meets Lyon, Paris”."""
        if not self.meets:
            return self.cell.words
        words = {"mark": self.cell.words, "cities": ", ".join(map(str, self.meets))}
        return _("%(mark)s; meets %(cities)s") % words


@dataclass(frozen=True)
class CityInWords:
    """All that the matrix and the map say about a city."""

    city: City
    answers: list[Reading]
    unanswered: list[Cell]
    linked: list[tuple[City, LinkedPair]]
    within: int = 0

    @property
    def unanswered_names(self) -> str:
        return ", ".join(cell.sector.name for cell in self.unanswered)


@dataclass(frozen=True)
class Unanswered:
    """A city that has not answered, whether the person may, and whom the coordinator asks."""

    city: City
    may_answer: bool
    editors: list[User]


@dataclass(frozen=True)
class NetworkingPage:
    """What one person sees of a programme’s networking map."""

    map: NetworkingMap
    links: MapLinks
    europe: Europe
    shown: Shown
    filter: MapFilter
    clusters_elsewhere: int = 0
    editors: Mapping[int, list[User]] = field(default_factory=dict)
    # The map on the day with which this one is compared.
    earlier: NetworkingMap | None = None

    @property
    def is_compared(self) -> bool:
        return self.earlier is not None

    @property
    def is_wide(self) -> bool:
        """Whether the matrix needs the whole width."""
        return len(self.map.sectors) > BESIDE

    @property
    def shows_words(self) -> bool:
        """Whether all of it stands there in words too: of a large map only if asked for."""
        return self.filter.wants_words or len(self.map.rows) * len(self.map.sectors) <= MANY_MARKS

    @property
    def has_many_meetings(self) -> bool:
        return len(self.map.meetings) > MANY

    @property
    def has_many_changes(self) -> bool:
        return len(self.map.changed) > MANY

    @property
    def has_many_suggestions(self) -> bool:
        return len(self.suggestions) > MANY

    @property
    def shows_links(self) -> bool:
        return self.shown == Shown.LINKS

    @property
    def has_numbers(self) -> bool:
        return any(line.spot for line in self.europe.lines)

    @property
    def lacks_nothing(self) -> bool:
        reading = self.map
        missing = reading.lonely, reading.unmarked, reading.unanswered, reading.partly_answered
        return not any(missing)

    @property
    def may_answer(self) -> list[City]:
        return [row.city for row in self.map.rows if row.may_answer]

    @cached_property
    def suggestions(self) -> list[Cell]:
        """What the person may take over with one press."""
        return [
            cell
            for row in self.map.rows
            if row.may_answer
            for cell in row.cells
            if cell.suggested and not cell.mark
        ]

    @property
    def unanswered(self) -> list[Unanswered]:
        may_answer = {row.city.pk: row.may_answer for row in self.map.rows}
        return [
            Unanswered(city, may_answer[city.pk], list(self.editors.get(city.pk, [])))
            for city in self.map.unanswered
        ]

    @cached_property
    def in_words(self) -> list[CityInWords]:
        """The same as matrix and map, city by city."""
        within = {city.pk: number for city, number in self.links.within}
        meets: dict[tuple[int, int], list[City]] = defaultdict(list)
        for one in self.map.meetings:
            meets[one.host.pk, one.sector.pk].extend(one.seekers)
            for seeker in one.seekers:
                meets[seeker.pk, one.sector.pk].append(one.host)
        return [
            CityInWords(
                city=row.city,
                answers=[
                    Reading(cell, meets[row.city.pk, cell.sector.pk])
                    for cell in row.cells
                    if cell.mark
                ],
                unanswered=[cell for cell in row.cells if not cell.mark],
                linked=self.links.at(row.city),
                within=within.get(row.city.pk, 0),
            )
            for row in self.map.rows
        ]

    @classmethod
    def of(cls, seat: Seat, chosen: Mapping[str, Any]) -> "NetworkingPage":
        """The page as the address asks for it."""
        programme, user = seat.programme, seat.user
        sectors = Sector.objects.visible_to(user).in_programme(programme)
        whole = NetworkingMap.of(programme, user, sectors=with_state(sectors, programme, user))
        form = MapFilter(chosen, sectors=whole.sectors, moments=moments_of(programme, user))
        # What makes no sense is said at its field, and the map is shown without it.
        form.is_valid()
        sector = form.chosen_sector
        shown_map = whole.narrowed(sector.slug if sector else "")
        shown_map = _for_seat(shown_map, seat)
        links = MapLinks.of(programme, user, whole.cities, sector, state=state_of(whole.sectors))
        clusters = ClusterCounts.of(programme, user, whole.sectors)
        shown_map = with_suggestions(shown_map, clusters.profiles)
        if form.day:
            shown_map = compared(shown_map, programme, form)
        shown = form.shown or (Shown.LINKS if links.pairs else Shown.CASES)
        return cls(
            map=shown_map,
            links=links,
            europe=Europe.with_links(whole.cities, links.pairs)
            if shown == Shown.LINKS
            else Europe.with_cases(whole.cities, shown_map.meetings),
            shown=shown,
            filter=form,
            clusters_elsewhere=clusters.elsewhere,
            editors={} if form.day else editors_to_ask(seat, shown_map.unanswered),
            earlier=shown_map.earlier() if form.day else None,
        )


def _for_seat(networking_map: NetworkingMap, seat: Seat) -> NetworkingMap:
    """The rows with whether the person may answer for them."""
    rows = [
        replace(row, may_answer=seat.is_coordinator or seat.edits(row.city))
        for row in networking_map.rows
    ]
    return replace(networking_map, rows=rows)


def compared(networking_map: NetworkingMap, programme: Programme, form: MapFilter) -> NetworkingMap:
    """The map beside what it was when the chosen day was over. One query."""
    if form.day is None:
        return networking_map
    log, marks = MapLog.of(programme), networking_map.marks_by_name
    zone = timezone.get_current_timezone()
    return networking_map.compared(
        {
            city.pk: undone(marks[city.pk], log.after(city, form.day, zone))
            for city in networking_map.cities
        }
    )


def moments_of(programme: Programme, user: User) -> list[Moment]:
    """The days with which a map is compared: the kick-off and each workshop that is over.

    One query: they are in the workplan like every date.
    """
    held = WorkplanItem.objects.visible_to(user).in_programme(programme)
    rows = held.filter(
        source_key__endswith=f":{WORKSHOP_HELD}", due_on__lt=timezone.localdate()
    ).order_by("due_on", "pk")
    return [(day, title) for day, title in rows.values_list("due_on", "title")]


def editors_to_ask(seat: Seat, cities: list[City]) -> dict[int, list[User]]:
    """Who answers for the cities that have not: for the coordinator. One query, or none."""
    if not (seat.is_coordinator and cities):
        return {}
    memberships = (
        Membership.objects.visible_to(seat.user)
        .in_programme(seat.programme)
        .filter(role=Role.EDITOR, city__in=cities)
        .select_related("user")
    )
    found: dict[int, list[User]] = defaultdict(list)
    for membership in memberships:
        if membership.city_id is not None:
            found[membership.city_id].append(membership.user)
    return found
