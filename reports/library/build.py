"""Building much of the library at once: what is asked for, and how far it is.

What a person has asked for stands in the session, so the page can be left. How far it is the rows
of the documents say, not the session: somebody else may have built them meanwhile.
"""

import datetime
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from programme.models import Programme, User
from reports.contexts import context_of
from reports.documents import rows as document_rows
from reports.documents.shelf import subjects_for
from reports.library.entries import BUILDING, CURRENT, FAILED, OUTDATED, Line, lines_of
from reports.models import Document

logger = logging.getLogger(__name__)

IN_SESSION = "library_build"
# So many are asked for at once; the rest is left for the next time.
MOST_AT_ONCE = 400
# Kind and key of a subject, as a message of the queue carries them.
Pair = tuple[str, int]


def queue_each(user: User, pairs: Iterable[Pair]) -> Iterator[int]:
    """Ask for each document that the person may have; yield the keys of those queued just now.

    The same content is not built twice, and what somebody else has asked for meanwhile is left to
    that build. What cannot be read becomes a document that says why.
    """
    for kind, key in pairs:
        subject = subjects_for(kind, user).filter(pk=key).first()
        if subject is None:
            continue
        document, is_new = _queue(kind, subject, user)
        if is_new:
            yield document.pk


def _queue(kind: str, subject: models.Model, user: User) -> tuple[Document, bool]:
    try:
        content = context_of(kind, subject)
        title, content_key = content.title, content.content_key()
    except DatabaseError:
        raise
    except Exception:
        # The builder meets the same error, and puts it on the row in words.
        logger.exception("%s of %s: what it shows cannot be read.", kind, subject.pk)
        title, content_key = str(subject), ""
    with transaction.atomic():
        return document_rows.find_or_queue(
            kind, subject, title=title, content_key=content_key, by=user
        )


@dataclass(frozen=True)
class Asked:
    """What somebody has asked for at once, as the session keeps it."""

    at: datetime.datetime
    pairs: tuple[Pair, ...]

    @classmethod
    def now(cls, lines: Iterable[Line]) -> Self:
        return cls(timezone.now(), tuple(line.key for line in lines)[:MOST_AT_ONCE])

    @classmethod
    def kept_in(cls, session: Any, programme: Programme) -> Self | None:
        """What was asked for last in this programme; None when nothing was."""
        kept = session.get(IN_SESSION, {}).get(str(programme.pk))
        if not kept:
            return None
        pairs = tuple((kind, key) for kind, key in kept["pairs"])
        return cls(datetime.datetime.fromisoformat(kept["at"]), pairs)

    def is_under_way(self, lines: Iterable[Line]) -> bool:
        """Whether something of it is being built, among all lines of the library."""
        pairs = set(self.pairs)
        return any(line.state == BUILDING and line.key in pairs for line in lines)

    def keep_in(self, session: Any, programme: Programme) -> None:
        kept = {"at": self.at.isoformat(), "pairs": [list(pair) for pair in self.pairs]}
        session[IN_SESSION] = session.get(IN_SESSION, {}) | {str(programme.pk): kept}


@dataclass(frozen=True)
class Progress:
    """How far it is with all that was asked for."""

    total: int
    ready: int
    building: int
    failed: list[Document]

    @classmethod
    def of(cls, asked: Asked, programme: Programme, user: User) -> Self:
        """Two queries, however much was asked for."""
        documents = Document.objects.visible_to(user).in_programme(programme)
        lines = {line.key: line for line in lines_of(documents)}
        found = [lines[pair] for pair in asked.pairs if pair in lines]
        # One that failed before it was asked for again waits for its turn.
        failed = [
            line.pk for line in found if line.state == FAILED and line.at and line.at >= asked.at
        ]
        return cls(
            total=len(asked.pairs),
            ready=sum(_is_there(line) for line in found),
            building=sum(line.state == BUILDING for line in found),
            failed=list(documents.filter(pk__in=failed).select_related("programme")),
        )

    @property
    def settled(self) -> int:
        return self.ready + len(self.failed)

    @property
    def waiting(self) -> int:
        return self.total - self.settled - self.building

    @property
    def is_over(self) -> bool:
        return self.settled >= self.total

    @property
    def percent(self) -> int:
        return 100 * self.settled // self.total if self.total else 100


def _is_there(line: Line) -> bool:
    """Ready and as the text is now; an edition is, whatever came after it."""
    return line.state == CURRENT or (line.state == OUTDATED and line.is_of_edition)
