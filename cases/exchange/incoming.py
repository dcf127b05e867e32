"""What a file brings: which words belong to which part of the case. Knows no case and no row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.exchange.parts import Chunk, FileParts, Part
from cases.exchange.sheet import all_grids, read_status
from cases.outline import SECTION_BY_KEY, SECTIONS, TOPICS

# So many pieces without a place can be looked through; the rest is one more piece.
MOST_LOOSE = 40
# A case has some 35 headings; a text of a city may have its own. Beyond that it is no case.
MOST_HEADINGS = 1_000
NUMBERING = re.compile(r"^\s*(\d+(\.\d+)*|[ivx]+(?=[.)]))[.):]?\s+", re.IGNORECASE)
ALL_BOLD = re.compile(r"\*\*(?P<words>[^*\n]+)\*\*")


@dataclass
class TopicWords:
    """What stands under the heading of one topic."""

    text: str = ""
    # The words after “Confidential” and “Not known”; empty lists where the line is not there.
    status: list[str] = field(default_factory=list)
    # Of which version the file was made, and what it said then.
    version: int | None = None
    digest: str = ""
    # The file has no such heading: a piece without a place was put here, behind what is online.
    is_added: bool = False


@dataclass
class GridWords:
    rows: list[list[str]]
    digest: str = ""


@dataclass
class Loose:
    """Words under a heading that names no part of a case."""

    title: str
    text: str


@dataclass
class Incoming:
    """A file that was read, as plain data."""

    name: str
    address: str = ""
    topics: dict[str, TopicWords] = field(default_factory=dict)
    grids: dict[str, GridWords] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Incoming":
        return cls(
            name=data["name"],
            address=data["address"],
            topics={key: TopicWords(**row) for key, row in data["topics"].items()},
            grids={key: GridWords(**row) for key, row in data["grids"].items()},
            loose=[Loose(**row) for row in data["loose"]],
            notes=data["notes"],
        )

    def place(self, choices: Mapping[int, str]) -> None:
        """Put pieces, by their numbers, to topics: behind what the file has there."""
        for number, topic in sorted(choices.items()):
            words = self.topics.setdefault(topic, TopicWords(is_added=True))
            words.text = "\n\n".join(filter(None, [words.text, self.loose[number].text]))
            # Whatever it was made of: it is another text now.
            words.digest = ""
        self.loose = [one for number, one in enumerate(self.loose) if number not in choices]


def incoming_of(file: FileParts, name: str) -> Incoming:
    """Sort the parts of a file, by their marks first and then by their headings.

    Raises ValidationError for a file with more headings than any case has.
    """
    if len(file.parts) > MOST_HEADINGS:
        raise ValidationError(
            _("This file has %(count)s headings. That is no case; divide it, or make them text.")
            % {"count": f"{len(file.parts):,}"}
        )
    return _Sorting(file, name).sort()


@dataclass
class _Place:
    kind: str
    key: str
    level: int = 0


class _Sorting:
    def __init__(self, file: FileParts, name: str) -> None:
        self.file = file
        self.found = Incoming(name=name, address=file.address, notes=list(file.notes))
        self.place = _Place("start", "")
        self.has_marks = any(part.mark for part in file.parts)

    def sort(self) -> Incoming:
        parts = self.file.parts
        for part in parts if self.has_marks else _with_bold_headings(parts):
            self._take(part)
        loose = self.found.loose
        if len(loose) > MOST_LOOSE:
            rest = "\n\n".join(f"**{one.title}**\n\n{one.text}" for one in loose[MOST_LOOSE:])
            self.found.loose = [*loose[:MOST_LOOSE], Loose(_("Everything after that"), rest)]
        return self.found

    def _take(self, part: Part) -> None:
        place = self._place_of(part)
        if place is None and self.place.kind == "topic" and part.level > self.place.level:
            # A heading within a text.
            heading = Chunk(f"**{part.title}**\n\n", part.title)
            self._add(self.place, [heading, *part.chunks], is_begun=True)
            return
        if place is not None:
            self.place = place
            self._add(place, part.chunks, part=part)
        elif self.place.kind == "start" and self._is_title(part):
            self._add_loose(_("Before the first heading"), _not_ours(part.chunks))
        else:
            self.place = _Place("loose", part.title, part.level)
            self._add_loose(part.title, part.chunks)

    def _is_title(self, part: Part) -> bool:
        return part.level == 0 or (part.level == 1 and bool(self.file.address))

    def _place_of(self, part: Part) -> _Place | None:
        mark = part.mark
        if mark is not None and mark.key in KNOWN_KEYS[mark.kind]():
            return _Place(mark.kind, mark.key, part.level)
        known = _titles().get(_plain_title(part.title)) if part.level else None
        return _Place(*known, level=part.level) if known else None

    def _add(
        self,
        place: _Place,
        chunks: list[Chunk],
        *,
        part: Part | None = None,
        is_begun: bool = False,
    ) -> None:
        if place.kind == "topic":
            self._add_topic(place.key, chunks, part, is_begun)
        elif place.kind == "grid":
            self._add_grid(place.key, chunks, part)
        else:
            section = SECTION_BY_KEY[place.key]
            rest = list(_without_guidance(chunks, str(section.purpose)))
            self._add_loose(_("Right under “%(section)s”") % {"section": section.title}, rest)

    def _add_topic(self, key: str, chunks: list[Chunk], part: Part | None, is_begun: bool) -> None:
        is_new = key not in self.found.topics
        words = self.found.topics.setdefault(key, TopicWords())
        if part is not None and part.mark is not None and is_new:
            words.version, words.digest = part.mark.version, part.mark.digest
        if not is_begun:
            chunks = list(_without_guidance(chunks, str(TOPICS[key].guidance)))
            # Words behind our guidance may stand before the line.
            for number, chunk in enumerate(chunks[:3]):
                if status := read_status(chunk.plain):
                    words.status = list(status)
                    del chunks[number]
                    break
        text = "".join(chunk.text for chunk in chunks).strip("\n")
        words.text = "\n\n".join(filter(None, [words.text, text]))

    def _add_grid(self, key: str, chunks: list[Chunk], part: Part | None) -> None:
        rows = next((chunk.rows for chunk in chunks if chunk.rows), None)
        digest = part.mark.digest if part is not None and part.mark is not None else ""
        grid = all_grids({}).get(key)
        if rows is not None and key not in self.found.grids:
            # The first row is the head, whatever it says now.
            self.found.grids[key] = GridWords(rows[1:], digest)
            chunks = [chunk for chunk in chunks if chunk.rows is not rows]
        rest = list(_without_guidance(chunks, grid.guidance if grid else ""))
        self._add_loose(part.title if part else key, rest)

    def _add_loose(self, title: str, chunks: list[Chunk]) -> None:
        text = "".join(chunk.text for chunk in chunks).strip("\n")
        if not text.strip():
            return
        self.found.loose.append(Loose(title[:120], text))


def _not_ours(chunks: list[Chunk]) -> list[Chunk]:
    return [chunk for chunk in chunks if not chunk.is_note]


def _without_guidance(chunks: list[Chunk], guidance: str) -> Iterator[Chunk]:
    """What is left when our own words are taken out; words written behind them stay."""
    ours = _plain(guidance)
    for chunk in chunks:
        plain = " ".join(chunk.plain.split())
        if ours and _plain(plain) == ours:
            continue
        if ours and _plain(plain).startswith(ours):
            rest = plain[len(ours) :].strip(" *_")
            yield Chunk(f"{rest}\n\n", rest)
        elif plain or chunk.text.strip():
            yield chunk


def _with_bold_headings(parts: list[Part]) -> Iterator[Part]:
    """A file without marks may have bold lines for headings: those that name a part are some."""
    for part in parts:
        begun = Part(part.level, part.title, part.mark, [])
        for chunk in part.chunks:
            bold = ALL_BOLD.fullmatch(chunk.text.strip())
            if bold and _plain_title(bold["words"]) in _titles():
                yield begun
                begun = Part(2, bold["words"], None, [])
            else:
                begun.chunks.append(chunk)
        yield begun


def _titles() -> Mapping[str, tuple[str, str]]:
    """What headings name, in the language of the page: kind and key by plain title."""
    return _titles_in(get_language() or "")


# A hostile file has fifty thousand headings.
@lru_cache(maxsize=8)
def _titles_in(language: str) -> Mapping[str, tuple[str, str]]:
    titles = {_plain_title(grid.title): ("grid", key) for key, grid in all_grids({}).items()}
    titles |= {_plain_title(str(part.title)): ("section", part.key) for part in SECTIONS}
    titles |= {_plain_title(str(topic.title)): ("topic", key) for key, topic in TOPICS.items()}
    return titles


KNOWN_KEYS: dict[str, Any] = {
    "topic": lambda: TOPICS,
    "section": lambda: SECTION_BY_KEY,
    "grid": lambda: all_grids({}),
}


def _plain_title(title: str) -> str:
    """A title without its number, capitals, signs and spelling of -isation."""
    words = re.findall(r"\w+", NUMBERING.sub("", title).casefold())
    return " ".join(words).replace("organiz", "organis")


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
