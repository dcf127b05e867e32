"""What one person finds.

Everything that is shown, counted or offered follows from rows that this person may see: the index
only says which rows to ask for. Words that stand in rows of others alone change no answer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q

from programme.models import Programme, SearchEntry, User
from programme.search.index import Index, index_of
from programme.search.sources import SOURCES, Kind, Part, Row, Source
from programme.search.updating import words_beside
from programme.search.words import (
    Piece,
    are_letters,
    as_written,
    bare,
    excerpt,
    folded,
    pieces,
    quoted,
    typed_words,
    words_in,
)

# More rows than that are asked for by the programme, not by their keys.
MOST_KEYS = 500
# So few entries are read with their words when it is asked who may see them.
MOST_READ = 80

RowKey = tuple[str, int]


class Mended(NamedTuple):
    """A word that nothing has which this person may see, and the one that is shown instead."""

    typed: str
    shown: str


@dataclass(frozen=True)
class Hit:
    """One place that was found, as this person may read it."""

    source: Source
    part: Part
    words: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        return self.source.kind

    @property
    def url(self) -> str:
        return self.part.url

    @property
    def title(self) -> list[Piece]:
        return pieces(self.part.title, self.words)

    @property
    def where(self) -> list[list[Piece]]:
        return [pieces(step, self.words) for step in self.part.where if step]

    @property
    def words_around(self) -> list[Piece]:
        return excerpt(bare(self.part.text), self.words)


@dataclass(frozen=True)
class Looked:
    """What was found by words, before any of it is shown: entries that this person may see."""

    search: "Searching"
    words: tuple[str, ...]
    # The best first.
    entries: list[int]
    mended: tuple[Mended, ...] = ()
    # How many of the words each has: all, unless nothing has.
    least: int = 0
    # They were looked for side by side, and stand there nowhere.
    is_loose: bool = False

    @property
    def is_partial(self) -> bool:
        """Nothing has all of the words: these have some."""
        return bool(self.entries) and self.least < len(self.words)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many there are of each kind."""
        return Counter(self.search.kind_of(entry).key for entry in self.entries)

    def of_kind(self, kind: str) -> list[int]:
        return [pk for pk in self.entries if self.search.kind_of(pk).key == kind]

    def shown(self, entries: Sequence[int]) -> list[Hit]:
        """The places themselves. One query; one that does not have the words any more, or is not
        for this person any more, is left out."""
        return self.search.hits(entries, self.words, self.least)

    def first_of_each(self, most: int) -> dict[str, list[int]]:
        """The best of each kind, the kind with the best of all first."""
        found: dict[str, list[int]] = defaultdict(list)
        for pk in self.entries:
            of_kind = found[self.search.kind_of(pk).key]
            if len(of_kind) < most:
                of_kind.append(pk)
        return dict(found)


@dataclass(frozen=True)
class Searching:
    """One person searches one programme, in one request: who sees what is asked once."""

    user: User
    programme: Programme
    # Which rows of each source the person may see, as a question that is written once.
    _seen: dict[str, Any] = field(default_factory=dict)
    # Of which rows it was asked, and which of those the person may see.
    _looked_at: set[RowKey] = field(default_factory=set)
    _visible_rows: set[RowKey] = field(default_factory=set)
    # The values of rows that were read, and what was asked for, read or not.
    _read: dict[RowKey, Any] = field(default_factory=dict)
    _asked: set[RowKey] = field(default_factory=set)

    @cached_property
    def index(self) -> Index:
        return index_of(self.programme)

    def _seen_of(self, source: Source) -> Any:
        """The rows of a source that the person may see; the question is written once."""
        if source.key not in self._seen:
            self._seen[source.key] = source.seen_by(self.user, self.programme)
        return self._seen[source.key]

    def kind_of(self, entry: int) -> Kind:
        return SOURCES[self.index.entries[entry].source].kind

    def look(self, typed: str) -> Looked:
        """Everything that has the words; where nothing has, words like them, and at last what has
        most of them. Two queries with that of the index, five at most if that finds nothing."""
        words, together = typed_words(typed), quoted(typed)
        found = self._visible(self._having(words))
        if found and together:
            beside = self._side_by_side(found, together)
            return replace(self._looked(beside or found, words), is_loose=not beside)
        if found or are_letters(words):
            return self._looked(found, words)
        both = self._mended(words)
        meant = tuple(dict.fromkeys(one.shown for one in both))
        mended = tuple(one for one in both if one.typed != one.shown)
        if mended and (found := self._visible(self._having(meant))):
            return self._looked(found, meant, mended)
        if len(meant) == 1:
            return self._looked(set(), meant)
        number = Counter(pk for word in meant for pk in self.index.having(word))
        seen = self._visible(set(number))
        most = max((number[pk] for pk in seen), default=0)
        some = {pk for pk in seen if number[pk] == most}
        return self._looked(some, meant, mended if some else (), least=most)

    def first(self, typed: str, most: int) -> Looked:
        """The few best, for somebody who is still typing: the most likely are asked for first,
        and all of them only if too few of those are for this person."""
        words = typed_words(typed)
        if quoted(typed):
            looked = self.look(typed)
            return replace(looked, entries=looked.entries[:most])
        likely = self._best_first(self._having(words), words)[: 6 * most]
        seen = self._visible(set(likely))
        best = [pk for pk in likely if pk in seen][:most]
        if len(best) == most:
            return Looked(self, words, best, least=len(words))
        looked = self.look(typed)
        return replace(looked, entries=looked.entries[:most])

    def _looked(
        self,
        found: set[int],
        words: tuple[str, ...],
        mended: tuple[Mended, ...] = (),
        least: int | None = None,
    ) -> Looked:
        best = self._best_first(found, words)
        return Looked(self, words, best, mended, len(words) if least is None else least)

    def hits(self, entries: Sequence[int], words: tuple[str, ...], least: int) -> list[Hit]:
        values = self._values_of(entries)
        parts: dict[tuple[str, int, str], Part] = {}
        for key, pk in {self._row_of(entry) for entry in entries} & values.keys():
            for part in SOURCES[key].parts(Row(pk, self.programme.slug, values[key, pk])):
                parts[key, pk, part.key] = part
        found = []
        for pk in entries:
            entry = self.index.entries[pk]
            read = parts.get((entry.source, entry.row, entry.part))
            if read and words_in(f"{folded(read.title)} {words_beside(read)}", words) >= least:
                found.append(Hit(SOURCES[entry.source], read, words))
        return found

    # Which entries, and in which order

    def _having(self, words: Collection[str]) -> set[int]:
        """The entries that have every word; letters alone have to be words of their own."""
        having = self.index.having_whole if are_letters(words) else self.index.having
        sets = [having(word) for word in words]
        return set.intersection(*sets) if sets else set()

    def _side_by_side(self, found: set[int], together: Collection[str]) -> set[int]:
        """Those of the entries in which the words stand side by side. One query."""
        entries = SearchEntry.objects.filter(programme=self.programme).order_by()
        if len(found) <= MOST_KEYS:
            entries = entries.filter(pk__in=found)
        for words in together:
            entries = entries.filter(Q(title__contains=words) | Q(text__contains=words))
        return found.intersection(entries.values_list("pk", flat=True))

    def _best_first(self, found: set[int], words: tuple[str, ...]) -> list[int]:
        """Those with the words in their title first, then those with words that begin like them;
        of equal ones people and cities first, then the more recent."""
        begins = [] if are_letters(words) else [self.index.beginning_with(one) for one in words]
        beginning = set.intersection(*begins) if begins else found
        start = " ".join(words)
        places = {
            key: (order, source.kind.key, source.kind.place)
            for order, (key, source) in enumerate(SOURCES.items())
        }
        # Of the same words in the same place, those of the source that was registered first: the
        # edition, not the draft of it.
        first: dict[tuple[str, int], int] = {}
        ranked = []
        for pk in found:
            entry = self.index.entries[pk]
            order, kind, place = places[entry.source]
            twins = (kind, entry.twin)
            first[twins] = min(order, first.get(twins, order))
            rank = _by_title(entry.title, start, words, pk in beginning)
            ranked.append((rank, place, -pk, order, twins))
        return [-pk for _rank, _place, pk, order, twins in sorted(ranked) if first[twins] == order]

    # What this person may see

    def _visible(self, found: set[int]) -> set[int]:
        """Those of the entries whose rows the person may see. One query at most."""
        unknown = {pk for pk in found if self._row_of(pk) not in self._looked_at}
        if unknown:
            # Few will be shown: they are read at once.
            few = len(unknown) <= MOST_READ
            seen = self._values_of(unknown) if few else _together(self._questions(unknown))
            self._visible_rows.update(seen)
            self._looked_at.update(self._row_of(pk) for pk in unknown)
        return {pk for pk in found if self._row_of(pk) in self._visible_rows}

    def _values_of(self, entries: Collection[int]) -> dict[RowKey, Any]:
        """The values of those rows that the person may see, and of others. One query at most."""
        rows = {self._row_of(pk) for pk in entries}
        if not rows <= self._asked:
            questions = self._questions(entries, with_values=True)
            self._read.update({(key, pk): values for key, pk, values in _together(questions)})
            self._asked.update(rows)
        return self._read

    def _questions(self, entries: Iterable[int], *, with_values: bool = False) -> Iterator[Any]:
        wanted: dict[str, set[int]] = defaultdict(set)
        for pk in entries:
            key, row = self._row_of(pk)
            wanted[key].add(row)
        # In the order in which they were registered: the same question is the same SQL.
        for key in filter(wanted.__contains__, SOURCES):
            source, rows = SOURCES[key], self._seen_of(SOURCES[key])
            if len(wanted[key]) <= MOST_KEYS:
                rows = rows.filter(pk__in=wanted[key])
            yield source.with_values(rows) if with_values else source.keys(rows)

    def _row_of(self, pk: int) -> RowKey:
        entry = self.index.entries[pk]
        return entry.source, entry.row

    def _mended(self, words: tuple[str, ...]) -> list[Mended]:
        """Each word itself where something visible has it, else the closest that something
        visible has; the word itself again if none is close. One query.

        All that are close are asked for: a limit would be reached by words of others, too.
        """
        index = self.index
        near: dict[str, dict[str, set[int]]] = {}
        for word in words:
            close = {one: index.beginning_with(one) for one in index.vocabulary.close_to(word)}
            near[word] = {word: index.having(word)} | close
        asked = {pk for choices in near.values() for entries in choices.values() for pk in entries}
        visible = self._visible(asked)
        return [
            Mended(word, next((one for one in near[word] if near[word][one] & visible), word))
            for word in words
        ]


def spelled(mended: Iterable[Mended], hits: Iterable[Hit]) -> list[Mended]:
    """Mended words as the hits write them: “Göteborg” for “goteborg”."""
    texts = [f"{hit.part.title} {' '.join(hit.part.where)} {bare(hit.part.text)}" for hit in hits]
    text = " ".join(texts)
    return [Mended(one.typed, as_written(text, one.shown)) for one in mended]


def _by_title(title: str, start: str, words: tuple[str, ...], is_beginning: bool) -> int:
    if title == start:
        return 0
    if title.startswith(start) or f" {start}" in title:
        return 1
    if all(word in title for word in words):
        return 2
    return 3 if is_beginning else 4


def _together(questions: Iterable[Any]) -> Iterator[Any]:
    """The answers to several questions with the same columns, in one query; none for none."""
    several = list(questions)
    if several:
        yield from several[0].union(*several[1:], all=True)
