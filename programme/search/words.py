"""The words of a text as they are searched, and the places in it where they stand."""

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

from programme.plain import plain

WORD = re.compile(r"\w+")
# As it is written: with accents and vowels that are signs of their own, as of Hebrew and Arabic.
WRITTEN = re.compile(r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
QUOTED = re.compile('["“”„«»]([^"“”„«»]+)["“”«»]')
# What people type is a few words; what is longer was pasted.
MOST_TYPED = 200
MOST_WORDS = 8
# A shorter word stands in the middle of too many.
SHORTEST_INSIDE = 3
# How much of a text is shown around the words that were found in it.
AROUND = 220
BEFORE = 70

# Nothing here looks further than the next bracket or the end of the line: a text of brackets or
# of empty lines alone would keep everybody busy who finds it.
LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*\)")
MARKS = re.compile(
    r"(?<!\w)[*_`#>|~]+(?=\S)|(?<=\S)[*_`#|~]+(?!\w)|^[ \t]*(?:#+|[-+]|\d+\.)\s", re.MULTILINE
)


def typed_words(typed: str) -> tuple[str, ...]:
    """What somebody looks for: folded words, each once."""
    return tuple(dict.fromkeys(WORD.findall(plain(typed[:MOST_TYPED]))))[:MOST_WORDS]


def are_letters(words: Collection[str]) -> bool:
    """Whether these are single letters or figures, which begin a word nearly everywhere. A sign of
    a script without capitals is mostly a word."""
    return all(len(word) == 1 and (word.isdigit() or word != word.upper()) for word in words)


def quoted(typed: str) -> tuple[str, ...]:
    """What stands in quotation marks, folded: words that are looked for side by side."""
    found = (folded(words) for words in QUOTED.findall(typed[:MOST_TYPED]))
    return tuple(dict.fromkeys(words for words in found if " " in words))


def shown_typed(typed: str) -> str:
    """What was typed, to be said again: on one line, without what steers terminals or turns the
    direction of the words around it."""
    shown = "".join(" " if mark.isspace() else mark for mark in typed[:MOST_TYPED])
    kept = (mark for mark in shown if unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co"))
    return " ".join("".join(kept).split())


def folded(text: str) -> str:
    """A text as words with single spaces between them."""
    return " ".join(WORD.findall(plain(text)))


def bare(text: str) -> str:
    """A text without the marks of Markdown, on one line."""
    return " ".join(MARKS.sub("", LINK.sub(r"\1", text)).split())


class Piece(NamedTuple):
    """Words of a text, marked if they are what was looked for."""

    text: str
    is_match: bool = False


def pieces(text: str, words: Collection[str]) -> list[Piece]:
    """The text in pieces, those that were looked for marked."""
    text = unicodedata.normalize("NFC", text)
    found: list[Piece] = []
    end = 0
    for start, stop in _matches(text, words):
        if start > end:
            found.append(Piece(text[end:start]))
        found.append(Piece(text[start:stop], is_match=True))
        end = stop
    if end < len(text):
        found.append(Piece(text[end:]))
    return found


def excerpt(text: str, words: Collection[str]) -> list[Piece]:
    """The words around the first match, or how the text begins."""
    text = unicodedata.normalize("NFC", text)
    first = next(iter(_matches(text, words)), (0, 0))[0]
    start = 0 if first <= BEFORE else text.rfind(" ", 0, first - BEFORE) + 1
    # A text without spaces is cut where it is.
    start = max(start, first - 2 * BEFORE)
    stop = start + AROUND
    if stop < len(text):
        space = text.rfind(" ", first, stop)
        stop = space if space > first else stop
    shown = pieces(text[start:stop], words)
    if start:
        shown.insert(0, Piece("… "))
    if stop < len(text):
        shown.append(Piece(" …"))
    return shown


def words_in(text: str, words: Collection[str]) -> int:
    """How many of the words are in the folded text, as the index finds them."""
    padded = f" {text}"
    return sum((word if len(word) >= SHORTEST_INSIDE else f" {word}") in padded for word in words)


def as_written(text: str, part: str) -> str:
    """The first word of a text that has this in it, in the spelling of the text; else ``part``."""
    for word in WRITTEN.findall(unicodedata.normalize("NFC", text)):
        if part in plain(word):
            return word
    return part


def _matches(text: str, words: Collection[str]) -> list[tuple[int, int]]:
    """Where the words stand, in order; the whole word where its folded form is another length."""
    found = []
    # Letters alone are found as words of their own.
    is_whole = are_letters(words)
    for match in WRITTEN.finditer(text):
        one = plain(match.group())
        places = [
            (place, place + len(word))
            for word in words
            if (place := one.find(word)) == 0 or (place > 0 and len(word) >= SHORTEST_INSIDE)
            if word == one or not is_whole
        ]
        if not places:
            continue
        if len(one) != len(match.group()):
            found.append(match.span())
            continue
        start, stop = min(place[0] for place in places), max(place[1] for place in places)
        found.append((match.start() + start, match.start() + stop))
    return found
