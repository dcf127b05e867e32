"""A city report in the paragraphs in which its city checks it."""

from collections.abc import Iterable
from dataclasses import dataclass

from programme.writing.markdown import split_blocks
from reports.models import CityReport, FactCheck
from reports.outline import CITY_REPORT_PARTS


@dataclass(frozen=True)
class Piece:
    """One paragraph of a part; ``position`` is 1, 2, 3… within it."""

    part: str
    position: int
    text: str


def pieces_of(report: CityReport) -> list[Piece]:
    """The report as it stands now, in the order in which it is read. One query at most."""
    texts = {section.key: section.text for section in report.sections.all()}
    return [
        Piece(part.key, position, text)
        for part in CITY_REPORT_PARTS
        for position, text in enumerate(split_blocks(texts.get(part.key, "")), start=1)
    ]


def differs_from(report: CityReport, check: FactCheck) -> bool:
    """Whether the report says something else now than the city was shown. Two queries."""
    shown = check.paragraphs.values_list("part", "position", "text")
    return {(piece.part, piece.position, piece.text) for piece in pieces_of(report)} != set(shown)


def texts_by_part(pieces: Iterable[Piece]) -> dict[str, set[str]]:
    """What each part says now, to ask whether a paragraph is still in it."""
    found: dict[str, set[str]] = {}
    for piece in pieces:
        found.setdefault(piece.part, set()).add(piece.text)
    return found
