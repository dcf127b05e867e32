"""Which meeting takes place when and at which table. Pure Python: no database, no Django.

As many wishes as possible (by weight) get a place; nobody is in two meetings at once or away,
no table is over capacity, interpreters are enough, and what is pinned stays. The search begins
with the best of several simple orders and improves it by bringing in a meeting and taking out
what is in its way, never at once back to where it was (tabu). The same problem always gets the
same answer, unless the time limit ends the search.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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


Progress = Callable[[int], None]


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
                self._put(index, slot_number[wish.pinned[0]])

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

    def _put(self, index: int, slot: int) -> None:
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

    def place(self, index: int, slot: int) -> None:
        self._put(index, slot)

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
        return self._has_table(index, slot) and not self._languages_short(index, slot)

    def _has_table(self, index: int, slot: int) -> bool:
        used, room = self.used[slot], self.room[slot]
        return all(used[step] < room[step] for step in range(self.sizes[index] + 1))

    def _languages_short(self, index: int, slot: int) -> list[str]:
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
                self._put(index, slot)

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
        for language in self._languages_short(index, slot):
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


def upper_bound(state: State) -> int:
    """More weight than this nobody can place: by tables, and by what each person has time for."""
    weights = sorted(
        (
            wish.weight
            for index, wish in enumerate(state.wishes)
            if state.allowed[index] or state.pinned[index]
        ),
        reverse=True,
    )
    pinned = sum(state.pinned)
    tables = sum(room[0] if room else 0 for room in state.room) + pinned
    by_tables = sum(weights[:tables])
    return min(by_tables, _bound_by_people(state))


def _bound_by_people(state: State) -> int:
    """Half the sum of what the people can have, when every meeting has at least two of them."""
    possible: list[list[int]] = [[] for _person in state.count]
    times: list[set[int]] = [set() for _person in state.count]
    alone = 0
    for index, people in enumerate(state.people):
        slots = set(state.allowed[index])
        if state.pinned[index]:
            slots = {state.slot_of[index]}
        if not slots:
            continue
        if not people:
            alone += state.wishes[index].weight
        for person in people:
            # A meeting of three counts a third for each of its people.
            possible[person].append(12 * state.wishes[index].weight // max(len(people), 1))
            times[person] |= slots
    total = 0
    for person, shares in enumerate(possible):
        most = max(min(len(times[person]), state.most), 0)
        pinned = sum(state.pinned[i] for i in range(len(state.people)) if person in state.people[i])
        total += sum(sorted(shares, reverse=True)[: max(most, pinned)])
    # Shares are whole twelfths, rounded down: one more for each wish keeps the bound a bound.
    return alone + -(-(total + len(state.wishes)) // 12)


def fill(state: State, order: Iterable[int]) -> None:
    """Give each meeting, in this order, the fitting slot in which fewest tables are left."""
    for index in order:
        if state.slot_of[index] >= 0:
            continue
        free = [slot for slot in state.allowed[index] if state.is_free(index, slot)]
        if free:
            state.place(index, min(free, key=lambda slot: (-len(state.inside[slot]), slot)))


def fill_first(state: State, order: Iterable[int]) -> None:
    """Give each meeting, in this order, the first slot in which it fits."""
    for index in order:
        if state.slot_of[index] >= 0:
            continue
        for slot in state.allowed[index]:
            if state.is_free(index, slot):
                state.place(index, slot)
                break


def simple_orders(state: State) -> list[list[int]]:
    """Orders in which somebody might fill a schedule by hand: as asked, backwards, by how few
    times or how popular its people are, by size, and by weight."""
    degree: Counter[int] = Counter(person for people in state.people for person in people)
    indices = range(len(state.wishes))

    def popularity(index: int) -> int:
        return sum(degree[person] for person in state.people[index])

    orders = [
        sorted(indices, key=lambda i: -state.wishes[i].weight),
        sorted(indices, key=lambda i: (-state.wishes[i].weight, -i)),
        sorted(indices, key=lambda i: (len(state.allowed[i]), popularity(i), i)),
        sorted(indices, key=lambda i: (popularity(i), i)),
        sorted(indices, key=lambda i: (-popularity(i), i)),
        sorted(indices, key=lambda i: (len(state.people[i]), popularity(i), i)),
        sorted(indices, key=lambda i: (-len(state.people[i]), i)),
        sorted(indices, key=lambda i: (-state.wishes[i].weight / max(popularity(i), 1), i)),
    ]
    shuffled = random.Random(20100908)  # noqa: S311  nothing secret
    for _turn in range(8):
        order = list(indices)
        shuffled.shuffle(order)
        orders.append(order)
    return orders


class Search:
    """Improves a schedule until it is known to be the best, or the moves or the time are over."""

    def __init__(
        self, state: State, *, moves: int, ends_at: float, progress: Progress | None
    ) -> None:
        self.state = state
        self.moves = moves
        self.ends_at = ends_at
        self.progress = progress
        self.bound = upper_bound(state)
        self.heat = [0] * len(state.wishes)
        self.chance = random.Random(5)  # noqa: S311  nothing secret
        self.best = list(state.slot_of)
        self.best_value = state.value

    def begin(self) -> None:
        """The best of the simple orders; what stands in the present schedule first."""
        empty = [-1] * len(self.state.wishes)
        # A schedule that is not worse than others and keeps what people know is the better one.
        self._keep_present()
        fill(self.state, range(len(self.state.wishes)))
        self._note()
        for order in simple_orders(self.state):
            for way in (fill, fill_first):
                self.state.restore(empty)
                way(self.state, order)
                self._note()
        self.state.restore(self.best)

    def _keep_present(self) -> None:
        number = {slot: index for index, slot in enumerate(self.state.problem.slots)}
        for index, wish in enumerate(self.state.wishes):
            if wish.present is None or self.state.slot_of[index] >= 0:
                continue
            slot = number.get(wish.present[0], -1)
            if slot in self.state.allowed[index] and self.state.is_free(index, slot):
                self.state.place(index, slot)

    def _note(self) -> None:
        value = self.state.value
        if value > self.best_value:
            self.best, self.best_value = list(self.state.slot_of), value

    def run(self) -> None:
        state = self.state
        tabu: dict[tuple[int, int], int] = {}
        value = state.value
        last_better = 0
        for move in range(self.moves):
            if self.best_value >= self.bound or not self._goes_on(move):
                break
            if move - last_better > 4000:
                state.restore(self.best)
                value, last_better = self.best_value, move
                tabu.clear()
                self._shake()
                value = state.value
            found = self._best_move(move, tabu, value)
            if found is None:
                continue
            gain, index, slot, out = found
            for other in out:
                left = state.slot_of[other]
                state.take_out(other)
                tabu[other, left] = move + 6 + self.chance.randrange(10)
                self.heat[other] += 1
            state.place(index, slot)
            value += gain
            if value > self.best_value:
                self.best, self.best_value = list(state.slot_of), value
                last_better = move
        state.restore(self.best)

    def _goes_on(self, move: int) -> bool:
        if move % 64:
            return True
        if self.progress:
            self.progress(min(99, move * 100 // self.moves))
        return time.monotonic() < self.ends_at

    def _shake(self) -> None:
        """Take out a few by chance, so that the search goes another way."""
        inside = [
            i for i, slot in enumerate(self.state.slot_of) if slot >= 0 and not self.state.pinned[i]
        ]
        for index in self.chance.sample(inside, min(len(inside), max(2, len(inside) // 8))):
            self.state.take_out(index)

    def _best_move(
        self, move: int, tabu: Mapping[tuple[int, int], int], value: int
    ) -> tuple[int, int, int, list[int]] | None:
        """The unplaced meeting and slot that cost least, ties by chance; a tabu only breaks for
        a schedule better than any before."""
        state = self.state
        waiting = [i for i, slot in enumerate(state.slot_of) if slot < 0 and state.allowed[i]]
        if len(waiting) > 12:
            waiting = self.chance.sample(waiting, 12)
        best: tuple[int, int, int, list[int]] | None = None
        best_key: tuple[float, ...] = ()
        for index in waiting:
            weight = state.wishes[index].weight
            for slot in state.allowed[index]:
                out = state.in_the_way(index, slot, self.heat)
                if out is None:
                    continue
                gain = weight - sum(state.wishes[o].weight for o in out)
                is_tabu = tabu.get((index, slot), -1) >= move
                if is_tabu and value + gain <= self.best_value:
                    continue
                key = (gain, -self.heat[index], self.chance.random())
                if best is None or key > best_key:
                    best, best_key = (gain, index, slot, out), key
        return best


def tables_of(state: State) -> dict[Key, tuple[Key, Key]]:
    """A table for every meeting that has a slot: the one it has now where that fits, then the
    smallest that does."""
    places: dict[Key, tuple[Key, Key]] = {}
    tables = state.problem.tables
    for slot, key in enumerate(state.problem.slots):
        inside = [state.wishes[i] for i in state.inside[slot]]
        taken = {wish.pinned[1] for wish in inside if wish.pinned}
        places |= {wish.key: wish.pinned for wish in inside if wish.pinned}
        free = sorted((t for t in tables if t not in taken), key=lambda t: (tables[t], t))
        loose = sorted(
            (wish for wish in inside if not wish.pinned),
            key=lambda wish: (-len(wish.people), wish.key),
        )
        places |= _seat(loose, free, tables, key)
    return places


def _seat(
    wishes: Sequence[Wish], free: Sequence[Key], tables: Mapping[Key, int], slot: Key
) -> dict[Key, tuple[Key, Key]]:
    """The largest meetings choose first, from the end: the smallest table that is enough. Who
    stands at a table now keeps it if the others still fit."""
    places: dict[Key, tuple[Key, Key]] = {}
    left = list(free)
    rest = list(wishes)
    for wish in wishes:
        if wish.present and wish.present[0] == slot and wish.present[1] in left:
            others = [one for one in rest if one is not wish]
            without = [table for table in left if table != wish.present[1]]
            if tables[wish.present[1]] >= len(wish.people) and _all_fit(others, without, tables):
                places[wish.key] = wish.present
                rest, left = others, without
    # Largest first, each at the largest table left, would leave small ones at large tables.
    for wish in sorted(rest, key=lambda one: (len(one.people), one.key)):
        table = next(t for t in left if tables[t] >= len(wish.people))
        places[wish.key] = (slot, table)
        left.remove(table)
    return places


def _all_fit(wishes: Sequence[Wish], free: Sequence[Key], tables: Mapping[Key, int]) -> bool:
    sizes = sorted((len(wish.people) for wish in wishes), reverse=True)
    seats = sorted((tables[table] for table in free), reverse=True)
    if len(sizes) > len(seats):
        return False
    return all(size <= have for size, have in zip(sizes, seats, strict=False))


def why_unplaced(state: State, index: int) -> Unplaced:
    """What is in the way of a meeting in the finished schedule; what can never be, first."""
    wish = state.wishes[index]
    problem = state.problem
    missing = [one for one in sorted(wish.languages) if not problem.interpreters.get(one, 0)]
    if state.sizes[index] >= len(state.seat_steps):
        return Unplaced(wish.key, Why.NO_TABLE_LARGE_ENOUGH)
    if missing:
        return Unplaced(wish.key, Why.NO_INTERPRETER, language=missing[0])
    if not state.allowed[index]:
        away = tuple(person for person in wish.people if problem.away.get(person))
        return Unplaced(wish.key, Why.NO_COMMON_TIME, people=away)
    numbered = list(zip(wish.people, state.people[index], strict=True))
    full = tuple(key for key, number in numbered if state.count[number] >= state.most)
    if full and problem.most_meetings:
        return Unplaced(wish.key, Why.MOST_MEETINGS, people=full)
    open_slots = [
        slot
        for slot in state.allowed[index]
        if all(state.busy[slot][number] < 0 for _key, number in numbered)
    ]
    if any(not state._has_table(index, slot) for slot in open_slots):
        return Unplaced(wish.key, Why.TABLES_TAKEN)
    for slot in open_slots:
        if short := state._languages_short(index, slot):
            return Unplaced(wish.key, Why.NO_INTERPRETER, language=sorted(short)[0])
    busiest = sorted(numbered, key=lambda pair: (-state.count[pair[1]], pair[0]))
    return Unplaced(wish.key, Why.PEOPLE_BUSY, people=tuple(key for key, _number in busiest))


def solve(
    problem: Problem,
    *,
    moves: int = 12_000,
    seconds: float = 8.0,
    progress: Progress | None = None,
) -> Schedule:
    """The best schedule found; the same for the same problem where the seconds are enough.

    ``progress`` hears percentages now and then. What is pinned stands where it is pinned; whether
    that can be is the caller's to know.
    """
    state = State(problem)
    search = Search(state, moves=moves, ends_at=time.monotonic() + seconds, progress=progress)
    search.begin()
    search.run()
    unplaced = [why_unplaced(state, i) for i, slot in enumerate(state.slot_of) if slot < 0]
    bound = sum(1 for i in range(len(state.wishes)) if state.allowed[i] or state.pinned[i])
    if all(wish.weight == 1 for wish in problem.wishes):
        bound = min(bound, search.bound)
    return Schedule(tables_of(state), unplaced, bound)
