"""Files of a case: made for a download, recognised and read after an upload."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cases.exchange.incoming import Incoming, incoming_of
from cases.exchange.markdown_file import read_markdown, write_markdown
from cases.exchange.sheet import Sheet
from programme import files as file_kinds
from programme.writing.html_reading import digest_of_text

DOCX, MARKDOWN = "docx", "md"
SUFFIXES = (DOCX, MARKDOWN)
CONTENT_TYPES: Mapping[str, str] = {
    DOCX: f"{file_kinds.OFFICE}wordprocessingml.document",
    MARKDOWN: "text/markdown; charset=utf-8",
}
# A Word file with pictures is large, its words are not. As Markdown a case of 3,000 words has some
# 40 KB, read in 20 milliseconds; as Word it takes half a second. So a file is read at once.
MOST_BYTES = 10 * 1024 * 1024
MOST_MARKDOWN = 256 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class MadeFile:
    name: str
    content_type: str
    data: bytes


def make_file(sheet: Sheet, suffix: str) -> MadeFile:
    """The sheet as a file of this kind."""
    data = _docx(sheet) if suffix == DOCX else write_markdown(sheet).encode()
    name = slugify(f"{sheet.programme} {sheet.title} {sheet.state}")
    return MadeFile(f"{name}.{suffix}", CONTENT_TYPES[suffix], data)


def _docx(sheet: Sheet) -> bytes:
    # Slow to import, and only who downloads or uploads a file needs it.
    from cases.exchange.docx_file import DocxWriter
    from cases.exchange.docx_reading import read_docx

    writer = DocxWriter(sheet)
    writer.write()
    data = writer.data()
    if not sheet.is_form:
        return data
    # The file remembers how a reader finds each text in it, so that a text nobody touched is
    # known as such, whatever Word cannot say of it.
    found = incoming_of(read_docx(data), "")
    writer.remember({key: digest_of_text(words.text) for key, words in found.topics.items()})
    return writer.data()


def read_file(upload: Any) -> Incoming:
    """What an uploaded file brings. Raises ValidationError in words for one that is refused."""
    if upload.size > MOST_BYTES:
        raise _too_large(upload, MOST_BYTES, _("Take the pictures out of it."))
    name = str(upload.name or "")[:120]
    read = _reader_of(upload)
    upload.seek(0)
    incoming = incoming_of(read(upload.read()), name)
    if not (incoming.topics or incoming.grids or incoming.loose):
        raise ValidationError(_("There is no text in this file."))
    return incoming


def _reader_of(upload: Any) -> Any:
    """By what the file is, not by its name."""
    upload.seek(0)
    head = upload.read(1024)
    if head.startswith(OLD_OFFICE):
        raise _refused(_("an old Word file (.doc), or one that is locked by a password"))
    if head.startswith(b"PK"):
        kind = _kind_of(upload)
        if kind.suffix != f".{DOCX}":
            raise _refused(kind.label)
        return _read_docx
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if encoding == "utf-8-sig":
        _require_text(upload)
    if upload.size > MOST_MARKDOWN:
        raise _too_large(upload, MOST_MARKDOWN, _("That is ten times what a case has."))
    return partial(_read_text, encoding=encoding)


def _kind_of(upload: Any) -> Any:
    try:
        return file_kinds.kind_of(upload)
    except ValidationError as error:
        raise _refused(str((error.params or {}).get("found", ""))) from error


def _require_text(upload: Any) -> None:
    try:
        found = file_kinds.kind_of(upload).label
    except ValidationError as error:
        found = str((error.params or {}).get("found", ""))
    # A list that begins with “#!” is as unlikely as a program that means no harm.
    if found != _("a plain text"):
        raise _refused(found)


def _read_docx(data: bytes) -> Any:
    from cases.exchange.docx_reading import read_docx

    return read_docx(data)


def _read_text(data: bytes, *, encoding: str) -> Any:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # What Windows writes without being asked.
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise _refused(_("a file of a kind unknown here"))
    return read_markdown(text)


def _refused(found: str) -> ValidationError:
    return ValidationError(
        _("This is %(found)s. A case comes back as a Word file (.docx) or as Markdown (.md).")
        % {"found": found}
    )


def _too_large(upload: Any, most: int, hint: str) -> ValidationError:
    sentence = _("This file has %(size)s, and at most %(most)s are read.") % {
        "size": filesizeformat(upload.size),
        "most": filesizeformat(most),
    }
    return ValidationError(f"{sentence} {hint}")
