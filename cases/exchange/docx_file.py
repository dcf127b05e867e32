"""A case as a Word file. Slow to import, and only who downloads or uploads one needs it."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

from cases.exchange.docx_look import GUIDANCE, HELP, STATUS, set_form_styles
from cases.exchange.sheet import Chapter, Grid, Sheet, Words, how_to, status_line
from programme.writing.html_reading import blocks_of
from programme.writing.word.body import WordBody
from programme.writing.word.look import CELL, MUTED, legal, set_running_heads

NO_DIGEST = "000000"


class DocxWriter:
    """One sheet as a Word file."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.document = Document()
        self.body = WordBody(self.document)
        set_form_styles(self.document)
        self.body.learn_styles()
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
        set_running_heads(document, (sheet.programme, sheet.title), sheet.funding_line)
        properties = document.core_properties
        properties.title, properties.author = legal(sheet.title), legal(sheet.programme)
        properties.comments, properties.identifier = "", sheet.address if sheet.is_form else ""
        self.body.paragraph("Title", sheet.title)
        self.body.paragraph("Subtitle", f"{sheet.subtitle}, {sheet.state}")
        if sheet.is_form:
            for line in how_to():
                self.body.paragraph(HELP, line)
        for chapter in sheet.chapters:
            self._chapter(chapter)

    def _chapter(self, chapter: Chapter) -> None:
        section = chapter.section
        self._heading(f"{section.number}. {section.title}", 1, f"s_{section.key}")
        if self.sheet.is_form:
            self.body.paragraph(GUIDANCE, str(section.purpose))
        for grid in chapter.before:
            self._grid(grid)
        for words in chapter.topics:
            self._topic(words)
        for grid in chapter.after:
            self._grid(grid)

    def _topic(self, words: Words) -> None:
        self.marks[words.key] = self._heading(words.title, 2, _topic_mark(words, NO_DIGEST))
        if self.sheet.is_form:
            self.body.paragraph(GUIDANCE, words.guidance)
            self.body.paragraph(STATUS, status_line(words))
        else:
            self._said(words)
        blocks = blocks_of(words.text)
        self.body.blocks(blocks)
        if self.sheet.is_form and not blocks:
            self.body.paragraph("Normal")

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
            self.body.paragraph(GUIDANCE, line)

    def _heading(self, title: str, level: int, name: str) -> Any:
        """A heading with its mark, which is returned; a file to read has none."""
        heading = self.body.paragraph(f"Heading {level}", title)
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

    # Typed parts

    def _grid(self, grid: Grid) -> None:
        self._heading(grid.title, 2, f"g_{grid.key}_{grid.digest}")
        if grid.guidance and self.sheet.is_form:
            self.body.paragraph(GUIDANCE, grid.guidance)
        rows = [grid.head, *grid.rows]
        table = self.body.table(len(rows), len(grid.head), grid.widths)
        has_hints = len(grid.head) == 3
        for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
            for place, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self.body.styles[CELL]
                run = paragraph.add_run(legal(words))
                run.bold = (number == 0 or place == 0) or None
                if has_hints and place == 2:
                    run.font.color.rgb = RGBColor.from_string(MUTED)
        self.body.after_table()


def _topic_mark(words: Words, digest: str) -> str:
    return f"t_{words.key}_v{words.version}_{digest}"
