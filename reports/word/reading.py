"""The pages of a report, read from their HTML and written into a Word file. Slow to import."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.table import _Cell

from programme.writing.blocks import Runs
from programme.writing.html_reading import from_tags, words_of
from programme.writing.word.body import WordBody
from programme.writing.word.look import (
    CELL,
    MOST_COLUMNS,
    MUTED,
    NOTE,
    TEXT_WIDTH,
    element,
    legal,
)
from reports.word.look import SMALL_CELL

HEADINGS = {"h2": 1, "h3": 2, "h4": 3}
CONTAINERS = frozenset({"section", "div", "main", "article", "header", "figure", "aside"})
BLOCKS = frozenset({"p", "ul", "ol", "blockquote", "pre", "hr", "table", "dl", "figcaption", "svg"})
# What is set in a smaller, quieter hand.
NOTES = frozenset({"note", "unanswered", "quiet"})
SHADE = "F3F0EA"
# More columns than that stand in small letters.
MANY_COLUMNS = 6
# About how wide a letter of a cell is, in cm; a longer word than that is broken.
LETTER, SMALL_LETTER, LONGEST_WORD = 0.2, 0.17, 18


def told(html: str) -> BeautifulSoup:
    """The pages, every drawing replaced by the words that say the same."""
    soup = BeautifulSoup(html, "html.parser")
    for drawing in soup.find_all("svg"):
        words = str(drawing.get("aria-label", ""))
        if drawing.find_parent(["td", "th", "p", "li", "dd"]):
            drawing.replace_with(NavigableString(f"{words} " if words else ""))
        elif words:
            told = soup.new_tag("p", attrs={"class": "note"})
            told.string = words
            drawing.replace_with(told)
        else:
            drawing.decompose()
    for number in soup.select("span.identifier"):
        number.name = "strong"
        number.insert_after(NavigableString(" "))
    for number in soup.select("p.lesson-number"):
        # In the margin of the PDF; here before its text.
        if text := number.find_next_sibling("p"):
            number.name = "strong"
            text.insert(0, number.extract(), NavigableString(" "))
    return soup


@dataclass
class Chapter:
    """A heading of the file, for its contents."""

    level: int
    title: str
    anchor: str


@dataclass
class ReportReader:
    """Writes pages into a file and remembers their headings."""

    body: WordBody
    # Called now and then with how many parts of the pages are done.
    done: Callable[[], None] = lambda: None
    chapters: list[Chapter] = field(default_factory=list)

    def read(self, parent: Tag) -> None:
        loose: list[Any] = []
        for child in parent.children:
            if isinstance(child, Tag) and child.name in CONTAINERS | BLOCKS | HEADINGS.keys():
                self._loose(loose)
                loose = []
                self._block(child)
            else:
                loose.append(child)
        self._loose(loose)

    def _loose(self, nodes: list[Any]) -> None:
        if runs := words_of(nodes):
            self.body.runs(self.body.paragraph("Normal"), runs)

    def _block(self, tag: Tag) -> None:
        if tag.name in HEADINGS:
            self._heading(tag)
        elif tag.name == "table":
            self._table(tag)
        elif tag.name == "dl":
            self._facts(tag)
        elif tag.name == "figcaption" or _is_note(tag):
            self.body.runs(self.body.paragraph(NOTE), words_of(tag.children))
        elif tag.name in CONTAINERS:
            self.read(tag)
            self.done()
        else:
            self.body.blocks(from_tags([tag]))

    def _heading(self, tag: Tag) -> None:
        level = HEADINGS[tag.name]
        title = "".join(run.text for run in words_of(tag.children)).replace("\n", " ")
        paragraph = self.body.paragraph(f"Heading {level}", title)
        chapter = Chapter(level, title, f"_Toc{len(self.chapters) + 1:06}")
        self.chapters.append(chapter)
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(len(self.chapters)))
        start.set(qn("w:name"), chapter.anchor)
        paragraph._p.insert(1, start)
        paragraph._p.append(end)

    # Tables

    def _facts(self, tag: Tag) -> None:
        """Labels and what they say, in two columns."""
        terms = tag.find_all("dt")
        rows = [[[words_of(term.children)], _cell(term.find_next_sibling("dd"))] for term in terms]
        if rows:
            self._grid(rows, heads=0, titles={(number, 0) for number in range(len(rows))})

    def _table(self, tag: Tag) -> None:
        caption = tag.find("caption")
        title = ""
        if caption:
            runs = words_of(caption.children)
            title = "".join(run.text for run in runs)
            self.body.runs(self.body.paragraph("Caption"), runs)
        lines = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
        heads = sum(1 for row in lines if row.find_parent("thead"))
        rows, titles = [], set()
        for number, line in enumerate(lines):
            cells: list[list[Runs]] = []
            for cell in line.find_all(["td", "th"], recursive=False):
                # A whole sentence that heads its row is no label.
                if cell.name == "th" and "is-serif" not in (cell.get("class") or ()):
                    titles.add((number, len(cells)))
                cells += [_cell(cell), *_empty_beside(cell)]
            rows.append(cells)
        if any(rows):
            self._grid(rows, heads=heads, titles=titles, title=title)

    def _grid(
        self,
        rows: list[list[list[Runs]]],
        *,
        heads: int,
        titles: set[tuple[int, int]],
        title: str = "",
    ) -> None:
        last = MOST_COLUMNS - 1
        rows = [[*row[:last], sum(row[last:], [])] if row[last:] else row for row in rows]
        columns = max(len(row) for row in rows)
        table = self.body.table(len(rows), columns, _widths(rows, columns))
        table._tbl.tblPr.append(element("w:tblCaption", val=legal(title)[:250]))
        if not heads:
            # The first row repeats only where it is a head.
            row = table.rows[0]._tr.trPr
            row.remove(row.find(qn("w:tblHeader")))
        style = self.body.styles[SMALL_CELL if columns > MANY_COLUMNS else CELL]
        for number, (line, cells) in enumerate(zip(table._tbl.tr_lst, rows, strict=True)):
            line.get_or_add_trPr().insert(0, element("w:cantSplit", val="true"))
            for place, (box, paragraphs) in enumerate(zip_longest(line.tc_lst, cells)):
                is_title = (number, place) in titles
                self._fill(table, box, paragraphs or [()], style, is_bold=is_title)
                if number < heads:
                    _shade(box)
        self.body.after_table()

    def _fill(
        self, table: Any, box: Any, paragraphs: list[Runs], style: str, *, is_bold: bool
    ) -> None:
        cell = _Cell(box, table)
        for number, runs in enumerate(paragraphs):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            paragraph._p.style = style
            self.body.runs(paragraph, runs)
            for run in paragraph.runs if is_bold and number == 0 else ():
                run.bold = True
            for run in paragraph.runs if number else ():
                run.font.color.rgb = RGBColor.from_string(MUTED)


def _is_note(tag: Tag) -> bool:
    return tag.name == "p" and not NOTES.isdisjoint(tag.get("class") or ())


def _cell(tag: Tag | None) -> list[Runs]:
    """The paragraphs of a cell: its loose words, then each block in it."""
    if tag is None:
        return [()]
    found: list[Runs] = []
    loose: list[Any] = []
    for child in tag.children:
        if isinstance(child, Tag) and child.name in BLOCKS | CONTAINERS:
            found += [words_of(loose), *_pieces(child)]
            loose = []
        else:
            loose.append(child)
    found.append(words_of(loose))
    return [runs for runs in found if runs] or [()]


def _pieces(tag: Tag) -> Iterator[Runs]:
    lines = tag.find_all(["p", "li", "dd"])
    for piece in lines or [tag]:
        yield words_of(piece.children)


def _empty_beside(cell: Tag) -> Iterable[list[Runs]]:
    span = str(cell.get("colspan", "1"))
    return [[()]] * (min(int(span[:9]), 50) - 1 if span.isdecimal() else 0)


def _widths(rows: list[list[list[Runs]]], columns: int) -> list[int]:
    """Shares of the width in percent: each column holds its longest word, and what is left goes
    to those that say most."""
    letter = 100 * (SMALL_LETTER if columns > MANY_COLUMNS else LETTER) / TEXT_WIDTH
    least, said = [4.0] * columns, [1.0] * columns
    for row in rows:
        for place, paragraphs in enumerate(row):
            text = " ".join(run.text for runs in paragraphs for run in runs)
            longest = max((len(word) for word in text.split()), default=1)
            least[place] = max(least[place], min(longest, LONGEST_WORD) * letter + 2.5)
            said[place] = max(said[place], min(len(text), 240))
    spare = max(100 - sum(least), 0)
    shares = [one + spare * words / sum(said) for one, words in zip(least, said, strict=True)]
    return [max(int(100 * share / sum(shares)), 1) for share in shares]


def _shade(box: Any) -> None:
    properties = box.get_or_add_tcPr()
    properties.append(element("w:shd", val="clear", color="auto", fill=SHADE))
