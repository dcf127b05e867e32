"""Forms of the figures of a cluster."""

import datetime
import re
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.forms.base import PartialSaveMixin, page_helper
from programme.forms.rows import rows_of
from programme.models import Cluster, Figure, Precision

# More rows than this are an import, not a form.
MOST_FIGURES = 100


class AsOfField(forms.CharField):
    """A date as exact as it is known: a year, a month or a day. Cleans to its first day."""

    FORMATS = (
        (Precision.YEAR, re.compile(r"(\d{4})$"), "%Y"),
        (Precision.MONTH, re.compile(r"(\d{4})-(\d{1,2})$"), "%Y-%m"),
        (Precision.DAY, re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$"), "%Y-%m-%d"),
    )

    @classmethod
    def read(cls, text: str) -> tuple[datetime.date, Precision]:
        for precision, pattern, _format in cls.FORMATS:
            if match := pattern.match(text.strip()):
                year, month, day = [*map(int, match.groups()), 1, 1][:3]
                try:
                    return datetime.date(year, month, day), precision
                except ValueError:
                    break
        raise ValidationError(_("Write a year, a month or a day: 2010, 2010-06 or 2010-06-30."))

    @classmethod
    def written(cls, day: datetime.date, precision: str) -> str:
        formats = {known: pattern for known, _compiled, pattern in cls.FORMATS}
        return day.strftime(formats[Precision(precision)])


class FigureForm(PartialSaveMixin):
    """One figure of a cluster."""

    as_of = AsOfField(
        label=_("As of"), max_length=10, widget=forms.TextInput(attrs={"placeholder": "2010-06"})
    )
    derived_fields = ("precision",)

    class Meta:
        model = Figure
        fields = ["label", "qualifier", "value", "unit", "as_of", "source"]
        help_texts = {"qualifier": ""}
        widgets = {
            "qualifier": forms.TextInput(attrs={"placeholder": _("about, over")}),
            "value": forms.NumberInput(attrs={"step": "any"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["as_of"] = AsOfField.written(self.instance.as_of, self.instance.precision)
            self.initial["value"] = f"{self.instance.value:f}".rstrip("0").rstrip(".")
        self.fields["label"].widget.attrs["placeholder"] = _("Members")
        self.helper = page_helper(
            Row(
                Column("label"),
                Column("qualifier", css_class="col-3"),
                Column("value", css_class="col-3"),
            ),
            Row(
                Column("unit", css_class="col-3"),
                Column("as_of", css_class="col-3"),
                Column("source"),
            ),
        )

    def clean_as_of(self) -> datetime.date:
        day, precision = AsOfField.read(self.cleaned_data["as_of"])
        self.instance.precision = precision
        return day


FigureFormSet = rows_of(Cluster, FigureForm, most=MOST_FIGURES)
