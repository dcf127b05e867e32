"""Problems for the scheduler, and what is wrong with an answer. All of it is invented."""

import random
from collections import Counter

from workshops.matchmaking.scheduler import Problem, Schedule, Wish


def random_problem(
    seed: int,
    *,
    people: int = 60,
    wishes: int = 120,
    slots: int = 6,
    tables: int = 8,
    most_meetings: int | None = None,
) -> Problem:
    """A few people are asked by many; one wish in six is of three or four; some people cannot
    come at some times; a few need the interpreter."""
    chance = random.Random(seed)
    keys = range(100, 100 + people)
    wanted = [chance.paretovariate(1.2) for _person in keys]
    found: set[tuple[int, ...]] = set()
    for _turn in range(wishes * 40):
        if len(found) == wishes:
            break
        size = chance.choices((2, 3, 4), (10, 2, 1))[0]
        group = set()
        while len(group) < min(size, people):
            group |= set(chance.choices(keys, wanted))
        found.add(tuple(sorted(group)))
    asked = sorted(found)
    chance.shuffle(asked)
    times = list(range(slots))
    return Problem(
        wishes=[
            Wish(key, group, frozenset({"fr"} if chance.random() < 0.1 else ()))
            for key, group in enumerate(asked)
        ],
        slots=times,
        tables={table: chance.choice((2, 3, 4, 4)) for table in range(tables)},
        away={
            person: frozenset(slot for slot in times if chance.random() < 0.12) for person in keys
        },
        interpreters={"fr": 2},
        most_meetings=most_meetings,
    )


def troubles_of(problem: Problem, schedule: Schedule) -> list[str]:
    """Every rule that the schedule breaks; none for a good one."""
    troubles = []
    wishes = {wish.key: wish for wish in problem.wishes}
    places = schedule.places
    busy = Counter((p, slot) for key, (slot, _t) in places.items() for p in wishes[key].people)
    troubles += [f"{person} twice at {slot}" for (person, slot), n in busy.items() if n > 1]
    troubles += [
        f"{place} taken {n} times" for place, n in Counter(places.values()).items() if n > 1
    ]
    spoken = Counter(
        (slot, one) for key, (slot, _t) in places.items() for one in wishes[key].languages
    )
    for (slot, language), number in spoken.items():
        if number > problem.interpreters.get(language, 0):
            troubles.append(f"{number} meetings in {language} at {slot}")
    for key, (slot, table) in places.items():
        wish = wishes[key]
        if slot not in problem.slots or len(wish.people) > problem.tables[table]:
            troubles.append(f"{key} does not fit at {table}")
        if not wish.pinned and any(slot in problem.away.get(p, ()) for p in wish.people):
            troubles.append(f"{key}: somebody is away at {slot}")
    if problem.most_meetings:
        total = Counter(person for key in places for person in wishes[key].people)
        troubles += [f"{p} has {n}" for p, n in total.items() if n > problem.most_meetings]
    troubles += [
        f"{wish.key} was pinned"
        for wish in wishes.values()
        if wish.pinned and places.get(wish.key) != wish.pinned
    ]
    told = sorted([*places, *(one.key for one in schedule.unplaced)])
    if told != sorted(wishes):
        troubles.append("a wish is lost or told twice")
    return troubles
