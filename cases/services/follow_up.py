"""When the city has said what became of the actions, the date in the workplan is met."""

import datetime

from django.utils import timezone

from cases.models import AGREED, ActionStatus, Case
from programme.models import User, WorkplanItem
from programme.workplan import FOLLOW_UP_6, FOLLOW_UP_12, mark_done

# A city may answer that long before it is asked.
EARLY = datetime.timedelta(days=45)


def tick_follow_up(case: Case, *, by: User) -> bool:
    """Tick off the follow-up that is asked for now, once the city's answer is complete.

    Complete: every action is answered, and each agreed one says what became of it. At most one
    date is met at a time: after 12 months the city is asked again. Returns whether one was.
    """
    if case.workshop is None or not _is_complete(case):
        return False
    prefix = case.workshop.source_prefix
    asked = (
        WorkplanItem.objects.filter(
            programme=case.programme,
            source_key__in=[f"{prefix}{FOLLOW_UP_6}", f"{prefix}{FOLLOW_UP_12}"],
            due_on__lte=timezone.localdate() + EARLY,
        )
        .open()
        .order_by("due_on")
        .first()
    )
    if asked is None:
        return False
    mark_done(case.programme, asked.source_key, by=by)
    return True


def _is_complete(case: Case) -> bool:
    actions = list(case.proposed_actions.all())
    answered = all(action.status != ActionStatus.PROPOSED for action in actions)
    told = all(action.progress for action in actions if action.status in AGREED)
    return bool(actions) and answered and told
