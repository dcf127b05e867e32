"""When choice B is, and how its time is cut into slots. Reads; writes nothing."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.models import AgendaItem, Choice, MeetingSlot, NetworkingSession, Workshop

Span = tuple[datetime.time, datetime.time]


def choice_b_of(workshop: Workshop) -> AgendaItem | None:
    """The item of choice B in the agenda as it is written now. One query."""
    return workshop.agenda_items.in_draft().filter(choice=Choice.B).first()


def spans_within(
    starts_at: datetime.time, ends_at: datetime.time, *, minutes: int, pause: int
) -> list[Span]:
    """The times of so many minutes that fit between two, with a pause after each."""
    day = datetime.date(2000, 1, 1)
    at, end = (datetime.datetime.combine(day, moment) for moment in (starts_at, ends_at))
    length, step = (datetime.timedelta(minutes=n) for n in (minutes, minutes + pause))
    spans = []
    while at + length <= end and at.date() == day:
        spans.append((at.time(), (at + length).time()))
        at += step
    return spans


def overlapping(
    slots: Iterable[MeetingSlot],
    day: datetime.date,
    starts_at: datetime.time,
    ends_at: datetime.time,
) -> list[MeetingSlot]:
    """Which of the slots run at the same time: somebody could be in two meetings at once."""
    return [
        slot
        for slot in slots
        if slot.day == day and slot.starts_at < ends_at and starts_at < slot.ends_at
    ]


def lies_within(slot: MeetingSlot, item: AgendaItem | None) -> bool:
    if item is None:
        return False
    return (
        slot.day == item.day and item.starts_at <= slot.starts_at and slot.ends_at <= item.ends_at
    )


@dataclass(frozen=True)
class Strays:
    """The slots that lie outside choice B, and the way that would bring all slots back to it."""

    slots: list[MeetingSlot]
    item: AgendaItem | None
    shift: datetime.timedelta
    # How many would lie outside after it.
    left_outside: int = 0

    @classmethod
    def of(cls, slots: Sequence[MeetingSlot], item: AgendaItem | None) -> "Strays":
        """Runs no query."""
        outside = [slot for slot in slots if not lies_within(slot, item)]
        shift = datetime.timedelta()
        if item and slots:
            shift = _moment(item.day, item.starts_at) - _moment(slots[0].day, slots[0].starts_at)
        left = sum(not _ends_within(slot, item, shift) for slot in slots) if item else 0
        return cls(outside, item, shift, left)

    @property
    def can_follow(self) -> bool:
        """Whether fewer would lie outside if all moved along: the first to the beginning of
        choice B. One that was moved out by hand takes no other with it."""
        return bool(self.shift) and self.left_outside < len(self.slots)

    @property
    def item_in_words(self) -> str:
        return place_in_time(self.item) if self.item else ""


def _ends_within(slot: MeetingSlot, item: AgendaItem, shift: datetime.timedelta) -> bool:
    """Whether a slot would end in time if it moved by so much."""
    return _moment(slot.day, slot.ends_at) + shift <= _moment(item.day, item.ends_at)


def _moment(day: datetime.date, at: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(day, at)


def place_in_time(row: AgendaItem | MeetingSlot) -> str:
    """“Thursday 9 September, 13:30–16:30”."""
    return _("%(day)s, %(start)s–%(end)s") % {
        "day": date_format(row.day, "l j F"),
        "start": f"{row.starts_at:%H:%M}",
        "end": f"{row.ends_at:%H:%M}",
    }


def strays_of(session: NetworkingSession, item: AgendaItem | None) -> Strays:
    """One query."""
    return Strays.of(list(MeetingSlot.objects.filter(session=session)), item)
