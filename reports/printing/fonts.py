"""The fonts of a book, once for all its parts.

Cutting out the letters of a font takes the engine as long as a page or two, for each part again.
So a part only notes which letters it needs: the note stands where the font would. When the parts
are joined, each font is cut once for all of them. This hangs on one method inside the engine and on
HarfBuzz; without them every part carries its own fonts, which is slower and larger and looks the
same.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from reports.printing.cutting import can_cut, cut_out
from reports.printing.engine import FONTS, load_engine

# The engine takes what begins like this for a font.
BEGIN = b"\x00\x01\x00\x00"


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


@contextmanager
def left_out() -> Iterator[None]:
    """While it lasts, fonts stand in a PDF as notes of what is needed of them."""
    load_engine()
    from weasyprint.pdf import fonts

    clean = getattr(getattr(fonts, "Font", None), "clean", None)
    if clean is None or not can_cut():
        yield
        return

    def note(font: Any, to_unicode: dict[int, str], hinting: bool) -> None:
        need = _need_of(font, to_unicode)
        if need is None:
            clean(font, to_unicode, hinting)
        else:
            font.file_content = need.to_bytes()

    fonts.Font.clean = note
    try:
        yield
    finally:
        fonts.Font.clean = clean


@dataclass(frozen=True)
class Program:
    """A font as it stands in a PDF: fewer letters, and which is where now."""

    # Two bytes for each letter of the whole font: its number in the cut one.
    places: bytes
    data: bytes

    @classmethod
    def of(cls, need: Need) -> Self:
        face = need.face
        places, data = cut_out(FONTS[face.name], need.glyphs, face.axes)
        every = (places.get(glyph, 0) for glyph in range(max(places) + 1))
        return cls(b"".join(place.to_bytes(2) for place in every), data)


def programs(needs: Iterable[Need]) -> dict[Face, Program]:
    """One font for each face that satisfies all needs."""
    glyphs: dict[Face, frozenset[int]] = {}
    for need in needs:
        glyphs[need.face] = glyphs.get(need.face, frozenset()) | need.glyphs
    return {face: Program.of(Need(face, whole)) for face, whole in glyphs.items()}


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


@cache
def _axes(name: str) -> tuple[tuple[str, float, float, float], ...]:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS[name], lazy=True) as font:
        return tuple(
            (axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue)
            for axis in font["fvar"].axes
        )


@cache
def _digest_of(name: str) -> str:
    return hashlib.sha256(FONTS[name].read_bytes()).hexdigest()


@cache
def _names_by_digest() -> dict[str, str]:
    return {_digest_of(name): name for name in FONTS}
