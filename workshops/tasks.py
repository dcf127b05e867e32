from celery import shared_task

from workshops.dates.held import follow_held
from workshops.models import Workshop
from workshops.services.lines import move_lines
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
