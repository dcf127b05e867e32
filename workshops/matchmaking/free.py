"""When people are free, for a page with many meetings: the same as ``free_places`` for each."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Self

from django.utils import timezone

from workshops.matchmaking.limits import begins_at
from workshops.models import (
    MeetingParticipant,
    MeetingSlot,
    MeetingTable,
    Networker,
    NetworkingSession,
)


def times_away(session: NetworkingSession) -> defaultdict[int, set[int]]:
    """In which slots each person cannot come, by keys. One query."""
    away: defaultdict[int, set[int]] = defaultdict(set)
    rows = Networker.away.through.objects.filter(meetingslot__session=session)
    for person, slot in rows.values_list("networker", "meetingslot"):
        away[person].add(slot)
    return away


@dataclass(frozen=True)
class FreeTimes:
    """The slots that are still to come, and who and what is taken in each."""

    slots: list[MeetingSlot] = field(default_factory=list)
    tables: list[MeetingTable] = field(default_factory=list)
    # Slots in which a person has a meeting or is away; tables that are taken in a slot.
    busy: dict[int, set[int]] = field(default_factory=dict)
    taken: dict[int, set[int]] = field(default_factory=dict)
    # When the first slot of all begins.
    session_begins: datetime.datetime | None = None

    @classmethod
    def of(cls, session: NetworkingSession, *, now: datetime.datetime | None = None) -> Self:
        """Four queries, however many people and meetings there are."""
        now = now or timezone.now()
        known = list(MeetingSlot.objects.filter(session=session))
        slots = [slot for slot in known if begins_at(slot, session) > now]
        busy: dict[int, set[int]] = defaultdict(set)
        taken: dict[int, set[int]] = defaultdict(set)
        placed = MeetingParticipant.objects.filter(slot__session=session).order_by()
        for person, slot, table in placed.values_list("networker", "slot", "meeting__table"):
            busy[person].add(slot)
            taken[slot].add(table)
        for person, away in times_away(session).items():
            busy[person] |= away
        tables = list(MeetingTable.objects.filter(session=session))
        begins = begins_at(known[0], session) if known else None
        return cls(slots, tables, busy, taken, begins)

    def for_people(self, people: Collection[int]) -> list[MeetingSlot]:
        """When all of these are free and a table has room for them. Runs no query."""
        tables = {table.pk for table in self.tables if table.seats >= len(people)}
        return [
            slot
            for slot in self.slots
            if not any(slot.pk in self.busy.get(person, ()) for person in people)
            and tables - self.taken.get(slot.pk, set())
        ]
