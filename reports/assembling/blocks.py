"""Pieces of a draft in our Markdown, each of which says where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.exchange.markdown_writing import to_markdown
from programme.writing.blocks import Paragraph, Run
from programme.writing.models import MAX_TEXT_LENGTH
from programme.writing.services import normal_text

# About four pages of one source: more than that is read in the source itself.
LONGEST_BLOCK = 12_000
# Leaves the writers room in what one part may hold.
LONGEST_PART = MAX_TEXT_LENGTH * 3 // 4


@dataclass(frozen=True)
class Block:
    """Some paragraphs from one source. ``text`` is Markdown, ``source`` a sentence in words."""

    text: str
    source: str
    title: str = ""

    @property
    def names_itself(self) -> bool:
        """Begins with a title of its own."""
        return self.text.startswith("**")

    @property
    def markdown(self) -> str:
        """The text with its source in a last line of its own, to be seen and taken out."""
        return f"{self.text}\n\n*({plain(self.source)})*"


def joined(blocks: Iterable[Block]) -> str:
    """The blocks as one text, no longer than a part may be."""
    parts: list[str] = []
    length = 0
    for block in blocks:
        length += len(block.markdown) + 2
        if length > LONGEST_PART:
            parts.append("*({})*".format(_("There is more in the sources beside the text.")))
            break
        parts.append(block.markdown)
    return "\n\n".join(parts)


def new_blocks(blocks: Iterable[Block], known: Iterable[str]) -> list[Block]:
    """Those whose words stand in none of the known texts."""
    texts = list(known)
    return [block for block in blocks if not any(block.text in text for text in texts)]


def plain(words: str) -> str:
    """Words in one line that Markdown leaves as they are."""
    return to_markdown([Paragraph((Run(" ".join(words.split())),))]).text


def paragraphs(words: str) -> str:
    """Plain words of several lines, each of which Markdown leaves as it is."""
    lines = (plain(line) for line in normal_text(words).split("\n") if line.strip())
    return "\n\n".join(lines)


def listed(lines: Iterable[str]) -> str:
    """A list of lines that are Markdown already."""
    return "\n".join(f"- {line}" for line in lines)


def headed(title: str, text: str) -> str:
    """A text under a line in bold; nothing without a text."""
    return f"**{plain(title)}**\n\n{text}" if text.strip() else ""


def shortened(text: str, most: int = LONGEST_BLOCK) -> str:
    """The paragraphs of a Markdown text that fit, and a word if there are more."""
    text = normal_text(text).strip()
    if len(text) > most:
        end = text.rfind("\n\n", 0, most)
        kept = text[: end if end > most // 2 else most].rstrip()
        more = "*({})*".format(_("Shortened: the rest stands in the source."))
        text = f"{_closed(kept)}\n\n{more}"
    return _closed(text)


def first_paragraph(text: str, most: int = 900) -> str:
    """How a text begins. A list or a table is taken as a whole, if it is not too long."""
    first = normal_text(text).strip().split("\n\n", 1)[0]
    return _closed(first) if len(first) <= most else _closed(f"{first[:most].rsplit(' ', 1)[0]} …")


def _closed(text: str) -> str:
    # A fence that is left open would swallow everything after it.
    return f"{text}\n```" if text.count("```") % 2 else text
