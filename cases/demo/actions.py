"""The actions that the held workshops proposed, the answers, and what became of them."""

import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from cases import services
from cases.follow_up import Asked
from cases.models import ActionFollowUp, Case, ProposedAction
from programme.demo.calendar import Calendar
from programme.models import Activity, Role, User, subject_of
from workshops.models import Workshop

# How long after its workshop a city answers, and before its date it says what became of them.
ANSWERED_AFTER = datetime.timedelta(days=16)
SAID_BEFORE = datetime.timedelta(days=9)


def load(case: Case, data: dict[str, Any], calendar: Calendar, expert: User) -> None:
    """Through the services, as people would, and on the days on which they would have."""
    rows = data.get("actions", [])
    if not rows:
        return
    editors = case.programme.memberships.filter(role=Role.EDITOR, city=case.city)
    editor = editors.order_by("pk")[0].user
    # After 12 months nobody was asked yet.
    asked = Asked.of(case, 6)
    for row in rows:
        action = services.propose_action(
            case,
            by=expert,
            text=row["text"],
            owner=row["owner"],
            level=row["level"],
            due_on=calendar.maybe(row.get("due")),
        )
        _answer(action, row, editor)
        if row.get("progress") and asked.is_open:
            why = row.get("why", "")
            services.say_what_became(action, 6, by=editor, progress=row["progress"], why=why)
    _date_back(case, asked)


def _answer(action: ProposedAction, row: dict[str, Any], editor: User) -> None:
    if row["status"] != "proposed":
        words = {"response": row.get("response", ""), "agreed_text": row.get("agreed", "")}
        services.answer_action(action, by=editor, status=row["status"], **words)


def _date_back(case: Case, asked: Asked) -> None:
    workshop = Workshop.objects.get(case=case)
    end = datetime.datetime.combine(workshop.days[-1], datetime.time(12), workshop.tz)
    said = timezone.now() - datetime.timedelta(days=1)
    if asked.due_on:
        at = datetime.datetime.combine(asked.due_on - SAID_BEFORE, datetime.time(10), workshop.tz)
        said = min(said, at)
    answered = min(end + ANSWERED_AFTER, timezone.now() - datetime.timedelta(hours=2))
    times = {
        "action_proposed": min(end, answered),
        "action_answered": answered,
        "action_followed_up": said,
    }
    for verb, at in times.items():
        _of(case).filter(verb=verb).update(at=at)
    ActionFollowUp.objects.filter(action__case=case).update(answered_at=said)


def _of(case: Case) -> models.QuerySet[Activity]:
    return Activity.objects.filter(subject=subject_of(case))
