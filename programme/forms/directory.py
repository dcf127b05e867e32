"""Which clusters the directory shows; read from the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from programme.directory.around import Around
from programme.directory.index import Index
from programme.directory.languages import language_name
from programme.directory.search import countries_in
from programme.forms.base import FilterForm
from programme.models import Ecosystem, LegalForm, PartneringTopic, QualityLabel
from programme.plain import plain

Choices = list[tuple[str, Any]]


class Signs:
    """What the filter of signs can ask for."""

    ANSWERED = "answered"
    SHOWN = "shown"
    ADMITTED = "admitted"
    CHOICES = (
        (ANSWERED, _("Has gone through the signs")),
        (SHOWN, _("Shows all three signs")),
        (ADMITTED, _("A European directory would admit it")),
    )


class Sort:
    NAME = "name"
    FOUNDED = "founded"
    STAFF = "staff"
    MEMBERS = "members"
    CHANGED = "changed"
    CHOICES = (
        ("", _("Best match")),
        (NAME, _("Name")),
        (FOUNDED, _("Oldest first")),
        (STAFF, _("Most staff first")),
        (MEMBERS, _("Most members first")),
        (CHANGED, _("Last changed first")),
    )


class DirectoryFilter(FilterForm):
    """Drawn by ``programme/_directory_filters.html``. Every choice knows how it is called, so that
    it can be taken away by name."""

    q = forms.CharField(label=_("Name, theme or place"), required=False, max_length=100)
    city = forms.ChoiceField(label=_("City-region"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    ecosystem = forms.ChoiceField(label=_("Industrial ecosystem"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    legal_form = forms.ChoiceField(label=_("Legal form"), required=False)
    label = forms.ChoiceField(label=_("Quality label"), required=False)
    offers = forms.ChoiceField(label=_("Offers"), required=False)
    seeks = forms.ChoiceField(label=_("Seeks"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    signs = forms.ChoiceField(label=_("Signs of good management"), required=False)
    sort = forms.ChoiceField(label=_("Sorted by"), required=False, choices=Sort.CHOICES)

    def __init__(self, *args: Any, around: Around, index: Index, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lands = [(code, str(countries.name(code))) for code in countries_in(around, index)]
        tongues = [(code, language_name(code)) for code in index.languages]
        self._offer("city", _("All"), [(c.slug, c.name) for c in around.cities.values()])
        self._offer("sector", _("All"), [(s.slug, s.name) for s in around.sectors.values()])
        self._offer("ecosystem", _("All"), Ecosystem.choices)
        self._offer("country", _("All"), sorted(lands, key=_by_words))
        self._offer("legal_form", _("All"), LegalForm.choices)
        self._offer("label", _("With or without"), QualityLabel.choices)
        self._offer("offers", _("Anything"), PartneringTopic.choices)
        self._offer("seeks", _("Anything"), PartneringTopic.choices)
        self._offer("language", _("All"), sorted(tongues, key=_by_words))
        self._offer("signs", _("Whatever they are"), Signs.CHOICES)
        self.is_valid()
        # What makes no sense is said at its field, and narrows nothing.
        self.chosen: dict[str, str] = {
            name: value for name, value in self.cleaned_data.items() if value
        }

    def _offer(self, name: str, nothing: Any, choices: Any) -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> dict[str, str]:
        """What is chosen beside the order."""
        return {name: value for name, value in self.chosen.items() if name != "sort"}

    @property
    def is_detailed(self) -> bool:
        """Whether something is chosen among the fields that stand folded."""
        return bool(set(self.narrowing) - {"q", "city", "sector", "country"})

    def words_of(self, name: str) -> str:
        """“Country: Finland”."""
        value = self.chosen[name]
        if name == "q":
            return f"“{value}”"
        field: Any = self.fields[name]
        said = next(label for key, label in field.choices if key == value)
        return str(said) if name == "signs" else f"{field.label}: {said}"


def _by_words(pair: tuple[str, Any]) -> str:
    return plain(str(pair[1]))
