"""What happens to the checks of facts by itself: a reminder, and the end in silence."""

import datetime

from django.db import transaction
from django.utils import timezone

from reports import letters
from reports.models import FactCheck
from reports.services.moves import close_in_silence

# So many days before the last one the city is reminded.
REMINDED_BEFORE = 2


def follow_checks() -> None:
    """Remind the cities whose last day comes near, and end the checks whose last day is over.

    Safe to run at any time, twice at once, and after any pause.
    """
    # A day more than two: it may be later already where the workshop was.
    near = timezone.localdate() + datetime.timedelta(days=REMINDED_BEFORE + 1)
    checks = FactCheck.objects.open().filter(due_on__lte=near)
    for check in checks.select_related("city_report__workshop__programme").order_by("pk"):
        today = timezone.localdate(timezone=check.city_report.workshop.tz)
        if check.due_on < today:
            close_in_silence(check)
        elif (check.due_on - today).days <= REMINDED_BEFORE:
            _remind(check, today)


@transaction.atomic
def _remind(check: FactCheck, today: datetime.date) -> None:
    """One mail to each editor, once for each last day; none on the day on which it was sent."""
    tz = check.city_report.workshop.tz
    if timezone.localdate(check.opened_at, timezone=tz) < today:
        letters.remind_city(check)
