"""Searching the directory: accents, capitals and small typing errors are forgiven."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django_countries import countries

from programme.directory.around import Around
from programme.directory.index import Index
from programme.models import Cluster
from programme.plain import plain

# Nobody looks for more at once; each is a question to the database.
MOST_WORDS = 8


@dataclass(frozen=True)
class Mended:
    """A word that is written nowhere, and the one that is shown instead."""

    typed: str
    shown: str


@dataclass(frozen=True)
class Search:
    """What was typed, as words that are looked for."""

    around: Around
    # Folded name by code, of the countries that occur.
    countries: dict[str, str]
    words: tuple[str, ...]
    mended: tuple[Mended, ...]

    @classmethod
    def of(cls, typed: str, around: Around, index: Index) -> "Search":
        """Words that occur nowhere are replaced by the closest that do."""
        lands = {code: str(countries.name(code)) for code in countries_in(around, index)}
        rows: list[Any] = [*around.cities.values(), *around.sectors.values()]
        own = {plain(name): name for name in [*(row.name for row in rows), *lands.values()]}
        text = "\n".join([index.text, *own])
        words: list[str] = []
        mended: list[Mended] = []
        for word in dict.fromkeys(plain(typed).split()[:MOST_WORDS]):
            instead = "" if word in text else _closest(word, own, index)
            if instead:
                mended.append(Mended(word, own.get(instead, instead)))
            words.append(instead or word)
        folded = {code: plain(name) for code, name in lands.items()}
        return cls(around, folded, tuple(dict.fromkeys(words)), tuple(mended))

    def narrow(self, clusters: QuerySet[Cluster]) -> QuerySet[Cluster]:
        """The clusters that have every word: in their own text, or in the name of where they are
        and what they are about."""
        for word in self.words:
            clusters = clusters.filter(self._has(word))
        return clusters

    def best_first(self, clusters: QuerySet[Cluster]) -> QuerySet[Cluster]:
        """Those whose name begins like this, those with the words in the name, the others."""
        begins = Q(search_text__startswith=" ".join(self.words))
        in_name = Q()
        for word in self.words:
            in_name &= Q(slug__contains=word) | Q(name__icontains=word)
        rank = Case(
            When(begins, then=Value(0)),
            When(in_name, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return clusters.order_by(rank, "name", "pk")

    def _has(self, word: str) -> Q:
        around = self.around
        lands = {code for code, name in self.countries.items() if word in name}
        own = [city.pk for city in around.cities.values() if word in plain(city.name)]
        cities = [city.pk for city in around.cities.values() if city.country.code in lands]
        sectors = [one.pk for one in around.sectors.values() if word in plain(one.name)]
        found = Q(search_text__contains=word)
        if own:
            found |= Q(city__in=own)
        if sectors:
            found |= Q(sector__in=sectors)
        if lands:
            found |= Q(country__in=lands)
        if cities:
            found |= Q(country="", city__in=cities)
        return found


def countries_in(around: Around, index: Index) -> set[str]:
    """The countries in which a cluster or a partner city is."""
    return {*index.countries, *(city.country.code for city in around.cities.values())}


def _closest(word: str, own: dict[str, str], index: Index) -> str:
    """Among the names first: there are few of them, and they are what people look for."""
    names = Index({}, frozenset(own), frozenset(), frozenset())
    return names.closest(word) or index.closest(word)
