"""Proposed actions with what became of them, and what cities took up from each other."""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Prefetch

from cases.models import SHARED_STATUSES, TAKEN_UP, ActionFollowUp, ProposedAction
from programme.models import City, Programme
from reports.annex.rows import group_of
from reports.models import TakeUp


def action_rows(programme: Programme) -> list[dict[str, Any]]:
    """What was proposed to each city, its answers, and what it said after 6 and 12 months.

    Two queries.
    """
    proposed = (
        ProposedAction.objects.filter(case__programme=programme, case__status__in=SHARED_STATUSES)
        .select_related("case__city__group")
        .prefetch_related(
            Prefetch("follow_ups", ActionFollowUp.objects.order_by("months"), to_attr="asked")
        )
        .order_by("case__city__group__number", "case__city__position", "position", "pk")
    )
    by_city: dict[City, list[Any]] = defaultdict(list)
    for action in proposed:
        by_city[action.case.city].append(action)
    return [
        {
            "city": city.name,
            "group": group_of(city),
            "proposed": len(actions),
            "statuses": Counter(action.status for action in actions),
            "taken_up": sum(1 for action in actions if action.progress in TAKEN_UP),
            "rows": [_action(action) for action in actions],
        }
        for city, actions in by_city.items()
    ]


def _action(action: Any) -> dict[str, Any]:
    return {
        "identifier": action.identifier,
        "text": action.text,
        "owner": action.owner,
        "level": action.get_level_display(),
        "level_key": action.level,
        "due_on": action.due_on,
        "status": action.get_status_display(),
        "status_key": action.status,
        "response": action.answer_words,
        "progress": action.get_progress_display(),
        "progress_key": action.progress,
        "follow_ups": [
            {
                "months": follow_up.months,
                "progress": follow_up.get_progress_display(),
                "progress_key": follow_up.progress,
                "why": follow_up.why,
            }
            for follow_up in action.asked
        ],
    }


def take_up_rows(programme: Programme) -> list[dict[str, Any]]:
    """What each city took up from another. One query."""
    rows = (
        TakeUp.objects.filter(city__programme=programme)
        .select_related("city__group", "source_city__group", "action")
        .order_by("city__group__number", "city__position", "number")
    )
    return [
        {
            "city": row.city.name,
            "group": group_of(row.city),
            "source": row.source_city.name,
            "source_group": group_of(row.source_city),
            "number": row.number,
            # What it goes back to, if that is one action; lessons may not be published yet.
            "action": row.action.number if row.action else None,
            "text": row.text,
            "progress": row.get_progress_display(),
            "result": row.result,
        }
        for row in rows
    ]
