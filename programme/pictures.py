"""Pictures without what a camera or a phone writes beside them: where, when, with which device.

Nothing is drawn anew: the picture itself stays bit for bit what it was. The one thing kept of the
notes is which side is up; without it photos of a phone would lie on their side.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from django.core.files import File
from django.core.files.base import ContentFile
from PIL import ExifTags, Image

from programme.files import JPEG, PNG, FileKind

# The end of compressed data in a JPEG: a mark that is neither a byte 255 nor a restart.
MARK = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
HEAD, NOTES, SCAN, END, COMMENT = 0xE0, 0xE1, 0xDA, 0xD9, 0xFE
# Without these a picture would be drawn in other colours.
DRAWN_WITH = {HEAD: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
# Parts of a PNG that change how it is drawn. Those whose name begins with a capital always do.
PNG_DRAWN_WITH = {
    *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs"),
    *(b"acTL", b"fcTL", b"fdAT"),
}


def without_notes(upload: File, kind: FileKind) -> File:
    """A picture with nothing in it but the picture; any other file as it is."""
    if kind not in (JPEG, PNG):
        return upload
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    parts = _parts_of_jpeg if kind is JPEG else _parts_of_png
    return ContentFile(b"".join(parts(data, _which_side_is_up(upload))), name=upload.name)


def _which_side_is_up(upload: File) -> bytes:
    """The notes (TIFF) that say nothing but this; empty where the picture lies as it is."""
    tag = ExifTags.Base.Orientation
    try:
        with Image.open(upload, formats=["JPEG", "PNG"]) as picture:
            side = picture.getexif().get(tag)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error):
        # Notes that nobody can read say nothing.
        side = None
    finally:
        upload.seek(0)
    if side not in range(2, 9):
        return b""
    notes = Image.Exif()
    notes[tag] = side
    return notes.tobytes().removeprefix(b"Exif\0\0")


def _parts_of_jpeg(data: bytes, side: bytes) -> Iterator[bytes]:
    """Up to its end: behind it phones put a second picture, with notes of its own."""
    notes = _segment(NOTES, b"Exif\0\0" + side) if side else b""
    yield data[:2]
    place = 2
    while found := MARK.search(data, place):
        mark, begin = found[1][0], found.end()
        if mark == END:
            break
        if mark != HEAD:
            # Which side is up stands behind the head of the file, where readers look for it.
            yield notes
            notes = b""
        place = begin + max(int.from_bytes(data[begin : begin + 2]), 2)
        content = data[begin + 2 : place]
        if mark == SCAN:
            after = MARK.search(data, place)
            end = after.start() if after else len(data)
            yield _segment(mark, content) + data[place:end]
            place = end
        elif _is_drawn(mark, content):
            yield _segment(mark, content)
    yield b"\xff\xd9"


def _segment(mark: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, mark, len(content) + 2) + content


def _is_drawn(mark: int, content: bytes) -> bool:
    if mark in DRAWN_WITH:
        return content.startswith(DRAWN_WITH[mark])
    return mark != COMMENT and not 0xE0 <= mark <= 0xEF


def _parts_of_png(data: bytes, side: bytes) -> Iterator[bytes]:
    yield PNG_HEAD
    place, end = len(PNG_HEAD), len(data)
    while place + 8 <= end:
        length, name = struct.unpack(">I4s", data[place : place + 8])
        part = data[place : place + 12 + length]
        place += len(part)
        if name == b"IDAT" and side:
            yield struct.pack(">I4s", len(side), b"eXIf") + side + _sum(b"eXIf" + side)
            side = b""
        if name[:1].isupper() or name in PNG_DRAWN_WITH:
            yield part
        if name == b"IEND":
            return


def _sum(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))
