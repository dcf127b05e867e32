"""The form of a fact for policymakers."""

import datetime
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.days import FIRST_YEAR
from programme.field.facts import next_position
from programme.forms.base import PartialSaveMixin, fix_parent, page_helper
from programme.models import PolicyFact, Programme


class PolicyFactForm(PartialSaveMixin):
    """A fact with its figure and its source."""

    class Meta:
        model = PolicyFact
        fields = ["programme", "figure", "statement", "source", "year", "website", "note"]
        widgets = {"statement": forms.Textarea(attrs={"rows": 3, "class": "is-quote"})}
        help_texts = {
            "figure": _("Shown large beside it: “4×”, “+3.6 %”."),
            "statement": _("One sentence that can be quoted as it stands."),
            "source": _("Who found it out, and where it is written."),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        if self.instance._state.adding:
            self.instance.position = next_position(programme)
        self.helper = page_helper(
            "statement",
            Row(Column("figure", css_class="col-4"), Column("source")),
            Row(Column("year", css_class="col-4"), Column("website")),
            "note",
        )

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and not FIRST_YEAR <= year <= datetime.date.today().year + 1:
            raise ValidationError(_("The year %(year)s cannot be meant."), params={"year": year})
        return year
