"""Which days a programme can have."""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Far enough for every programme and for the history of its clusters; counting on from these
# days never leaves the calendar.
FIRST_YEAR, LAST_YEAR = 1800, 2199


def validate_day(day: datetime.date) -> None:
    """Refuse a year that can only be a slip of the keyboard."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("The year %(year)s cannot be meant. Write it with four digits, like 2026."),
            params={"year": day.year},
        )
