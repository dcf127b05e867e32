"""A spreadsheet (XLSX) as a table. Slow to import."""

import datetime
import logging
import re
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from programme.exchange.tables import MOST_COLUMNS, Cells, FileProblemError, Table, numbered
from programme.files import BROKEN_ARCHIVE
from programme.plain import plain

logger = logging.getLogger(__name__)

# A table of 20,000 rows has some 60 MB, one of a million empty rows some 100.
MOST_UNPACKED = 250 * 1024 * 1024
MOST_PARTS = 2_000
CHUNK = 1024 * 1024
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", b"\0")
OVERLAP = 16
# Elements and attributes that are held in memory together: of a row of cells, of one text, of a
# part that has neither. The widest row has some 100,000, 60,000 styles have some 700,000.
MOST_AT_ONCE = 1_000_000
ROW_OR_TEXT_ENDS = re.compile(rb"</(?:\w+:)?(?:row|si)\s*>|<(?:\w+:)?row\b[^<>]*/>")
# Rows of one sheet, or texts: of these something is held until the file is read.
MOST_ENDS = 1_200_000
# How mark-up begins, and how it begins in the letters of old mainframes, which are read as well.
MARK_UP = (b"<", b"\x4c\x6f\xa7\x94")
DECLARED = re.compile(rb"encoding\s*=\s*[\"']\s*([\w.:-]*)")
# No spreadsheet has more.
LAST_ROW = 1_048_576
# What is no fault of the file.
OURS = (FileProblemError, SoftTimeLimitExceeded, MemoryError)


def read_sheet(file: IO[bytes], known: frozenset[str]) -> Table:
    """The sheet with most headings that are known. Raises FileProblemError."""
    _require_harmless(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # What a sheet has beside its cells is of no interest here.
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        heads = [(sheet, _headings_of(sheet)) for sheet in book.worksheets[:20]]
    except OURS:
        raise
    except Exception as error:
        raise _damaged(error) from error
    if not heads:
        raise FileProblemError(_("The spreadsheet has no sheet with a table."))
    sheet, headings = max(heads, key=lambda head: _likelihood(head[1], known))
    rows = numbered(_rows(sheet, len(headings)))
    next(rows, None)
    return Table(headings, rows, _("XLSX, sheet “%(name)s”") % {"name": sheet.title})


def _headings_of(sheet: Any) -> Cells:
    return next(numbered(_rows(sheet, MOST_COLUMNS)), (0, ()))[1]


def _likelihood(headings: Cells, known: frozenset[str]) -> tuple[int, int]:
    return sum(plain(cell) in known for cell in headings), len(headings)


def _rows(sheet: Any, width: int) -> Iterator[tuple[int, list[str]]]:
    # What a sheet says of its own size is often wrong, and may be meant to fill our memory.
    sheet.reset_dimensions()
    values = sheet.iter_rows(max_col=width or 1, values_only=True)
    number = 0
    while True:
        try:
            row = next(values)
        except StopIteration:
            return
        except OURS:
            raise
        except Exception as error:
            raise _damaged(error) from error
        number += 1
        if number > LAST_ROW:
            raise _foreign()
        if any(value is not None for value in row):
            yield number, _without_end([_as_text(value) for value in row])


def _without_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _as_text(value: Any) -> str:
    """The cell as one would type it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # Of a sum in binary numbers nobody means the fifteenth digit.
        return f"{Decimal(repr(round(value, 10))).normalize():f}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _require_harmless(file: IO[bytes]) -> None:
    """Walk once through all that will be parsed: bounded in size, without entities."""
    left = MOST_UNPACKED
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if len(names) > MOST_PARTS or len(set(names)) < len(names):
                raise _foreign()
            for name in names:
                left -= _require_plain(archive, name, left)
    except BROKEN_ARCHIVE as error:
        raise _damaged(error) from error


def _require_plain(archive: zipfile.ZipFile, name: str, left: int) -> int:
    """How much the part unpacks to, if it is mark-up, however it is called: any name can be
    referred to. Raises FileProblemError as soon as it is too much."""
    size, end, scale = 0, b"", _Scale()
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            if not size:
                head = chunk.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
                if head and not head.startswith(MARK_UP):
                    return 0
                _require_usual_letters(chunk)
            size += len(chunk)
            if size > left:
                raise _too_large()
            if any(word in end + chunk for word in FORBIDDEN):
                raise _foreign()
            scale.weigh(chunk)
            end = chunk[-OVERLAP:]
    return size


class _Scale:
    """How much of a part is held in memory at once when it is read."""

    def __init__(self) -> None:
        self.at_once = self.ends = 0

    def weigh(self, chunk: bytes) -> None:
        """Raises FileProblemError."""
        start = 0
        for found in ROW_OR_TEXT_ENDS.finditer(chunk):
            self._add(chunk, start, found.start())
            self.at_once, start = 0, found.end()
            self.ends += 1
        self._add(chunk, start, len(chunk))
        if self.ends > MOST_ENDS:
            raise _too_large()

    def _add(self, chunk: bytes, start: int, end: int) -> None:
        self.at_once += chunk.count(b"<", start, end) + chunk.count(b"=", start, end)
        if self.at_once > MOST_AT_ONCE:
            raise _too_large()


def _require_usual_letters(head: bytes) -> None:
    # In another encoding an entity could hide.
    if head.startswith(MARK_UP[1]):
        raise _foreign()
    declaration = head.partition(b"?>")[0] if b"<?xml" in head[:20] else b""
    for encoding in DECLARED.findall(declaration):
        if encoding.lower() not in (b"utf-8", b"us-ascii"):
            raise _foreign()


def _too_large() -> FileProblemError:
    return FileProblemError(_("Unpacked, this spreadsheet is too large to be read. Divide it."))


def _foreign() -> FileProblemError:
    return FileProblemError(
        _("This file is not one that a spreadsheet has written. It is not read.")
    )


def _damaged(error: Exception) -> FileProblemError:
    # The reader trusts its files: whatever it stumbles over is the file's fault. The log shows
    # whether it was ours.
    logger.warning("A spreadsheet could not be read.", exc_info=error)
    return FileProblemError(_("This spreadsheet is damaged and cannot be read. Save it once more."))
