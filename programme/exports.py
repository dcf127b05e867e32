"""The list of the workplan as a file for a spreadsheet: CSV, or XLSX with real dates."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from programme.plan import PlanLine

# A spreadsheet takes a cell that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Row = list[Any]


def headings() -> Row:
    return [
        _("Date"),
        _("First planned for"),
        _("What"),
        _("Kind"),
        _("Phase"),
        _("City"),
        _("Whose task"),
        _("State"),
        _("Done on"),
        _("What shows that it is done"),
        _("File"),
        _("How the date follows"),
        _("More time"),
        _("Remind on"),
        _("Clashes with"),
        _("Note"),
    ]


def rows_of(lines: Iterable[PlanLine]) -> Iterator[Row]:
    """The lines as cells: words that no spreadsheet computes with, and days."""
    for line in lines:
        item = line.item
        cells = [
            item.due_on,
            item.baseline_on,
            line.title,
            item.get_kind_display(),
            item.get_phase_display(),
            item.city.name if item.city else "",
            line.owner,
            line.standing,
            timezone.localdate(item.done_at) if item.done_at else None,
            item.evidence,
            item.evidence_name,
            line.origin,
            item.extension_words,
            item.remind_on,
            line.clash,
            item.note,
        ]
        yield [harmless(cell) for cell in cells]


def harmless(cell: Any) -> Any:
    """A text that would be taken for a formula gets an apostrophe in front of it."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell


def csv_of(lines: Iterable[PlanLine]) -> bytes:
    """With a mark in front by which a spreadsheet knows the letters of every language."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings())
    writer.writerows(rows_of(lines))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def xlsx_of(lines: Iterable[PlanLine], title: str) -> bytes:
    # Slow to import, and hardly asked for.
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(_("Workplan"))
    book.properties.title = title
    sheet.append(headings())
    for row in rows_of(lines):
        sheet.append(
            [ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in row]
        )
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
    for letter, width in zip("ABCDEFGHIJKLMNOP", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


WIDTHS = (12, 12, 42, 12, 20, 14, 24, 16, 12, 32, 24, 36, 28, 12, 32, 32)
