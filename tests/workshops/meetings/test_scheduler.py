"""The scheduler: what holds for every schedule, whatever is asked of it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workshops.meetings.problems import random_problem, troubles_of
from workshops.matchmaking.scheduler import Problem, Why, Wish, solve

pytestmark = pytest.mark.once

PEOPLE = range(12)
SLOTS = (7, 8, 9)


@st.composite
def problems(draw):
    groups = draw(
        st.lists(
            st.sets(st.sampled_from(PEOPLE), min_size=2, max_size=5), max_size=20, unique_by=tuple
        )
    )
    tables = draw(st.dictionaries(st.integers(1, 6), st.integers(2, 5), min_size=1))
    away = draw(st.dictionaries(st.sampled_from(PEOPLE), st.frozensets(st.sampled_from(SLOTS))))
    speak = st.frozensets(st.sampled_from(["fr", "hu"]), max_size=2)
    wishes = [
        Wish(key, tuple(sorted(group)), draw(speak), weight=draw(st.integers(1, 3)))
        for key, group in enumerate(groups)
    ]
    return Problem(
        wishes=wishes,
        slots=SLOTS,
        tables=tables,
        away=away,
        interpreters=draw(st.dictionaries(st.just("fr"), st.integers(1, 2))),
        most_meetings=draw(st.none() | st.integers(1, 3)),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(), st.data())
def test_no_schedule_breaks_a_rule_and_what_is_pinned_stays(problem, data):
    """Nobody twice at once, nobody while away, no table twice or too small, interpreters."""
    first = solve(problem, moves=200)
    kept = data.draw(st.sets(st.sampled_from(sorted(first.places)))) if first.places else set()
    again = Problem(
        wishes=[
            Wish(w.key, w.people, w.languages, w.weight, pinned=first.places.get(w.key))
            if w.key in kept
            else w
            for w in problem.wishes
        ],
        slots=problem.slots,
        tables=problem.tables,
        away=problem.away,
        interpreters=problem.interpreters,
        most_meetings=problem.most_meetings,
    )

    second = solve(again, moves=200)

    assert troubles_of(problem, first) == []
    assert troubles_of(again, second) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_the_same_problem_has_the_same_answer_below_its_bound(problem):
    answers = [solve(problem, moves=150, seconds=60) for _turn in range(2)]

    assert answers[0] == answers[1]
    assert len(answers[0].places) <= answers[0].bound


def test_a_search_brings_in_what_a_simple_order_leaves_out():
    # As asked, the first wish takes the only time that the second has.
    problem = Problem(
        wishes=[Wish(1, (1, 2)), Wish(2, (1, 3))],
        slots=(7, 8),
        tables={1: 2},
        away={3: frozenset({8})},
    )

    assert solve(problem).places == {1: (8, 1), 2: (7, 1)}


def test_places_that_people_know_are_kept_where_that_costs_nothing():
    problem = Problem(
        wishes=[Wish(1, (1, 2), present=(9, 2)), Wish(2, (3, 4), present=(8, 1))],
        slots=SLOTS,
        tables={1: 4, 2: 4, 3: 2},
    )

    assert solve(problem).places == {1: (9, 2), 2: (8, 1)}


@pytest.mark.parametrize(
    ("changed", "why", "people"),
    [
        ({"away": {1: frozenset({7}), 2: frozenset({8})}}, Why.NO_COMMON_TIME, (1, 2)),
        ({"tables": {}}, Why.NO_TABLE_LARGE_ENOUGH, ()),
        ({"interpreters": {}}, Why.NO_INTERPRETER, ()),
        ({"pinned": [(3, (3, 4), 7), (4, (3, 4), 8)]}, Why.TABLES_TAKEN, ()),
        ({"pinned": [(3, (1, 4), 7), (4, (2, 4), 8)]}, Why.PEOPLE_BUSY, (1, 2)),
        ({"pinned": [(3, (2, 4), 7)], "most_meetings": 1}, Why.MOST_MEETINGS, (2,)),
    ],
)
def test_it_says_why_a_wish_has_no_place(changed, why, people):
    pinned = changed.pop("pinned", [])
    wishes = [Wish(key, group, pinned=(slot, 1)) for key, group, slot in pinned]
    facts = {"slots": (7, 8), "tables": {1: 2}, "interpreters": {"fr": 1}} | changed

    schedule = solve(Problem(wishes=[Wish(1, (1, 2), frozenset({"fr"})), *wishes], **facts))

    assert [(one.key, one.why, one.people) for one in schedule.unplaced] == [(1, why, people)]


def test_progress_is_told_and_the_time_limit_ends_the_search():
    told = []

    schedule = solve(random_problem(2), seconds=0, progress=told.append)

    assert told == [0]
    assert troubles_of(random_problem(2), schedule) == []
