"""Which days a programme can have."""

import datetime

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

# Far enough for every programme and for the history of its clusters; counting on from these
# days never leaves the calendar.
FIRST_YEAR, LAST_YEAR = 1800, 2199


def validate_day(day: datetime.date) -> None:
    """Refuse a day whose year can only be a slip of the keyboard."""
    validate_year(day.year)


def validate_year(year: int) -> None:
    """Refuse a year that can only be a slip of the keyboard."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            _("The year %(year)s cannot be meant. Write it with four digits, like 2026."),
            params={"year": year},
        )


def days_in_words(first: datetime.date, last: datetime.date, month: str = "F") -> str:
    """“8–10 September 2010”; the month as Django's date format writes it."""
    end = date_format(last, f"j {month} Y")
    if first == last:
        return end
    if first.year != last.year:
        return f"{date_format(first, f'j {month} Y')} – {end}"
    if first.month != last.month:
        return f"{date_format(first, f'j {month}')} – {end}"
    return f"{first.day}–{end}"
