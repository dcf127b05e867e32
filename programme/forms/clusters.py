"""Forms of the cluster directory."""

import datetime
import re
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from programme.forms.base import (
    AddressMixin,
    FilterForm,
    PartialSaveMixin,
    fix_parent,
    offer,
    page_helper,
)
from programme.models import City, Cluster, Figure, Precision, Programme, Sector

# More rows than this are an import, not a form.
MOST_FIGURES = 100


class ClusterFilter(FilterForm):
    """Which clusters the directory shows; read from the address."""

    q = forms.CharField(
        label=_("Name or theme"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    city = forms.ModelChoiceField(
        City.objects.none(),
        label=_("City-region"),
        required=False,
        to_field_name="slug",
        empty_label=_("All city-regions"),
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label=_("Sector"),
        required=False,
        to_field_name="slug",
        empty_label=_("All sectors"),
    )

    def __init__(self, *args: Any, cities: Any, sectors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "city", cities)
        offer(self, "sector", sectors)

    def apply(self, clusters: Any) -> Any:
        """The clusters that match; a value that makes no sense is shown at its field."""
        self.is_valid()
        chosen = self.cleaned_data
        if city := chosen.get("city"):
            clusters = clusters.filter(city=city)
        if sector := chosen.get("sector"):
            clusters = clusters.filter(sector=sector)
        return clusters.matching(chosen.get("q", ""))


class ClusterForm(AddressMixin):
    """A cluster and who co-ordinates it."""

    class Meta:
        model = Cluster
        fields = [
            "programme",
            "name",
            "slug",
            "city",
            "place",
            "sector",
            "founded_year",
            "founded_note",
            "legal_form",
            "legal_form_detail",
            "summary",
            "website",
        ]
        help_texts = {
            "summary": _("What its members have in common, and what it looks for, in a few lines."),
        }

    def __init__(self, *args: Any, programme: Programme, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        offer(self, "city", cities, nothing=_("Choose a city-region"))
        offer(self, "sector", Sector.objects.in_programme(programme), nothing=_("No sector yet"))
        self.helper = page_helper(
            Row(Column("name"), Column("slug")),
            Row(Column("city"), Column("place")),
            "sector",
            "summary",
            Fieldset(
                _("Its organisation"),
                Row(Column("founded_year", css_class="col-4"), Column("founded_note")),
                Row(Column("legal_form", css_class="col-4"), Column("legal_form_detail")),
                "website",
            ),
        )


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


class FigureRows(BaseInlineFormSet):
    """Figures as rows; the removal box looks like every other box."""

    def clean(self) -> None:
        super().clean()
        # Django leaves constraints that name the parent out of a form inside a formset.
        for form in self.forms:
            if form.is_valid() and form.has_changed() and form not in self.deleted_forms:
                try:
                    form.instance.validate_constraints()
                except ValidationError as error:
                    form.add_error(None, error)

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["class"] = "form-check-input"


FigureFormSet = inlineformset_factory(
    Cluster,
    Figure,
    form=FigureForm,
    formset=FigureRows,
    extra=2,
    can_delete=True,
    max_num=MOST_FIGURES,
    validate_max=True,
    absolute_max=MOST_FIGURES + 10,
)
