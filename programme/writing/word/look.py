"""How a Word file looks: page, styles, running heads, lines of tables. Slow to import."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

INK, MUTED, TEAL, LINE = "1B2330", "59626F", "0F5C63", "CFC8BA"
SERIF, SANS = "Georgia", "Calibri"
# Names of our own styles: by them a file that comes back tells our words from theirs.
NOTE, CODE, CODE_WORDS = "Clusnet Guidance", "Clusnet Code", "Clusnet Code Words"
RULE, CELL = "Clusnet Rule", "Clusnet Cell"
TEXT_WIDTH = 16.0
# Word takes a file with a wider table for damaged.
MOST_COLUMNS = 63
# What a Word file may not contain.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def drop_thumbnail(document: Any) -> None:
    """The library's own file shows a picture of another text."""
    relations = document.part.package.rels
    for key in [key for key, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
        del relations[key]


def set_page(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(2.6), Cm(2.4)


def set_styles(document: Any) -> None:
    styles = document.styles
    for style in list(styles):
        # A hundred looks for tables come with the library and are most of its file.
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()
    set_style(styles["Normal"], SERIF, 11, INK, after=7, line=1.25)
    set_style(styles["Title"], SERIF, 26, INK, bold=True, after=2)
    _without_border(styles["Title"])
    set_style(styles["Subtitle"], SANS, 12, MUTED, italic=False, after=14)
    set_style(styles["Heading 1"], SERIF, 18, TEAL, bold=True, before=22, after=5)
    set_style(styles["Heading 2"], SANS, 12.5, INK, bold=True, before=15, after=2)
    set_style(styles["Quote"], SERIF, 11, MUTED, italic=True, after=7)
    styles["Quote"].paragraph_format.left_indent = Cm(0.8)
    set_style(styles["List Paragraph"], SERIF, 11, INK, after=3, line=1.25)
    for name in ("Header", "Footer"):
        set_style(styles[name], SANS, 8.5, MUTED)
        # Two stops of the library's own stand in the way.
        styles[name].paragraph_format.tab_stops.clear_all()
    for name in (NOTE, CODE, RULE, CELL):
        add_style(document, name)
    set_style(styles[NOTE], SANS, 9.5, MUTED, italic=True, after=3)
    set_style(styles[CODE], "Consolas", 9.5, INK, after=0)
    set_style(styles[RULE], SANS, 11, MUTED, after=7)
    set_style(styles[CELL], SANS, 9.5, INK, after=2, line=1.1)
    # Who presses Enter here goes on with a text.
    styles[NOTE].next_paragraph_style = styles["Normal"]
    words = styles.add_style(CODE_WORDS, WD_STYLE_TYPE.CHARACTER)
    words.font.name, words.font.size = "Consolas", Pt(9.5)


def add_style(document: Any, name: str) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    return style


def set_style(
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


def set_running_heads(document: Any, head: Sequence[str], foot: str) -> None:
    """Words at both ends of the head; at the foot words, and the number of the page."""
    page = document.sections[0]
    for part, words in ((page.header, head), (page.footer, [])):
        paragraph = part.paragraphs[0]
        paragraph.paragraph_format.tab_stops.clear_all()
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(legal("\t".join(words or [foot, ""])))
        if not words:
            _number_pages(paragraph)


def _number_pages(paragraph: Any) -> None:
    sentence = _("Page %(page)s of %(pages)s") % {"page": "\0", "pages": "\0"}
    before, between, after = sentence.split("\0")
    for words, code in ((before, "PAGE"), (between, "NUMPAGES")):
        paragraph.add_run(words)
        run = paragraph.add_run()
        run._r.append(element("w:fldChar", fldCharType="begin"))
        run._r.append(_instruction(code))
        run._r.append(element("w:fldChar", fldCharType="end"))
    paragraph.add_run(after)


def _instruction(code: str) -> Any:
    instruction = OxmlElement("w:instrText")
    instruction.text = code
    return instruction


def set_borders(table: Any) -> None:
    """Lines between rows only. Word insists on the order of these elements."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in ("left", "right", "insideV"):
            borders.append(element(f"w:{side}", val="nil"))
        else:
            borders.append(element(f"w:{side}", val="single", sz=4, space=0, color=LINE))
    properties = table._tbl.tblPr
    followers = [qn(f"w:{name}") for name in ("shd", "tblLayout", "tblCellMar", "tblLook")]
    place = next((n for n, one in enumerate(properties) if one.tag in followers), len(properties))
    properties.insert(place, borders)


def repeat_head(row: Any) -> None:
    row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))


def element(tag: str, **attributes: Any) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def legal(text: str) -> str:
    return ILLEGAL.sub("", text)
