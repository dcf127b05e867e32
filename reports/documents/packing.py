"""Writing a ZIP to the disk: in pieces, always in the same way, with a checksum of each file."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.db.models.fields.files import FieldFile

PIECE = 256 * 1024
# Packing again what is packed costs time and saves nothing.
PACKED = (".jpg", ".jpeg", ".png", ".pdf", ".pptx", ".docx", ".xlsx", ".odp", ".odt", ".zip")
# Year, month, day, hour, minute, second.
Day = tuple[int, int, int, int, int, int]


@dataclass(frozen=True)
class Packed:
    """A finished ZIP on the disk; gone with ``close``."""

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


@dataclass
class Zip:
    """A ZIP while it is written: files in the order in which they come, all with the same date."""

    archive: zipfile.ZipFile
    day: Day
    checksums: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
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


def packed(day: Day, write: Callable[[Zip], None]) -> Packed:
    """The ZIP that ``write`` fills. The caller closes it; half a file is never left behind."""
    handle, name = tempfile.mkstemp(suffix=".zip")
    path = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file, zipfile.ZipFile(file, "w") as archive:
            write(Zip(archive, day))
        return Packed(path, _checksum_of(path))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def pieces_of(stored: FieldFile) -> Iterator[bytes]:
    with stored.open("rb") as file:
        yield from file.chunks(PIECE)


def _checksum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
