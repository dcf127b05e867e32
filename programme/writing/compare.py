"""Two texts of the same place: what only one of them has, and both put together.

Paragraphs are compared first, then the words of those that differ. The work has a limit, so a page
answers whatever somebody pasted: what is too different to be worth it counts as replaced.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

# Steps that one comparison may take, beside a few walks along both texts. A thousand scattered
# changes fit.
MOST_STEPS = 500_000

# Words that are the same between two changes and tell a reader nothing.
LONGEST_CRUMB = 2

# Places of the same part in both texts: from and to in the one, from and to in the other.
Run = tuple[bool, int, int, int, int]


class Effort:
    """How much work a comparison has cost, and whether it may go on."""

    def __init__(self, limit: int = MOST_STEPS) -> None:
        self.limit = limit
        self.spent = 0

    def spend(self, steps: int) -> bool:
        self.spent += steps
        return self.spent <= self.limit


@dataclass(frozen=True)
class Piece:
    """A stretch of a text. ``is_own`` says that the other text does not have it."""

    text: str
    is_own: bool


@dataclass(frozen=True)
class Stretch:
    """What both texts have, or what stands in the one for what stands in the other."""

    before: str
    after: str
    is_same: bool


@dataclass(frozen=True)
class Comparison:
    """Two texts cut at the same places, word by word. The one is mine, or what was before."""

    stretches: list[Stretch]

    @classmethod
    def of(cls, mine: str, theirs: str, effort: Effort | None = None) -> "Comparison":
        effort = effort or Effort()
        found: list[Stretch] = []
        for is_same, before, after in _cut(_blocks(mine), _blocks(theirs), effort):
            if is_same:
                found.append(Stretch(before, after, is_same))
            else:
                words = _cut(_words(before), _words(after), effort)
                found += [Stretch(one, other, same) for same, one, other in words]
        return cls(_without_crumbs(_joined(found)))

    @cached_property
    def mine(self) -> list[Piece]:
        return [Piece(s.before, not s.is_same) for s in self.stretches if s.before]

    @cached_property
    def theirs(self) -> list[Piece]:
        return [Piece(s.after, not s.is_same) for s in self.stretches if s.after]

    @property
    def is_same(self) -> bool:
        return all(stretch.is_same for stretch in self.stretches)

    @property
    def words_out(self) -> int:
        """How many words only the first text has."""
        return sum(len(s.before.split()) for s in self.stretches if not s.is_same)

    @property
    def words_in(self) -> int:
        """How many words only the second text has."""
        return sum(len(s.after.split()) for s in self.stretches if not s.is_same)


def put_together(mine: str, theirs: str) -> str:
    """A first draft of a merged text: paragraphs that both have once, the others one by one.

    Where the two differ, mine stands before theirs.
    """
    one, other = _paragraphs(mine), _paragraphs(theirs)
    merged: list[str] = []
    for is_same, a, b, c, d in _runs(one, other, Effort()):
        merged += one[a:b]
        if not is_same:
            merged += other[c:d]
    return "\n\n".join(merged)


# How a text is cut. Joined again, blocks and words are the text.


def _blocks(text: str) -> list[str]:
    """Paragraphs, and the empty lines between them."""
    return [part for part in re.split(r"(\n\s*\n)", text) if part]


def _words(text: str) -> list[str]:
    """Words, and the blanks between them."""
    return re.findall(r"\S+|\s+", text)


def _paragraphs(text: str) -> list[str]:
    parts = re.split(r"\n\s*\n", text.strip())
    return [part.strip("\n") for part in parts if part.strip()]


def _cut(one: list[str], other: list[str], effort: Effort) -> Iterator[tuple[bool, str, str]]:
    for is_same, a, b, c, d in _runs(one, other, effort):
        yield is_same, "".join(one[a:b]), "".join(other[c:d])


def _without_crumbs(stretches: Iterator[Stretch]) -> list[Stretch]:
    """Take a word or two that happen to be the same between two larger changes into one change:
    it reads as the one sentence that replaced the other."""
    # Stretches that become one, and how many words they have.
    groups: list[tuple[list[Stretch], int]] = []
    for stretch in stretches:
        size = max(len(stretch.before.split()), len(stretch.after.split()))
        if len(groups) > 1 and not stretch.is_same:
            (crumb, words), (change, before) = groups[-1], groups[-2]
            if _is_crumb(crumb[0], words, before + size):
                groups[-2:] = [(change, before + words + size)]
                change += [*crumb, stretch]
                continue
        groups.append(([stretch], size))
    return [_one(parts) for parts, _size in groups]


def _is_crumb(same: Stretch, words: int, around: int) -> bool:
    return words <= LONGEST_CRUMB and 2 * words < around and "\n" not in same.after


def _one(parts: list[Stretch]) -> Stretch:
    before = "".join(part.before for part in parts)
    return Stretch(before, "".join(part.after for part in parts), parts[0].is_same)


def _joined(stretches: list[Stretch]) -> Iterator[Stretch]:
    """The stretches without seams: no two of a kind stand beside each other."""
    last: Stretch | None = None
    for stretch in stretches:
        if last and last.is_same == stretch.is_same:
            last = Stretch(last.before + stretch.before, last.after + stretch.after, last.is_same)
            continue
        if last:
            yield last
        last = stretch
    if last:
        yield last


# How two sequences are aligned


def _runs(one: Sequence[str], other: Sequence[str], effort: Effort) -> list[Run]:
    """Both sequences from end to end, in turns the same and not the same."""
    runs: list[Run] = []
    a = c = 0
    for i, j in [*_pairs(one, other, effort), (len(one), len(other))]:
        if i > a or j > c:
            _add(runs, (False, a, i, c, j), one)
        if i < len(one):
            _add(runs, (True, i, i + 1, j, j + 1), one)
        a, c = i + 1, j + 1
    return runs


def _add(runs: list[Run], run: Run, one: Sequence[str]) -> None:
    """Put the run behind the last one, or into it.

    Blanks that happen to be the same between two changes belong to one change.
    """
    is_same, _, b, _, d = run
    if not is_same and len(runs) > 1 and all(part.isspace() for part in one[slice(*runs[-1][1:3])]):
        runs.pop()
    if runs and runs[-1][0] == is_same:
        _, a, _, c, _ = runs.pop()
        run = (is_same, a, b, c, d)
    runs.append(run)


def _pairs(one: Sequence[str], other: Sequence[str], effort: Effort) -> Iterator[tuple[int, int]]:
    """Places of the same part in both, in order; between anchors the shortest way is looked for."""
    a = c = 0
    for i, j in [*_anchors(one, other), (len(one), len(other))]:
        yield from _pairs_between(one, other, (a, i, c, j), effort)
        if i < len(one):
            yield i, j
        a, c = i + 1, j + 1


def _anchors(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Parts that stand once in each, as many as stand in the same order in both."""
    counts = Counter(one), Counter(other)
    places = {part: place for place, part in enumerate(other)}
    unique = [
        (i, places[part])
        for i, part in enumerate(one)
        if counts[0][part] == 1 and counts[1][part] == 1
    ]
    # The longest rising row: for each length the smallest end, and who stands before whom.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(unique):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [place]
    found = []
    place = last[-1] if last else -1
    while place >= 0:
        found.append(unique[place])
        place = before[place]
    return found[::-1]


def _pairs_between(
    one: Sequence[str], other: Sequence[str], place: tuple[int, int, int, int], effort: Effort
) -> Iterator[tuple[int, int]]:
    a, b, c, d = place
    while a < b and c < d and one[a] == other[c]:
        yield a, c
        a, c = a + 1, c + 1
    same = 0
    while a < b - same and c < d - same and one[b - same - 1] == other[d - same - 1]:
        same += 1
    for i, j in _shortest_way(one[a : b - same], other[c : d - same], effort):
        yield a + i, c + j
    for back in range(same, 0, -1):
        yield b - back, d - back


def _shortest_way(
    one: Sequence[str], other: Sequence[str], effort: Effort
) -> list[tuple[int, int]]:
    """The pairs on the way with the fewest changes (Myers 1986); none if that is too much work.

    ``rows[d][i]`` is how far into ``one`` a way with d changes comes on its i-th diagonal.
    """
    if not one or not other:
        return []
    rows: list[list[int]] = []
    for changes in range(len(one) + len(other) + 1):
        row: list[int] = []
        rows.append(row)
        for i in range(changes + 1):
            start = _start(rows, changes, i)
            x, y = start, start - 2 * i + changes
            while x < len(one) and y < len(other) and one[x] == other[y]:
                x, y = x + 1, y + 1
            row.append(x)
            if not effort.spend(1 + x - start):
                return []
            if x >= len(one) and y >= len(other):
                return _way_back(rows, len(one), len(other))
    return []


def _start(rows: list[list[int]], changes: int, i: int) -> int:
    """Where the way comes onto the diagonal: one part more of ``one``, or of ``other``."""
    if not changes:
        return 0
    before = rows[changes - 1]
    further = before[i - 1] + 1 if i else 0
    return max(further, before[i]) if i < changes else further


def _way_back(rows: list[list[int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for changes in range(len(rows) - 1, -1, -1):
        i = (x - y + changes) // 2
        start = _start(rows, changes, i)
        while x > start:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        if changes:
            is_of_one = i > 0 and rows[changes - 1][i - 1] + 1 == start
            x, y = (x - 1, y) if is_of_one else (x, y - 1)
    return pairs[::-1]
