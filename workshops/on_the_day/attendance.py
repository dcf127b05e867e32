"""The half-days of a workshop, by which attendance is kept, and who was there in one of them."""

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.access import Seat
from workshops.models import AgendaItem, Attendance, HalfDay, Registration, Workshop

NOON = datetime.time(13)
# A lunch that begins before noon may last so long and is still of the morning.
END_OF_LUNCH = datetime.time(14)


class Timed(Protocol):
    """An item of an agenda, as it is written or as it was released."""

    day: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time


def key_of(day: datetime.date, half: str) -> str:
    """How addresses and devices name a half-day: “2010-09-08-pm”."""
    return f"{day.isoformat()}-{half}"


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
        return key_of(self.day, self.half)


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


def half_day_now(workshop: Workshop, slots: Sequence[HalfDaySlot]) -> HalfDaySlot | None:
    """The half-day that is on where the workshop is: or else the last that was, or the first."""
    now = timezone.localtime(timezone=workshop.tz)
    half = HalfDay.MORNING if now.time() < NOON else HalfDay.AFTERNOON
    begun = [slot for slot in slots if (slot.day, slot.half) <= (now.date(), half)]
    return begun[-1] if begun else next(iter(slots), None)


# How pages and devices say what was ticked.
THERE, NOT_THERE, NOT_SAID = "there", "not-there", "not-said"
MARKS: dict[str, bool | None] = {THERE: True, NOT_THERE: False, NOT_SAID: None}


def mark_in_words(is_present: bool | None) -> str:
    return next(name for name, value in MARKS.items() if value is is_present)


@dataclass
class Guest:
    """A line of the list. ``marks`` has every half-day in which something was said."""

    registration: Registration
    mark: str = NOT_SAID
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def marks_as_json(self) -> str:
        return json.dumps(self.marks)

    @property
    def comes_from(self) -> str:
        """“Leipzig, Agency for Energy”: city or partner, and organisation."""
        row = self.registration
        place = row.city.name if row.city else row.partner.short_name if row.partner else ""
        known = [place, row.organisation if row.organisation != place else ""]
        return ", ".join(filter(None, known)) or row.get_attends_as_display()


@dataclass(frozen=True)
class AttendancePage:
    """Who was there in one half-day, as those see it who keep it. Three queries."""

    workshop: Workshop
    slots: list[HalfDaySlot]
    slot: HalfDaySlot | None
    guests: list[Guest]

    @classmethod
    def of(cls, workshop: Workshop, seat: Seat, asked: str = "") -> "AttendancePage":
        """``asked``: the key of a half-day; without one, or with none of this workshop's, now."""
        items = AgendaItem.objects.visible_to(seat.user).in_draft().filter(workshop=workshop)
        slots = half_days_of(workshop, items)
        named = next((slot for slot in slots if slot.key == asked), None)
        slot = named or half_day_now(workshop, slots)
        people = Registration.objects.visible_to(seat.user).coming().filter(workshop=workshop)
        people = people.select_related("city", "partner").order_by("name", "pk")
        guests = {person.pk: Guest(person) for person in people}
        said = Attendance.objects.visible_to(seat.user).filter(registration__in=guests)
        for mark in said:
            guests[mark.registration_id].marks[key_of(mark.day, mark.half)] = mark_in_words(
                mark.is_present
            )
        for guest in guests.values():
            guest.mark = guest.marks.get(slot.key, NOT_SAID) if slot else NOT_SAID
        return cls(workshop, slots, slot, list(guests.values()))

    @property
    def there(self) -> int:
        return sum(guest.mark == THERE for guest in self.guests)
