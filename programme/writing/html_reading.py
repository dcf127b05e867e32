"""A text as blocks: what our Markdown renders, and what a Word file is read as."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

from programme.writing.blocks import Block, Code, Items, Paragraph, Quote, Rule, Run, Runs, Table
from programme.writing.markdown import render_unkept

PLAIN = Run("")
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


def from_html(html: str) -> list[Block]:
    return _blocks(BeautifulSoup(html, "html.parser"), 0)


def words_of(nodes: Iterable[Any]) -> Runs:
    """What some elements say in one line, with its looks; a line break is ``\\n``."""
    return _tidy(run for node in nodes for run in _runs(node))


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
        cells += [()] * (min(int(span[:9]), 50) - 1 if span.isdecimal() else 0)
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


def _runs(node: Any, look: Run = PLAIN) -> Iterator[Run]:
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
