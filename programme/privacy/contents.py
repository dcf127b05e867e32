"""The words inside a file, whatever it is: to find whether it names somebody."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from programme.files import BROKEN_ARCHIVE

# So much of a file is looked through, unpacked: an upload may be made to unpack without end.
MOST_BYTES = 100 * 1024 * 1024
DEEPEST = 3
# A tag ends before the next begins: a file of nothing but “<” would be walked through for ever.
TAG = re.compile(r"<[^<>]*>")
# Between these a word goes on: Word and Writer cut names where a spelling was checked.
IN_WORD = re.compile(r"</(?:w:t|a:t|w:r|a:r|text:span)>(?:<[^<>]*>)*")


@dataclass
class _Left:
    """How much of the file may still be unpacked."""

    size: int = MOST_BYTES


def words_of(file: Any) -> Iterator[str]:
    """The texts of a PDF, of the parts of a ZIP or an Office file, or of anything else."""
    file.seek(0)
    content = file.read(MOST_BYTES)
    yield from _words(content, DEEPEST, _Left())


def _words(content: bytes, depth: int, left: _Left) -> Iterator[str]:
    if content.startswith(b"%PDF-"):
        yield from _words_of_pdf(content)
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


def _words_of_pdf(content: bytes) -> Iterator[str]:
    # Slow to import, and only workers need it.
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return
    try:
        yield " ".join(document.get_metadata_dict().values())
        for page in document:
            yield page.get_textpage().get_text_bounded()
    finally:
        document.close()


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
