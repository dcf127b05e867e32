"""How far the PDF engine is, read from what it logs while it works."""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.utils.translation import gettext as _

Progress = Callable[[int, str], None]


class ProgressHandler(logging.Handler):
    """Turns what WeasyPrint logs while it works into a percentage and words."""

    def __init__(self, progress: Progress, expected_pages: int) -> None:
        super().__init__(logging.INFO)
        self.progress = progress
        self.expected_pages = max(expected_pages, 1)
        self.thread = threading.get_ident()
        self.percent = 0

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self.thread:
            return
        percent, note = self.read(record.getMessage())
        # A second layout for page numbers begins again at page 1; the bar does not.
        self.percent = max(self.percent, percent)
        if note:
            self.progress(self.percent, note)

    def read(self, message: str) -> tuple[int, str]:
        if match := re.search(r"Page (\d+)", message):
            page = int(match[1])
            share = min(1.0, page / self.expected_pages)
            return 10 + int(65 * share), _("Laying out page %(page)s") % {"page": page}
        if "Repagination" in message:
            return 75, _("Setting the page numbers of the contents")
        if message.startswith(("Step 6", "Step 7")):
            return 82, _("Drawing the pages")
        if message.startswith(("Step 3", "Step 4")):
            return 8, _("Applying the layout")
        return 4, _("Reading the texts")


class PageHandler(logging.Handler):
    """Tells the number of the page that WeasyPrint logs."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.tell = tell
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        match = re.search(r"Page (\d+)", record.getMessage())
        if match and record.thread == self.thread:
            self.tell(int(match[1]))


def told(progress: Progress, *, expected_pages: int) -> AbstractContextManager[None]:
    """While it lasts, what WeasyPrint does is told as a percentage and words."""
    return _heard(ProgressHandler(progress, expected_pages))


def pages_told(tell: Callable[[int], None]) -> AbstractContextManager[None]:
    """While it lasts, the number of each page is told when its layout begins."""
    return _heard(PageHandler(tell))


@contextmanager
def _heard(handler: logging.Handler) -> Iterator[None]:
    logger = logging.getLogger("weasyprint.progress")
    before = (logger.level, logger.propagate)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
