"""The words of a programme's index, kept in memory and read on when it has changed."""

import threading
import zlib
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Subquery, Sum

from programme.models import Programme, SearchEntry
from programme.search.words import SHORTEST_INSIDE
from programme.vocabulary import Vocabulary

# How many programmes a process keeps.
MOST_KEPT = 8
# So many new entries are read by their keys; for more the whole programme is read.
MOST_ASKED = 500

State = tuple[int, int, int, str]


class Entry(NamedTuple):
    """What a search has to know of one place."""

    source: str
    row: int
    part: str
    # Folded.
    title: str
    # The same words in the same place, as of a draft and of the edition made of it.
    twin: int
    checksum: str


class Index:
    """Which words stand in which entries. It knows nothing of who may see them."""

    def __init__(self) -> None:
        self.state: State = (0, 0, 0, "")
        self.entries: dict[int, Entry] = {}
        self._entries_of: dict[tuple[str, int], list[int]] = defaultdict(list)
        # Entries that are gone may still stand in it.
        self._standing: dict[str, list[int]] = defaultdict(list)
        self._gone = 0

    @cached_property
    def _text(self) -> str:
        # Every word on a line: whatever is found stands inside one word.
        return "\n" + "\n".join(self._standing) + "\n"

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._standing)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self._standing)

    def beginning_with(self, part: str) -> set[int]:
        """The entries that have a word that begins like this."""
        words = self._sorted
        first = bisect_left(words, part)
        # No letter comes after the last one.
        return self._entries_with(words[first : bisect_left(words, f"{part}\U0010ffff", first)])

    def having_whole(self, word: str) -> set[int]:
        """The entries that have this very word."""
        return self._entries_with([word])

    def having(self, part: str) -> set[int]:
        """The entries that have a word with this in it; a short one has to be its beginning."""
        return self._entries_with(
            self._words(part if len(part) >= SHORTEST_INSIDE else f"\n{part}")
        )

    def _words(self, part: str) -> list[str]:
        """The words with this in them: letters only, so that it stands inside one line."""
        text, found = self._text, []
        place = text.find(part)
        while place >= 0:
            end = text.find("\n", place + len(part))
            found.append(text[text.rfind("\n", 0, place + 1) + 1 : end])
            place = text.find(part, end)
        return found

    def _entries_with(self, words: Iterable[str]) -> set[int]:
        found: set[int] = set()
        for word in words:
            found.update(self._standing.get(word, ()))
        return found & self.entries.keys() if self._gone else found

    # Reading on

    def read_on(self, programme: Programme, state: State) -> None:
        """Take in what came and went since. Two queries."""
        rows = SearchEntry.objects.filter(programme=programme).order_by()
        # By the checksums too: after a restored backup a key may be that of another entry.
        there = dict(rows.values_list("pk", "checksum"))
        gone = [pk for pk, entry in self.entries.items() if there.get(pk) != entry.checksum]
        for pk in gone:
            entry = self.entries.pop(pk)
            self._entries_of[entry.source, entry.row].remove(pk)
        self._gone += len(gone)
        new = there.keys() - self.entries.keys()
        if len(new) <= MOST_ASKED:
            rows = rows.filter(pk__in=new)
        for pk, *values in rows.values_list(
            "pk", "source", "row", "part", "title", "text", "checksum"
        ).iterator(chunk_size=2000):
            if pk in new:
                self._add(pk, *values)
        if new:
            for name in ("_text", "_sorted", "vocabulary"):
                self.__dict__.pop(name, None)
        self.state = state

    def _add(
        self, pk: int, source: str, row: int, part: str, title: str, text: str, checksum: str
    ) -> None:
        twin = zlib.crc32(f"{title}\n{text}".encode())
        self.entries[pk] = Entry(source, row, part, title, twin, checksum)
        self._entries_of[source, row].append(pk)
        for word in {*title.split(), *text.split()}:
            self._standing[word].append(pk)

    @property
    def is_worn(self) -> bool:
        """So much is gone from it that reading it anew is better."""
        return self._gone > max(1000, len(self.entries))


_kept: OrderedDict[int, Index] = OrderedDict()
_lock = threading.Lock()


def index_of(programme: Programme) -> Index:
    """The index of a programme as it is now. One query, and two more when it has changed."""
    state = _state(programme)
    with _lock:
        index = _kept.pop(programme.pk, None)
        if index is None or index.is_worn:
            index = Index()
        if index.state != state:
            index.read_on(programme, state)
        _kept[programme.pk] = index
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
        return index


def _state(programme: Programme) -> State:
    """How many entries there are, and which: none is ever changed. One query."""
    entries = SearchEntry.objects.filter(programme=programme).order_by()
    all_of_it = entries.values("programme")
    newest = (
        entries.order_by("-pk")
        .annotate(
            number=Subquery(all_of_it.annotate(all=Count("pk")).values("all")),
            keys=Subquery(all_of_it.annotate(all=Sum("pk")).values("all")),
        )
        .values_list("number", "pk", "keys", "checksum")
        .first()
    )
    return newest or (0, 0, 0, "")


def forget_what_is_kept() -> None:
    """Read everything anew: for tests, whose rows come and go with the same keys."""
    with _lock:
        _kept.clear()
