"""What a file is, told from its content; names and declared types are only what somebody typed."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# All that zipfile says of an archive that is damaged. RuntimeError: a part is encrypted; it has
# no better word for it. ValueError: a part would begin before the file does.
BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(NotImplementedError, RuntimeError, OSError, EOFError, ValueError),
)


@dataclass(frozen=True)
class FileKind:
    """A kind of file that a case or a workshop may carry."""

    label: str
    suffix: str
    content_type: str
    other_suffixes: tuple[str, ...] = ()

    def name_for(self, name: str) -> str:
        """The name under which it is handed out: no folders, and the ending of what it is."""
        path = PurePath(name.replace("\\", "/").rpartition("/")[2])
        clean = "".join(letter for letter in path.name if letter.isprintable()).strip(" .")
        if not clean:
            return f"file{self.suffix}"
        if PurePath(clean).suffix.lower() not in (self.suffix, *self.other_suffixes):
            clean += self.suffix
        stem, ending = clean[: -len(PurePath(clean).suffix)], PurePath(clean).suffix
        return stem[: 200 - len(ending)] + ending


PDF = FileKind("PDF", ".pdf", "application/pdf")
PNG = FileKind("PNG", ".png", "image/png")
JPEG = FileKind("JPEG", ".jpg", "image/jpeg", (".jpeg", ".jpe"))
# By the content type of the main part, which an Office file names in a list at its beginning.
MAIN_PARTS: dict[bytes, FileKind] = {
    b"wordprocessingml.document.main+xml": FileKind(
        "DOCX", ".docx", f"{OFFICE}wordprocessingml.document"
    ),
    b"presentationml.presentation.main+xml": FileKind(
        "PPTX", ".pptx", f"{OFFICE}presentationml.presentation"
    ),
    b"spreadsheetml.sheet.main+xml": FileKind("XLSX", ".xlsx", f"{OFFICE}spreadsheetml.sheet"),
}
# By the content of the part “mimetype”.
OPEN_DOCUMENTS: dict[bytes, FileKind] = {
    f"{OPEN_DOCUMENT}text".encode(): FileKind("ODT", ".odt", f"{OPEN_DOCUMENT}text"),
    f"{OPEN_DOCUMENT}presentation".encode(): FileKind(
        "ODP", ".odp", f"{OPEN_DOCUMENT}presentation"
    ),
}
ALLOWED: tuple[FileKind, ...] = (
    PDF,
    *MAIN_PARTS.values(),
    *OPEN_DOCUMENTS.values(),
    PNG,
    JPEG,
)
SUFFIXES: tuple[str, ...] = tuple(
    suffix for kind in ALLOWED for suffix in (kind.suffix, *kind.other_suffixes)
)

# What else people try, so that the answer can name it. Order matters: the first match counts.
SIGNATURES: tuple[tuple[bytes, Promise], ...] = (
    (b"MZ", gettext_lazy("a Windows program")),
    (b"\x7fELF", gettext_lazy("a Linux program")),
    (b"\xca\xfe\xba\xbe", gettext_lazy("a program")),
    (b"\xcf\xfa\xed\xfe", gettext_lazy("a program")),
    (b"#!", gettext_lazy("a script")),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        gettext_lazy("an Office file of the old kind (.doc, .xls, .ppt)"),
    ),
    (b"GIF8", gettext_lazy("a GIF picture")),
    (b"II*\x00", gettext_lazy("a TIFF picture")),
    (b"MM\x00*", gettext_lazy("a TIFF picture")),
    (b"Rar!", gettext_lazy("a RAR archive")),
    (b"7z\xbc\xaf'\x1c", gettext_lazy("a 7z archive")),
    (b"\x1f\x8b", gettext_lazy("a compressed file (gzip)")),
    (b"{\\rtf", gettext_lazy("an RTF text")),
)
# Inside an Office file these can run something on the reader's machine.
RUNS = (".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".jar", ".msi")
MOST_PARTS = 5_000
MOST_LISTED = 1_000_000


def kind_of(file: Any) -> FileKind:
    """The kind of an uploaded file, or of anything else that reads and seeks.

    Raises ValidationError naming what was found instead, and what is allowed.
    """
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if not head:
        raise _refused(_("an empty file"))
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(file, "PNG", PNG)
    if head.startswith(b"\xff\xd8\xff"):
        return _picture(file, "JPEG", JPEG)
    if head.startswith(b"PK"):
        return _office(file)
    raise _refused(_name_of(head))


def _refused(found: str) -> ValidationError:
    allowed = ", ".join(kind.label for kind in ALLOWED)
    return ValidationError(
        _("This is %(found)s. Allowed are: %(allowed)s."),
        code="kind",
        params={"found": found, "allowed": allowed},
    )


def _name_of(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _("a WebP picture")
    if head[4:8] == b"ftyp":
        return _("a film or a picture of a phone (MP4, MOV, HEIC)")
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            return str(name)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<script")):
        return _("a web page")
    if text.startswith(b"<svg") or b"<svg" in text:
        return _("an SVG drawing")
    if text.startswith(b"<?xml"):
        return _("an XML file")
    if b"\x00" not in head:
        return _("a plain text")
    return _("a file of a kind unknown here")


def _picture(file: Any, format_name: str, kind: FileKind) -> FileKind:
    try:
        with Image.open(file, formats=[format_name]) as picture:
            picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise _refused(_("a damaged picture")) from error
    finally:
        file.seek(0)
    return kind


def _office(file: Any) -> FileKind:
    try:
        with zipfile.ZipFile(file) as archive:
            return _kind_of_archive(archive)
    except BROKEN_ARCHIVE as error:
        raise _refused(_("a damaged or encrypted archive")) from error
    finally:
        file.seek(0)


def _kind_of_archive(archive: zipfile.ZipFile) -> FileKind:
    names = archive.namelist()
    if len(names) > MOST_PARTS:
        raise _refused(_("an archive of very many files"))
    if "[Content_Types].xml" in names:
        listed = _read(archive, "[Content_Types].xml")
        kinds = [kind for part, kind in MAIN_PARTS.items() if part in listed]
        has_macros = b"macroenabled" in listed.lower() or any(_is_macro(name) for name in names)
    elif "mimetype" in names:
        kinds = [
            kind for type_, kind in OPEN_DOCUMENTS.items() if _read(archive, "mimetype") == type_
        ]
        has_macros = any(name.startswith(("Basic/", "Scripts/")) for name in names)
    else:
        kinds, has_macros = [], False
    if has_macros:
        raise _refused(_("an Office file with macros; save it without them"))
    runs = next(_that_run(names), None)
    if kinds and runs:
        raise _refused(_("an Office file that carries a program (%(name)s)") % {"name": runs})
    if len(kinds) != 1:
        raise _refused(
            _("an Office file of another kind") if _is_office(names) else _("a ZIP archive")
        )
    return kinds[0]


def _is_office(names: list[str]) -> bool:
    return "[Content_Types].xml" in names or "mimetype" in names


def _is_macro(name: str) -> bool:
    return name.lower().endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name.lower()


def _that_run(names: list[str]) -> Iterator[str]:
    return (name for name in names if name.lower().endswith(RUNS))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part; never more, whatever size it claims to unpack to."""
    with archive.open(name) as part:
        return part.read(MOST_LISTED).strip()
