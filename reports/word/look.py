"""How the Word file of a report looks beside what all our Word files share. Slow to import."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm

from programme.writing.word.look import INK, MUTED, SANS, SERIF, TEAL, add_style, set_style

CONTENTS, CHAPTER_CITY, LABEL = "Clusnet Contents", "Clusnet City", "Clusnet Label"
STAMP, IMPRINT, SMALL_CELL = "Clusnet Draft", "Clusnet Imprint", "Clusnet Small Cell"
LINES = ("TOC 1", "TOC 2")
DANGER = "A8261D"
LANGUAGES = {"en": "en-GB", "de": "de-DE", "fr": "fr-FR"}


def set_report_styles(document: Any, language: str) -> None:
    styles = document.styles
    set_style(styles["Heading 3"], SANS, 11, INK, bold=True, before=10, after=2)
    set_style(styles["Caption"], SANS, 10, INK, bold=True, before=8, after=3)
    styles["Caption"].paragraph_format.keep_with_next = True
    for name in (CONTENTS, LABEL, STAMP, IMPRINT, SMALL_CELL):
        add_style(document, name)
    # The contents are no chapter: their heading does not stand in them.
    set_style(styles[CONTENTS], SERIF, 18, TEAL, bold=True, before=10, after=8)
    set_style(styles[LABEL], SANS, 10, MUTED, before=10, after=2)
    set_style(styles[STAMP], SANS, 14, DANGER, bold=True, before=6, after=6)
    set_style(styles[IMPRINT], SANS, 9.5, MUTED, after=3)
    set_style(styles[SMALL_CELL], SANS, 8, INK, after=1, line=1.05)
    for level, name in enumerate(LINES):
        line = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        line.base_style = styles["Normal"]
        set_style(line, SERIF, 11 - level, INK if level == 0 else MUTED, after=2)
        line.paragraph_format.left_indent = Cm(0.7 * level)
    for style in (styles["Normal"], styles["Title"], styles["Subtitle"]):
        style.paragraph_format.widow_control = True
    _set_language(styles, LANGUAGES.get(language, language))


def _set_language(styles: Any, language: str) -> None:
    """Of the whole file: who reads it aloud must know."""
    defaults = styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    tag = properties.find(qn("w:lang"))
    if tag is None:
        tag = properties.makeelement(qn("w:lang"), {})
        properties.append(tag)
    for name in ("val", "eastAsia"):
        tag.set(qn(f"w:{name}"), language)
