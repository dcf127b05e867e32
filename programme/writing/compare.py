"""Two texts of the same place: what only one of them has, and both put together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Comparing costs the product of both lengths; longer texts are shown without marks.
MOST_WORDS = 3_000


@dataclass(frozen=True)
class Piece:
    """A stretch of a text. ``is_own`` says that the other text does not have it."""

    text: str
    is_own: bool


@dataclass(frozen=True)
class Comparison:
    """Two texts cut into pieces, word by word."""

    mine: list[Piece]
    theirs: list[Piece]

    @classmethod
    def of(cls, mine: str, theirs: str) -> "Comparison":
        one, other = _words(mine), _words(theirs)
        if max(len(one), len(other)) > MOST_WORDS:
            return cls([Piece(mine, is_own=False)], [Piece(theirs, is_own=False)])
        pieces: tuple[list[Piece], list[Piece]] = ([], [])
        for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            is_own = tag != "equal"
            for found, words in zip(pieces, (one[a:b], other[c:d]), strict=True):
                if words:
                    found.append(Piece("".join(words), is_own))
        return cls(*pieces)


def put_together(mine: str, theirs: str) -> str:
    """A first draft of a merged text: paragraphs that both have once, the others one by one.

    Where the two differ, mine stands before theirs.
    """
    one, other = _paragraphs(mine), _paragraphs(theirs)
    merged: list[str] = []
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        merged += one[a:b]
        if tag != "equal":
            merged += other[c:d]
    return "\n\n".join(merged)


def _words(text: str) -> list[str]:
    """Each word with the blanks after it: joined again they are the text."""
    return re.findall(r"\S+\s*|\s+", text)


def _paragraphs(text: str) -> list[str]:
    return list(_filled(re.split(r"\n\s*\n", text.strip())))


def _filled(parts: list[str]) -> Iterator[str]:
    return (part.strip("\n") for part in parts if part.strip())
