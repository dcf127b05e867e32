"""Forms of cities, and of the map on which they say what they look for."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.forms.base import (
    AddressMixin,
    FilterForm,
    fix_parent,
    offer,
    page_helper,
)
from programme.forms.zones import TimeZoneInput
from programme.models import City, Group, Mark, Programme, Sector
from programme.time_zones import zone_of_country

# What only the coordinator decides: how the city stands in the programme.
STANDING = ["name", "slug", "country", "group", "position"]
KICK_OFF = ["proposed_case", "preliminary_issue"]


class SearchForm(FilterForm):
    """A search by name, read from the address."""

    q = forms.CharField(
        label=_("Name, region or country"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def words(self) -> str:
        """What was typed, or nothing where it makes no sense."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class CityForm(AddressMixin):
    """A city's profile; the coordinator also sets how it stands in the programme."""

    class Meta:
        model = City
        fields = [
            "programme",
            *STANDING,
            "region",
            "time_zone",
            "latitude",
            "longitude",
            "population",
            "population_year",
            "population_source",
            "website",
            "policy_profile",
            *KICK_OFF,
        ]
        help_texts = {
            "time_zone": _("Empty: that of the country. Otherwise like Europe/Stockholm."),
            "latitude": _("In degrees, for example 57.7089."),
            "longitude": _("In degrees, for example 11.9746; west of Greenwich with a minus."),
            "population_source": _("Who says so."),
        }
        widgets = {
            "latitude": forms.NumberInput(attrs={"step": "any"}),
            "longitude": forms.NumberInput(attrs={"step": "any"}),
            "policy_profile": forms.Textarea(attrs={"class": "is-tall", "data-count": "words"}),
            "time_zone": TimeZoneInput(),
        }

    def __init__(
        self, *args: Any, programme: Programme, sets_standing: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        offer(self, "group", Group.objects.in_programme(programme), nothing=_("No group"))
        self.fields["time_zone"].required = False
        if self.instance._state.adding:
            self.initial["time_zone"] = ""
        if not sets_standing:
            for name in STANDING:
                # Disabled, not left out: the constraints look at them all the same.
                self.fields[name].disabled = True
        if not sets_standing:
            # What a city noted at the kick-off is corrected on the sheet of its group.
            for name in KICK_OFF:
                del self.fields[name]
        self.helper = page_helper(
            *self._standing(sets_standing),
            self._profile(),
            self._numbers(),
            *([self._kick_off()] if sets_standing else []),
        )

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        zone = zone or zone_of_country(str(self.cleaned_data.get("country", "")))
        if not zone and "country" in self.cleaned_data:
            raise ValidationError(_("Say in which time zone it is, like Europe/Stockholm."))
        return zone

    def _standing(self, sets_standing: bool) -> list[Fieldset]:
        if not sets_standing:
            return []
        return [
            Fieldset(
                _("In the programme"),
                Row(Column("name"), Column("slug")),
                Row(Column("country"), Column("group"), Column("position", css_class="col-2")),
            )
        ]

    def _profile(self) -> Fieldset:
        return Fieldset(_("Profile"), "region", "policy_profile", "website")

    def _numbers(self) -> Fieldset:
        return Fieldset(
            _("Figures and place"),
            Row(Column("population"), Column("population_year")),
            "population_source",
            Row(Column("latitude"), Column("longitude")),
            "time_zone",
        )

    def _kick_off(self) -> Fieldset:
        return Fieldset(_("Noted at the kick-off"), *KICK_OFF)


class SectorForm(AddressMixin):
    """A column of the networking map."""

    class Meta:
        model = Sector
        fields = ["programme", "name", "slug", "ecosystem", "position"]
        help_texts = {
            "position": _("Columns stand in this order, from the left."),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        self.helper = page_helper(
            "name", "slug", Row(Column("ecosystem"), Column("position", css_class="col-2"))
        )


class AnswerField(forms.ChoiceField):
    """One of the marks. There is always an answer: the empty one means “not answered”."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class MapRowForm(forms.Form):
    """One city's answers, a question per sector. Not answered is an answer of its own.

    Beside each question stands, hidden, what was there when the page was made: nobody’s answer
    is overwritten unread.
    """

    def __init__(
        self, *args: Any, sectors: list[Sector], marks: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sectors = sectors
        marked = [*Mark.choices, ("", _("Not answered"))]
        for sector in sectors:
            stored = marks.get(sector.pk, "")
            self.fields[self.name_of(sector)] = AnswerField(
                label=sector.name, choices=marked, initial=stored, widget=forms.RadioSelect
            )
            self.fields[self.seen_of(sector)] = AnswerField(
                choices=marked, initial=stored, widget=forms.HiddenInput
            )
        self.helper = page_helper(
            *(name for sector in sectors for name in (self.name_of(sector), self.seen_of(sector)))
        )

    @staticmethod
    def name_of(sector: Sector) -> str:
        return f"sector-{sector.pk}"

    @staticmethod
    def seen_of(sector: Sector) -> str:
        return f"seen-{sector.pk}"

    def seen(self) -> dict[Sector, str]:
        """What the person had before the eyes."""
        names = {sector: self.seen_of(sector) for sector in self.sectors}
        return {
            sector: self.cleaned_data[name] for sector, name in names.items() if name in self.data
        }

    def answers(self) -> dict[Sector, str]:
        """The sectors that the person has answered otherwise than it stood there.

        Each with its mark; empty is “not answered”.
        """
        answers = {sector: self.cleaned_data[self.name_of(sector)] for sector in self.sectors}
        before = {sector: self.fields[self.name_of(sector)].initial for sector in answers}
        before |= self.seen()
        return {sector: mark for sector, mark in answers.items() if mark != before[sector]}

    def look_again(self, error: Exception, marks: Mapping[Sector, str]) -> "MapRowForm":
        """The same answers, with what others have answered since and a word about it."""
        data = {name: self.data.get(name, "") for name in self.fields}
        data |= {self.seen_of(sector): mark for sector, mark in marks.items()}
        form = type(self)(
            data,
            sectors=self.sectors,
            marks={s.pk: str(self.fields[self.name_of(s)].initial) for s in self.sectors},
        )
        for sector in marks:
            form.add_error(self.name_of(sector), str(error))
        return form
