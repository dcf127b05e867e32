"""What became of an action. The only module that writes ``Outcome.done_at``."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import User
from workshops.models import Outcome, OutcomeKind
from workshops.services.rows import log_workshop


class OutcomeError(Exception):
    """A decision or an action cannot be changed like this; the text says why."""


@transaction.atomic
def mark_action_done(outcome: Outcome, *, by: User) -> Outcome:
    """Raises OutcomeError for a decision, which nobody has to do, and for what was deleted
    meanwhile. Done already: it stays."""
    return _set_done(outcome, timezone.now(), _("“%(action)s” is done."), by)


@transaction.atomic
def reopen_action(outcome: Outcome, *, by: User) -> Outcome:
    """Open again, as if it had not been done. Raises OutcomeError as above."""
    return _set_done(outcome, None, _("“%(action)s” is open again."), by)


def _set_done(
    outcome: Outcome, done_at: datetime.datetime | None, sentence: str, by: User
) -> Outcome:
    rows = Outcome.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=outcome.pk).first()
    if row is None:
        raise OutcomeError(_("Somebody has deleted this meanwhile."))
    if row.kind != OutcomeKind.ACTION:
        raise OutcomeError(_("A decision is taken, not done. Write an action for what follows."))
    if bool(row.done_at) == bool(done_at):
        return row
    workshop = outcome.item.workshop
    log_workshop(
        "action_done" if done_at else "action_reopened",
        workshop,
        sentence % {"action": row},
        by=by,
        about=row,
        before={"done_at": str(row.done_at or "")},
        after={"done_at": str(done_at or "")},
    )
    row.done_at = done_at
    row.save(update_fields=["done_at"])
    return row
