"""A file as a table: its headings and its rows, whatever program has written it.

A file comes from anybody. What it is follows from its content, never from its name; nothing in it
is computed, fetched or unpacked beyond a size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from programme.files import kind_of
from programme.spreadsheets import FORMULA, ILLEGAL

# Nearly three times the clusters of the world that are known.
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
# Enough to tell what a file is.
HEAD = 4096
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

Cells = tuple[str, ...]


class FileProblemError(Exception):
    """Why a file cannot be read at all, in words for whoever has sent it."""


@dataclass(frozen=True)
class Table:
    """The first row with words as headings, and the rows below it with their numbers in the file.

    ``rows`` can be walked through once; it raises FileProblemError where the file breaks off.
    """

    headings: Cells
    rows: Iterator[tuple[int, Cells]]
    # How it was read: “CSV, separated by semicolons, Windows-1252”.
    read_as: str


def read_table(file: IO[bytes], known: frozenset[str]) -> Table:
    """Read a file. ``known`` are the headings that make one table of a file more likely meant
    than another, folded by ``plain``. Raises FileProblemError."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"PK"):
        # Slow to import.
        from programme.exchange.sheets import read_sheet

        require_table(file)
        return read_sheet(file, known)
    from programme.exchange.text_files import read_text

    require_table(file)
    file.seek(0)
    return read_text(file.read(), known)


def require_table(file: IO[bytes]) -> None:
    """Refuse what is neither a spreadsheet nor a plain text. Raises FileProblemError."""
    file.seek(0)
    head = file.read(HEAD)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileProblemError(_("The file is empty."))
    if head.startswith(BYTE_ORDER_MARKS) or _is_utf_16(head):
        return
    if not head.startswith(b"PK") and is_text(head):
        return
    try:
        kind = kind_of(file)
    except ValidationError as error:
        found = (error.params or {}).get("found", "")
    else:
        found = kind.label
        if kind.suffix == ".xlsx":
            return
    raise FileProblemError(
        _("This is %(found)s. A table is needed: a CSV file, or a spreadsheet as XLSX.")
        % {"found": found}
    )


def is_text(head: bytes) -> bool:
    """No signs in it that no text has, and not the beginning of a page or a script."""
    if any(byte < 9 or 13 < byte < 27 for byte in head):
        return False
    begin = head.lstrip(b" \t\r\n").lower()
    return not begin.startswith((b"%pdf-", b"#!", b"{\\rtf", b"<"))


def _is_utf_16(head: bytes) -> bool:
    """UTF-16 without its mark: of Latin letters every second byte is empty."""
    return b"\0" in head and is_text(head[0::2].replace(b"\0", b"")) and is_half_empty(head)


def is_half_empty(head: bytes) -> bool:
    first, second = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    return (second > 0.9 * half and not first) or (first > 0.9 * half and not second)


def clean_cell(text: str) -> str:
    """As it is read: without what stands in front of it for the safety of spreadsheets alone."""
    text = ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if text[:1] == "'" and FORMULA.match(text, 1):
        return text[1:]
    return text


def numbered(
    rows: Iterator[tuple[int, Sequence[str]]],
) -> Iterator[tuple[int, Cells]]:
    """Rows that have words, cleaned. Raises FileProblemError when there are too many."""
    count = 0
    for number, cells in rows:
        cleaned = tuple(clean_cell(cell) if cell else "" for cell in cells)
        if not any(cleaned):
            continue
        count += 1
        # The first is the row of the headings.
        if count > MOST_ROWS + 1:
            raise FileProblemError(
                _("The file has more than %(most)s rows. Divide it.") % {"most": f"{MOST_ROWS:,}"}
            )
        if len(cleaned) > MOST_COLUMNS:
            raise FileProblemError(
                _("Row %(row)s has more than %(most)s columns.")
                % {"row": number, "most": MOST_COLUMNS}
            )
        yield number, cleaned
