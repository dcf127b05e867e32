"""The typical programme of a city workshop, as data, and what an agenda can get wrong."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import Part
from workshops.models import AgendaItem, Choice, Workshop

# Stands for the name under which the programme knows its experts.
EXPERTS = "{experts}"


@dataclass(frozen=True)
class TypicalItem:
    """An item of the typical programme. ``day`` counts from 0, the workshop's first day."""

    day: int
    starts_at: datetime.time
    ends_at: datetime.time
    title: str | Promise
    description: str | Promise = ""
    part: str = ""
    led_by: str | Promise = ""
    choice: str = ""
    capacity: int | None = None


def _at(hours: int, minutes: int = 0) -> datetime.time:
    return datetime.time(hours, minutes)


# Wednesday afternoon to Friday lunch.
TYPICAL_PROGRAMME: tuple[TypicalItem, ...] = (
    TypicalItem(
        day=0,
        starts_at=_at(13, 30),
        ends_at=_at(14, 45),
        title=gettext_lazy("Steering committee"),
        description=gettext_lazy("One seat for each partner."),
        led_by="PJ",
    ),
    TypicalItem(
        day=0,
        starts_at=_at(15),
        ends_at=_at(16, 15),
        title=gettext_lazy("Presentation of the cluster case"),
        description=gettext_lazy("Up to the strategic issue in focus."),
        part=Part.CLUSTER,
        led_by=gettext_lazy("Cluster staff"),
    ),
    TypicalItem(
        day=0,
        starts_at=_at(16, 30),
        ends_at=_at(18),
        title=gettext_lazy("Cluster policy in the city-region"),
        part=Part.POLICY,
        led_by=gettext_lazy("City staff"),
    ),
    TypicalItem(
        day=1,
        starts_at=_at(9),
        ends_at=_at(12),
        title=gettext_lazy("Cluster visit"),
        description=gettext_lazy("For everybody."),
        part=Part.CLUSTER,
    ),
    TypicalItem(
        day=1,
        starts_at=_at(13, 30),
        ends_at=_at(16, 30),
        title=gettext_lazy("Case discussion and solution"),
        description=gettext_lazy("Ends with a proposed set of actions."),
        part=Part.CLUSTER,
        led_by=EXPERTS,
        choice=Choice.A,
        capacity=20,
    ),
    TypicalItem(
        day=1,
        starts_at=_at(13, 30),
        ends_at=_at(16, 30),
        title=gettext_lazy("Inter-cluster networking"),
        description=gettext_lazy("Meetings arranged individually."),
        part=Part.NETWORKING,
        choice=Choice.B,
    ),
    TypicalItem(
        day=2,
        starts_at=_at(9),
        ends_at=_at(11, 30),
        title=gettext_lazy("Policy discussion and conclusions"),
        description=gettext_lazy("For everybody."),
        part=Part.POLICY,
    ),
    TypicalItem(
        day=2,
        starts_at=_at(12),
        ends_at=_at(13, 30),
        title=gettext_lazy("Lunch: presentation to policymakers"),
        description=gettext_lazy("With the actions proposed on Thursday."),
        led_by=EXPERTS,
    ),
)


def typical_items(workshop: Workshop) -> list[AgendaItem]:
    """The typical programme on the workshop's days, not saved yet. It must have its dates."""
    return [
        AgendaItem(
            workshop=workshop,
            day=workshop.first_day + datetime.timedelta(days=item.day),
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            title=str(item.title),
            description=str(item.description),
            part=item.part,
            led_by=str(item.led_by).replace(EXPERTS, workshop.programme.expert_label),
            choice=item.choice,
            capacity=item.capacity,
        )
        for item in TYPICAL_PROGRAMME
    ]


@dataclass(frozen=True)
class Slot:
    """Items that run side by side."""

    starts_at: datetime.time
    ends_at: datetime.time
    items: list[AgendaItem]


@dataclass(frozen=True)
class Day:
    """One day of an agenda. ``is_outside`` for a day on which the workshop no longer is."""

    date: datetime.date
    slots: list[Slot]
    is_outside: bool = False


def days_of(workshop: Workshop, items: Iterable[AgendaItem]) -> list[Day]:
    """The workshop's days in order, each with its slots; days that are left over come too."""
    by_day = {day: list(found) for day, found in groupby(items, key=lambda item: item.day)}
    inside = set(workshop.days)
    return [
        Day(day, list(_slots(by_day.get(day, []))), is_outside=day not in inside)
        for day in sorted(inside | set(by_day))
    ]


def _slots(items: Sequence[AgendaItem]) -> Iterator[Slot]:
    """Group items that start together; the two choices also when they merely overlap."""
    rest = list(items)
    while rest:
        first = rest.pop(0)
        beside = [item for item in rest if _stands_beside(first, item)]
        rest = [item for item in rest if item not in beside]
        together = [first, *beside]
        yield Slot(first.starts_at, max(item.ends_at for item in together), together)


def _stands_beside(one: AgendaItem, other: AgendaItem) -> bool:
    if one.choice and other.choice:
        return overlap(one, other)
    return one.starts_at == other.starts_at


def overlap(one: AgendaItem, other: AgendaItem) -> bool:
    return one.day == other.day and one.starts_at < other.ends_at and other.starts_at < one.ends_at


@dataclass(frozen=True)
class Conflict:
    """Something an agenda gets wrong. An error keeps it from being released."""

    text: str
    items: tuple[AgendaItem, ...]
    is_error: bool = False


def conflicts_of(workshop: Workshop, items: Sequence[AgendaItem]) -> list[Conflict]:
    """What does not fit together, errors first. Runs no query."""
    return [
        *_outside(workshop, items),
        *_taken_twice(items, "room", _("“%(first)s” and “%(second)s” are in %(what)s at once.")),
        *_taken_twice(items, "led_by", _("%(what)s leads “%(first)s” and “%(second)s” at once.")),
        *_choices_apart(items),
    ]


def _outside(workshop: Workshop, items: Sequence[AgendaItem]) -> Iterator[Conflict]:
    inside = set(workshop.days)
    for item in items:
        if item.day not in inside:
            text = _("“%(title)s” is on %(day)s, when the workshop is not on.") % {
                "title": item.title,
                "day": date_format(item.day, "l j F Y"),
            }
            yield Conflict(text, (item,), is_error=True)


def _taken_twice(items: Sequence[AgendaItem], field: str, text: str) -> Iterator[Conflict]:
    for one, other in combinations(items, 2):
        what = getattr(one, field).strip()
        same = what and what.casefold() == getattr(other, field).strip().casefold()
        if same and overlap(one, other):
            values = {"first": one.title, "second": other.title, "what": what}
            yield Conflict(text % values, (one, other))


def _choices_apart(items: Sequence[AgendaItem]) -> Iterator[Conflict]:
    choices = tuple(item for item in items if item.choice)
    if len(choices) == 1:
        yield Conflict(
            _("“%(title)s” is a choice with nothing to choose beside it.")
            % {"title": choices[0].title},
            choices,
        )
    for one, other in combinations(choices, 2):
        if not overlap(one, other):
            yield Conflict(
                _("A and B do not run at the same time, so nobody has to choose."), (one, other)
            )
