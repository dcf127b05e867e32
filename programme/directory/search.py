"""Searching the directory: accents, capitals and small typing errors are forgiven."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django_countries import countries

from programme.directory.around import Around
from programme.directory.index import Entry, Index
from programme.models import Cluster
from programme.plain import plain

# Nobody looks for more at once; each is a question to the database.
MOST_WORDS = 8
MOST_KEYS = 1000


@dataclass(frozen=True)
class Mended:
    """A word that is written nowhere, and the one that is shown instead."""

    typed: str
    shown: str


@dataclass(frozen=True)
class Search:
    """What was typed, as words that are looked for."""

    around: Around
    index: Index
    # Folded name by code, of the countries that occur.
    countries: dict[str, str]
    words: tuple[str, ...]
    mended: tuple[Mended, ...]

    @classmethod
    def of(cls, typed: str, around: Around, index: Index) -> "Search":
        """Words that occur nowhere are replaced by the closest that do."""
        if not (typed := plain(typed)):
            return cls(around, index, {}, (), ())
        lands = {code: str(countries.name(code)) for code in countries_in(around, index)}
        rows: list[Any] = [*around.cities.values(), *around.sectors.values()]
        own = {plain(name): name for name in [*(row.name for row in rows), *lands.values()]}
        own_text = "\n".join(own)
        words: list[str] = []
        mended: list[Mended] = []
        for word in dict.fromkeys(typed.split()[:MOST_WORDS]):
            is_written = word in own_text or word in index.text
            instead = "" if is_written else _closest(word, own, index)
            if instead:
                mended.append(Mended(word, own.get(instead, instead)))
            words.append(instead or word)
        folded = {code: plain(name) for code, name in lands.items()}
        return cls(around, index, folded, tuple(dict.fromkeys(words)), tuple(mended))

    @cached_property
    def keys(self) -> list[int]:
        """The clusters that have every word, in their own text or in the name of where they are
        and what they are about; those with the words in the name first. No query."""
        sets = [self._rows_with(word) for word in self.words]
        found = set.intersection(*sets) if sets else set()
        start = " ".join(self.words)
        several = len(self.words) > 1
        begins: list[int] = []
        named: list[int] = []
        others: list[int] = []
        for key, entry in self.index.entries.items():
            if key not in found:
                continue
            name = entry.folded_name
            if start in name:
                (begins if name.startswith(start) else named).append(key)
            elif several and all(word in name for word in self.words):
                named.append(key)
            else:
                others.append(key)
        return begins + named + others

    def narrow(self, clusters: QuerySet[Cluster]) -> QuerySet[Cluster]:
        """The same for a query that asks for more than the words."""
        if not self.words:
            return clusters
        # A list of keys is faster than to read all texts, as long as it is short.
        if len(self.keys) <= MOST_KEYS:
            return clusters.filter(pk__in=self.keys)
        for word in self.words:
            clusters = clusters.filter(self._has(word))
        return clusters

    def best_first(self, clusters: QuerySet[Cluster]) -> QuerySet[Cluster]:
        """In the order of ``keys``, as near as a query comes to it."""
        in_name = Q()
        for word in self.words:
            in_name &= Q(slug__contains=word) | Q(name__icontains=word)
        rank = Case(
            When(search_text__startswith=" ".join(self.words), then=Value(0)),
            When(in_name, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return clusters.order_by(rank, "name", "pk")

    def _rows_with(self, word: str) -> set[int]:
        meant = self._meant(word)
        found = self.index.rows_with(word)
        if any(meant):
            found |= {key for key, entry in self.index.entries.items() if meant.has(entry)}
        return found

    def _has(self, word: str) -> Q:
        meant = self._meant(word)
        return (
            Q(search_text__contains=word)
            | Q(city__in=meant.cities)
            | Q(sector__in=meant.sectors)
            | Q(country__in=meant.countries)
            | Q(country="", city__in=meant.cities_there)
        )

    def _meant(self, word: str) -> "Meant":
        around = self.around
        lands = {code for code, name in self.countries.items() if word in name}
        return Meant(
            {city.pk for city in around.cities.values() if word in plain(city.name)},
            {one.pk for one in around.sectors.values() if word in plain(one.name)},
            lands,
            {city.pk for city in around.cities.values() if city.country.code in lands},
        )


class Meant(NamedTuple):
    """The cities, sectors and countries that a word names, and the cities in those countries."""

    cities: set[int]
    sectors: set[int]
    countries: set[str]
    cities_there: set[int]

    def has(self, entry: Entry) -> bool:
        return (
            entry.city in self.cities
            or entry.sector in self.sectors
            or entry.country in self.countries
            or (not entry.country and entry.city in self.cities_there)
        )


def countries_in(around: Around, index: Index) -> set[str]:
    """The countries in which a cluster or a partner city is."""
    return {*index.countries, *(city.country.code for city in around.cities.values())}


def _closest(word: str, own: dict[str, str], index: Index) -> str:
    """Among the names first: there are few of them, and they are what people look for."""
    names = Index({}, {}, dict.fromkeys(own, []), frozenset(), frozenset())
    return names.closest(word) or index.closest(word)
