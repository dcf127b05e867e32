"""What the desk of choice B needs on the day: who is here, who sits where, who has nobody yet."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from programme.plain import plain
from workshops.matchmaking.board import Arrangement, Cell
from workshops.matchmaking.free import times_away
from workshops.matchmaking.interpreters import LanguageLine, languages_of
from workshops.matchmaking.limits import begins_at
from workshops.matchmaking.names import names_of
from workshops.matchmaking.times import place_in_time
from workshops.models import (
    Attendance,
    HalfDay,
    MeetingSlot,
    MeetingTable,
    Networker,
    NetworkingSession,
    Registration,
)
from workshops.on_the_day.attendance import NOON, NOT_SAID, Guest, HalfDaySlot, mark_in_words
from workshops.people.participants import counts_of

MOST_SUGGESTED = 3


@dataclass
class DeskPerson:
    """Somebody of choice B, with what the desk says to that person."""

    guest: Guest
    networker: Networker | None
    meetings: list[Cell] = field(default_factory=list)
    unplaced: list[Cell] = field(default_factory=list)
    free: set[int] = field(default_factory=set)
    suggestions: list["DeskPerson"] = field(default_factory=list)

    @property
    def registration(self) -> Registration:
        return self.guest.registration

    @property
    def name(self) -> str:
        return self.registration.name

    @property
    def next_meetings(self) -> list[tuple[Cell, str]]:
        """Each meeting with the names of the others."""
        own = self.networker.pk if self.networker else None
        return [
            (cell, names_of(one for one in cell.people if one.pk != own)) for cell in self.meetings
        ]


@dataclass(frozen=True)
class DeskPage:
    """Everything for the desk. Eleven queries."""

    session: NetworkingSession
    arrangement: Arrangement
    registered: int
    slot: MeetingSlot | None
    is_now: bool
    people: list[DeskPerson]
    languages: list[LanguageLine]
    wanted: str = ""

    @classmethod
    def of(
        cls,
        session: NetworkingSession,
        *,
        asked: str = "",
        wanted: str = "",
        now: datetime.datetime | None = None,
    ) -> "DeskPage":
        """``asked`` is the key of a slot; without it the one that is on, or comes next.
        ``wanted`` is part of a name or a place."""
        now = now or timezone.now()
        arrangement = Arrangement.of(session)
        on = slot_now(session, arrangement.slots, now)
        slot = next((one for one in arrangement.slots if str(one.pk) == asked), on)
        people = _people(session, arrangement, slot, now)
        return cls(
            session=session,
            arrangement=arrangement,
            registered=counts_of(session.workshop)["everybody"],
            slot=slot,
            is_now=slot is not None and is_on(slot, session, now),
            people=people,
            languages=languages_of(arrangement),
            wanted=wanted.strip(),
        )

    @property
    def slots(self) -> list[MeetingSlot]:
        return self.arrangement.slots

    @cached_property
    def at_tables(self) -> list[tuple[MeetingTable, Cell]]:
        """Who sits where in the slot."""
        if self.slot is None:
            return []
        placed = self.arrangement.placed
        found = [(table, placed.get((self.slot.pk, table.pk))) for table in self.arrangement.tables]
        return [(table, cell) for table, cell in found if cell]

    @property
    def free_tables(self) -> list[MeetingTable]:
        taken = {table.pk for table, _cell in self.at_tables}
        return [table for table in self.arrangement.tables if table.pk not in taken]

    @property
    def next_slot(self) -> MeetingSlot | None:
        if self.slot is None:
            return None
        place = self.slots.index(self.slot) + 1
        return self.slots[place] if place < len(self.slots) else None

    @property
    def slot_in_words(self) -> str:
        return place_in_time(self.slot) if self.slot else ""

    @property
    def shown(self) -> list[DeskPerson]:
        """Those whom the search finds; everybody without one."""
        words = plain(self.wanted).split()
        return [
            person
            for person in self.people
            if all(word in plain(f"{person.name} {person.guest.comes_from}") for word in words)
        ]

    @property
    def here(self) -> int:
        return sum(person.guest.mark == "there" for person in self.people)

    @property
    def without_meeting(self) -> list[DeskPerson]:
        return [person for person in self.people if not person.meetings]

    @property
    def half(self) -> HalfDaySlot | None:
        return half_day_of(self.slot) if self.slot else None


def half_day_of(slot: MeetingSlot) -> HalfDaySlot:
    return HalfDaySlot.of(slot.day, HalfDay.MORNING if slot.starts_at < NOON else HalfDay.AFTERNOON)


def is_on(slot: MeetingSlot, session: NetworkingSession, now: datetime.datetime) -> bool:
    ends_at = datetime.datetime.combine(slot.day, slot.ends_at, session.workshop.tz)
    return begins_at(slot, session) <= now < ends_at


def slot_now(
    session: NetworkingSession, slots: Sequence[MeetingSlot], now: datetime.datetime
) -> MeetingSlot | None:
    """The slot that is on or comes next; after the last one, that."""
    zone = session.workshop.tz
    for slot in slots:
        if datetime.datetime.combine(slot.day, slot.ends_at, zone) > now:
            return slot
    return slots[-1] if slots else None


def _people(
    session: NetworkingSession,
    arrangement: Arrangement,
    slot: MeetingSlot | None,
    now: datetime.datetime,
) -> list[DeskPerson]:
    """Everybody in choice B in the order of names. Three queries."""
    rows = (
        Registration.objects.in_choice_b()
        .filter(workshop=session.workshop)
        .select_related("city", "partner", "networker")
        .order_by("name", "pk")
    )
    people = [DeskPerson(Guest(row), getattr(row, "networker", None)) for row in rows]
    for person in people:
        person.registration.workshop = session.workshop
    by_networker = {one.networker.pk: one for one in people if one.networker}
    for cell in arrangement.cells:
        for member in cell.people:
            if one := by_networker.get(member.pk):
                (one.meetings if cell.meeting.slot_id else one.unplaced).append(cell)
    if slot:
        _mark(people, half_day_of(slot))
    _set_free(session, arrangement, people, now)
    _suggest(people)
    return people


def _mark(people: Sequence[DeskPerson], half: HalfDaySlot) -> None:
    marks = dict(
        Attendance.objects.filter(
            registration__in=[person.registration.pk for person in people],
            day=half.day,
            half=half.half,
        ).values_list("registration", "is_present")
    )
    for person in people:
        known = person.registration.pk in marks
        person.guest.mark = mark_in_words(marks[person.registration.pk]) if known else NOT_SAID


def _set_free(
    session: NetworkingSession,
    arrangement: Arrangement,
    people: Sequence[DeskPerson],
    now: datetime.datetime,
) -> None:
    to_come = {slot.pk for slot in arrangement.slots if begins_at(slot, session) > now}
    taken = Counter(slot for slot, _table in arrangement.placed)
    with_table = {slot for slot in to_come if taken[slot] < len(arrangement.tables)}
    away = times_away(session)
    for person in people:
        person.free = set(with_table)
        if person.networker:
            busy = arrangement.busy.get(person.networker.pk, set())
            person.free -= busy | away[person.networker.pk]


def _suggest(people: Sequence[DeskPerson]) -> None:
    """For whoever has no meeting: who is free at the same time, those with fewest meetings first.

    Whom the person meets already, without a time yet, is no news.
    """
    for person in people:
        if person.meetings or not person.free:
            continue
        known = {member.pk for cell in person.unplaced for member in cell.people}
        others = [
            other
            for other in people
            if other is not person
            and other.networker
            and other.networker.wants_meetings
            and other.guest.mark != "not-there"
            and other.networker.pk not in known
            and other.free & person.free
        ]
        others.sort(key=lambda other: (len(other.meetings), other.name))
        person.suggestions = others[:MOST_SUGGESTED]
