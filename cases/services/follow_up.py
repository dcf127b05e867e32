"""What became of an action, as its city says it after 6 and after 12 months."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.follow_up import Asked, asked_key, is_complete
from cases.models import ActionFollowUp, ActionProgress, Case, ProposedAction
from cases.services.holding import held
from cases.services.log import log
from programme.models import User
from programme.workplan.dates import mark_done, mark_open


class ActionGone(Exception):
    """The action was deleted meanwhile. The text says so and can be shown."""


class FollowUpError(Exception):
    """Nothing can be said about the action now. The text says why and can be shown."""


class Said(NamedTuple):
    """What was saved, and whether with it the date in the workplan is met."""

    follow_up: ActionFollowUp
    is_met: bool


@transaction.atomic
def say_what_became(
    action: ProposedAction, months: int, *, by: User, progress: str, why: str = ""
) -> Said:
    """Answer for one agreed action, or mend the answer; both stand in the log.

    Raises ActionGone, and FollowUpError before the follow-up opens or without an agreement.
    """
    case, action = held_action(action)
    asked = Asked.of(case, months)
    if not action.is_agreed:
        raise FollowUpError(_("The city has not agreed to this action: nothing became of it."))
    if not asked.is_open:
        raise FollowUpError(_not_open(asked))
    row = ActionFollowUp.objects.filter(action=action, months=months).first()
    before = _words_of(row)
    if row is None:
        row = ActionFollowUp(action=action, months=months)
    row.progress, row.why = progress, why
    after = _words_of(row)
    if before != after:
        row.answered_by, row.answered_at = by, timezone.now()
        row.full_clean()
        row.save()
        _set_progress(action)
        sentence = _("%(city)s said what became of %(action)s after %(months)s months.")
        _log(case, action, months, "action_followed_up", sentence, by, before, after)
    return Said(row, tick_follow_up(case, by=by))


@transaction.atomic
def take_back_follow_up(action: ProposedAction, months: int, *, by: User) -> None:
    """Take an answer away that was given by mistake; the date in the workplan is open again.

    Raises ActionGone.
    """
    case, action = held_action(action)
    row = ActionFollowUp.objects.filter(action=action, months=months).first()
    if row is None:
        return
    before = _words_of(row)
    was_complete = is_complete(case, months)
    row.delete()
    _set_progress(action)
    sentence = _("%(city)s took back what became of %(action)s after %(months)s months.")
    _log(case, action, months, "action_follow_up_taken_back", sentence, by, before, {})
    if was_complete and not is_complete(case, months):
        mark_open(case.programme, asked_key(case, months))


def tick_follow_up(case: Case, *, by: User) -> bool:
    """Tick the follow-ups off that are asked for now and completely answered; whether one was."""
    waiting = [
        asked
        for asked in Asked.both(case)
        if asked.is_open and not asked.is_done and is_complete(case, asked.months)
    ]
    for asked in waiting:
        mark_done(case.programme, asked_key(case, asked.months), by=by)
    return bool(waiting)


def held_action(action: ProposedAction) -> tuple[Case, ProposedAction]:
    """The action as it stands now, with its case, which is held. Raises ActionGone."""
    case = held(Case(pk=action.case_id))
    now = ProposedAction.objects.filter(pk=action.pk).first()
    if now is None:
        raise ActionGone(_("Somebody has deleted this action meanwhile."))
    now.case = case
    return case, now


def _set_progress(action: ProposedAction) -> None:
    """The last answer is the progress of the action; here alone it is written."""
    last = ActionFollowUp.objects.filter(action=action).order_by("-months").first()
    action.progress = last.progress if last else ""
    action.save(update_fields=["progress"])


def _not_open(asked: Asked) -> str:
    if asked.opens_on is None:
        return _("This case has no workshop with dates yet: nobody is asked what became of it.")
    return _("This is asked from %(day)s on.") % {"day": date_format(asked.opens_on, "j F Y")}


def _words_of(row: ActionFollowUp | None) -> dict[str, str]:
    if row is None:
        return {}
    return {"progress": str(ActionProgress(row.progress).label), "why": row.why[:500]}


def _log(
    case: Case,
    action: ProposedAction,
    months: int,
    verb: str,
    sentence: str,
    by: User,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    words = {"city": case.city.name, "action": action.identifier, "months": months}
    log(case, verb, sentence % words, by=by, before=before, after=after)
