"""The evidence pack of a workshop as a file: one ZIP with all that its funder asks for.

What is in it, and under which names, ``reports.contexts.evidence`` decides. Files go from the
storage into the pack in pieces, so that a hundred photos do not fill the memory.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from reports.contexts import Print
from reports.contexts.evidence import INDEX, EvidencePrint, Part, chapters_of
from reports.contexts.workshop import WorkshopRows
from reports.pdf import print_pdf
from workshops.models import Workshop

CHECKSUMS = "SHA256SUMS.txt"
PIECE = 256 * 1024
# Packing again what is packed costs time and saves nothing.
PACKED = (".jpg", ".jpeg", ".png", ".pdf", ".pptx", ".docx", ".xlsx", ".odp", ".odt")
# Of the progress that a builder tells: the pack is written between these.
FIRST, LAST = 4, 94


@dataclass(frozen=True)
class Packed:
    """A finished pack on the disk; gone with ``close``."""

    path: Path
    checksum: str
    suffix: str = ".zip"
    # Only PDFs have pages.
    pages: None = None

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def open(self) -> IO[bytes]:
        return self.path.open("rb")

    def close(self) -> None:
        self.path.unlink(missing_ok=True)


def pack(workshop: Workshop, progress: Callable[[int, str], None]) -> tuple[Print, Packed]:
    """Write the pack of a workshop as it is now. The caller closes it."""
    rows = WorkshopRows.of(workshop)
    chapters = chapters_of(rows)
    content = EvidencePrint.of_chapters(rows.workshop, chapters)
    parts = [part for chapter in chapters for part in chapter.parts]
    handle, name = tempfile.mkstemp(suffix=".zip")
    path = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file, zipfile.ZipFile(file, "w") as archive:
            pages = _Pages(archive, _day_of(rows.workshop))
            _write_parts(pages, parts, progress)
            index = content.with_checksums(pages.checksums)
            pages.write(INDEX, _printed(index))
            pages.write(CHECKSUMS, [pages.sums().encode()])
        return content, Packed(path, _checksum_of(path))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write_parts(
    pages: "_Pages", parts: Sequence[Part], progress: Callable[[int, str], None]
) -> None:
    for number, part in enumerate(parts):
        share = FIRST + (LAST - FIRST) * number // len(parts)
        progress(share, _("Packing: %(what)s") % {"what": part.what})
        if isinstance(part.source, FieldFile):
            # What has been lost on the server is missing in the pack, and its index says so.
            if part.source.name and part.source.storage.exists(part.source.name):
                pages.write(part.name, _pieces(part.source))
        elif isinstance(part.source, Print):
            pages.write(part.name, _printed(part.source))
        else:
            pages.write(part.name, [part.source])


@dataclass
class _Pages:
    """The pack while it is written: files in a fixed order, with the same date each time."""

    archive: zipfile.ZipFile
    day: tuple[int, int, int, int, int, int]
    checksums: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, pieces: Any) -> None:
        info = zipfile.ZipInfo(name, self.day)
        is_packed = name.lower().endswith(PACKED)
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        # Its size is not known beforehand, and may be more than an old ZIP could hold.
        with self.archive.open(info, "w", force_zip64=True) as entry:
            for piece in pieces:
                digest.update(piece)
                entry.write(piece)
        self.checksums[name] = digest.hexdigest()

    def sums(self) -> str:
        """As ``sha256sum --check`` reads it."""
        return "".join(f"{checksum}  {name}\n" for name, checksum in self.checksums.items())


def _printed(content: Print) -> Iterator[bytes]:
    yield print_pdf(content.html(), pictures=content.pictures()).data


def _pieces(stored: FieldFile) -> Iterator[bytes]:
    with stored.open("rb") as file:
        yield from file.chunks(PIECE)


def _checksum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _day_of(workshop: Workshop) -> tuple[int, int, int, int, int, int]:
    """The date that every file of the pack has: the same pack is the same file."""
    day = workshop.ends_on
    return (day.year, day.month, day.day, 12, 0, 0) if day else (1980, 1, 1, 0, 0, 0)
