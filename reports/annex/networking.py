"""The networking map now and as it began, and the steps from a mark to something taken up."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from programme.mapping.history import MapLog, MapState
from programme.models import Mark, Programme
from reports.annex.rows import group_of
from reports.models import TakeUp
from reports.networking.funnel import Funnels
from workshops.models import (
    Attendance,
    Choice,
    HalfDay,
    OutcomeStage,
    OutcomeStep,
    SignUp,
    Workshop,
    WorkshopKind,
)
from workshops.on_the_day.attendance import NOON

# From which state the comparison begins.
AT_KICK_OFF, FIRST_ANSWERS = "kick_off", "first"
MARKED = (Mark.CASE, Mark.OPPORTUNITY)


def matrix(state: MapState) -> list[dict[str, Any]]:
    """City by sector, in the order of the cities."""
    return [
        {"city": city.name, "group": group_of(city), "marks": marks}
        for city, marks in zip(state.cities, state.rows(), strict=True)
    ]


def matrix_before(
    programme: Programme, state: MapState, workshops: Sequence[Workshop]
) -> dict[str, Any]:
    """The map as it stood when the kick-off was over, worked back from now through the log.

    Where nobody had answered by then, or there was no kick-off: the first answer of each city.
    Answers for a sector that was renamed since are left out. One query.
    """
    log = MapLog.of(programme)
    kick_off = next((row for row in workshops if row.kind == WorkshopKind.KICK_OFF), None)
    day = kick_off.ends_on if kick_off else None
    if kick_off and day:
        rows = state.rows(state.on(log, day, kick_off.tz))
        if any(any(row) for row in rows):
            return {"source": AT_KICK_OFF, "day": day, "rows": rows}
    return {"source": FIRST_ANSWERS, "day": None, "rows": state.rows(state.first(log))}


def pairs(rows: Iterable[tuple[str, Sequence[str]]]) -> set[tuple[str, str]]:
    """The pairs of cities that have marked the same sector, from rows of city and marks."""
    marked = [
        (city, {place for place, mark in enumerate(marks) if mark in MARKED})
        for city, marks in rows
    ]
    return {(one, other) for (one, own), (other, others) in combinations(marked, 2) if own & others}


def marks_and_pairs(state: MapState) -> tuple[int, int]:
    """How many marks say something, and how many pairs of cities have a sector in common."""
    marked = sum(1 for row in state.rows() for mark in row if mark in MARKED)
    return marked, len(pairs(zip(map(str, state.cities), state.rows(), strict=True)))


def funnel(
    programme: Programme, state: MapState, workshops: Sequence[Workshop], funnels: Funnels
) -> list[dict[str, Any]]:
    """From marks on the map to what was taken up: each step with how many. Three queries.

    A step is a label and a count. Meetings and links stand in between where there are any: a
    programme that arranges them elsewhere is not said to have had none.
    """
    marked, shared = marks_and_pairs(state)
    chose, came = _networkers([row for row in workshops if row.is_held])
    taken = TakeUp.objects.filter(city__programme=programme).count()
    return [
        {"label": _("Marks on the networking map"), "count": marked},
        {"label": _("Pairs of cities with a sector in common"), "count": shared},
        {"label": _("Times networking was chosen"), "count": chose},
        {"label": _("Times somebody was there for it"), "count": came},
        *(
            {"label": step.label, "count": step.total}
            for step in funnels.total.steps
            if not funnels.total.is_empty
        ),
        {"label": _("Taken up from another city"), "count": taken},
    ]


def links_data(funnels: Funnels) -> dict[str, Any]:
    """Links by state, what was said of the meetings, and what can be compared with others. No
    query."""
    total = funnels.total
    return {
        "states": [{"label": label, "count": number} for label, number in funnels.links.rows],
        "meetings": total.meetings.held,
        "from_meetings": total.made.links,
        "agreed_from_meetings": total.made.agreements,
        "outcomes": [
            {
                "stage": str(stage.label),
                "answers": total.meetings.answers[stage],
                "steps": [
                    {"label": str(step.label), "count": total.meetings.steps[stage][step]}
                    for step in OutcomeStep
                ],
            }
            for stage in OutcomeStage
        ],
    }


def _networkers(held: Sequence[Workshop]) -> tuple[int, int]:
    """How often choice B was made, and how often it was also attended."""
    chosen = SignUp.objects.filter(
        registration__workshop__in=held, registration__is_waiting=False, item__choice=Choice.B
    ).values_list("registration", "item__day", "item__starts_at")
    slots = {
        (registration, day, HalfDay.MORNING if starts_at < NOON else HalfDay.AFTERNOON)
        for registration, day, starts_at in chosen
    }
    present = Attendance.objects.filter(
        registration__workshop__in=held,
        registration__sign_up__item__choice=Choice.B,
        is_present=True,
    ).values_list("registration", "day", "half")
    return len(slots), len(slots & {(row[0], row[1], HalfDay(row[2])) for row in present})
