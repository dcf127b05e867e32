"""The file of a spreadsheet (XLSX), written straight as XML: a table of 7,000 rows in a second.

A library that holds each cell as an object needs twenty.
"""

import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

# Day 1 is the first of January 1900; the 29th of February 1900, which never was, is counted.
DAY_ZERO = datetime.datetime(1899, 12, 30)
WIDEST = 60
# The styles of ``STYLES`` by their places.
HEAD, TEXT, DAY, MOMENT = 1, 2, 3, 4

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BEGIN = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPES = f"""{BEGIN}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>
<Override PartName="/docProps/core.xml" \
ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""
ROOT = f"""{BEGIN}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" \
Target="docProps/core.xml"/>
</Relationships>"""
BOOK_RELATIONS = f"""{BEGIN}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/>
</Relationships>"""
WRAPPED = '<alignment vertical="top" wrapText="1"/>'
STYLES = f"""{BEGIN}<styleSheet xmlns="{MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/>\
<numFmt numFmtId="165" formatCode="yyyy-mm-dd hh:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">{WRAPPED}</xf>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" \
applyAlignment="1">{WRAPPED}</xf>\
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" \
applyAlignment="1">{WRAPPED}</xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""

# A cell takes so much; a spreadsheet takes a file with a longer one for broken.
LONGEST_TEXT = 32_767


def sheet_file(
    name: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> bytes:
    """One sheet with headings that stay in sight and can be filtered by. Texts are texts,
    whatever they begin with; they hold only what XML can."""
    rows = list(rows)
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT,
        "docProps/core.xml": _core(title),
        "xl/workbook.xml": _book(name),
        "xl/_rels/workbook.xml.rels": BOOK_RELATIONS,
        "xl/styles.xml": STYLES,
        "xl/worksheets/sheet1.xml": "".join(_sheet(headings, rows)),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return file.getvalue()


def _core(title: str) -> str:
    return (
        f'{BEGIN}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        "</cp:coreProperties>"
    )


def _book(name: str) -> str:
    return (
        f'{BEGIN}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(headings: Sequence[str], rows: list[Sequence[Any]]) -> Iterator[str]:
    letters = [letters_of(number) for number in range(1, len(headings) + 1)]
    whole = f"A1:{letters[-1]}{len(rows) + 1}" if letters else "A1"
    yield f'{BEGIN}<worksheet xmlns="{MAIN}"><dimension ref="{whole}"/>'
    yield '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    yield 'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    for place, heading in enumerate(headings):
        longest = max([len(heading), *(_length(row[place]) for row in rows if place < len(row))])
        yield f'<col min="{place + 1}" max="{place + 1}" '
        yield f'width="{min(longest + 2, WIDEST)}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for number, row in enumerate((headings, *rows), start=1):
        yield f'<row r="{number}">'
        style = HEAD if number == 1 else TEXT
        for letter, cell in zip(letters, row, strict=False):
            yield _cell(f"{letter}{number}", cell, style)
        yield "</row>"
    yield f'</sheetData><autoFilter ref="{whole}"/></worksheet>'


def letters_of(number: int) -> str:
    """“A” for the first column, “AA” for the 27th."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def _length(cell: Any) -> int:
    return 0 if cell is None else len(str(cell))


def _cell(place: str, cell: Any, style: int) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return f'<c r="{place}" s="{style}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float | Decimal):
        return f'<c r="{place}" s="{style}"><v>{cell}</v></c>'
    if isinstance(cell, datetime.date):
        is_moment = isinstance(cell, datetime.datetime)
        if isinstance(cell, datetime.datetime):
            moment = cell
        else:
            moment = datetime.datetime.combine(cell, datetime.time())
        if timezone.is_aware(moment):
            # Cells know no zones: as on the clock of the site.
            moment = timezone.make_naive(moment)
        days: float = (moment - DAY_ZERO) / datetime.timedelta(days=1)
        if days >= 61:
            return f'<c r="{place}" s="{MOMENT if is_moment else DAY}"><v>{days:.10g}</v></c>'
        # Spreadsheets count no days before these.
        cell = cell.isoformat()
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    words = escape(text)
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
    )
