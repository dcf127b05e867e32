"""Building one document: read, draw, store, and say how it goes. The work of the tasks."""

import errno
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import TracebackType
from typing import Self

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from reports.contexts import Print
from reports.documents.makers import make
from reports.documents.rows import Built, Claim, Superseded
from reports.models import Document
from reports.printing import LibraryMissing
from reports.printing.processes import PieceDied, PieceFailed

logger = logging.getLogger(__name__)

# The bar moves at most this often; every move is a write to the database.
SECONDS_BETWEEN_MOVES = 0.7
# Drawing many pages says nothing for a while; a thread says then that the builder is alive.
SECONDS_BETWEEN_BEATS = 2.0


def build(pk: int) -> None:
    """Build a queued document. Safe to call twice: the second call finds nothing queued.

    Whatever goes wrong ends on the row in words, except that the database itself is away: then
    the row is left as it is, and is found again without a heartbeat.
    """
    claim = Claim.take(pk)
    if claim is None:
        return
    try:
        with Pulse(claim) as pulse:
            content, built = draw(claim, pulse)
        with closing(built):
            claim.finish(built, title=content.title, content_key=content.content_key())
    except Superseded:
        logger.warning("Document %s: attempt %s was overtaken.", pk, claim.attempt)
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("Document %s: attempt %s failed.", pk, claim.attempt)
        record_failure(claim, error)


def draw(claim: Claim, pulse: "Pulse") -> tuple[Print, Built]:
    """Make the file of the claimed document."""
    pulse.move(2, _("Reading the texts"))
    content, built = make(Document.objects.get(pk=claim.pk), pulse.move)
    pulse.move(97, _("Storing the file"))
    return content, built


def record_failure(claim: Claim, error: Exception) -> None:
    """Put an error on the row in words. Only what time can heal is tried again by itself."""
    if isinstance(error, LibraryMissing):
        claim.fail(str(error))
    elif isinstance(error, PieceDied):
        # Others may need less memory in a moment, and what was laid out by then is kept.
        claim.put_back(str(error))
    elif isinstance(error, SoftTimeLimitExceeded):
        claim.fail(_("It took too long and was stopped. The document may be too large."))
    elif isinstance(error, OSError):
        claim.put_back(words_of(error))
    else:
        claim.fail(
            _(
                "The pages could not be laid out (%(error)s). The server's log has the details "
                "under document %(number)s."
            )
            % {
                "error": error.name if isinstance(error, PieceFailed) else type(error).__name__,
                "number": claim.pk,
            }
        )


def words_of(error: OSError) -> str:
    """What a person who waits can do about an error of the system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk of the server is full. Its operator has to make room.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _("The server may not write to its folder of files. Its operator has to allow it.")
    return _("The file could not be stored (%(error)s).") % {
        "error": error.strerror or type(error).__name__
    }


class Pulse:
    """Says on the row that the builder is alive and how far it is.

    The builder calls ``move``; a thread repeats the last word while the builder is silent. Once
    the row belongs to somebody else, the next ``move`` raises Superseded.
    """

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.percent = 0
        self.note = ""
        self.said_at = 0.0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._repeat, daemon=True, name="document-pulse")

    def __enter__(self) -> Self:
        self.said_at = time.monotonic()
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopped.set()
        self.thread.join()

    def move(self, percent: int, note: str) -> None:
        """Tell where the work stands, now or a moment later."""
        began = self.percent == 0
        self.percent, self.note = percent, note
        if began or time.monotonic() - self.said_at >= SECONDS_BETWEEN_MOVES:
            self.said_at = time.monotonic()
            self.claim.beat(percent, note)

    def _repeat(self) -> None:
        with own_connection():
            while not self.stopped.wait(0.5):
                if time.monotonic() - self.said_at < SECONDS_BETWEEN_BEATS:
                    continue
                self.said_at = time.monotonic()
                try:
                    self.claim.beat(self.percent, self.note)
                except (Superseded, DatabaseError):
                    # The builder itself finds out at its next move.
                    logger.info("Document %s: no heartbeat.", self.claim.pk)


@contextmanager
def own_connection() -> Iterator[None]:
    """A thread has a database connection of its own, which nobody else would close."""
    try:
        yield
    finally:
        connection.close()
