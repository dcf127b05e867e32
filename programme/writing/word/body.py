"""Blocks of text in a Word file. Slow to import."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

from programme.writing.blocks import Block, Code, Items, Paragraph, Quote, Rule, Run, Runs, Table
from programme.writing.word.look import (
    CELL,
    CODE,
    CODE_WORDS,
    MOST_COLUMNS,
    RULE,
    TEAL,
    TEXT_WIDTH,
    drop_thumbnail,
    element,
    legal,
    repeat_head,
    set_borders,
    set_page,
    set_styles,
)


class WordBody:
    """What is written into one Word file, from top to bottom."""

    def __init__(self, document: Any) -> None:
        self.document = document
        set_page(document)
        drop_thumbnail(document)
        set_styles(document)
        self.numbering = _Numbering(document)
        self.learn_styles()

    def learn_styles(self) -> None:
        """Know the styles that were added since."""
        self.styles = {style.name: style.style_id for style in self.document.styles}

    def paragraph(self, style: str, words: str = "") -> Any:
        paragraph = self.document.add_paragraph()
        # By its key: looking a style up by its name is most of the time of a long file.
        paragraph._p.style = self.styles[style]
        if words:
            paragraph.add_run(legal(words))
        return paragraph

    def blocks(self, blocks: Iterable[Block], style: str = "Normal") -> None:
        for block in blocks:
            match block:
                case Paragraph():
                    self.runs(self.paragraph(style), block.runs)
                case Items():
                    self._items(block, 0, self.numbering.begin(is_ordered=block.is_ordered))
                case Quote():
                    self.blocks(block.blocks, style="Quote")
                case Code():
                    for line in block.text.split("\n"):
                        self.paragraph(CODE, line)
                case Rule():
                    self.paragraph(RULE, "* * *")
                case Table():
                    self._text_table(block)

    def _items(self, items: Items, level: int, number: int) -> None:
        for item in items.items:
            is_first = True
            for block in item:
                if isinstance(block, Items):
                    deeper = min(level + 1, 8)
                    inner = self.numbering.begin(is_ordered=block.is_ordered)
                    self._items(block, deeper, inner)
                    continue
                if isinstance(block, Paragraph) and is_first:
                    paragraph = self.paragraph("List Paragraph")
                    _set_number(paragraph, level, number)
                    self.runs(paragraph, block.runs)
                else:
                    self.blocks([block])
                is_first = False

    def runs(self, paragraph: Any, runs: Iterable[Run]) -> None:
        is_right_to_left = _is_right_to_left("".join(run.text for run in runs))
        if is_right_to_left:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in runs:
            written = paragraph.add_run(legal(run.text))
            written.bold, written.italic = run.is_bold or None, run.is_italic or None
            if run.is_code:
                written.style = CODE_WORDS
            if is_right_to_left:
                written._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
            if run.href:
                _link(paragraph, written, run.href)

    def _text_table(self, table: Table) -> None:
        rows = [_fitting(row) for row in table.rows]
        written = self.table(len(rows), len(rows[0]))
        for row, cells in zip(written.rows, rows, strict=True):
            for cell, runs in zip(row.cells, cells, strict=True):
                cell.paragraphs[0]._p.style = self.styles[CELL]
                self.runs(cell.paragraphs[0], runs)
        self.after_table()

    def table(self, rows: int, columns: int, widths: Sequence[int] = ()) -> Any:
        table = self.document.add_table(rows, columns)
        table.style = "Table Grid"
        table.autofit = False
        shares = widths or (100 // columns,) * columns
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Cm(TEXT_WIDTH * share / 100)
            for cell in column.cells:
                cell.width = Cm(TEXT_WIDTH * share / 100)
        set_borders(table)
        repeat_head(table.rows[0])
        return table

    def after_table(self) -> None:
        """Word joins two tables that touch; a little air stands between."""
        self.paragraph(CELL)


class _Numbering:
    """Lists: each has numbers of its own, so that it begins at 1."""

    def __init__(self, document: Any) -> None:
        self.root = document.part.numbering_part.element
        self.kinds = {True: self._kind("decimal", 900), False: self._kind("bullet", 901)}
        self.last = 1000

    def begin(self, *, is_ordered: bool) -> int:
        self.last += 1
        number = element("w:num", numId=self.last)
        number.append(element("w:abstractNumId", val=self.kinds[is_ordered]))
        for level in range(9):
            override = element("w:lvlOverride", ilvl=level)
            override.append(element("w:startOverride", val=1))
            number.append(override)
        self.root.append(number)
        return self.last

    def _kind(self, kind: str, key: int) -> int:
        abstract = element("w:abstractNum", abstractNumId=key)
        for number in range(9):
            level = element("w:lvl", ilvl=number)
            words = f"%{number + 1}." if kind == "decimal" else "•–"[number % 2]
            level.append(element("w:start", val=1))
            level.append(element("w:numFmt", val=kind))
            level.append(element("w:lvlText", val=words))
            level.append(element("w:lvlJc", val="left"))
            place = OxmlElement("w:pPr")
            place.append(element("w:ind", left=360 * (number + 1), hanging=360))
            level.append(place)
            abstract.append(level)
        first = self.root.find(qn("w:num"))
        self.root.insert(list(self.root).index(first) if first is not None else 0, abstract)
        return key


def _fitting(cells: Sequence[Runs]) -> list[Runs]:
    """The cells of a row that Word can show; what is beyond stands in the last of them."""
    last = MOST_COLUMNS - 1
    beyond = [run for cell in cells[last:] for run in (*cell, Run(" "))]
    return [*cells[:last], tuple(beyond[:-1])] if beyond else list(cells)


def _set_number(paragraph: Any, level: int, number: int) -> None:
    numbers = OxmlElement("w:numPr")
    numbers.append(element("w:ilvl", val=level))
    numbers.append(element("w:numId", val=number))
    paragraph._p.get_or_add_pPr().append(numbers)


def _link(paragraph: Any, run: Any, href: str) -> None:
    target = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run.font.color.rgb = RGBColor.from_string(TEAL)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _is_right_to_left(text: str) -> bool:
    """By the first letter that has a direction."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)
