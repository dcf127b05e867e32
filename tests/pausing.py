"""Holds a worker at a chosen moment of its work, so that a test can kill it there.

A file ``pause-NAME`` in the data folder asks for a pause. The process that comes to that moment
takes the file away, writes ``at-NAME`` with its number and its parent's, and waits to be killed.
"""

import os
import time
from pathlib import Path

from django.conf import settings


def hold_where_asked():
    """Put the moments into the code. For processes of a worker alone."""
    from reports.documents import rows as document_rows
    from reports.printing import book

    _before(book, "lay_out", "layout", if_true=_something_is_kept)
    _before(book, "join", "joining")
    _before(document_rows, "store", "storing")


def _before(module, name, moment, if_true=lambda: True):
    really = getattr(module, name)

    def held(*arguments, **options):
        asked = Path(settings.DATA_DIR) / f"pause-{moment}"
        if asked.exists() and if_true():
            asked.unlink()
            unfinished = asked.with_name(f"unfinished-{moment}")
            unfinished.write_text(f"{os.getpid()} {os.getppid()}")
            unfinished.rename(asked.with_name(f"at-{moment}"))
            time.sleep(120)
        return really(*arguments, **options)

    setattr(module, name, held)


def _something_is_kept():
    return any(settings.BOOK_PARTS_ROOT.glob("??/*"))
