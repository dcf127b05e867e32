"""Blocks as Markdown that renders as the same blocks again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from programme.writing.blocks import Block, Code, Items, Paragraph, Quote, Rule, Run, Runs, Table
from programme.writing.html_reading import blocks_of


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
