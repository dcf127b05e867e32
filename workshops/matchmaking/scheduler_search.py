"""How a schedule is filled and made better: simple orders, then a search that takes out what is in
the way and never puts it straight back."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from workshops.matchmaking.scheduler_state import State

Progress = Callable[[int], None]

# After so many moves without a better schedule it begins again near the best one, or ends.
SHAKES_AFTER, GIVES_UP = 1500, 5000


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
            is_over = self.best_value >= self.bound or move - last_better > GIVES_UP
            if is_over or not self._goes_on(move):
                break
            if move > last_better and (move - last_better) % SHAKES_AFTER == 0:
                state.restore(self.best)
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
