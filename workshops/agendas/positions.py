"""Where an item stands in an agenda, and what moving it does to the others."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.models import AgendaItem


class PastMidnightError(Exception):
    """A time that would be on another day than its item."""


@dataclass(frozen=True)
class Position:
    """Day and times of an item, also as a text that a page can carry."""

    day: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time

    @classmethod
    def of(cls, item: AgendaItem) -> Self:
        return cls(item.day, item.starts_at, item.ends_at)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The position that ``str`` wrote. Raises ValueError for anything else."""
        day, starts_at, ends_at = text.split(" ")
        return cls(
            datetime.date.fromisoformat(day),
            datetime.time.fromisoformat(starts_at),
            datetime.time.fromisoformat(ends_at),
        )

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.starts_at.isoformat()} {self.ends_at.isoformat()}"

    @property
    def in_words(self) -> str:
        """“Thursday 9 September, 09:00–12:00”."""
        return _("%(day)s, %(start)s–%(end)s") % {
            "day": date_format(self.day, "l j F"),
            "start": f"{self.starts_at:%H:%M}",
            "end": f"{self.ends_at:%H:%M}",
        }

    def later(self, by: datetime.timedelta) -> Self:
        """The same length, later on the same day. Raises PastMidnightError."""
        return type(self)(self.day, later(self.starts_at, by), later(self.ends_at, by))


def later(time: datetime.time, by: datetime.timedelta) -> datetime.time:
    """The time so much later, on the same day. Raises PastMidnightError."""
    moment = datetime.datetime.combine(datetime.date(2000, 1, 2), time) + by
    if moment.day != 2:
        raise PastMidnightError
    return moment.time()


def place(item: AgendaItem, position: Position) -> None:
    """Give an item this position, and its bus with it. Raises PastMidnightError; saves nothing."""
    bus_by = _between(item.starts_at, position.starts_at)
    back_by = _between(item.ends_at, position.ends_at)
    if item.bus_at is not None:
        item.bus_at = later(item.bus_at, bus_by)
    if item.bus_back_at is not None:
        item.bus_back_at = later(item.bus_back_at, back_by)
    item.day, item.starts_at, item.ends_at = position.day, position.starts_at, position.ends_at


def following(
    item: AgendaItem, position: Position, others: Iterable[AgendaItem]
) -> list[tuple[AgendaItem, Position]]:
    """Where what comes after the item on its day goes when that takes a new position.

    What begins after its end moves as that does; what runs beside it, as its beginning does.
    Raises PastMidnightError.
    """
    by_start = _between(item.starts_at, position.starts_at)
    by_end = _between(item.ends_at, position.ends_at)
    moved = []
    for other in others:
        if other.pk == item.pk or other.day != item.day or other.starts_at < item.starts_at:
            continue
        by = by_end if other.starts_at >= item.ends_at else by_start
        there = Position.of(other).later(by)
        moved.append((other, Position(position.day, there.starts_at, there.ends_at)))
    return moved


def _between(one: datetime.time, other: datetime.time) -> datetime.timedelta:
    day = datetime.date(2000, 1, 2)
    return datetime.datetime.combine(day, other) - datetime.datetime.combine(day, one)
