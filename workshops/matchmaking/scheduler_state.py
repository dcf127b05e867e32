"""The problem of a schedule, and a schedule while it is worked on: what each slot has left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Key = int


class Why(StrEnum):
    """Why a meeting has no place."""

    NO_COMMON_TIME = "no_common_time"
    PEOPLE_BUSY = "people_busy"
    TABLES_TAKEN = "tables_taken"
    NO_TABLE_LARGE_ENOUGH = "no_table_large_enough"
    NO_INTERPRETER = "no_interpreter"
    MOST_MEETINGS = "most_meetings"


@dataclass(frozen=True)
class Wish:
    """An accepted meeting. ``pinned`` is the slot and table that it keeps; ``present`` the slot
    where it stands now, kept where that costs nothing."""

    key: Key
    people: tuple[Key, ...]
    languages: frozenset[str] = frozenset()
    weight: int = 1
    pinned: tuple[Key, Key] | None = None
    present: tuple[Key, Key] | None = None


@dataclass(frozen=True)
class Problem:
    """Everything that decides. ``slots`` in order of time; ``tables`` with their seats;
    ``away`` the slots in which a person cannot come."""

    wishes: Sequence[Wish]
    slots: Sequence[Key]
    tables: Mapping[Key, int]
    away: Mapping[Key, frozenset[Key]] = field(default_factory=dict)
    interpreters: Mapping[str, int] = field(default_factory=dict)
    most_meetings: int | None = None


@dataclass(frozen=True)
class Unplaced:
    """A meeting without a place, why, and who or what it is that is in the way."""

    key: Key
    why: Why
    people: tuple[Key, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Schedule:
    """The places by meeting, and what has none."""

    places: dict[Key, tuple[Key, Key]]
    unplaced: list[Unplaced]
    bound: int

    @property
    def is_best_possible(self) -> bool:
        """Whether it is known that no schedule places more."""
        return len(self.places) >= self.bound


class State:
    """Which meeting is in which slot, and what each slot has left. Slots, meetings and people
    are numbers from zero here."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.wishes = problem.wishes
        people = sorted({person for wish in self.wishes for person in wish.people})
        number = {person: index for index, person in enumerate(people)}
        slot_number = {slot: index for index, slot in enumerate(problem.slots)}
        self.slots = range(len(problem.slots))
        self.people = [tuple(number[person] for person in wish.people) for wish in self.wishes]
        self.busy: list[list[int]] = [[-1] * len(people) for _slot in self.slots]
        self.count = [0] * len(people)
        self.most = problem.most_meetings or len(problem.slots)
        self.slot_of = [-1] * len(self.wishes)
        self.pinned = [wish.pinned is not None for wish in self.wishes]
        self._count_room()
        self.sizes = [self._size_class(len(wish.people)) for wish in self.wishes]
        self.interpreted: list[Counter[str]] = [Counter() for _slot in self.slots]
        self.inside: list[set[int]] = [set() for _slot in self.slots]
        away = problem.away
        self.allowed = [
            [
                slot
                for key, slot in slot_number.items()
                if not any(key in away.get(person, ()) for person in wish.people)
            ]
            if self._fits_at_all(index)
            else []
            for index, wish in enumerate(self.wishes)
        ]
        for index, wish in enumerate(self.wishes):
            if wish.pinned and wish.pinned[0] in slot_number:
                self.place(index, slot_number[wish.pinned[0]])

    def _count_room(self) -> None:
        """How many tables have at least so many seats, in each slot, without the pinned ones."""
        problem = self.problem
        self.seat_steps = sorted(set(problem.tables.values()))
        pinned_at: dict[Key, set[Key]] = {}
        for wish in self.wishes:
            if wish.pinned:
                pinned_at.setdefault(wish.pinned[0], set()).add(wish.pinned[1])
        self.room = []
        for slot in problem.slots:
            free = [s for t, s in problem.tables.items() if t not in pinned_at.get(slot, ())]
            self.room.append([sum(s >= step for s in free) for step in self.seat_steps])
        self.used = [[0] * len(self.seat_steps) for _slot in problem.slots]

    def _size_class(self, size: int) -> int:
        """The smallest number of seats that is enough, as its place in ``seat_steps``."""
        for place, seats in enumerate(self.seat_steps):
            if seats >= size:
                return place
        return len(self.seat_steps)

    def _fits_at_all(self, index: int) -> bool:
        languages = self.wishes[index].languages
        has_table = self.sizes[index] < len(self.seat_steps)
        return has_table and all(self.problem.interpreters.get(one, 0) for one in languages)

    def place(self, index: int, slot: int) -> None:
        self.slot_of[index] = slot
        self.inside[slot].add(index)
        busy = self.busy[slot]
        for person in self.people[index]:
            busy[person] = index
            self.count[person] += 1
        # A meeting takes a table of every smaller kind too: who needs four seats needs two.
        if not self.pinned[index]:
            used = self.used[slot]
            for step in range(self.sizes[index] + 1):
                used[step] += 1
        self.interpreted[slot].update(self.wishes[index].languages)

    def take_out(self, index: int) -> None:
        slot = self.slot_of[index]
        self.slot_of[index] = -1
        self.inside[slot].discard(index)
        busy = self.busy[slot]
        for person in self.people[index]:
            busy[person] = -1
            self.count[person] -= 1
        used = self.used[slot]
        for step in range(self.sizes[index] + 1):
            used[step] -= 1
        self.interpreted[slot].subtract(self.wishes[index].languages)

    def is_free(self, index: int, slot: int) -> bool:
        busy = self.busy[slot]
        most = self.most
        count = self.count
        if any(busy[p] >= 0 or count[p] >= most for p in self.people[index]):
            return False
        return self.has_table(index, slot) and not self.languages_short(index, slot)

    def has_table(self, index: int, slot: int) -> bool:
        used, room = self.used[slot], self.room[slot]
        return all(used[step] < room[step] for step in range(self.sizes[index] + 1))

    def languages_short(self, index: int, slot: int) -> list[str]:
        languages = self.wishes[index].languages
        if not languages:
            return []
        taken = self.interpreted[slot]
        have = self.problem.interpreters
        return [one for one in languages if taken[one] >= have.get(one, 0)]

    @property
    def value(self) -> int:
        return sum(w.weight for w, slot in zip(self.wishes, self.slot_of, strict=True) if slot >= 0)

    def restore(self, slots: Sequence[int]) -> None:
        """Put every meeting where it was."""
        for index, slot in enumerate(self.slot_of):
            if slot >= 0 and not self.pinned[index]:
                self.take_out(index)
        for index, slot in enumerate(slots):
            if slot >= 0 and not self.pinned[index]:
                self.place(index, slot)

    def in_the_way(self, index: int, slot: int, heat: Sequence[int]) -> list[int] | None:
        """What has to leave the slots so that the meeting fits; None where something pinned
        stands there. ``heat`` says how often each was moved: the coolest goes first."""
        out: set[int] = set()
        for person in self.people[index]:
            other = self.busy[slot][person]
            if other >= 0:
                out.add(other)
        for person in self.people[index]:
            if self.count[person] - sum(person in self.people[o] for o in out) >= self.most:
                own = [
                    self.busy[s][person]
                    for s in self.slots
                    if self.busy[s][person] >= 0 and self.busy[s][person] not in out
                ]
                movable = [o for o in own if not self.pinned[o]]
                if not movable:
                    return None
                out.add(min(movable, key=lambda o: (self.wishes[o].weight, heat[o], o)))
        if any(self.pinned[other] for other in out):
            return None
        return self._make_room(index, slot, out, heat)

    def _make_room(
        self, index: int, slot: int, out: set[int], heat: Sequence[int]
    ) -> list[int] | None:
        here = [o for o in out if self.slot_of[o] == slot]
        for step in range(self.sizes[index], -1, -1):
            leaving = sum(self.sizes[o] >= step for o in here)
            while self.used[slot][step] - leaving >= self.room[slot][step]:
                rest = [
                    o
                    for o in self.inside[slot]
                    if o not in out and not self.pinned[o] and self.sizes[o] >= step
                ]
                if not rest:
                    return None
                other = min(rest, key=lambda o: (self.wishes[o].weight, heat[o], o))
                out.add(other)
                here.append(other)
                leaving += 1
        for language in self.languages_short(index, slot):
            if any(language in self.wishes[o].languages for o in here):
                continue
            rest = [
                o
                for o in self.inside[slot]
                if o not in out and not self.pinned[o] and language in self.wishes[o].languages
            ]
            if not rest:
                return None
            other = min(rest, key=lambda o: (self.wishes[o].weight, heat[o], o))
            out.add(other)
            here.append(other)
        return sorted(out)
