"""Mails as files in a folder, for a site without a mail server: one each, named by its Message-ID.

A mail that is tried again after its worker was killed is the same file: it is never there twice,
and never half.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NO_NAME = re.compile(r"[^\w.@+=-]")


class EmailBackend(BaseEmailBackend):
    """Writes each mail to a file of ``EMAIL_FILE_PATH``; OSError when that is not possible."""

    def __init__(self, file_path: str | None = None, **options: bool) -> None:
        super().__init__(**options)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)  # type: ignore[misc]

    def open(self) -> bool:
        self.folder.mkdir(parents=True, exist_ok=True)
        return False

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        written = message.message()
        name = NO_NAME.sub("_", str(written["Message-ID"]).strip("<> "))[:150]
        file = self.folder / f"{name}.eml"
        if file.exists():
            return
        # Only what is whole gets the name of a mail.
        half = self.folder / f".{uuid4().hex}.part"
        try:
            with half.open("xb") as stream:
                stream.write(written.as_bytes())
                stream.flush()
                os.fsync(stream.fileno())
            half.replace(file)
        finally:
            half.unlink(missing_ok=True)
