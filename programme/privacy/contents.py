"""The words inside a file, whatever it is: to find whether it names somebody."""

import io
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from programme.files import BROKEN_ARCHIVE

# So much of a file is looked through, unpacked: an upload may be made to unpack without end.
MOST_BYTES = 100 * 1024 * 1024
DEEPEST = 3
# So long are the PDFs of one file read: less than a worker may be silent (``claims.SILENT_AFTER``).
MOST_SECONDS = 60
PDF_READER = Path(__file__).with_name("pdf_words.py")
# A tag ends before the next begins: a file of nothing but “<” would be walked through for ever.
TAG = re.compile(r"<[^<>]*>")
# Between these a word goes on: Word and Writer cut names where a spelling was checked.
IN_WORD = re.compile(r"</(?:w:t|a:t|w:r|a:r|text:span)>(?:<[^<>]*>)*")


class NotReadError(Exception):
    """A part of the file takes more than it may; what else is in it has been handed out."""


@dataclass
class _Left:
    """How much of the file may still be unpacked, and how long its PDFs may still take."""

    size: int = MOST_BYTES
    seconds: float = MOST_SECONDS
    is_whole: bool = True


def words_of(file: Any) -> Iterator[str]:
    """The texts of a PDF, of the parts of a ZIP or an Office file, or of anything else.

    Raises NotReadError after the last of them where a PDF could not be read to its end.
    """
    file.seek(0)
    content = file.read(MOST_BYTES)
    left = _Left()
    yield from _words(content, DEEPEST, left)
    if not left.is_whole:
        raise NotReadError


def _words(content: bytes, depth: int, left: _Left) -> Iterator[str]:
    if content.startswith(b"%PDF-"):
        yield from _words_of_pdf(content, left)
    elif content.startswith(b"PK") and depth:
        yield from _words_of_archive(content, depth, left)
    else:
        for text in _readings_of(content):
            yield text
            if text.lstrip("\ufeff \r\n").startswith("<"):
                # Cells that follow each other may hold the parts of a name.
                yield " ".join(TAG.sub(" ", IN_WORD.sub("", text)).split())


def _readings_of(content: bytes) -> Iterator[str]:
    """As text, in whatever a program of the last thirty years may have written it in."""
    yield content.decode("utf-8", errors="ignore")
    if b"\0" in content:
        yield content.decode("utf-16-le", errors="ignore")
        yield content.decode("utf-16-be", errors="ignore")
    if _is_of_one_byte(content):
        # Western, and Central European, in which an ó is no end of a word.
        yield content.decode("cp1252", errors="replace")
        yield content.decode("cp1250", errors="replace")


def _is_of_one_byte(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return b"\0" not in content
    return False


def is_printed(file: Any) -> bool:
    """Whether letters stand in the file where a print put them, as in a PDF."""
    file.seek(0)
    return bool(file.read(5) == b"%PDF-")


def _words_of_pdf(content: bytes, left: _Left) -> Iterator[str]:
    """By a process of its own, which ends alone when the PDF was made to end it."""
    seconds = int(left.seconds)
    if seconds < 1:
        left.is_whole = False
        return
    begun = time.monotonic()
    command = [sys.executable, "-I", str(PDF_READER), str(seconds), str(MOST_BYTES)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds)
        told, is_whole = done.stdout, done.returncode == 0
    except subprocess.TimeoutExpired as error:
        told, is_whole = error.stdout or b"", False
    left.seconds -= time.monotonic() - begun
    left.is_whole &= is_whole
    yield from told.decode(errors="replace").split("\f")


def _words_of_archive(content: bytes, depth: int, left: _Left) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                yield part.filename
                if not part.is_dir():
                    yield from _words(_part_of(archive, part, left), depth - 1, left)
    except BROKEN_ARCHIVE:
        # Damaged or encrypted: nobody reads a name in it either.
        return


def _part_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: _Left) -> bytes:
    """The part, or what of it may still be unpacked."""
    if not left.size:
        return b""
    with archive.open(part) as opened:
        content = opened.read(left.size)
    left.size -= len(content)
    return content
