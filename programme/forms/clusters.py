"""Forms of the profile of a cluster."""

from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from programme.days import validate_year
from programme.directory.columns import read_lines
from programme.directory.languages import MOST_LANGUAGES, joined, language_choices, language_name
from programme.forms.base import AddressMixin, PartialSaveMixin, fix_parent, offer, page_helper
from programme.forms.rows import rows_of
from programme.models import Actor, City, Cluster, ClusterOffer, Income, Programme, Sector
from programme.writing.forms import SharedRowForm

MOST_OFFERS = 30


class LanguagesField(forms.MultipleChoiceField):
    """Languages ticked in a list; cleans to their codes with a space between them."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        codes: list[str] = super().clean(value)
        if len(codes) > MOST_LANGUAGES:
            raise ValidationError(
                _("Choose at most %(most)s languages."), params={"most": MOST_LANGUAGES}
            )
        return joined(codes)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or ""), data)


class LinesField(forms.CharField):
    """One a line, however the browser ends them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return read_lines(super().to_python(value) or "")


class ClusterForm(AddressMixin, SharedRowForm):
    """A cluster and who co-ordinates it.

    ``anywhere`` lets it stand in a city-region that is no partner; else it has one of ``cities``.
    """

    derived_fields = ("search_text", "changed_at")
    languages = LanguagesField(label=_("Languages"), required=False)

    class Meta:
        model = Cluster
        fields = [
            "programme",
            "name",
            "slug",
            "reference",
            "summary",
            "city",
            "place",
            "country",
            "sector",
            "ecosystem",
            "themes",
            "themes_from_members",
            "founded_year",
            "founded_note",
            "legal_form",
            "legal_form_detail",
            "manager",
            "email",
            "website",
            "staff",
            "languages",
            *Actor.values,
            *Income.values,
            "funded_until",
            "label",
            "label_on",
            "profile_as_of",
            "profile_source",
        ]
        field_classes = {"themes": LinesField}
        labels = {"slug": _("Address of its page here")}
        help_texts = {
            "slug": _("The last word of that address. Empty: it follows from the name."),
            "summary": _("What its members have in common, and what it looks for, in a few lines."),
            "reference": _("If it came from a directory of others: an import finds it by this."),
            "place": _("For example “Borås, near Göteborg”."),
            "themes": _("One a line."),
            "staff": _("One person full time is 1, one at half time 0.5."),
            "profile_source": _("Of staff, members and income: a register, a survey, the office."),
        }
        error_messages = {"website": {"invalid": _("Write it like “www.example.org”.")}}
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("funded_until", "label_on", "profile_as_of")
        }

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        cities: QuerySet[City],
        anywhere: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        self.anywhere = anywhere
        elsewhere = _("Another city-region") if anywhere else _("Choose a city-region")
        offer(self, "city", cities, nothing=elsewhere)
        offer(self, "sector", Sector.objects.in_programme(programme), nothing=_("No sector yet"))
        self._offer_languages()
        self._name_what_is_not_chosen()
        self.fields["staff"].widget.attrs["step"] = "any"
        if self.instance.staff is not None:
            # 2.5 and not 2.50; and still a number, or the field would seem changed.
            self.initial["staff"] = Decimal(f"{self.instance.staff.normalize():f}")
        for name in Income.values:
            self.fields[name].widget.attrs |= {"max": 100, "data-share": ""}
        self.helper = page_helper(*self._about(), *self._organisation(), *self._numbers())

    def _offer_languages(self) -> None:
        choices = language_choices()
        kept = set(self.instance.language_codes) - {code for code, _name in choices}
        # What an older list had stays chosen.
        choices += [(code, language_name(code)) for code in sorted(kept)]
        self.fields["languages"].choices = choices  # type: ignore[attr-defined]

    def _name_what_is_not_chosen(self) -> None:
        nothing = {
            "country": _("That of its city"),
            "ecosystem": _("That of its sector"),
            "legal_form": _("Not known"),
            "label": _("None"),
        }
        for name, words in nothing.items():
            field: Any = self.fields[name]
            field.choices = [("", words), *((key, said) for key, said in field.choices if key)]

    def _about(self) -> list[Any]:
        return [
            Row(Column("name"), Column("slug")),
            "summary",
            Fieldset(
                _("Where it is"),
                "city",
                Row(Column("place"), Column("country")),
            ),
            Fieldset(
                _("What it is about"),
                Row(Column("sector"), Column("ecosystem")),
                "themes",
                "themes_from_members",
            ),
        ]

    def _organisation(self) -> list[Any]:
        return [
            Fieldset(
                _("Its organisation"),
                Row(Column("founded_year", css_class="col-4"), Column("founded_note")),
                Row(Column("legal_form", css_class="col-4"), Column("legal_form_detail")),
                Row(Column("manager"), Column("email")),
                Row(Column("website"), Column("reference")),
                "staff",
                "languages",
            ),
        ]

    def _numbers(self) -> list[Any]:
        *triple, start_ups, financers = Actor.values
        return [
            Fieldset(
                _("Its members"),
                Row(*(Column(name) for name in triple)),
                Row(Column(start_ups, css_class="col-4"), Column(financers, css_class="col-4")),
            ),
            Fieldset(
                _("Its income, in percent"),
                Row(*(Column(name, css_class="col-2") for name in Income.values)),
                "funded_until",
            ),
            Fieldset(
                _("Quality label"),
                Row(Column("label", css_class="col-4"), Column("label_on")),
            ),
            Fieldset(
                _("Where these figures come from"),
                Row(Column("profile_as_of", css_class="col-4"), Column("profile_source")),
            ),
        ]

    def clean_founded_year(self) -> int | None:
        year: int | None = self.cleaned_data["founded_year"]
        if year is not None:
            validate_year(year)
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_place(cleaned)
        self._check_income(cleaned)
        return cleaned

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        if "city" not in cleaned or cleaned["city"]:
            return
        place, country = cleaned.get("place"), cleaned.get("country")
        if not self.anywhere:
            self.add_error("city", _("Choose the city that it belongs to."))
        elif place and not country:
            self.add_error("country", _("Say in which country the place is."))
        elif country and not place:
            self.add_error("place", _("Say in which city-region it is."))
        elif not place:
            self.add_error(
                "city", _("Say which partner city it belongs to, or its city-region and country.")
            )

    def _check_income(self, cleaned: dict[str, Any]) -> None:
        shares = {name: cleaned.get(name) for name in Income.values}
        known = {name: share for name, share in shares.items() if share is not None}
        if not known or any(name in self.errors for name in shares):
            return
        missing = [name for name in shares if name not in known]
        if missing:
            self.add_error(missing[0], _("Say the share of every source, 0 where there is none."))
        elif (total := sum(known.values())) != 100:
            self.add_error(
                Income.values[0],
                ValidationError(
                    _("The shares sum up to %(total)s %%; they must be 100 %% together."),
                    params={"total": total},
                ),
            )


class OfferForm(PartialSaveMixin):
    """What a cluster offers or seeks: one topic, with its own words."""

    class Meta:
        model = ClusterOffer
        fields = ["kind", "topic", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, nothing in (("kind", _("Choose")), ("topic", _("Choose a topic"))):
            field: Any = self.fields[name]
            field.choices = [("", nothing), *((key, said) for key, said in field.choices if key)]
        self.helper = page_helper(
            Row(Column("kind", css_class="col-3"), Column("topic"), css_class="offer-choice"),
            "words",
        )


OfferFormSet = rows_of(Cluster, OfferForm, most=MOST_OFFERS)
