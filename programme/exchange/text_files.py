"""A CSV file in any of the forms in which programs write one."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.exchange.tables import (
    LONGEST_CELL,
    FileProblemError,
    Table,
    is_half_empty,
    numbered,
)
from programme.plain import plain

SEPARATORS = {
    ",": gettext_lazy("separated by commas"),
    ";": gettext_lazy("separated by semicolons"),
    "\t": gettext_lazy("separated by tabs"),
}
NAMES = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}


def read_text(data: bytes, known: frozenset[str]) -> Table:
    """Raises FileProblemError."""
    text, encoding = decoded(data)
    separator = separator_of(text, known)
    rows = numbered(_rows(text, separator))
    _number, headings = next(rows, (0, ()))
    read_as = ", ".join(["CSV", str(SEPARATORS[separator]), encoding])
    return Table(headings, rows, read_as)


def decoded(data: bytes) -> tuple[str, str]:
    """The text and how it was written. Windows-1252 is what is left when nothing else fits."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs = ["utf-16"]
    elif b"\0" in data[:4096] and is_half_empty(data[:4096]):
        codecs = ["utf-16-le" if not data[0:4096:2].count(0) else "utf-16-be"]
    else:
        codecs = ["utf-8-sig", "cp1252"]
    for codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, NAMES.get(codec, "UTF-16")
    raise FileProblemError(
        _("The letters of this file cannot be read. Save it as “CSV UTF-8”, or as XLSX.")
    )


def separator_of(text: str, known: frozenset[str]) -> str:
    """The separator with which the first row has most headings that are known, or most cells."""
    scores = {}
    for separator in SEPARATORS:
        head = next(numbered(_rows(text[:LONGEST_CELL], separator, is_whole=False)), (0, ()))[1]
        scores[separator] = (sum(plain(cell) in known for cell in head), len(head))
    return max(scores, key=lambda separator: scores[separator])


def _rows(text: str, separator: str, *, is_whole: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers, as a spreadsheet counts them that opens the file."""
    lines = io.StringIO(text, newline="")
    if text[:4].lower() == "sep=":
        # Some spreadsheets write the separator on a line of its own.
        lines.readline()
    offset = 1 if lines.tell() else 0
    reader = csv.reader(lines, delimiter=separator)
    row = 1
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise csv.Error
            yield row + offset, cells
            row += 1
    except csv.Error as error:
        if not is_whole:
            return
        raise FileProblemError(
            _(
                "A cell of row %(row)s is too long to be meant: a quotation mark may be missing "
                "at its end."
            )
            % {"row": row + offset}
        ) from error
