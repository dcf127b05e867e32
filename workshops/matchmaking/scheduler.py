"""Which meeting takes place when and at which table. Pure Python: no database, no Django.

As many wishes as possible (by weight) get a place; nobody is in two meetings at once or away,
no table is over capacity, interpreters are enough, and what is pinned stays. The search begins
with the best of several simple orders and improves it by bringing in a meeting and taking out
what is in its way, never at once back to where it was (tabu). The same problem always gets the
same answer, unless the time limit ends the search.
"""

import time
from collections.abc import Mapping, Sequence

from workshops.matchmaking.scheduler_search import Progress, Search
from workshops.matchmaking.scheduler_state import (
    Key,
    Problem,
    Schedule,
    State,
    Unplaced,
    Why,
    Wish,
)

__all__ = ["Problem", "Schedule", "Unplaced", "Why", "Wish", "solve"]


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
    if any(not state.has_table(index, slot) for slot in open_slots):
        return Unplaced(wish.key, Why.TABLES_TAKEN)
    for slot in open_slots:
        if short := state.languages_short(index, slot):
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
