"""Ends the cases of the demonstration: all nine written, discussed, followed up and closed."""

import datetime
import random
from typing import Any

from cases import services
from cases.demo.load import bring_to_workshop, end, people_of
from cases.models import (
    ActionFollowUp,
    ActionStatus,
    Case,
    CaseStatus,
    ObjectiveTarget,
    ProposedAction,
)
from cases.services.actions import answer_action, propose_action
from cases.services.follow_up import say_what_became
from programme.models import Activity, Programme, User, subject_of
from workshops.models import Workshop

# What a case says that was not written yet, beside its texts.
FACTS: dict[str, str] = {
    "lifecycle_stage": "growing",
    "initiator": "joint",
    "evaluation_method": "survey",
}
# Measure, start and target of the objectives with a number.
MEASURES: dict[str, tuple[str, int, int]] = {
    "human_resources": ("Places in joint training, per year", 0, 60),
    "firm_formation": ("Firms founded with help, per year", 4, 15),
    "branding_and_export": ("Members that sell abroad", 20, 45),
    "joint_research": ("Joint projects running", 3, 12),
}
MONTHS = (6, 12)


def load(programme: Programme, data: dict[str, Any]) -> None:
    """Write, hold, follow up and close every case."""
    people = people_of(programme)
    for case in Case.objects.filter(programme=programme).select_related("city__group", "workshop"):
        city = data["cities"][case.city.slug]
        if not case.is_shared:
            if case.status == CaseStatus.PROPOSED:
                services.start_drafting(case, by=people[case.city.slug])
                case.refresh_from_db()
            _write(case, data["topics"], city)
            bring_to_workshop(case, {}, people)
            _propose(case, city.get("actions", []), people)
        _follow_up(case, city.get("actions", []), people[case.city.slug])
        case.refresh_from_db()
        if case.status == CaseStatus.DISCUSSED:
            end(case, people)


def _write(case: Case, topics: dict[str, str], city: dict[str, Any]) -> None:
    words = {"city": case.city.name, **{name: city[name] for name in city if name in SLOTS}}
    for answer in case.answers.filter(text="", is_not_known=False):
        answer.text = topics[answer.topic].strip().format(**words)
        answer.save(update_fields=["text"])
    for name, value in FACTS.items():
        setattr(case, name, getattr(case, name) or value)
    case.save(update_fields=list(FACTS))
    lot = random.Random(case.city.slug)  # noqa: S311  nothing is kept secret by it
    for target in ObjectiveTarget.objects.filter(case=case, priority=0):
        target.priority = lot.randint(1, 5)
        if target.objective in MEASURES and target.target is None:
            target.measure, target.baseline, target.target = MEASURES[target.objective]
            target.reached = lot.randint(int(target.baseline), int(target.target))
            target.target_year = case.workshop.starts_on.year + 1  # type: ignore[union-attr]
        target.save()


SLOTS = (
    *("cluster", "field", "origin", "owner", "anchors", "stage", "form", "known_for"),
    *("surprise", "failed", "visit", "diagnosis", "linkage"),
)


def _propose(case: Case, rows: list[dict[str, Any]], people: dict[str, User]) -> None:
    for row in rows:
        action = propose_action(
            case,
            by=people["expert"],
            text=row["text"],
            owner=row["owner"],
            level=row["level"],
            due_on=_after(case, 240),
        )
        if row["status"] != ActionStatus.PROPOSED:
            answer_action(
                action,
                by=people[case.city.slug],
                status=row["status"],
                response=row["response"],
            )
    entries = Activity.objects.filter(subject=subject_of(case), verb__startswith="action_")
    entries.update(at=_moment(case, 3))


def _follow_up(case: Case, rows: list[dict[str, Any]], by: User) -> None:
    """Both follow-ups of every action that the city agreed to, unless it answered before."""
    told = dict(enumerate(rows, start=1))
    for action in ProposedAction.objects.filter(case=case):
        if not action.is_agreed:
            continue
        row = told.get(action.number, {})
        last = action.progress or "adopted"
        said = row.get("progress") or ["adopted" if last != "dropped" else "in_progress", last]
        for months, progress in zip(MONTHS, said, strict=True):
            if not ActionFollowUp.objects.filter(action=action, months=months).exists():
                why = row.get("why", "") if months == MONTHS[1] else ""
                why = why or (WHY_DROPPED if progress == "dropped" else "")
                say_what_became(action, months, by=by, progress=progress, why=why)
    for months in MONTHS:
        answered = ActionFollowUp.objects.filter(action__case=case, months=months)
        answered.update(answered_at=_moment(case, 30 * months + 9))
    entries = Activity.objects.filter(subject=subject_of(case), verb="action_followed_up")
    entries.update(at=_moment(case, 370))


WHY_DROPPED = "The city found a cheaper way to the same end."


def _after(case: Case, days: int) -> datetime.date:
    workshop: Workshop = case.workshop  # type: ignore[assignment]
    return workshop.days[-1] + datetime.timedelta(days=days)


def _moment(case: Case, days: int) -> datetime.datetime:
    workshop: Workshop = case.workshop  # type: ignore[assignment]
    return datetime.datetime.combine(_after(case, days), datetime.time(11), workshop.tz)
