"""The fonts of a book, once for all its parts.

Cutting out the letters of a font takes the engine as long as a page or two, for each part again.
So a part only notes which letters it needs: the note stands where the font would. When the parts
are joined, each font is cut once for all of them. This hangs on one method inside the engine; where
it is not found, every part carries its own fonts, which is slower and larger and looks the same.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Self

from reports.printing import kept
from reports.printing.engine import FONTS, load_engine

# The engine takes what begins like this for a font.
BEGIN = b"\x00\x01\x00\x00"
# What nearly every text needs: with it a font seldom has to be cut again.
USUAL = frozenset(range(0x20, 0x7F))
TABLES_LEFT_OUT = ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "DSIG", "SVG"]


@dataclass(frozen=True)
class Face:
    """A font in one weight and size, as a still picture of the variable font."""

    name: str
    axes: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Need:
    """Which letters of a face are drawn."""

    face: Face
    glyphs: frozenset[int]

    def to_bytes(self) -> bytes:
        said = [self.face.name, self.face.axes, sorted(self.glyphs)]
        return BEGIN + json.dumps(said).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self | None:
        """The need that stands where a font would; None of a real font."""
        if not data.startswith(BEGIN + b"["):
            return None
        name, axes, glyphs = json.loads(data.removeprefix(BEGIN))
        face = Face(name, tuple((tag, value) for tag, value in axes))
        return cls(face, frozenset(glyphs))

    @property
    def key(self) -> str:
        files = hashlib.sha256(FONTS[self.face.name].name.encode() + self.to_bytes())
        files.update(_digest_of(self.face.name).encode())
        return files.hexdigest()


@contextmanager
def left_out() -> Iterator[list[Need]]:
    """While it lasts, fonts stand in a PDF as notes of what is needed of them; gives the notes."""
    noted: list[Need] = []
    load_engine()
    from weasyprint.pdf import fonts

    clean = getattr(getattr(fonts, "Font", None), "clean", None)
    if clean is None:
        yield noted
        return

    def note(font: Any, to_unicode: dict[int, str], hinting: bool) -> None:
        need = _need_of(font, to_unicode)
        if need is None:
            clean(font, to_unicode, hinting)
        else:
            noted.append(need)
            font.file_content = need.to_bytes()

    fonts.Font.clean = note
    try:
        yield noted
    finally:
        fonts.Font.clean = clean


@dataclass(frozen=True)
class Program:
    """A font as it stands in a PDF: fewer letters, and which is where now."""

    # Two bytes for each letter of the whole font: its number in the cut one.
    places: bytes
    data: bytes

    def to_bytes(self) -> bytes:
        return len(self.places).to_bytes(4) + self.places + self.data

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        end = 4 + int.from_bytes(content[:4])
        return cls(content[4:end], content[end:])


def cut(need: Need) -> None:
    """Cut the font out and keep it."""
    kept.keep(need.key, _cut(need).to_bytes())


def program(need: Need) -> Program:
    """The font from what was kept."""
    content = kept.find(need.key)
    return Program.from_bytes(content) if content else _cut(need)


def missing(needs: Iterable[Need]) -> list[Need]:
    """What has to be cut before all needs are satisfied."""
    return [need for need in together(needs).values() if kept.find(need.key) is None]


def programs(needs: Iterable[Need]) -> dict[Face, Program]:
    """The fonts that satisfy all needs, from what was kept as far as possible."""
    return {face: program(need) for face, need in together(needs).items()}


def together(needs: Iterable[Need]) -> dict[Face, Need]:
    """One need for each face that satisfies all of them."""
    glyphs: dict[Face, frozenset[int]] = {}
    for need in needs:
        known = glyphs.get(need.face) or _usual(need.face.name)
        glyphs[need.face] = known | need.glyphs
    return {face: Need(face, whole) for face, whole in glyphs.items()}


def _need_of(font: Any, to_unicode: dict[int, str]) -> Need | None:
    """None where the font is none of ours, or draws what it has no letter for."""
    name = _names_by_digest().get(hashlib.sha256(font.file_content).hexdigest())
    if name is None or not to_unicode or font.missing:
        return None
    asked = {
        "wght": font.weight,
        "opsz": font.font_size,
        "ital": int(font.style == 2),  # noqa: PLR2004  as Pango counts
        **font.variations,
    }
    axes = tuple(
        (tag, float(min(max(asked.get(tag, usual), least), most)))
        for tag, least, usual, most in _axes(name)
    )
    return Need(Face(name, axes), frozenset(to_unicode))


def _cut(need: Need) -> Program:
    # Slow to import, and only workers need them.
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    options = subset.Options(ignore_missing_glyphs=True, hinting=False, notdef_outline=True)
    options.drop_tables += TABLES_LEFT_OUT
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=need.glyphs)
    with TTFont(FONTS[need.face.name], lazy=True) as font:
        subsetter.subset(font)
        instantiateVariableFont(font, dict(need.face.axes), inplace=True, static=True)
        result = BytesIO()
        font.save(result)
    last = max(subsetter.glyph_index_map)
    places = (subsetter.glyph_index_map.get(glyph, 0) for glyph in range(last + 1))
    return Program(b"".join(place.to_bytes(2) for place in places), result.getvalue())


@cache
def _axes(name: str) -> tuple[tuple[str, float, float, float], ...]:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS[name], lazy=True) as font:
        return tuple(
            (axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue)
            for axis in font["fvar"].axes
        )


@cache
def _usual(name: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS[name], lazy=True) as font:
        letters = font.getBestCmap()
        return frozenset(font.getGlyphID(letters[char]) for char in USUAL if char in letters)


@cache
def _digest_of(name: str) -> str:
    return hashlib.sha256(FONTS[name].read_bytes()).hexdigest()


@cache
def _names_by_digest() -> dict[str, str]:
    return {_digest_of(name): name for name in FONTS}
