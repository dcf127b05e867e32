"""How many accepted wishes the scheduler places, beside simple orders and beside the optimum.

The wishes are invented: 60 people, a few of whom many want to meet, 120 wishes, 6 slots and 8
tables; the same with more tables, where the people are what is short. The optimum of small ones
is found by an exact solver (HiGHS).
"""

import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tests.workshops.meetings.problems import random_problem, troubles_of
from workshops.matchmaking.scheduler import Problem, Schedule, Wish, solve

INSTANCES = int(os.environ.get("INSTANCES", "200"))
SMALL = int(os.environ.get("SMALL", "60"))
RANDOM_ORDERS = 20
# The least or the most that each figure may be.
AIMS = {
    "rules broken": ("<=", 0),
    "worse than a simple order": ("<=", 0),
    "worse than a simple order, 24 tables": ("<=", 0),
    "of the optimum, worst small one": (">=", 0.95),
    "of the optimum, worst large one": (">=", 0.95),
    "seconds, slowest": ("<=", 8),
}


class Greedy:
    """A schedule filled by hand: one wish after the other, nothing is ever taken out."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.taken: set[tuple[int, int]] = set()
        self.busy: set[tuple[int, int]] = set()
        self.spoken: Counter[tuple[int, str]] = Counter()
        self.placed = 0

    def table_for(self, wish: Wish, slot: int) -> int | None:
        problem = self.problem
        for person in wish.people:
            if (person, slot) in self.busy or slot in problem.away.get(person, ()):
                return None
        for one in wish.languages:
            if self.spoken[slot, one] >= problem.interpreters.get(one, 0):
                return None
        fitting = [
            table
            for table, seats in problem.tables.items()
            if seats >= len(wish.people) and (slot, table) not in self.taken
        ]
        return min(fitting, key=lambda table: (problem.tables[table], table), default=None)

    def place(self, wish: Wish, slots: Iterable[int]) -> None:
        for slot in slots:
            table = self.table_for(wish, slot)
            if table is not None:
                self.taken.add((slot, table))
                self.busy |= {(person, slot) for person in wish.people}
                self.spoken.update((slot, one) for one in wish.languages)
                self.placed += 1
                return

    def emptiest_first(self) -> list[int]:
        number = Counter(slot for slot, _table in self.taken)
        return sorted(self.problem.slots, key=lambda slot: (number[slot], slot))

    def fullest_first(self) -> list[int]:
        return self.emptiest_first()[::-1]

    def earliest_first(self) -> list[int]:
        return list(self.problem.slots)


def orders_of(problem: Problem, seed: int) -> Iterator[list[Wish]]:
    """The orders that come to mind, and some by chance."""
    degree = Counter(person for wish in problem.wishes for person in wish.people)

    def popularity(wish: Wish) -> int:
        return sum(degree[person] for person in wish.people)

    def times(wish: Wish) -> int:
        return sum(
            all(slot not in problem.away.get(p, ()) for p in wish.people) for slot in problem.slots
        )

    wishes = list(problem.wishes)
    keys: list[Callable[[Wish], object]] = [
        lambda wish: wish.key,
        lambda wish: -wish.key,
        popularity,
        lambda wish: -popularity(wish),
        lambda wish: (times(wish), popularity(wish)),
        lambda wish: (len(wish.people), popularity(wish)),
        lambda wish: (-len(wish.people), popularity(wish)),
        lambda wish: max(degree[person] for person in wish.people),
        lambda wish: min(degree[person] for person in wish.people),
    ]
    for key in keys:
        yield sorted(wishes, key=key)  # type: ignore[arg-type]
    chance = random.Random(seed)
    for _turn in range(RANDOM_ORDERS):
        chance.shuffle(wishes)
        yield list(wishes)


def best_simple(problem: Problem, seed: int) -> int:
    """The most that any simple order places, whichever slot it looks at first."""
    best = 0
    for order in orders_of(problem, seed):
        for way in (Greedy.earliest_first, Greedy.emptiest_first, Greedy.fullest_first):
            greedy = Greedy(problem)
            for wish in order:
                greedy.place(wish, way(greedy))
            best = max(best, greedy.placed)
    return best


def optimum(problem: Problem, seconds: float) -> float:
    """The most that can be placed: by an exact solver; its bound where its time is over."""
    import highspy

    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("threads", 1)
    chosen = {
        (wish.key, slot): solver.addBinary()
        for wish in problem.wishes
        for slot in problem.slots
        if all(slot not in problem.away.get(person, ()) for person in wish.people)
    }

    def sum_of(rows: Iterable[tuple[int, int]]) -> object:
        return sum(chosen[row] for row in rows if row in chosen)

    def at_most(rows: list[tuple[int, int]], most: int) -> None:
        if any(row in chosen for row in rows):
            solver.addConstr(sum_of(rows) <= most)  # type: ignore[operator]

    wishes = problem.wishes
    for wish in wishes:
        at_most([(wish.key, slot) for slot in problem.slots], 1)
    people = {person for wish in wishes for person in wish.people}
    for slot in problem.slots:
        for person in people:
            at_most([(wish.key, slot) for wish in wishes if person in wish.people], 1)
        for size in {len(wish.people) for wish in wishes}:
            rows = [(wish.key, slot) for wish in wishes if len(wish.people) >= size]
            at_most(rows, sum(seats >= size for seats in problem.tables.values()))
        for language in {one for wish in wishes for one in wish.languages}:
            rows = [(wish.key, slot) for wish in wishes if language in wish.languages]
            at_most(rows, problem.interpreters.get(language, 0))
    solver.maximize(sum(chosen.values()))
    return float(int(solver.getInfo().mip_dual_bound + 1e-6))


class Run:
    """What was measured, figure by figure."""

    def __init__(self) -> None:
        self.figures: dict[str, float] = {"rules broken": 0}
        self.seconds: list[float] = []

    def solve(self, problem: Problem) -> Schedule:
        started_at = time.perf_counter()
        schedule = solve(problem)
        self.seconds.append(time.perf_counter() - started_at)
        self.figures["rules broken"] += len(troubles_of(problem, schedule))
        return schedule

    def against_simple(self, name: str, tables: int, seeds: range) -> None:
        """Whether a simple order ever does better, and by how much it mostly does worse."""
        worse, gains = 0, []
        for seed in seeds:
            problem = random_problem(seed, tables=tables)
            placed, simple = len(self.solve(problem).places), best_simple(problem, seed)
            worse += placed < simple
            gains.append(placed - simple)
        self.figures[name] = worse
        print(
            f"{len(seeds)} instances, {tables} tables: {statistics.mean(gains):.2f} meetings more "
            f"than the best of {3 * (9 + RANDOM_ORDERS)} simple schedules, at most {max(gains)}"
        )

    def against_optimum(self, name: str, problems: list[Problem], seconds: float) -> None:
        shares = []
        for problem in problems:
            most = optimum(problem, seconds)
            shares.append(len(self.solve(problem).places) / most if most else 1.0)
        self.figures[name] = min(shares)
        print(
            f"{len(problems)} instances of {len(problems[0].wishes)} wishes: "
            f"{sum(share >= 1 for share in shares)} optimal, "
            f"{statistics.mean(shares):.4f} of the optimum on average"
        )


def main() -> int:
    """Print every figure with its aim; 1 when one is missed."""
    run = Run()
    run.against_simple("worse than a simple order", 8, range(INSTANCES))
    run.against_simple("worse than a simple order, 24 tables", 24, range(INSTANCES // 4))
    sizes = {"people": 16, "wishes": 36, "slots": 4}
    small = [random_problem(seed, tables=5 + seed % 4, **sizes) for seed in range(SMALL)]
    run.against_optimum("of the optimum, worst small one", small, 20)
    large = [random_problem(seed, tables=8 + 8 * (seed % 3)) for seed in range(6)]
    run.against_optimum("of the optimum, worst large one", large, 20)
    run.figures["seconds, slowest"] = max(run.seconds)
    print(
        f"load {os.getloadavg()[0]:.1f}, median {statistics.median(run.seconds):.2f} s a schedule\n"
    )
    missed = 0
    for name, (sign, aim) in AIMS.items():
        figure = run.figures[name]
        is_kept = figure <= aim if sign == "<=" else figure >= aim
        missed += not is_kept
        verdict = "kept" if is_kept else "MISSED"
        print(f"{name:<40}{figure:>9.3f}   aim {sign} {aim:<6} {verdict}")
    return 1 if missed else 0
