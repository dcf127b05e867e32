"""A text as blocks: the common ground of Markdown, HTML and Word.

``from_html`` reads what our Markdown renders and what a Word file is read as; ``to_markdown``
writes it so that it renders as the same blocks again. What has no place in a text of ours, like
colours and pictures, is gone after reading.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

from programme.writing.markdown import render_unkept


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

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Deeper than that nobody writes; a hostile file may.
DEEPEST = 12
# A table with one very long row and very many short ones would fill the memory with empty cells.
MOST_CELLS = 20_000


def blocks_of(text: str) -> list[Block]:
    """The blocks of a Markdown text, as it is shown."""
    return from_html(render_unkept(text)) if text.strip() else []


def digest_of_text(text: str) -> str:
    """A short name for what a text says and how it looks, not for how it is typed."""
    return hashlib.sha256(repr(blocks_of(text)).encode()).hexdigest()[:6]


# Reading HTML


def from_html(html: str) -> list[Block]:
    return _blocks(BeautifulSoup(html, "html.parser"), 0)


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Two lists of one kind in a row are one: that is how they are read in Markdown."""
    last: Block | None = None
    for block in blocks:
        match last, block:
            case Items(is_ordered, items), Items(also_ordered, more) if is_ordered == also_ordered:
                last = Items(is_ordered, items + more)
                continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def from_tags(tags: Iterable[Any]) -> list[Block]:
    """The blocks of some elements that stand beside each other."""
    return list(_joined(_of_children(tags, 0)))


def _blocks(parent: Tag, depth: int) -> list[Block]:
    return list(_joined(_of_children(parent.children, depth)))


def _of_children(children: Iterable[Any], depth: int) -> Iterator[Block]:
    if depth > DEEPEST:
        return
    loose: list[Run] = []
    for child in children:
        if isinstance(child, Tag) and child.name in READERS:
            yield from _paragraph(loose)
            loose = []
            yield from READERS[child.name](child, depth)
        else:
            loose += _runs(child)
    yield from _paragraph(loose)


def _paragraph(runs: Iterable[Run]) -> Iterator[Block]:
    tidy = _tidy(runs)
    if tidy:
        yield Paragraph(tidy)


def _read_paragraph(tag: Tag, depth: int) -> Iterator[Block]:
    yield from _paragraph(_runs(tag))


def _read_heading(tag: Tag, depth: int) -> Iterator[Block]:
    """A heading inside a text is a bold paragraph, as on our pages."""
    yield from _paragraph(replace(run, is_bold=True) for run in _runs(tag))


def _read_list(tag: Tag, depth: int) -> Iterator[Block]:
    items = (_blocks(item, depth + 1) for item in tag.find_all("li", recursive=False))
    filled = tuple(tuple(item) for item in items if item)
    if filled:
        yield Items(tag.name == "ol", filled)


def _read_quote(tag: Tag, depth: int) -> Iterator[Block]:
    if blocks := _blocks(tag, depth + 1):
        yield Quote(tuple(blocks))


def _read_code(tag: Tag, depth: int) -> Iterator[Block]:
    text = tag.get_text().strip("\n")
    if text.strip():
        yield Code(text)


def _read_rule(tag: Tag, depth: int) -> Iterator[Block]:
    yield Rule()


def _read_table(tag: Tag, depth: int) -> Iterator[Block]:
    rows = [_cells(row) for row in tag.find_all("tr") if row.find_parent("table") is tag]
    width = max((len(row) for row in rows), default=0)
    if len(rows) * width > MOST_CELLS:
        for cell in (cell for row in rows for cell in row):
            yield from _paragraph(cell)
    elif any(cell for row in rows for cell in row):
        filled = (row + ((),) * (width - len(row)) for row in rows)
        yield Table(tuple(filled))


def _cells(row: Tag) -> tuple[Runs, ...]:
    """A cell that spans several columns stands in the first of them."""
    cells: list[Runs] = []
    for cell in row.find_all(["td", "th"], recursive=False):
        cells.append(_cell(cell))
        span = str(cell.get("colspan", "1"))
        cells += [()] * (min(int(span), 50) - 1 if span.isdecimal() else 0)
    return tuple(cells)


def _cell(cell: Tag) -> Runs:
    """One line: a row of a Markdown table has no other."""
    runs: list[Run] = []
    for piece in cell.find_all(["p", "li"]) or [cell]:
        if runs:
            runs.append(Run(" "))
        runs += [replace(run, text=run.text.replace("\n", " ")) for run in _runs(piece)]
    return _tidy(runs)


def _read_inside(tag: Tag, depth: int) -> Iterator[Block]:
    yield from _blocks(tag, depth + 1)


READERS: dict[str, Any] = {
    "p": _read_paragraph,
    "ul": _read_list,
    "ol": _read_list,
    "blockquote": _read_quote,
    "pre": _read_code,
    "hr": _read_rule,
    "table": _read_table,
    "div": _read_inside,
    **dict.fromkeys(HEADINGS, _read_heading),
}


def _runs(node: Any, look: Run = Run("")) -> Iterator[Run]:
    if isinstance(node, Comment):
        return
    if isinstance(node, NavigableString):
        yield replace(look, text=re.sub(r"[ \t\r\n\f\v]+", " ", str(node)))
        return
    if not isinstance(node, Tag):
        return
    if node.name == "br":
        yield replace(look, text="\n")
        return
    if node.name in ("strong", "b"):
        look = replace(look, is_bold=True)
    elif node.name in ("em", "i"):
        look = replace(look, is_italic=True)
    elif node.name == "code":
        look = replace(look, is_code=True)
    elif node.name == "a" and _is_address(str(node.get("href", ""))):
        look = replace(look, href=str(node["href"]))
    for child in node.children:
        yield from _runs(child, look)


def _is_address(href: str) -> bool:
    return href.partition(":")[0].lower() in ("http", "https", "mailto")


def _tidy(runs: Iterable[Run]) -> Runs:
    """Neighbours of one look as one, blanks once, none at the edges of lines."""
    found: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        # Blanks have no look of their own, except between words of the same.
        plain = run if run.text.strip() else Run(run.text, href=run.href)
        if found and found[-1].look == plain.look:
            found[-1] = replace(plain, text=found[-1].text + plain.text)
        else:
            found.append(plain)
    return _without_needless_blanks(_outside(found))


def _outside(runs: list[Run]) -> list[Run]:
    """Blanks at the edges of bold or italic words stand outside them."""
    split: list[Run] = []
    for run in runs:
        if not (run.is_bold or run.is_italic or run.is_code or run.href) or not run.text.strip():
            split.append(run)
            continue
        inner = run.text.strip()
        start = run.text.index(inner)
        before, after = run.text[:start], run.text[start + len(inner) :]
        split += [Run(before), replace(run, text=inner), Run(after)]
    joined: list[Run] = []
    for run in split:
        if not run.text:
            continue
        if joined and joined[-1].look == run.look:
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def _without_needless_blanks(runs: list[Run]) -> Runs:
    found: list[Run] = []
    ends_blank = True
    for number, run in enumerate(runs):
        text = re.sub(r" *\n *", "\n", re.sub(r" +", " ", run.text))
        text = re.sub(r"\n+", "\n", text)
        if ends_blank:
            text = text.lstrip(" \n")
        if number == len(runs) - 1:
            text = text.rstrip(" \n")
        if text:
            ends_blank = text[-1] in " \n"
            found.append(replace(run, text=text))
    # What follows may have been empty.
    while found and not found[-1].text.rstrip(" \n"):
        found.pop()
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" \n"))
    return tuple(found)


# Writing Markdown


@dataclass
class Written:
    """Markdown, and whether something of its look had to be given up."""

    text: str
    is_simpler: bool = False


def to_markdown(blocks: Iterable[Block]) -> Written:
    """Markdown that renders as these blocks. What Markdown cannot say keeps its words alone."""
    parts, is_simpler = [], False
    for block in blocks:
        text = _block(block, styled=True)
        if blocks_of(text) != [block]:
            text, is_simpler = _block(block, styled=False), True
        parts.append(text)
    return Written("\n\n".join(parts), is_simpler)


def _block(block: Block, *, styled: bool) -> str:
    match block:
        case Paragraph():
            return _lines(block.runs, styled)
        case Items():
            return "\n".join(
                _item(f"{number}. " if block.is_ordered else "- ", item, styled)
                for number, item in enumerate(block.items, start=1)
            )
        case Quote():
            inner = "\n\n".join(_block(part, styled=styled) for part in block.blocks)
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
        case Code():
            fence = "```"
            while fence in block.text:
                fence += "`"
            return f"{fence}\n{block.text}\n{fence}"
        case Rule():
            return "---"
        case Table():
            return _table(block, styled)


def _item(mark: str, blocks: tuple[Block, ...], styled: bool) -> str:
    parts: list[str] = []
    for block in blocks:
        # A list right under the words of its item needs no empty line.
        joint = "\n" if isinstance(block, Items) else "\n\n"
        parts += [joint, _block(block, styled=styled)] if parts else [_block(block, styled=styled)]
    indent = " " * len(mark)
    lines = "".join(parts).split("\n")
    rest = (f"{indent}{line}".rstrip() for line in lines[1:])
    return "\n".join([f"{mark}{lines[0]}", *rest])


def _table(table: Table, styled: bool) -> str:
    rows = [
        "| " + " | ".join(_inline(cell, styled).replace("|", r"\|") for cell in row) + " |"
        for row in table.rows
    ]
    head = "|" + " --- |" * len(table.rows[0])
    return "\n".join([rows[0], head, *rows[1:]])


# What would begin something else at the beginning of a line.
BEGINNINGS = re.compile(r"(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|[=~|]|[-_*:| ]+$)")
NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def _lines(runs: Runs, styled: bool) -> str:
    return "\n".join(_begun(line) for line in _inline(runs, styled).split("\n"))


def _begun(line: str) -> str:
    if NUMBERED.match(line):
        return NUMBERED.sub(r"\1\\\2", line, count=1)
    if BEGINNINGS.match(line) and not line.startswith("**"):
        return f"\\{line}"
    return line


def _inline(runs: Runs, styled: bool) -> str:
    if not styled:
        return _escaped("".join(run.text for run in runs))
    text, href = "", ""
    is_open: list[str] = []
    for run in [*runs, Run("")]:
        wanted = [mark for mark, on in (("**", run.is_bold), ("*", run.is_italic)) if on]
        if run.href != href:
            text += "".join(reversed(is_open))
            is_open = []
            text += f"](<{href}>)" if href and _is_odd(href) else f"]({href})" if href else ""
            text += "[" if run.href else ""
            href = run.href
        while is_open and [mark for mark in is_open if _kind(mark) not in wanted]:
            text += is_open.pop()
        for mark in wanted:
            if mark not in [_kind(one) for one in is_open]:
                # Stars that touch stars would be counted together.
                chosen = "_" if mark == "*" and text.endswith("*") and not is_open else mark
                text += chosen
                is_open.append(chosen)
        text += _code(run.text) if run.is_code else _escaped(run.text)
    return text


def _kind(mark: str) -> str:
    return "*" if mark == "_" else mark


def _is_odd(href: str) -> bool:
    return bool(re.search(r"[\s()]", href))


def _code(text: str) -> str:
    text = text.replace("\n", " ")
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escaped(text: str) -> str:
    """The words with a backslash before what Markdown would read as a sign."""
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~\n]|$)", r"\\\\", text)
    text = re.sub(r"[*`]", r"\\\g<0>", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    text = re.sub(r"[\[\]]", r"\\\g<0>", text) if re.search(r"\][(\[:]|^\[.*\]$", text) else text
    text = re.sub(r"<(?=[A-Za-z][\w.+-]*[:@])", r"\\<", text)
    return re.sub(r"&(?=#?\w+;)", r"\\&", text)
