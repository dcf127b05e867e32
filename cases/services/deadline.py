"""More time for one city: the date by which its case goes to the experts."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.deadline import Deadline, why_closed
from cases.models import Case
from cases.services.holding import held
from cases.services.refusals import CaseMoveError
from programme.models import User
from programme.workplan.dates import extend


@transaction.atomic
def give_more_time(case: Case, *, until: datetime.date, reason: str, by: User) -> Deadline:
    """Move the date of one city by whole days; they stay when the workshop moves.

    Raises ValidationError, by field, for a day that does not fit, and CaseMoveError when there is
    no date to move.
    """
    deadline = _open_deadline(case)
    if problem := deadline.why_not(until):
        raise ValidationError({"until": problem})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why there is more time.")})
    extend(deadline.item, until=until, reason=reason, by=by, about=case)
    return _open_deadline(case)


@transaction.atomic
def take_time_back(case: Case, *, by: User) -> Deadline:
    """Let the rule's day count again. Raises CaseMoveError when there is nothing to take back."""
    deadline = _open_deadline(case)
    if not deadline.item.extension_days:
        raise CaseMoveError(_("The city has no more time than the rule gives."))
    extend(deadline.item, until=deadline.rule_on, reason="", by=by, about=case)
    return _open_deadline(case)


def _open_deadline(case: Case) -> Deadline:
    """The date as it is in this moment, of a case that is still with its city."""
    deadline = Deadline.of(held(case))
    if deadline is None or not deadline.is_open:
        raise CaseMoveError(why_closed(deadline))
    return deadline
