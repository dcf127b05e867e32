"""What a text is made of, whatever it stands in: the common ground of Markdown, HTML and Word.

``html_reading`` reads a text as blocks, ``markdown_writing`` writes them. What has no place in a
text of ours, like colours and pictures, is gone after reading.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Run:
    """Words of one look. A line break is ``\\n``."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    href: str = ""

    @property
    def look(self) -> tuple[bool, bool, bool, str]:
        return (self.is_bold, self.is_italic, self.is_code, self.href)


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    runs: Runs

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Items:
    """A list. Each item is made of blocks, so lists stand in lists."""

    is_ordered: bool
    items: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True)
class Quote:
    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Code:
    text: str


@dataclass(frozen=True)
class Rule:
    """A line across the text."""


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the head."""

    rows: tuple[tuple[Runs, ...], ...]


Block: TypeAlias = Paragraph | Items | Quote | Code | Rule | Table
