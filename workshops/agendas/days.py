"""An agenda by day, and what it can get wrong."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.models import AgendaItem, Workshop


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
    """Something an agenda gets wrong. An error keeps it from being released.

    ``brief`` says it in the item itself, where there is little room.
    """

    text: str
    items: tuple[AgendaItem, ...]
    is_error: bool = False
    brief: str = ""


def conflicts_of(workshop: Workshop, items: Sequence[AgendaItem]) -> list[Conflict]:
    """What does not fit together, errors first. Runs no query."""
    return [
        *_outside(workshop, items),
        *_at_once(items),
        *_choices_apart(items),
        *_buses(items),
    ]


def _outside(workshop: Workshop, items: Sequence[AgendaItem]) -> Iterator[Conflict]:
    inside = set(workshop.days)
    for item in items:
        if item.day not in inside:
            text = _("“%(title)s” is on %(day)s, when the workshop is not on.") % {
                "title": item.title,
                "day": date_format(item.day, "l j F Y"),
            }
            yield Conflict(text, (item,), is_error=True, brief=_("Not a day of the workshop"))


def _at_once(items: Sequence[AgendaItem]) -> Iterator[Conflict]:
    """One room or one person in two places; otherwise what everybody should be at twice."""
    for one, other in combinations(items, 2):
        if overlap(one, other):
            found = [*_one_room(one, other), *_one_person(one, other)]
            yield from found or _for_everybody(one, other)


def _one_room(one: AgendaItem, other: AgendaItem) -> Iterator[Conflict]:
    room = one.room.strip()
    if room and room.casefold() == other.room.strip().casefold():
        text = _("“%(first)s” and “%(second)s” are in %(room)s at once.")
        values = {"first": one.title, "second": other.title, "room": room}
        yield Conflict(text % values, (one, other), brief=_("The room is taken twice"))


def _one_person(one: AgendaItem, other: AgendaItem) -> Iterator[Conflict]:
    people = people_of(one)
    for key in sorted(people.keys() & people_of(other).keys()):
        text = _("%(person)s is needed in “%(first)s” and “%(second)s” at once.")
        values = {"first": one.title, "second": other.title, "person": people[key]}
        brief = _("%(person)s is needed twice") % {"person": people[key]}
        yield Conflict(text % values, (one, other), brief=brief)


def _for_everybody(one: AgendaItem, other: AgendaItem) -> Iterator[Conflict]:
    if not (one.choice and other.choice):
        text = _("“%(first)s” and “%(second)s” overlap, and are no choice between each other.")
        values = {"first": one.title, "second": other.title}
        yield Conflict(text % values, (one, other), brief=_("Overlaps another item"))


def people_of(item: AgendaItem) -> dict[str, str]:
    """Who leads or speaks, by the name in small letters.

    What follows a comma in “led by” is an organisation, which can be in two places.
    """
    lead = item.led_by.partition(",")[0]
    names = [name for text in (lead, *item.speakers.split(",")) for name in _BETWEEN.split(text)]
    return {name.strip().casefold(): name.strip() for name in names if name.strip()}


# “Karl Lindqvist and Ingrid Holmström” are two.
_BETWEEN = re.compile(r"\s+(?:and|&|/)\s+|;", re.IGNORECASE)


def _choices_apart(items: Sequence[AgendaItem]) -> Iterator[Conflict]:
    choices = tuple(item for item in items if item.choice)
    if len(choices) == 1:
        yield Conflict(
            _("“%(title)s” is a choice with nothing to choose beside it.")
            % {"title": choices[0].title},
            choices,
            brief=_("Nothing to choose beside it"),
        )
    for one, other in combinations(choices, 2):
        if not overlap(one, other):
            yield Conflict(
                _("A and B do not run at the same time, so nobody has to choose."),
                (one, other),
                brief=_("A and B are not parallel"),
            )


def _buses(items: Sequence[AgendaItem]) -> Iterator[Conflict]:
    for item in items:
        if item.bus_at is None:
            continue
        if item.bus_at > item.starts_at:
            text = _("The bus of “%(title)s” leaves at %(bus)s, after the beginning at %(start)s.")
            values = {
                "title": item.title,
                "bus": _time(item.bus_at),
                "start": _time(item.starts_at),
            }
            yield Conflict(text % values, (item,), brief=_("The bus leaves after the beginning"))
        yield from _bus_meets_others(item, items)


def _bus_meets_others(item: AgendaItem, items: Sequence[AgendaItem]) -> Iterator[Conflict]:
    """What is still on when the bus leaves, or has begun when it is back."""
    for other in items:
        if other.day != item.day or overlap(item, other):
            continue
        values = {"title": item.title, "other": other.title}
        if item.bus_at and other.starts_at < item.bus_at < other.ends_at:
            text = _("The bus of “%(title)s” leaves at %(bus)s, before “%(other)s” ends.")
            values["bus"] = _time(item.bus_at)
            yield Conflict(text % values, (item, other), brief=_("The bus leaves too early"))
        if item.bus_back_at and item.ends_at <= other.starts_at < item.bus_back_at:
            text = _("The bus of “%(title)s” is back at %(bus)s, after “%(other)s” begins.")
            values["bus"] = _time(item.bus_back_at)
            yield Conflict(text % values, (item, other), brief=_("The bus is back too late"))


def _time(time: datetime.time) -> str:
    return f"{time:%H:%M}"
