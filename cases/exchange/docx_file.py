"""A case as a Word file. Slow to import, and only who downloads or uploads one needs it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from cases.exchange.blocks import (
    Block,
    Code,
    Items,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    blocks_of,
)
from cases.exchange.sheet import Chapter, Grid, Sheet, Words, how_to, status_line

INK, MUTED, TEAL, LINE = "1B2330", "59626F", "0F5C63", "CFC8BA"
SERIF, SANS = "Georgia", "Calibri"
# Names of our own styles: by them a file that comes back tells our words from theirs.
GUIDANCE, HELP, STATUS = "Clusnet Guidance", "Clusnet Help", "Clusnet Status"
CODE, CODE_WORDS, RULE, CELL = "Clusnet Code", "Clusnet Code Words", "Clusnet Rule", "Clusnet Cell"
TEXT_WIDTH = 16.0
NO_DIGEST = "000000"
# What a Word file may not contain.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
        _set_page(document)
        _drop_thumbnail(document)
        _set_styles(document)
        self.styles = {style.name: style.style_id for style in document.styles}
        self.numbering = _Numbering(document)
        _set_running_heads(document, sheet)
        properties = document.core_properties
        properties.title, properties.author = _legal(sheet.title), _legal(sheet.programme)
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
            paragraph.add_run(_legal(words))
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
            written = paragraph.add_run(_legal(run.text))
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
                run = paragraph.add_run(_legal(words))
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
        _set_borders(table)
        _repeat_head(table.rows[0])
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
        number = _element("w:num", numId=self.last)
        number.append(_element("w:abstractNumId", val=self.kinds[is_ordered]))
        for level in range(9):
            override = _element("w:lvlOverride", ilvl=level)
            override.append(_element("w:startOverride", val=1))
            number.append(override)
        self.root.append(number)
        return self.last

    def _kind(self, kind: str, key: int) -> int:
        abstract = _element("w:abstractNum", abstractNumId=key)
        for number in range(9):
            level = _element("w:lvl", ilvl=number)
            words = f"%{number + 1}." if kind == "decimal" else "•–"[number % 2]
            level.append(_element("w:start", val=1))
            level.append(_element("w:numFmt", val=kind))
            level.append(_element("w:lvlText", val=words))
            level.append(_element("w:lvlJc", val="left"))
            place = OxmlElement("w:pPr")
            place.append(_element("w:ind", left=360 * (number + 1), hanging=360))
            level.append(place)
            abstract.append(level)
        first = self.root.find(qn("w:num"))
        self.root.insert(list(self.root).index(first) if first is not None else 0, abstract)
        return key


def _element(tag: str, **attributes: Any) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def _set_number(paragraph: Any, level: int, number: int) -> None:
    numbers = OxmlElement("w:numPr")
    numbers.append(_element("w:ilvl", val=level))
    numbers.append(_element("w:numId", val=number))
    paragraph._p.get_or_add_pPr().append(numbers)


def _link(paragraph: Any, run: Any, href: str) -> None:
    target = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run.font.color.rgb = RGBColor.from_string(TEAL)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _legal(text: str) -> str:
    return ILLEGAL.sub("", text)


def _is_right_to_left(text: str) -> bool:
    """By the first letter that has a direction."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)


# How it looks


def _drop_thumbnail(document: Any) -> None:
    """The library's own file shows a picture of another text."""
    relations = document.part.package.rels
    for key in [key for key, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
        del relations[key]


def _set_page(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(2.6), Cm(2.4)


def _set_styles(document: Any) -> None:
    styles = document.styles
    for style in list(styles):
        # A hundred looks for tables come with the library and are most of its file.
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()
    _set(styles["Normal"], SERIF, 11, INK, after=7, line=1.25)
    _set(styles["Title"], SERIF, 26, INK, bold=True, after=2)
    _without_border(styles["Title"])
    _set(styles["Subtitle"], SANS, 12, MUTED, italic=False, after=14)
    _set(styles["Heading 1"], SERIF, 18, TEAL, bold=True, before=22, after=5)
    _set(styles["Heading 2"], SANS, 12.5, INK, bold=True, before=15, after=2)
    _set(styles["Quote"], SERIF, 11, MUTED, italic=True, after=7)
    styles["Quote"].paragraph_format.left_indent = Cm(0.8)
    _set(styles["List Paragraph"], SERIF, 11, INK, after=3, line=1.25)
    for name in (GUIDANCE, HELP, STATUS, CODE, RULE, CELL):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    _set(styles[GUIDANCE], SANS, 9.5, MUTED, italic=True, after=3)
    _set(styles[HELP], SANS, 10, MUTED, after=3)
    _set(styles[STATUS], SANS, 8.5, MUTED, after=5)
    _set(styles[CODE], "Consolas", 9.5, INK, after=0)
    _set(styles[RULE], SANS, 11, MUTED, after=7)
    _set(styles[CELL], SANS, 9.5, INK, after=2, line=1.1)
    for name in (GUIDANCE, STATUS, HELP):
        # Who presses Enter here goes on with a text.
        styles[name].next_paragraph_style = styles["Normal"]
    words = styles.add_style(CODE_WORDS, WD_STYLE_TYPE.CHARACTER)
    words.font.name, words.font.size = "Consolas", Pt(9.5)


def _set(
    style: Any,
    font: str,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = 1.15,
) -> None:
    style.font.name, style.font.size = font, Pt(size)
    # A theme's font would win over the name.
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.font.bold, style.font.italic = bold, italic
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line


def _without_border(style: Any) -> None:
    border = style.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)


def _set_running_heads(document: Any, sheet: Sheet) -> None:
    page = document.sections[0]
    for part, words in ((page.header, [sheet.programme, sheet.title]), (page.footer, [])):
        paragraph = part.paragraphs[0]
        paragraph.paragraph_format.tab_stops.clear_all()
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        runs = [paragraph.add_run(_legal("\t".join(words or [sheet.funding_line, ""])))]
        if not words:
            runs += list(_page_numbers(paragraph))
        for run in runs:
            run.font.name, run.font.size = SANS, Pt(8.5)
            run.font.color.rgb = RGBColor.from_string(MUTED)


def _page_numbers(paragraph: Any) -> Iterator[Any]:
    sentence = _("Page %(page)s of %(pages)s") % {"page": "\0", "pages": "\0"}
    before, between, after = sentence.split("\0")
    for words, code in ((before, "PAGE"), (between, "NUMPAGES")):
        yield paragraph.add_run(words)
        run = paragraph.add_run()
        for kind in ("begin", "", "end"):
            if kind:
                run._r.append(_element("w:fldChar", fldCharType=kind))
            else:
                instruction = OxmlElement("w:instrText")
                instruction.text = code
                run._r.append(instruction)
        yield run
    yield paragraph.add_run(after)


def _set_borders(table: Any) -> None:
    """Lines between rows only. Word insists on the order of these elements."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in ("left", "right", "insideV"):
            borders.append(_element(f"w:{side}", val="nil"))
        else:
            borders.append(_element(f"w:{side}", val="single", sz=4, space=0, color=LINE))
    properties = table._tbl.tblPr
    followers = [qn(f"w:{name}") for name in ("shd", "tblLayout", "tblCellMar", "tblLook")]
    place = next((n for n, one in enumerate(properties) if one.tag in followers), len(properties))
    properties.insert(place, borders)


def _repeat_head(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
