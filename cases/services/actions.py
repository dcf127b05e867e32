"""What the workshop proposes to the host, and the host's answer. Each write holds the case."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases.models import (
    AGREED,
    ActionFollowUp,
    ActionStatus,
    BoardNote,
    Case,
    ProposedAction,
    StrategicIssue,
)
from cases.services.follow_up import held_action, tick_follow_up
from cases.services.holding import held
from cases.services.log import log
from programme.models import User

# What those who run the programme write of an action.
WRITTEN = ("text", "owner", "level", "due_on")
ANSWERED = ("status", "response", "agreed_text")


class ActionError(Exception):
    """The action cannot be proposed or answered like this. The text says why and can be shown."""


@transaction.atomic
def propose_action(
    case: Case,
    *,
    by: User,
    text: str,
    level: str,
    owner: str = "",
    due_on: datetime.date | None = None,
    option: BoardNote | None = None,
) -> ProposedAction:
    """Propose a step about the issue in focus, perhaps made from an option on the board.

    It takes the next number of its case, which is never given again. Raises ActionError before
    the case is distributed.
    """
    case = held(case)
    if not case.is_shared:
        raise ActionError(_("Actions are proposed once the case is distributed."))
    if option is not None and option.discussion.case_id != case.pk:
        raise ActionError(_("This option stands on the board of another case."))
    last = case.proposed_actions.aggregate(last=Max("position"))["last"] or 0
    case.last_action_number += 1
    case.save(update_fields=["last_action_number"])
    action = ProposedAction(
        case=case,
        number=case.last_action_number,
        position=last + 1,
        issue=StrategicIssue.objects.filter(case=case, is_in_focus=True).first(),
        option=option,
        text=text,
        owner=owner,
        level=level,
        due_on=due_on,
    )
    action.full_clean()
    action.save()
    sentence = _("An action was proposed on the case %(case)s.") % {"case": case}
    log(case, "action_proposed", sentence, by=by, after=_data_of(action, WRITTEN))
    return action


@transaction.atomic
def change_action(action: ProposedAction, *, by: User, **words: Any) -> ProposedAction:
    """Word an action anew; ``words`` are only the fields that change. Raises ActionGone."""
    case, action = held_action(action)
    fields = [name for name in WRITTEN if name in words]
    before = _data_of(action, fields)
    for name in fields:
        setattr(action, name, words[name])
    if before != (after := _data_of(action, fields)):
        action.full_clean()
        action.save(update_fields=fields)
        sentence = _("A proposed action on the case %(case)s was changed.") % {"case": case}
        log(case, "action_changed", sentence, by=by, before=before, after=after)
    return action


@transaction.atomic
def answer_action(
    action: ProposedAction, *, by: User, status: str, response: str = "", agreed_text: str = ""
) -> bool:
    """Say for the host what it will do; whether a follow-up in the workplan is met with it.

    Raises ActionGone, and ActionError when the city would decline what it has followed up.
    """
    case, action = held_action(action)
    before = _data_of(action, ANSWERED)
    if status not in AGREED and ActionFollowUp.objects.filter(action=action).exists():
        raise ActionError(
            _(
                "Your city has said already what became of this action. Take that back first, "
                "then change your answer."
            )
        )
    action.status, action.response = status, response
    action.agreed_text = agreed_text if status == ActionStatus.CHANGED else ""
    if before != (after := _data_of(action, ANSWERED)):
        action.full_clean()
        action.save(update_fields=ANSWERED)
        sentence = _("The city answered an action proposed on the case %(case)s.") % {"case": case}
        log(case, "action_answered", sentence, by=by, before=before, after=after)
    return tick_follow_up(case, by=by)


@transaction.atomic
def delete_action(action: ProposedAction, *, by: User) -> None:
    """Take an action away with its answer and follow-ups. Its number stays taken.

    Raises ActionGone when somebody else was first.
    """
    case, action = held_action(action)
    before = _data_of(action, ("number", *WRITTEN, *ANSWERED))
    action.delete()
    sentence = _("A proposed action on the case %(case)s was deleted.") % {"case": case}
    log(case, "action_deleted", sentence, by=by, before=before)
    tick_follow_up(case, by=by)


@transaction.atomic
def move_action(action: ProposedAction, *, by: User, up: bool) -> None:
    """Put an action before the one above it, or behind the one below. Numbers stay.

    Raises ActionGone. At the end of the list nothing moves.
    """
    case, action = held_action(action)
    rows = list(case.proposed_actions.order_by("position", "pk"))
    place = next(index for index, row in enumerate(rows) if row.pk == action.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        row.position = position
    ProposedAction.objects.bulk_update(rows, ["position"])
    sentence = _("The proposed actions on the case %(case)s were put into another order.")
    log(
        case,
        "action_moved",
        sentence % {"case": case},
        by=by,
        before={"action": action.identifier, "position": place + 1},
        after={"action": action.identifier, "position": other + 1},
    )


def _data_of(action: ProposedAction, fields: Any) -> dict[str, Any]:
    """Fields of the action as the log keeps them."""
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name in fields
        for value in [getattr(action, name)]
    }
