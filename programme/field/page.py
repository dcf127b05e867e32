"""What the pages of the field show. All their queries run here; templates run none."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from programme.access import Seat
from programme.forms.events import EventFilter
from programme.models import (
    City,
    EventCalendar,
    EventCalendarStatus,
    ExternalEvent,
    FieldEntry,
    FieldEntryKind,
)

# So many coming events of an organiser stand with it; the rest on the page of events.
EVENTS_SHOWN = 3
EVENTS_ON_A_PAGE = 60


@dataclass
class Organiser:
    """Somebody who holds events, with those that come next."""

    name: str
    entry: FieldEntry | None = None
    events: list[ExternalEvent] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.events)


@dataclass
class CountryLine:
    """What is known of a country: its programmes, that it has none, or nothing yet."""

    code: str
    name: str
    cities: list[str] = field(default_factory=list)
    entries: list[FieldEntry] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        return bool(self.entries)


@dataclass(frozen=True)
class FieldPage:
    """Who is active, where money is, and what countries do for clusters."""

    seat: Seat
    actors: list[Organiser]
    others: list[Organiser]
    portals: list[FieldEntry]
    countries: list[CountryLine]
    coming: int
    calendars: list[EventCalendar]

    @classmethod
    def of(cls, seat: Seat) -> Self:
        programme, user = seat.programme, seat.user
        rows = FieldEntry.objects.visible_to(user).in_programme(programme)
        entries = sorted(rows, key=lambda entry: entry.name.casefold())
        actors, others = _organisers_of(entries, _next_events(seat))
        cities = City.objects.visible_to(user).in_programme(programme)
        calendars = EventCalendar.objects.visible_to(user).in_programme(programme)
        return cls(
            seat=seat,
            actors=actors,
            others=others,
            portals=[entry for entry in entries if entry.kind == FieldEntryKind.FUNDING],
            countries=_countries_of(entries, cities.only("name", "country", "position")),
            coming=sum(organiser.total for organiser in [*actors, *others]),
            calendars=list(calendars.select_related("actor")),
        )

    @property
    def unknown(self) -> list[CountryLine]:
        return [line for line in self.countries if not line.is_known]

    @property
    def failed_calendars(self) -> int:
        return sum(row.status == EventCalendarStatus.FAILED for row in self.calendars)


def _next_events(seat: Seat) -> list[Any]:
    """The next events of each organiser, with how many there are. One query."""
    own = {"partition_by": F("organiser_name"), "order_by": ["starts_on", "title", "pk"]}
    events = list(
        ExternalEvent.objects.visible_to(seat.user)
        .in_programme(seat.programme)
        .filter(ends_on__gte=timezone.localdate())
        .named()
        .annotate(
            place_in_line=Window(RowNumber(), **own),  # type: ignore[arg-type]
            total=Window(Count("pk"), partition_by=F("organiser_name")),
        )
        .filter(place_in_line__lte=EVENTS_SHOWN)
        .order_by("starts_on", "title", "pk")
    )
    for event in events:
        # Its address asks for it.
        event.programme = seat.programme
    return events


def _organisers_of(
    entries: Sequence[FieldEntry], events: Iterable[Any]
) -> tuple[list[Organiser], list[Organiser]]:
    """The actors of the field, and who else holds events."""
    actors = [
        Organiser(entry.name, entry) for entry in entries if entry.kind == FieldEntryKind.ACTOR
    ]
    # Of two actors with one name the events stand with the first.
    known = {actor.name: actor for actor in reversed(actors)}
    others: dict[str, Organiser] = {}
    for event in events:
        name = event.organiser_name
        own = known.get(name) or others.setdefault(name, Organiser(name))
        own.events.append(event)
        own.total = event.total
    return actors, sorted(others.values(), key=lambda own: own.name.casefold())


def _countries_of(entries: Iterable[FieldEntry], cities: Iterable[City]) -> list[CountryLine]:
    """Every country of which something is known, and every country of a partner."""
    lines: dict[str, CountryLine] = {}
    for entry in entries:
        if entry.kind == FieldEntryKind.NATIONAL_PROGRAMME:
            code = entry.country.code
            line = lines.setdefault(code, CountryLine(code, entry.country.name))
            line.entries.append(entry)
    for city in cities:
        code = city.country.code
        lines.setdefault(code, CountryLine(code, city.country.name)).cities.append(city.name)
    return sorted(lines.values(), key=lambda line: line.name)


@dataclass(frozen=True)
class EventGroup:
    """Events under one heading: a month, or an organiser."""

    label: str
    events: list[ExternalEvent]


@dataclass(frozen=True)
class EventsPage:
    """The events of others that the address asks for."""

    seat: Seat
    filter: EventFilter
    rows: Any
    today: datetime.date

    @classmethod
    def of(cls, seat: Seat, query: Any) -> Self:
        today = timezone.localdate()
        events = ExternalEvent.objects.visible_to(seat.user).in_programme(seat.programme).named()
        kinds = events.order_by().values_list("organiser_name", "country").distinct()
        organisers = {name for name, _country in kinds}
        codes = {country for _name, country in kinds}
        chosen = EventFilter(query or {}, organisers=organisers, codes=codes)
        rows = chosen.apply(events, today).with_organisers()
        order = ["starts_on", "title", "pk"]
        if chosen.is_by_organiser:
            order.insert(0, "organiser_name")
        return cls(seat, chosen, rows.order_by(*order), today)

    @cached_property
    def page_obj(self) -> Page:
        number = self.filter.data.get("page", 1)
        return Paginator(self.rows, EVENTS_ON_A_PAGE).get_page(number)

    @cached_property
    def groups(self) -> list[EventGroup]:
        """The events of this page under their headings, in their order."""
        found: dict[str, EventGroup] = {}
        for event in self.page_obj:
            label = self._label_of(event)
            found.setdefault(label, EventGroup(label, [])).events.append(event)
        return list(found.values())

    def _label_of(self, event: Any) -> str:
        if not self.filter.is_by_organiser:
            return date_format(event.starts_on, "F Y")
        return event.organiser_name or gettext("Organiser not said")


@dataclass(frozen=True)
class CalendarsPage:
    """The calendars of others, and how each stands."""

    seat: Seat
    calendars: list[Any]

    @classmethod
    def of(cls, seat: Seat) -> Self:
        rows = EventCalendar.objects.visible_to(seat.user).in_programme(seat.programme)
        return cls(seat, list(rows.select_related("actor").annotate(taken_in=Count("events"))))

    @property
    def is_waiting(self) -> bool:
        """Whether something will change without anybody doing anything."""
        return any(calendar.is_in_hand for calendar in self.calendars)
