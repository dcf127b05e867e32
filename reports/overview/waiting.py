"""Where somebody is led who comes in: to the first of the own tasks."""

from cases.progress import progress_of
from programme.access import Seat
from programme.waiting import Waiting
from reports.overview.needs import Needs, read_by, return_remarks
from reports.overview.rows import ProgrammeRows


def first_task(seat: Seat) -> Waiting | None:
    """The most pressing of what “Needs you” asks of the person."""
    rows = ProgrammeRows.of(seat)
    needs = Needs(
        rows, progress_of(rows.cases), return_remarks(rows.cases, rows.reports), read_by(rows)
    )
    task = next(iter(needs.tasks()), None)
    return Waiting(task.url, task.title) if task else None
