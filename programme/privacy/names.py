"""Finding a person's names and addresses in words, and putting something neutral in their place.

A name is found however it is written: without accents, in capitals, the last name first, over the
end of a line. It is only a name as a whole: nobody loses a first name that others have too.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.text import slugify

from programme.plain import WITHOUT_DECOMPOSITION, plain

# What stands between the parts of a name: in texts, in file names, in addresses, in calendars.
BETWEEN = r"(?:[\s,.'’`_+\-\\]|&#?\w+;|%[0-9a-f]{2}){1,4}"
# Letters and figures end a name or an address, the low line of a file name does not.
BEFORE, AFTER = r"(?<![^\W_])", r"(?![^\W_])"
AT = r"(?:@|%40|&#64;)"
LONGEST_LINE = 75
FOLD = re.compile(r"\r?\n[ \t]")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
WORD = re.compile(r"[^\W_]+")
# A shorter name could be a word of any language.
FEWEST_LETTERS = 5


@dataclass(frozen=True)
class Finder:
    """Looks for names and addresses of one person; ``label`` and ``address`` replace them.

    With ``in_own_rows`` a single word is taken for the name as well: in rows of the person it is.
    """

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    label: str
    address: str
    in_own_rows: bool = False

    def found_in(self, text: str) -> bool:
        folded = _folded_quickly(_readable(text))
        if not any(needle in folded for needle in self._needles):
            return False
        return bool(self._names.search(folded) or self._addresses.search(folded))

    def found_in_print(self, text: str) -> bool:
        """For the text of a PDF, in which letters stand where the print put them: ends of lines
        and gaps count for nothing. May find too much."""
        letters = "".join(WORD.findall(_folded_quickly(text)))
        return any(needle in letters for needle in self._in_print)

    def replaced(self, text: str, *, in_address: bool = False) -> str:
        """The text without them; ``in_address`` for what may hold no spaces."""
        if not text or not self.found_in(text):
            return text
        if "BEGIN:VCALENDAR" in text:
            return self._in_calendar(text)
        if text[0] in "[{" and (data := _as_json(text)) is not None:
            return json.dumps(self.in_data(data))
        label = slugify(self.label) if in_address else self.label
        return _put(self._names, label, _put(self._addresses, self.address, text))

    def in_data(self, value: Any) -> Any:
        """The same for data of JSON, keys too."""
        if isinstance(value, str):
            return self.replaced(value)
        if isinstance(value, list):
            return [self.in_data(item) for item in value]
        if isinstance(value, dict):
            return {self.replaced(str(k)): self.in_data(item) for k, item in value.items()}
        return value

    def _in_calendar(self, text: str) -> str:
        """Its lines are folded, so a name may stand on two."""
        lines = FOLD.sub("", text).splitlines()
        replaced = [_put(self._names, self.label, self._without_address(line)) for line in lines]
        return "\r\n".join(_folded_line(line) for line in replaced) + "\r\n"

    def _without_address(self, line: str) -> str:
        return _put(self._addresses, self.address, line)

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        """One of these stands in every text that has something to be found."""
        parts = [max(WORD.findall(plain(name)), key=len) for name in self._long_names]
        return tuple(parts) + tuple(_local_part(address) for address in self.addresses)

    @cached_property
    def _in_print(self) -> tuple[str, ...]:
        found = ["".join(parts) for name in self._long_names for parts in orders_of(name)]
        found += ["".join(WORD.findall(plain(address))) for address in self.addresses]
        return tuple(found)

    @cached_property
    def _long_names(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if self._counts(name))

    def _counts(self, name: str) -> bool:
        return is_full_name(name) or (self.in_own_rows and bool(WORD.search(plain(name))))

    @cached_property
    def _names(self) -> re.Pattern[str]:
        orders = {
            BETWEEN.join(re.escape(part) for part in parts)
            for name in self._long_names
            for parts in orders_of(name)
        }
        return _any_of(orders, BEFORE, AFTER)

    @cached_property
    def _addresses(self) -> re.Pattern[str]:
        found = {
            AT.join(re.escape(plain(part)) for part in address.split("@"))
            for address in self.addresses
        }
        return _any_of(found, r"(?<![^\W_])(?<![.+\-])", r"(?![^\W_]|-|\.\w)")


def is_full_name(name: str) -> bool:
    """Whether a name is more than one word that others have too."""
    words = WORD.findall(plain(name))
    return len(words) > 1 and sum(map(len, words)) >= FEWEST_LETTERS


def name_words(name: str) -> frozenset[str]:
    """The words of a name: the same in any order, with capitals and accents or without."""
    return frozenset(WORD.findall(plain(name)))


def orders_of(name: str) -> list[tuple[str, ...]]:
    """“Ana Ruiz Gil”, “Gil, Ana Ruiz” and “Ruiz Gil, Ana”."""
    words = tuple(WORD.findall(plain(name)))
    return list(dict.fromkeys([words, (words[-1], *words[:-1]), (*words[1:], words[0])]))


def _folded_line(line: str) -> str:
    """A line of a calendar, of at most 75 bytes before each end of line (RFC 5545)."""
    pieces, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LONGEST_LINE:
            pieces.append("")
            # The blank that goes before it counts too.
            length = 1
        pieces[-1] += letter
        length += size
    return "\r\n ".join(pieces)


def _readable(text: str) -> str:
    """Without the ends of lines that a calendar puts anywhere, and with the letters that JSON
    writes as numbers."""
    if "BEGIN:VCALENDAR" in text:
        text = FOLD.sub("", text)
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text


def _any_of(patterns: set[str], before: str, after: str) -> re.Pattern[str]:
    # Longest first; nothing at all is a pattern that never fits.
    either = "|".join(sorted(patterns, key=len, reverse=True)) or r"(?!)"
    return re.compile(f"{before}(?:{either}){after}")


def _local_part(address: str) -> str:
    return plain(address.partition("@")[0])


def _put(pattern: re.Pattern[str], word: str, text: str) -> str:
    """The text with ``word`` for what the pattern finds in its folded form."""
    folded, places = _folded(text)
    pieces, done = [], 0
    for found in pattern.finditer(folded):
        begin, end = places[found.start()], places[found.end() - 1] + 1
        # A mark that Unicode writes after its letter goes with it.
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        pieces += [text[done:begin], word]
        done = end
    return "".join([*pieces, text[done:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is searched, and where each of its letters stands in the original."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for folded in _folded_letter(letter):
            letters.append(folded)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    bare = unicodedata.normalize("NFKD", letter.casefold().translate(WITHOUT_DECOMPOSITION))
    # Also hyphens that show only at the end of a line, and marks that turn the direction.
    return "".join(c for c in bare if not unicodedata.combining(c) and not _is_unseen(c))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf"


def _folded_quickly(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(_folded_letter, text))


def _as_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
