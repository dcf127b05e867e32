"""A table as a file for a spreadsheet: CSV or XLSX. What people typed is never computed."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

# A spreadsheet takes a cell that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What the file of a spreadsheet may not contain.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What the name of a sheet may not contain.
NO_NAME = re.compile(r"[\[\]:*?/\\]")
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDEST = 60
# The longest name that a sheet can have.
NAME_LENGTH = 31


def table_file(
    kind: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> bytes:
    """The table as a file of one of the ``KINDS``."""
    safe = [[harmless(cell) for cell in row] for row in rows]
    return _csv(headings, safe) if kind == "csv" else _xlsx(title, headings, safe)


def harmless(cell: Any) -> Any:
    """A text that would be taken for a formula gets an apostrophe in front of it."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell


def _csv(headings: Sequence[str], rows: list[list[Any]]) -> bytes:
    """With a mark in front by which a spreadsheet knows the letters of every language."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _xlsx(title: str, headings: Sequence[str], rows: list[list[Any]]) -> bytes:
    # Slow to import, and seldom asked for.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    title = ILLEGAL.sub("", title)
    sheet = book.create_sheet(NO_NAME.sub("", title)[:NAME_LENGTH].strip("'"))
    book.properties.title = title
    for row in (headings, *rows):
        sheet.append([ILLEGAL.sub("", cell) if isinstance(cell, str) else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(cell.value, datetime.date):
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(cell.value, str):
                # Never anything to be computed, whatever it begins with.
                cell.data_type = "s"
    for number, column in enumerate(sheet.iter_cols(), start=1):
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
