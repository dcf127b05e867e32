"""Which clusters the directory shows; read from the address."""

from functools import cache, lru_cache
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from programme.directory.around import Around
from programme.directory.index import Index
from programme.directory.languages import language_name
from programme.directory.search import countries_in
from programme.forms.base import FilterForm
from programme.models import Ecosystem, LegalForm, PartneringTopic, QualityLabel
from programme.plain import plain

MAIN = ("city", "sector", "country", "sort")
FOLDED = ("ecosystem", "legal_form", "label", "offers", "seeks", "language", "signs")


class Signs(TextChoices):
    """What the filter of signs can ask for."""

    ANSWERED = "answered", _("Has gone through the signs")
    SHOWN = "shown", _("Shows all three signs")
    ADMITTED = "admitted", _("A European directory would admit it")


class Sort(TextChoices):
    """The orders of the list, beside that of the best match."""

    NAME = "name", _("Name")
    FOUNDED = "founded", _("Oldest first")
    STAFF = "staff", _("Most staff first")
    MEMBERS = "members", _("Most members first")
    CHANGED = "changed", _("Last changed first")


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
    sort = forms.ChoiceField(label=_("Sorted by"), required=False)

    def __init__(self, *args: Any, around: Around, index: Index, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or ""
        rows = {
            "city": tuple((city.slug, city.name) for city in around.cities.values()),
            "sector": tuple((sector.slug, sector.name) for sector in around.sectors.values()),
            "country": country_choices(frozenset(countries_in(around, index)), language),
            "language": language_choices_of(index.languages, language),
        }
        for name in (*MAIN, *FOLDED):
            field: Any = self.fields[name]
            if name in rows:
                field.choices = (("", gettext("All")), *rows[name])
            else:
                field.choices = fixed_choices(name, language)
        self.is_valid()
        # What makes no sense is said at its field, and narrows nothing.
        self.chosen: dict[str, str] = {
            name: value for name, value in self.cleaned_data.items() if value
        }

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in MAIN]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FOLDED]

    @property
    def narrowing(self) -> dict[str, str]:
        """What is chosen beside the order."""
        return {name: value for name, value in self.chosen.items() if name != "sort"}

    @property
    def is_detailed(self) -> bool:
        """Whether something is chosen among the fields that stand folded."""
        return not set(self.narrowing).isdisjoint(FOLDED)

    def words_of(self, name: str) -> str:
        """“Country: Finland”."""
        value = self.chosen[name]
        if name == "q":
            return f"“{value}”"
        field: Any = self.fields[name]
        said = next(label for key, label in field.choices if key == value)
        return str(said) if name == "signs" else f"{field.label}: {said}"


FIXED: dict[str, tuple[Any, Any]] = {
    "ecosystem": (_("All"), Ecosystem.choices),
    "legal_form": (_("All"), LegalForm.choices),
    "label": (_("With or without"), QualityLabel.choices),
    "offers": (_("Anything"), PartneringTopic.choices),
    "seeks": (_("Anything"), PartneringTopic.choices),
    "signs": (_("Whatever they are"), Signs.choices),
    "sort": (_("Best match"), Sort.choices),
}


# Every answer needs some two hundred of these words: each is translated once for a process.


@cache
def fixed_choices(name: str, _language: str) -> tuple[tuple[str, str], ...]:
    nothing, choices = FIXED[name]
    return (("", str(nothing)), *((key, str(words)) for key, words in choices))


@cache
def fixed_words(name: str, key: str, language: str) -> str:
    """What a choice is called; empty for none."""
    return dict(fixed_choices(name, language)).get(key, "") if key else ""


@lru_cache(maxsize=64)
def country_choices(codes: frozenset[str], language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((code, country_name(code, language)) for code in codes), key=_by_words))


@lru_cache(maxsize=1024)
def country_name(code: str, _language: str) -> str:
    return str(countries.name(code))


@lru_cache(maxsize=64)
def language_choices_of(codes: frozenset[str], _language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((code, language_name(code)) for code in codes), key=_by_words))


def _by_words(pair: tuple[str, Any]) -> str:
    return plain(str(pair[1]))
