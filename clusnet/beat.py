"""What beat starts and how often. docs/production.md has the table of it."""

from typing import Any

MINUTE = 60
HOUR = 60 * MINUTE


def every(seconds: int, task: str) -> dict[str, Any]:
    """An entry of the schedule. A worker that was busy, or off, has no use for the calls that it
    missed: each is void when the next one is due."""
    interval = float(seconds)
    return {"task": task, "schedule": interval, "options": {"expires": interval}}


SCHEDULE = {
    "resume imports": every(10, "programme.tasks.resume_imports"),
    "resume requests about own data": every(30, "programme.tasks.resume_data_requests"),
    "erase files of own data": every(HOUR, "programme.tasks.erase_data_files"),
    "keep up the search": every(10, "programme.tasks.keep_up_search"),
    "send mails": every(30, "programme.tasks.send_mails"),
    "send reminders": every(HOUR, "programme.tasks.send_reminders"),
    # At seven in the morning; what was missed is caught up with.
    "write digests": every(10 * MINUTE, "programme.tasks.write_digests"),
    "erase what is due": every(HOUR, "programme.tasks.erase_what_is_due"),
    # New ones at once, known ones once a day.
    "read calendars of others": every(MINUTE, "programme.tasks.read_due_calendars"),
    "resume schedules of meetings": every(10, "workshops.tasks.resume_plans"),
    "open surveys": every(10 * MINUTE, "workshops.tasks.open_surveys"),
    "mark held workshops": every(10 * MINUTE, "workshops.tasks.mark_held_workshops"),
    "follow requests for meetings": every(HOUR, "workshops.tasks.follow_requests"),
    "erase needs": every(HOUR, "workshops.tasks.erase_needs"),
    "ask about meetings": every(10 * MINUTE, "workshops.tasks.ask_about_meetings"),
    "move up": every(10 * MINUTE, "workshops.tasks.move_up"),
    "find readers of cases": every(MINUTE, "cases.tasks.find_readers"),
    "clear uploads": every(HOUR, "cases.tasks.clear_uploads"),
    # The broker may lose a message; the row of the document is the truth.
    "resume documents": every(10, "reports.tasks.resume_documents"),
    "make documents ahead": every(MINUTE, "reports.tasks.build_ahead"),
    "follow checks of facts": every(HOUR, "reports.tasks.follow_checks"),
    "erase lists of needs": every(HOUR, "reports.tasks.erase_private_documents"),
    "forget parts of books": every(HOUR, "reports.tasks.forget_parts"),
    "note outdated documents": every(HOUR, "reports.tasks.note_outdated"),
    "erase what is over": every(HOUR, "reports.tasks.erase_what_is_over"),
}
