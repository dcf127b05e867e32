"""What stands before and around the pages of a report in its Word file. Slow to import."""

import logging
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from docx.enum.text import WD_BREAK
from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from programme.palette import group_colour
from programme.writing.word.body import WordBody
from programme.writing.word.look import element, legal, set_running_heads
from reports.contexts import Print
from reports.printing import Picture
from reports.word.look import CONTENTS, DANGER, IMPRINT, LABEL, LINES, STAMP
from reports.word.reading import Chapter

logger = logging.getLogger(__name__)
BAD_PICTURES = (UnrecognizedImageError, UnexpectedEndOfFileError, InvalidImageStreamError)
# So many lines of contents stand on a page.
MOST_LINES = 40


def write_cover(body: WordBody, content: Print, pictures: Mapping[str, Picture]) -> None:
    """The first page: what it is, of whom, in which state, and who pays."""
    cover, programme = content.cover, content.programme
    body.paragraph(LABEL, programme.name).paragraph_format.space_before = Pt(110)
    body.paragraph(LABEL, cover.kind)
    body.paragraph("Title", cover.title)
    if cover.subtitle:
        body.paragraph("Subtitle", cover.subtitle)
    _line(body, group_colour(cover.group.number))
    if cover.stamp:
        body.paragraph(STAMP, cover.stamp)
    body.paragraph(LABEL, cover.edition)
    if cover.quote:
        body.paragraph(LABEL, cover.quote_label)
        body.paragraph("Quote", cover.quote)
    for row in cover.facts:
        paragraph = body.paragraph("Normal")
        paragraph.add_run(legal(f"{row.label}: ")).bold = True
        paragraph.add_run(legal(row.value))
    imprint = body.paragraph(IMPRINT, f"{programme.title}, {programme.years}")
    imprint.paragraph_format.space_before = Pt(48)
    if programme.funding_line:
        body.paragraph(IMPRINT, programme.funding_line)
    if "logo" in pictures:
        _picture(body.paragraph(IMPRINT), pictures["logo"], height=1.6)
    body.paragraph(IMPRINT).add_run().add_break(WD_BREAK.PAGE)


def _line(body: WordBody, colour: str) -> None:
    """Across the page, in the colour of the group of the city."""
    properties = body.paragraph(IMPRINT)._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    borders.append(element("w:top", val="single", sz=18, space=1, color=colour.removeprefix("#")))
    properties.append(borders)


def set_properties(document: Any, content: Print) -> None:
    properties, now = document.core_properties, timezone.now().replace(tzinfo=None)
    properties.title = legal(content.title)
    properties.author = properties.last_modified_by = legal(content.programme.name)
    properties.subject = legal(content.cover.edition)
    properties.category = legal(content.cover.kind)
    properties.language = content.language
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = now


def set_heads(document: Any, content: Print, pictures: Mapping[str, Picture]) -> None:
    """On every page but the first: programme and title, funding line and number of the page."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    set_running_heads(document, (content.programme.name, content.cover.title), "")
    if content.cover.stamp:
        stamp = section.header.paragraphs[0].add_run(legal(f"   {content.cover.stamp}"))
        stamp.bold, stamp.font.color.rgb = True, RGBColor.from_string(DANGER)
    # A line of its own: it may be as long as a page is wide.
    section.footer.add_paragraph(legal(content.programme.funding_line), style="Footer")
    if "logo" in pictures:
        _picture(section.footer.add_paragraph(style="Footer"), pictures["logo"], height=0.7)


def _picture(paragraph: Any, picture: Picture, *, height: float) -> None:
    """The logo of the funder, with its name for those who hear the page."""
    try:
        drawn = paragraph.add_run().add_picture(BytesIO(picture.data), height=Cm(height))
    except BAD_PICTURES:
        # The PDF shows more kinds of pictures than Word knows: better a file without it than none.
        logger.warning("A logo cannot stand in a Word file.")
        return
    drawn._inline.docPr.set("descr", _("Logo of the funder"))


def write_contents(body: WordBody, place: Any, chapters: Iterable[Chapter]) -> None:
    """A field of contents before ``place``, filled with links; Word adds the pages on update."""
    heading = body.paragraph(CONTENTS, _("Contents"))
    lines, depth = _lines_of(chapters)
    written = [heading]
    for number, chapter in enumerate(lines):
        paragraph = body.paragraph(LINES[chapter.level - 1])
        if number == 0:
            _field(paragraph, "begin")
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f' TOC \\o "1-{depth}" \\h \\z \\u '
            paragraph.add_run()._r.append(code)
            _field(paragraph, "separate")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), chapter.anchor)
        link.set(qn("w:history"), "1")
        run = paragraph.add_run(legal(chapter.title))
        link.append(run._r)
        paragraph._p.append(link)
        if number == len(lines) - 1:
            _field(paragraph, "end")
        written.append(paragraph)
    last = body.paragraph(IMPRINT)
    last.add_run().add_break(WD_BREAK.PAGE)
    for paragraph in [*written, last]:
        place.addprevious(paragraph._p)


def _lines_of(chapters: Iterable[Chapter]) -> tuple[list[Chapter], int]:
    """What the contents name, and how deep they go: no deeper than fits on a page or so."""
    deep = [chapter for chapter in chapters if chapter.level <= len(LINES)]
    depth = len(LINES) if len(deep) <= MOST_LINES else 1
    return [chapter for chapter in deep if chapter.level <= depth], depth


def _field(paragraph: Any, kind: str) -> None:
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType=kind))
