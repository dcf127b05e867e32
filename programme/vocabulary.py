"""The words that occur somewhere, and which of them is most like one that does not."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

# A shorter word has too many that are close to it.
SHORTEST_MENDED = 3


class Vocabulary:
    """Folded words (see ``programme.plain``), without marks around them."""

    def __init__(self, words: Iterable[str]) -> None:
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            if len(word) >= SHORTEST_MENDED:
                by_length[len(word)].append(word)
        self._by_length = dict(by_length)
        self._beginnings: dict[int, list[str]] = {}

    @cached_property
    def is_empty(self) -> bool:
        return not self._by_length

    def beginnings(self, length: int) -> list[str]:
        """The longer words cut to a length, as they are while somebody is still typing."""
        if length not in self._beginnings:
            longer = (words for known, words in self._by_length.items() if known > length)
            cut = {word[:length] for words in longer for word in words}
            self._beginnings[length] = sorted(cut)
        return self._beginnings[length]

    def closest(self, word: str) -> str:
        """The word, or beginning of a word, that is most like it; empty if none is."""
        return next(iter(self.close_to(word, most=1)), "")

    def close_to(self, word: str, *, most: int | None = None) -> list[str]:
        """The words, or beginnings of words, that are like it, the most alike first."""
        if len(word) < SHORTEST_MENDED:
            return []
        mistakes = 1 if len(word) <= 5 else 2
        found: dict[str, tuple[float, bool]] = {}
        both = (self._as_long_as(len(word), mistakes), self.beginnings(len(word)))
        for is_cut, choices in enumerate(both):
            for close, distance, _place in process.extract(
                word, choices, scorer=OSA.distance, score_cutoff=mistakes, limit=most
            ):
                found.setdefault(close, (distance, bool(is_cut)))
        return sorted(found, key=lambda close: found[close])[:most]

    def _as_long_as(self, length: int, difference: int) -> list[str]:
        lengths = range(length - difference, length + difference + 1)
        return [word for known in lengths for word in self._by_length.get(known, ())]
