"""The half-days of a workshop, by which attendance is kept."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.models import HalfDay, Workshop

NOON = datetime.time(13)
# A lunch that begins before noon may last so long and is still of the morning.
END_OF_LUNCH = datetime.time(14)


class Timed(Protocol):
    """An item of an agenda, as it is written or as it was released."""

    day: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time


@dataclass(frozen=True)
class HalfDaySlot:
    """One half of a day, for which people sign or are ticked off."""

    day: datetime.date
    half: str
    label: str

    @classmethod
    def of(cls, day: datetime.date, half: HalfDay | str) -> "HalfDaySlot":
        sentence = _("%(day)s, morning") if half == HalfDay.MORNING else _("%(day)s, afternoon")
        return cls(day, str(half), sentence % {"day": date_format(day, "l j F")})

    @property
    def key(self) -> str:
        """How an address names it: “2010-09-08-pm”."""
        return f"{self.day.isoformat()}-{self.half}"


def half_days_of(workshop: Workshop, items: Iterable[Timed]) -> list[HalfDaySlot]:
    """The half-days on which something is on, in order; all of them while there is no agenda.

    Runs no query. Items on a day on which the workshop is not do not count.
    """
    days = set(workshop.days)
    on = {(item.day, half) for item in items if item.day in days for half in _halves_of(item)}
    every = [(day, half) for day in workshop.days for half in HalfDay]
    return [HalfDaySlot.of(*found) for found in every if not on or found in on]


def _halves_of(item: Timed) -> Iterator[HalfDay]:
    if item.starts_at < NOON:
        yield HalfDay.MORNING
    if item.starts_at >= NOON or item.ends_at > END_OF_LUNCH:
        yield HalfDay.AFTERNOON
