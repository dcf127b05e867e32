"""Read what mail servers send back, from standard input or a folder of files."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from programme.mails.bounces import MOST_BYTES, take_bounce

# What a mail server understands: keep it, and try again later (sysexits.h).
TRY_LATER = 75


class Command(BaseCommand):
    help = (
        "Reads a mail that came back from standard input, or all files of a folder, and says on"
        " the mail of the outbox what became of it. What is about none of our mails changes"
        " nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="a folder with one mail in a file")
        parser.add_argument(
            "--delete", action="store_true", help="delete each file when it has been read"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path | None = options["folder"]
        if folder is None:
            self._take(sys.stdin.buffer.read(MOST_BYTES))
            # The rest is read too, or the mail server takes us for dead.
            while sys.stdin.buffer.read(MOST_BYTES):
                pass
            return
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        files = sorted(path for path in folder.iterdir() if path.is_file())
        taken = 0
        for path in files:
            with path.open("rb") as stream:
                taken += self._take(stream.read(MOST_BYTES))
            if options["delete"]:
                path.unlink()
        self.stdout.write(f"{len(files)} files read, {taken} of them about mails of ours.")

    def _take(self, raw: bytes) -> bool:
        try:
            return take_bounce(raw) is not None
        except DatabaseError as error:
            raise CommandError("The database is away.", returncode=TRY_LATER) from error
