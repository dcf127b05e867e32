"""The parts of books that were laid out before, as files. All of them may be lost at any time.

A file begins with the checksum of the rest: what was damaged counts as missing, and is made again.
"""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

# Nobody asked for it so long: the book has probably changed since.
SECONDS_UNUSED = 14 * 24 * 3600
# Nobody writes so long at one file: its writer died.
SECONDS_UNFINISHED = 3600


def find(key: str) -> bytes | None:
    """What was kept under the key, whole, or None."""
    path = _path(key)
    try:
        content = path.read_bytes()
    except OSError:
        return None
    checksum, data = content[:32], content[32:]
    if hashlib.sha256(data).digest() != checksum:
        return None
    with suppress(OSError):
        # It is in use: the clearing leaves it.
        os.utime(path)
    return data


def keep(key: str, data: bytes) -> None:
    """Keep it, whole or not at all. Several processes may keep the same at once."""
    path = _path(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(hashlib.sha256(data).digest() + data)
        os.replace(unfinished, path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise


def forget_unused() -> int:
    """Delete what nobody used for two weeks, and what its writer left unfinished."""
    now, count = time.time(), 0
    for path in Path(settings.BOOK_PARTS_ROOT).glob("??/*"):
        limit = SECONDS_UNFINISHED if path.name.startswith(".") else SECONDS_UNUSED
        # Another worker may delete it at the same time.
        with suppress(FileNotFoundError):
            if now - path.stat().st_mtime > limit:
                path.unlink()
                count += 1
    return count


def _path(key: str) -> Path:
    return Path(settings.BOOK_PARTS_ROOT) / key[:2] / key
