"""A queue that needs no server: every message is a file in a folder."""

import os
import uuid
from pathlib import Path
from time import time_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Celery's file queue, with messages that appear whole.

    The stock channel writes into the file that the worker already sees, so a
    worker that is quick enough reads half a message and stumbles over it.
    """

    # Kombu's own two classes name the second argument differently.
    def _put(  # type: ignore[override]
        self, queue: str, payload: dict[str, Any], **kwargs: Any
    ) -> None:
        # The reader takes what follows the first point for the name of the queue.
        name = f"{time_ns()}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unfinished = folder / f".{name}.part"
        unfinished.write_text(dumps(payload), encoding="utf-8")
        os.replace(unfinished, folder / name)


class Transport(filesystem.Transport):
    Channel = Channel
