"""A case as a Word file. Slow to import, and only who downloads or uploads one needs it."""

import unicodedata
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

from cases.exchange.blocks import Block, Code, Items, Paragraph, Quote, Rule, Run, Table
from cases.exchange.docx_look import (
    CELL,
    CODE,
    CODE_WORDS,
    GUIDANCE,
    HELP,
    MUTED,
    RULE,
    STATUS,
    TEAL,
    TEXT_WIDTH,
    drop_thumbnail,
    element,
    legal,
    repeat_head,
    set_borders,
    set_page,
    set_running_heads,
    set_styles,
)
from cases.exchange.html_reading import blocks_of
from cases.exchange.sheet import Chapter, Grid, Sheet, Words, how_to, status_line

NO_DIGEST = "000000"


class DocxWriter:
    """One sheet as a Word file."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.document = Document()
        # The marks of the topics, which are completed once it is known how a reader finds them.
        self.marks: dict[str, Any] = {}
        self.bookmarks = 0

    def data(self) -> bytes:
        target = BytesIO()
        self.document.save(target)
        return target.getvalue()

    def remember(self, digests: Mapping[str, str]) -> None:
        """Say in each topic's mark what a reader found under it."""
        for words in (words for chapter in self.sheet.chapters for words in chapter.topics):
            mark = self.marks.get(words.key)
            if mark is not None:
                mark.set(qn("w:name"), _topic_mark(words, digests.get(words.key, NO_DIGEST)))

    def write(self) -> None:
        sheet, document = self.sheet, self.document
        set_page(document)
        drop_thumbnail(document)
        set_styles(document)
        self.styles = {style.name: style.style_id for style in document.styles}
        self.numbering = _Numbering(document)
        set_running_heads(document, sheet)
        properties = document.core_properties
        properties.title, properties.author = legal(sheet.title), legal(sheet.programme)
        properties.comments, properties.identifier = "", sheet.address if sheet.is_form else ""
        self._paragraph("Title", sheet.title)
        self._paragraph("Subtitle", f"{sheet.subtitle}, {sheet.state}")
        if sheet.is_form:
            for line in how_to():
                self._paragraph(HELP, line)
        for chapter in sheet.chapters:
            self._chapter(chapter)

    def _paragraph(self, style: str, words: str = "") -> Any:
        paragraph = self.document.add_paragraph()
        # By its key: looking a style up by its name is most of the time of a long file.
        paragraph._p.style = self.styles[style]
        if words:
            paragraph.add_run(legal(words))
        return paragraph

    def _chapter(self, chapter: Chapter) -> None:
        section = chapter.section
        self._heading(f"{section.number}. {section.title}", 1, f"s_{section.key}")
        if self.sheet.is_form:
            self._paragraph(GUIDANCE, str(section.purpose))
        for grid in chapter.before:
            self._grid(grid)
        for words in chapter.topics:
            self._topic(words)
        for grid in chapter.after:
            self._grid(grid)

    def _topic(self, words: Words) -> None:
        self.marks[words.key] = self._heading(words.title, 2, _topic_mark(words, NO_DIGEST))
        if self.sheet.is_form:
            self._paragraph(GUIDANCE, words.guidance)
            self._paragraph(STATUS, status_line(words))
        else:
            self._said(words)
        blocks = blocks_of(words.text)
        self._blocks(blocks)
        if self.sheet.is_form and not blocks:
            self._paragraph("Normal")

    def _said(self, words: Words) -> None:
        """What belongs to a text, for whoever reads it only."""
        said = []
        if words.is_left_out:
            said.append(_("This part is confidential and is left out here."))
        elif words.is_confidential:
            said.append(_("Confidential."))
        if words.is_not_known:
            said.append(_("Not known: %(reason)s") % {"reason": words.not_known_reason})
        if not said and not words.text.strip():
            said.append(_("Not yet answered."))
        for line in said:
            self._paragraph(GUIDANCE, line)

    def _heading(self, title: str, level: int, name: str) -> Any:
        """A heading with its mark, which is returned; a file to read has none."""
        heading = self._paragraph(f"Heading {level}", title)
        if not self.sheet.is_form:
            return None
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), name)
        heading._p.insert(1 if heading._p.pPr is not None else 0, start)
        heading._p.append(end)
        return start

    # Texts

    def _blocks(self, blocks: Iterable[Block], style: str = "Normal") -> None:
        for block in blocks:
            match block:
                case Paragraph():
                    self._runs(self._paragraph(style), block.runs)
                case Items():
                    self._items(block, 0, self.numbering.begin(is_ordered=block.is_ordered))
                case Quote():
                    self._blocks(block.blocks, style="Quote")
                case Code():
                    for line in block.text.split("\n"):
                        self._paragraph(CODE, line)
                case Rule():
                    self._paragraph(RULE, "* * *")
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
                    paragraph = self._paragraph("List Paragraph")
                    _set_number(paragraph, level, number)
                    self._runs(paragraph, block.runs)
                else:
                    self._blocks([block])
                is_first = False

    def _runs(self, paragraph: Any, runs: Iterable[Run]) -> None:
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
        written = self._table(len(table.rows), len(table.rows[0]), ())
        for row, cells in zip(written.rows, table.rows, strict=True):
            for cell, runs in zip(row.cells, cells, strict=True):
                cell.paragraphs[0]._p.style = self.styles[CELL]
                self._runs(cell.paragraphs[0], runs)
        self._after_table()

    # Typed parts

    def _grid(self, grid: Grid) -> None:
        self._heading(grid.title, 2, f"g_{grid.key}_{grid.digest}")
        if grid.guidance and self.sheet.is_form:
            self._paragraph(GUIDANCE, grid.guidance)
        rows = [grid.head, *grid.rows]
        table = self._table(len(rows), len(grid.head), grid.widths)
        has_hints = len(grid.head) == 3
        for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
            for place, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self.styles[CELL]
                run = paragraph.add_run(legal(words))
                run.bold = (number == 0 or place == 0) or None
                if has_hints and place == 2:
                    run.font.color.rgb = RGBColor.from_string(MUTED)
        self._after_table()

    def _table(self, rows: int, columns: int, widths: tuple[int, ...]) -> Any:
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

    def _after_table(self) -> None:
        """Word joins two tables that touch; a little air stands between."""
        self._paragraph(CELL)


def _topic_mark(words: Words, digest: str) -> str:
    return f"t_{words.key}_v{words.version}_{digest}"


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
