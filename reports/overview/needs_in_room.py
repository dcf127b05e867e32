"""“Needs you” while a case is discussed: who opens the room, who joins it, who closes it."""

from collections.abc import Iterator
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case
from reports.overview.rows import ProgrammeRows
from reports.overview.task import Task


def room_tasks(rows: ProgrammeRows) -> Iterator[Task]:
    """From the rows of the overview; no query of its own."""
    today = timezone.localdate()
    for case in rows.cases:
        workshop = case.workshop
        if workshop is None or not case.is_shared or not workshop.is_dated:
            continue
        words = {"case": case}
        url = partial(reverse, "cases:discussion", args=[rows.seat.programme.slug, case.city.slug])
        is_on = workshop.first_day <= today and not workshop.is_held
        if _is_open(case):
            if workshop.is_held and rows.seat.is_staff:
                title = _("Close the discussion of %(case)s") % words
                yield Task(title, _("The workshop is over; the board stays readable."), url())
            elif is_on:
                title = _("Join the discussion of %(case)s") % words
                yield Task(title, _("The room is open: add what you see."), url(), today)
        elif is_on and rows.seat.is_expert and not _was_discussed(case):
            title = _("Open the discussion of %(case)s") % words
            yield Task(
                title,
                _("Participants add their points from their phones."),
                url(),
                workshop.ends_on,
            )


def _is_open(case: Case) -> bool:
    return case.room == "open"  # type: ignore[attr-defined]


def _was_discussed(case: Case) -> bool:
    return case.room == "closed"  # type: ignore[attr-defined]
