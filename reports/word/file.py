"""A report as a Word file. Slow to import."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document as WordDocument

from programme.writing.word.body import WordBody
from reports.contexts import Print
from reports.printing import Progress
from reports.printing.made import Made
from reports.word.cover import set_heads, set_properties, write_contents, write_cover
from reports.word.look import set_report_styles
from reports.word.reading import ReportReader, told

# What is left for the contents and for writing the file.
LAST = 95


@dataclass(frozen=True)
class WordFile(Made):
    """A finished Word file; how many pages it has is for Word to say."""

    suffix: str = ".docx"
    pages: None = None


def write_word(content: Print, progress: Progress = lambda percent, note: None) -> WordFile:
    """The same pages as the PDF, with Word's own headings, tables and lists."""
    progress(2, _("Reading"))
    pages = told(content.html())
    parts = [tag for tag in (pages.find("main"), *pages.select(".contents > .colophon")) if tag]
    total = max(sum(len(part.find_all(["section", "div", "figure"])) for part in parts), 1)
    document: Any = WordDocument()
    body, pictures = WordBody(document), content.pictures()
    set_report_styles(document, content.language)
    body.learn_styles()
    set_properties(document, content)
    set_heads(document, content, pictures)
    write_cover(body, content, pictures)
    place = body.paragraph("Normal")._p
    read = 0

    def done() -> None:
        nonlocal read
        read += 1
        if read % 20 == 0:
            progress(min(5 + 90 * read // total, LAST), _("Writing the Word file"))

    reader = ReportReader(body, done)
    for part in parts:
        reader.read(part)
    write_contents(body, place, reader.chapters)
    place.getparent().remove(place)
    progress(LAST, _("Writing the Word file"))
    target = BytesIO()
    document.save(target)
    return WordFile(target.getvalue())
