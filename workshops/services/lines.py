"""All lines of all workshops, for the task that looks after them."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from workshops.models import ChoiceWait, Registration, Workshop
from workshops.services.choosing import settle_choices
from workshops.services.registering import promote_waiting


def move_lines() -> None:
    """Whatever frees places lets the next move up by itself; this catches what did not, such as
    a change by an operator. Safe to run at any time."""
    waiting = Registration.objects.waiting().order_by().filter(workshop=OuterRef("pk"))
    choosing = ChoiceWait.objects.order_by().filter(item__workshop=OuterRef("pk"))
    rows = Workshop.objects.filter(ends_on__gte=timezone.localdate())
    for workshop in rows.filter(Exists(waiting) | Exists(choosing)):
        _move(workshop)


@transaction.atomic
def _move(workshop: Workshop) -> None:
    promote_waiting(workshop)
    settle_choices(workshop)
