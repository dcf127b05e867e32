"""What time alone does to the workplan: a workshop is held when its last day is over."""

import datetime

from programme.workplan.dates import CHOICE_DUE, WORKSHOP_HELD, mark_done, mark_open
from workshops.models import Workshop


def follow_held(workshop: Workshop) -> None:
    """Mark the workshop, and the choice for it, done in the workplan once it is over.

    A workshop that is moved from the past into the future is open again.
    """
    for rule in (WORKSHOP_HELD, CHOICE_DUE):
        key = f"{workshop.source_prefix}{rule}"
        if workshop.is_held:
            mark_done(workshop.programme, key, by=None, at=_end_of(workshop))
        else:
            mark_open(workshop.programme, key)


def _end_of(workshop: Workshop) -> datetime.datetime:
    return datetime.datetime.combine(workshop.last_day, datetime.time.max, tzinfo=workshop.tz)
