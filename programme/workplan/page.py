"""What the page of the workplan shows, and its files. All its queries run here."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from programme.access import Seat
from programme.forms.workplan import Arrangement, WorkplanFilter
from programme.models import (
    City,
    CountbackRule,
    ExternalEvent,
    ItemKind,
    Phase,
    Programme,
    Role,
    User,
    WorkplanItem,
)
from programme.workplan.clashes import BusyDays, last_days_of
from programme.workplan.done import may_mark_done, rule_of
from programme.workplan.timeline import Timeline

# Events so far before the first date and after the last one are drawn, or may clash with it.
EVENTS_AROUND = datetime.timedelta(days=31)
# Of the events of others so many stand on the page; the rest on one of their own.
EVENTS_SHOWN = 4


@dataclass(frozen=True)
class PlanLine:
    """One line of the workplan's list, with its words ready: there are many lines."""

    item: WorkplanItem
    title: str
    owner: str
    # How a computed date follows from its workshop; empty for one written by hand.
    origin: str
    standing: str
    chip: str
    is_first_ahead: bool = False
    # What the day clashes with, if anything.
    clash: str = ""
    # Whether the reader may mark it done, with what shows it.
    is_own: bool = False
    # Beside these lines stand those of events.
    event: ClassVar[None] = None

    @property
    def day(self) -> datetime.date:
        return self.item.due_on

    @property
    def title_at_city(self) -> str:
        """The title on the page of its city, which need not name the city in every line."""
        title = self.item.title.removeprefix(f"{self.item.city}: ")
        return title[:1].upper() + title[1:]


@dataclass(frozen=True)
class EventLine:
    """An event of others among the lines of the workplan, where the address asks for them."""

    event: ExternalEvent

    @property
    def day(self) -> datetime.date:
        return self.event.starts_on


@dataclass(frozen=True)
class LineGroup:
    """Lines under one heading: a year, or a phase with how much of it is done."""

    label: str
    lines: Sequence[PlanLine | EventLine]
    note: str = ""

    @classmethod
    def of_phase(cls, phase: Phase, lines: list[PlanLine]) -> Self:
        done = sum(line.item.is_done for line in lines)
        return cls(str(phase.label), lines, done_of(done, len(lines)))


@dataclass(frozen=True)
class PhaseCount:
    """How far one phase of the programme is, over all its dates."""

    phase: str
    label: str
    done: int
    total: int
    late: int

    @property
    def meter(self) -> list[int]:
        return [100 * self.done // self.total]

    @property
    def words(self) -> str:
        return done_of(self.done, self.total)


def done_of(done: int, total: int) -> str:
    return gettext("%(done)s of %(total)s done") % {"done": done, "total": total}


def lines_of(
    items: Sequence[WorkplanItem],
    rules: list[CountbackRule],
    programme: Programme,
    *,
    clashes: dict[int, str] | None = None,
    seat: Seat | None = None,
) -> list[PlanLine]:
    distances = {rule.key: rule.distance for rule in rules}
    today = timezone.localdate()
    first_ahead = next((item.pk for item in items if item.due_on >= today), None)
    return [
        PlanLine(
            item=item,
            title=_title_of(item),
            owner=owner_of(item, programme),
            origin=_origin(item, programme, distances),
            standing=item.standing,
            chip=_chip_of(item),
            is_first_ahead=item.pk == first_ahead,
            clash=(clashes or {}).get(item.pk, ""),
            is_own=seat is not None and may_mark_done(item, seat),
        )
        for item in items
    ]


@dataclass(frozen=True)
class WorkplanPage:
    """The workplan, filtered: the same rows as picture and as list.

    Lines and timeline are computed when they are drawn, which a cache may make unnecessary.
    """

    seat: Seat
    filter: WorkplanFilter
    items: list[WorkplanItem]
    rules: list[CountbackRule]
    events: list[ExternalEvent]
    phases: list[PhaseCount]
    cities: list[City]
    late: int
    open: int
    done: int

    @property
    def programme(self) -> Programme:
        return self.seat.programme

    @property
    def total(self) -> int:
        return self.late + self.open + self.done

    @property
    def is_by_phase(self) -> bool:
        return self.filter.arrangement == Arrangement.PHASE

    @cached_property
    def clashes(self) -> dict[int, str]:
        """What the open dates clash with, by their keys; most with nothing."""
        busy = BusyDays.of(self.cities, self.events)
        last_days = last_days_of(self.programme)
        marks = {item.pk: busy.mark_of(item, last_days.get(item.source_key)) for item in self.items}
        return {key: words for key, words in marks.items() if words}

    @property
    def events_ahead(self) -> list[ExternalEvent]:
        """The next events of others that are not over."""
        today = timezone.localdate()
        return [event for event in self.events if event.ends_on >= today][:EVENTS_SHOWN]

    @cached_property
    def lines(self) -> list[PlanLine]:
        return lines_of(
            self.items, self.rules, self.programme, clashes=self.clashes, seat=self.seat
        )

    @cached_property
    def groups(self) -> list[LineGroup]:
        """The lines by year, or by phase as the address says; with events if it asks for them."""
        if self.is_by_phase:
            found = [(phase, self._lines_of(phase)) for phase in Phase]
            groups = [LineGroup.of_phase(phase, lines) for phase, lines in found if lines]
            if self.event_lines:
                groups.append(LineGroup(gettext("Events of others"), self.event_lines))
            return groups
        every: list[PlanLine | EventLine] = [*self.lines, *self.event_lines]
        lines = sorted(every, key=lambda line: line.day)
        years = sorted({line.day.year for line in lines})
        return [
            LineGroup(str(year), [line for line in lines if line.day.year == year])
            for year in years
        ]

    @cached_property
    def event_lines(self) -> list[EventLine]:
        """The events between the first and the last date, where the address asks for them."""
        if not self.filter.has_events or not self.items:
            return []
        first, last = self.items[0].due_on, self.items[-1].due_on
        return [EventLine(event) for event in self.events if first <= event.starts_on <= last]

    def _lines_of(self, phase: Phase) -> list[PlanLine]:
        return [line for line in self.lines if line.item.phase == phase]

    @property
    def has_own(self) -> bool:
        """Whether the reader may do something with any of the lines."""
        return any(line.is_own for line in self.lines)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline.of(
            self.items, by_phase=self.is_by_phase, events=self.events, clashes=self.clashes
        )

    @property
    def fingerprint(self) -> str:
        """The same for the same picture and list: everything they show, the day, and for whom."""
        programme, seat = self.programme, self.seat
        shown = [
            timezone.localdate(),
            (programme.slug, programme.workshop_label, programme.expert_label),
            (seat.is_coordinator, seat.is_expert, sorted(city.pk for city in seat.edited_cities)),
            self.is_by_phase,
            self.phases,
            sorted(self.clashes.items()),
            [(rule.key, rule.distance) for rule in self.rules],
            [
                (event.pk, event.title, event.organised_by, event.place, str(event.country.code))
                + (event.website, event.starts_on, event.ends_on)
                for event in self.events
            ],
            self.filter.has_events,
            [_values_of(item) for item in self.items],
        ]
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    @classmethod
    def of(cls, seat: Seat, query: Any) -> "WorkplanPage":
        programme, user = seat.programme, seat.user
        cities = City.objects.visible_to(user).in_programme(programme)
        every = WorkplanItem.objects.visible_to(user).in_programme(programme)
        events = ExternalEvent.objects.visible_to(user).in_programme(programme)
        # An address without any filter has no errors to show.
        plan_filter = WorkplanFilter(query or {}, cities=cities)
        phases = _phases_of(every)
        rows = list(cities.select_related("group"))
        items = _with_cities(plan_filter.apply(every), rows, programme)
        return cls(
            seat=seat,
            filter=plan_filter,
            items=items,
            rules=rules_of(programme, user),
            events=_of_programme(_around(items, events), programme),
            phases=phases,
            cities=rows,
            late=sum(count.late for count in phases),
            open=sum(count.total - count.done - count.late for count in phases),
            done=sum(count.done for count in phases),
        )


def _around(items: Sequence[WorkplanItem], events: Any) -> Any:
    """The events about the time of these dates; others may be known for years before and after."""
    if not items:
        return events.none()
    days = [day for item in items for day in (item.due_on, item.baseline_on) if day]
    first, last = min(days) - EVENTS_AROUND, max(days) + EVENTS_AROUND
    return events.between(first, last).with_organisers()


def _of_programme(events: Iterable[ExternalEvent], programme: Programme) -> list[ExternalEvent]:
    rows = list(events)
    for event in rows:
        event.programme = programme
    return rows


def _with_cities(items: Any, cities: Iterable[City], programme: Programme) -> list[WorkplanItem]:
    """The items in order, with their cities: few of them, so a join would only repeat them."""
    found = {city.pk: city for city in cities}
    rows = list(items.order_by("due_on", "city__position", "pk"))
    for row in rows:
        row.city = found.get(row.city_id)
        row.programme = programme
    return rows


def _values_of(item: WorkplanItem) -> tuple[Any, ...]:
    """What the workplan shows of an item."""
    city = item.city
    group = city.group if city else None
    return (
        item.pk,
        item.kind,
        item.phase,
        item.title,
        item.owner_role,
        item.due_on,
        item.baseline_on,
        item.done_at,
        item.evidence,
        item.evidence_name,
        item.source_key,
        item.path,
        item.note,
        item.extension_words,
        (city.pk, city.name, city.position) if city else None,
        (group.number, group.name) if group else None,
    )


def rules_of(programme: Programme, user: User) -> list[CountbackRule]:
    return list(CountbackRule.objects.visible_to(user).in_programme(programme))


def _phases_of(items: Any) -> list[PhaseCount]:
    """How many of each phase are done and late, in the order of the programme."""
    late = Q(done_at__isnull=True, kind=ItemKind.DEADLINE, due_on__lt=timezone.localdate())
    counts = (
        items.order_by()
        .values("phase")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(done_at__isnull=False)),
            late=Count("pk", filter=late),
        )
    )
    order = list(Phase.values)
    found = [PhaseCount(label=str(Phase(row["phase"]).label), **row) for row in counts]
    return sorted(found, key=lambda count: order.index(count.phase))


def _title_of(item: WorkplanItem) -> str:
    """The title, with the city in front where it does not name it."""
    if item.city is None or item.city.name in item.title:
        return item.title
    return f"{item.city}: {item.title}"


def _chip_of(item: WorkplanItem) -> str:
    if item.is_done:
        return "chip-done"
    if item.is_late:
        return "chip-late"
    return "chip-due" if item.is_soon else ""


def owner_of(item: WorkplanItem, programme: Programme) -> str:
    """Whose task it is, as this programme calls them: “CSC”, “City editor, Göteborg”."""
    role = role_in(programme, item.owner_role)
    return f"{role}, {item.city}" if item.owner_role == Role.EDITOR else role


def role_in(programme: Programme, role: str) -> str:
    """A role as this programme calls those who hold it."""
    if role == Role.EXPERT:
        return capfirst(programme.expert_label)
    if role == Role.PARTICIPANT:
        return gettext("Participants")
    return str(Role(role).label)


def _origin(item: WorkplanItem, programme: Programme, distances: dict[str, str]) -> str:
    if not item.is_computed:
        return ""
    words = {
        "workshop": programme.workshop_label if item.city else gettext("meeting"),
        "distance": distances.get(rule_of(item), ""),
    }
    if not words["distance"]:
        return gettext("follows from the %(workshop)s") % words
    return gettext("%(distance)s of the %(workshop)s") % words
