"""Numbers and dates as people write them."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import Figure, Precision

NUMBER_ERRORS = {
    "invalid": gettext_lazy("Write a number like 1250 or 12.5, without thousands marks.")
}


class PlainNumber(forms.DecimalField):
    """A number as people write it: blanks between thousands and a decimal comma are understood."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", NUMBER_ERRORS)
        super().__init__(**{"max_digits": 14, "decimal_places": 2} | kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
            # “12,000” could be twelve or twelve thousand: ask rather than guess.
            if value.count(".") > 1 or (
                value.rpartition(".")[1] and len(value.rpartition(".")[2]) == 3
            ):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Without needless zeros: 20, not 20.00."""
        if isinstance(value, Decimal):
            return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
        return value


@dataclass(frozen=True)
class KnownDay:
    """A date as exactly as it is known."""

    day: datetime.date
    precision: Precision

    def __str__(self) -> str:
        return Figure(as_of=self.day, precision=self.precision).as_of_in_words


class KnownDayField(forms.CharField):
    """A year, a month or a day in one field: “2010”, “January 2011”, “17 December 2010”."""

    # Pattern and precision; the first that fits.
    PATTERNS = (
        ("%Y", Precision.YEAR),
        ("%Y-%m", Precision.MONTH),
        ("%m/%Y", Precision.MONTH),
        ("%m.%Y", Precision.MONTH),
        ("%m %Y", Precision.MONTH),
        ("%Y-%m-%d", Precision.DAY),
        ("%d/%m/%Y", Precision.DAY),
        ("%d.%m.%Y", Precision.DAY),
        ("%d %m %Y", Precision.DAY),
    )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, KnownDay) or not value:
            return value or None
        words = [_month_number(word) for word in str(value).replace(",", " ").split()]
        for pattern, precision in self.PATTERNS:
            try:
                day = datetime.datetime.strptime(" ".join(words), pattern).date()  # noqa: DTZ007
            except ValueError:
                continue
            return KnownDay(day, precision)
        raise ValidationError(
            _("Write a year, a month or a day: 2010, January 2011 or 17 December 2010."), "invalid"
        )


def _month_number(word: str) -> str:
    """“January” and “jan” as “01”, in the language of the page; anything else as it is."""
    plain = word.strip(".").lower()
    for number, name in MONTHS.items():
        month = str(name).lower()
        if plain == month or (len(plain) >= 3 and plain.isalpha() and month.startswith(plain)):
            return f"{number:02}"
    return word
