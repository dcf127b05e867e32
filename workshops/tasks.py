from celery import shared_task

from workshops.dates.held import follow_held
from workshops.matchmaking import computing
from workshops.models import Workshop
from workshops.services.lines import move_lines
from workshops.services.meetings import following
from workshops.services.meetings.asking import ask_outcomes
from workshops.services.needs import erase_old_needs
from workshops.services.survey import follow_surveys


@shared_task
def mark_held_workshops() -> None:
    """Tick off workshops that are over. Safe to run at any time, and after any pause."""
    for workshop in Workshop.objects.just_held().select_related("programme"):
        follow_held(workshop)


@shared_task
def open_surveys() -> None:
    """Open surveys the day after a workshop, ask those who were added, remind once. Safe to run
    at any time, and after any pause."""
    follow_surveys()


@shared_task
def erase_needs() -> None:
    """Erase what hosts need not know any more. Safe to run at any time, and after any pause."""
    erase_old_needs()


@shared_task
def move_up() -> None:
    """Give free places to those who wait, should they have been freed in silence."""
    move_lines()


@shared_task(acks_late=True, soft_time_limit=120, time_limit=150)
def compute_plan(plan_pk: int) -> None:
    """Compute one schedule of meetings. Safe to deliver twice, late, or after it is done."""
    computing.compute(plan_pk)


@shared_task
def resume_plans() -> None:
    """Find schedules whose worker died or whose message was lost, and send them again."""
    computing.take_back_silent()
    for plan_pk in computing.without_task():
        compute_plan.delay(plan_pk)


@shared_task
def ask_about_meetings() -> None:
    """Ask people the same evening what came of their meetings, and again half a year later. Safe
    to run at any time, twice, and after any pause."""
    ask_outcomes()


@shared_task
def follow_requests() -> None:
    """Remind of requests for meetings, end those that nobody answered, and those whose people
    are gone. Safe to run at any time, and after any pause."""
    following.follow_requests()
