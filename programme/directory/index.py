"""The words of a directory, kept in memory while nothing changes in it."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet

from programme.directory.around import Around
from programme.kept import Kept
from programme.models import Cluster, User
from programme.vocabulary import Vocabulary

# How many directories a process keeps.
MOST_KEPT = 8


class Entry(NamedTuple):
    """What a search has to know of a cluster."""

    folded_name: str
    city: int | None
    sector: int | None
    country: str


@dataclass(frozen=True)
class Index:
    """The words that occur in the clusters of a programme, and what can be chosen in them."""

    # Name by address.
    names: dict[str, str]
    # By primary key, in the order of their names.
    entries: dict[int, Entry]
    # The primary keys of the clusters in which a word stands.
    rows: dict[str, list[int]]
    countries: frozenset[str]
    languages: frozenset[str]

    @cached_property
    def text(self) -> str:
        # A word never contains a line break: whatever is found stands inside one word.
        return "\n".join(self.rows)

    def rows_with(self, part: str) -> set[int]:
        """The clusters that have a word with this in it."""
        found: set[int] = set()
        for word, rows in self.rows.items():
            if part in word:
                found.update(rows)
        return found

    @cached_property
    def vocabulary(self) -> Vocabulary:
        # Without the marks around them.
        return Vocabulary(bare for word in self.rows for bare in re.findall(r"\w+", word))

    def closest(self, word: str) -> str:
        """The word, or beginning of a word, that is most like it; empty if none is."""
        return self.vocabulary.closest(word)


_kept: Kept[Index] = Kept(MOST_KEPT)


def index_of(around: Around, user: User) -> Index:
    """The index of the directory as it is now. One query when it has changed, else none."""
    clusters = Cluster.objects.visible_to(user).in_programme(around.programme)
    state = (around.total, around.changed_at)
    return _kept.get(around.programme.pk, state, lambda: _read(clusters))


def _read(clusters: QuerySet[Cluster]) -> Index:
    names: dict[str, str] = {}
    entries: dict[int, Entry] = {}
    rows: dict[str, list[int]] = defaultdict(list)
    countries: set[str] = set()
    languages: set[str] = set()
    for pk, slug, name, text, city, sector, country, spoken in clusters.order_by().values_list(
        "pk", "slug", "name", "search_text", "city", "sector", "country", "languages"
    ):
        names[slug] = name
        words = text.split()
        # The text begins with the name (see ``Cluster.set_derived``).
        entries[pk] = Entry(" ".join(words[: len(name.split())]), city, sector, country)
        for word in set(words):
            rows[word].append(pk)
        countries.add(country)
        languages.update(spoken.split())
    entries = dict(sorted(entries.items(), key=lambda pair: (pair[1].folded_name, pair[0])))
    return Index(names, entries, dict(rows), frozenset(countries - {""}), frozenset(languages))
