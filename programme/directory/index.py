"""The words of a directory, kept in memory while nothing changes in it."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from programme.directory.around import Around
from programme.models import Cluster, User

# How many directories a process keeps.
MOST_KEPT = 8
# A shorter word has too many that are close to it.
SHORTEST_MENDED = 3

_kept: OrderedDict[int, tuple[Any, "Index"]] = OrderedDict()


@dataclass(frozen=True)
class Index:
    """The words that occur in the clusters of a programme, and what can be chosen in them."""

    # Name by address.
    names: dict[str, str]
    words: frozenset[str]
    countries: frozenset[str]
    languages: frozenset[str]

    @cached_property
    def text(self) -> str:
        # A word never contains a line break: whatever is found stands inside one word.
        return "\n".join(sorted(self.words))

    @cached_property
    def bare_words(self) -> list[str]:
        """Without the marks around them, long enough to be meant."""
        found = {bare for word in self.words for bare in re.findall(r"\w+", word)}
        return sorted(word for word in found if len(word) >= SHORTEST_MENDED)

    @cached_property
    def by_length(self) -> dict[int, list[str]]:
        """The words cut to a length, as they are while somebody is still typing."""
        return {}

    def beginnings(self, length: int) -> list[str]:
        if length not in self.by_length:
            cut = {word[:length] for word in self.bare_words if len(word) > length}
            self.by_length[length] = sorted(cut)
        return self.by_length[length]

    def closest(self, word: str) -> str:
        """The word, or beginning of a word, that is most like it; empty if none is."""
        if len(word) < SHORTEST_MENDED:
            return ""
        most = 1 if len(word) <= 5 else 2
        best: tuple[int, str] = (most + 1, "")
        for choices in (self.bare_words, self.beginnings(len(word))):
            found = process.extractOne(word, choices, scorer=OSA.distance, score_cutoff=most)
            if found and found[1] < best[0]:
                best = (int(found[1]), found[0])
        return best[1]


def index_of(around: Around, user: User) -> Index:
    """The index of the directory as it is now. One query when it has changed, else none."""
    state = (around.total, around.changed_at)
    kept = _kept.get(around.programme.pk)
    if kept and kept[0] == state:
        return kept[1]
    index = _read(Cluster.objects.visible_to(user).in_programme(around.programme))
    _kept[around.programme.pk] = (state, index)
    _kept.move_to_end(around.programme.pk)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return index


def _read(clusters: QuerySet[Cluster]) -> Index:
    names: dict[str, str] = {}
    words: set[str] = set()
    countries: set[str] = set()
    languages: set[str] = set()
    columns = ("slug", "name", "search_text", "country", "languages")
    for slug, name, text, country, spoken in clusters.order_by().values_list(*columns):
        names[slug] = name
        words.update(text.split())
        countries.add(country)
        languages.update(spoken.split())
    return Index(names, frozenset(words), frozenset(countries - {""}), frozenset(languages))
