"""What both kinds of file are read as: headings, and what stands under each."""

from dataclasses import dataclass, field

from cases.exchange.sheet import Mark


@dataclass(frozen=True)
class Chunk:
    """A paragraph, list or table: as Markdown with the blanks after it, and as plain words."""

    text: str
    plain: str
    # Ours rather than theirs, by its style; its words may still have been changed.
    is_note: bool = False
    # The cells of a table.
    rows: list[list[str]] | None = None


@dataclass(frozen=True)
class Part:
    """A heading and what follows it. The first part of a file has no heading (level 0)."""

    level: int
    title: str
    mark: Mark | None
    chunks: list[Chunk]


@dataclass
class FileParts:
    """A whole file. ``notes`` say what was in it and cannot come along."""

    address: str
    parts: list[Part]
    notes: list[str] = field(default_factory=list)
