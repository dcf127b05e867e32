"""A file that was made and never lay on the disk."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO


@dataclass(frozen=True)
class Made:
    """What a maker of documents hands over, for as long as it is in memory alone."""

    data: bytes

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> IO[bytes]:
        return BytesIO(self.data)

    def close(self) -> None:
        """Nothing is left behind."""
