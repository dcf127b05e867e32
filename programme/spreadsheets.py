"""A table as a file for a spreadsheet: CSV or XLSX. What people typed is never computed."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from programme.sheet_xml import sheet_file

# A spreadsheet takes a cell that begins like this for a formula; some the wide signs too.
SIGNS = "=+-@＝＋－＠"  # noqa: RUF001  they are meant
# What stands before a sign and is not seen: some programs leave it away when they open a CSV.
# No ends of lines: of very many each would be walked from to the last.
UNSEEN = (
    r"(?:[^\S\t\r\n]|[\x00-\x08\x0e-\x1f\x7f-\x9f\xad]"
    r"|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])*"
)
FORMULA = re.compile(rf"[\t\r\n]|{UNSEEN}[{re.escape(SIGNS)}]")
# Where commas stand in numbers, spreadsheets part the lines of a CSV at each semicolon, also inside
# the quotes of a cell that is not the first: what comes after one begins a cell of its own there.
BEGINS_INSIDE = re.compile(rf"(?<=[;\t\r\n])(?=[\"']*{UNSEEN}[{re.escape(SIGNS)}])")
# What the file of a spreadsheet may not contain.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What the name of a sheet may not contain.
NO_NAME = re.compile(r"[\[\]:*?/\\]")
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# The longest name that a sheet can have.
NAME_LENGTH = 31


def table_file(
    kind: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> bytes:
    """The table as a file of one of the ``KINDS``."""
    # People name the sectors of the map, and the columns of a file that comes back to be mended.
    headings = [harmless(heading) for heading in headings]
    safe = [[harmless(cell) for cell in row] for row in rows]
    return _csv(headings, safe) if kind == "csv" else _xlsx(title, headings, safe)


def harmless(cell: Any) -> Any:
    """A text that would be taken for a formula gets an apostrophe in front of it."""
    if isinstance(cell, str) and FORMULA.match(cell):
        return f"'{cell}"
    return cell


def _csv(headings: Sequence[str], rows: list[list[Any]]) -> bytes:
    """With a mark in front by which a spreadsheet knows the letters of every language."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in [headings, *rows]:
        writer.writerow(BEGINS_INSIDE.sub("'", c) if isinstance(c, str) else c for c in row)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _xlsx(title: str, headings: Sequence[str], rows: list[list[Any]]) -> bytes:
    title = ILLEGAL.sub("", title)
    name = NO_NAME.sub("", title)[:NAME_LENGTH].strip("'") or "Sheet"
    legal = [[ILLEGAL.sub("", c) if isinstance(c, str) else c for c in row] for row in rows]
    return sheet_file(name, title, [ILLEGAL.sub("", heading) for heading in headings], legal)
