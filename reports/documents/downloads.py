"""Who has fetched which document: written at every hand-out, read by those who run the programme.

A log of persons: it is erased after ``DOWNLOADS_KEPT``, and the numbers in the library count what
is still in it.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import Programme, User
from programme.spreadsheets import table_file
from reports.models import Document, DocumentDownload, DocumentKind

DOWNLOADS_KEPT = timedelta(days=730)
# A table that somebody opens in a spreadsheet, not a copy of the database.
MOST_EXPORTED = 20_000


def note_download(document: Document, *, by: User | AnonymousUser | None) -> None:
    """Note that the file was handed out; of a ZIP also each document that is in it.

    ``by``: nobody for a visitor, or a guest of a workshop.
    """
    user = by if isinstance(by, User) else None
    rows = [DocumentDownload(document=document, user=user)]
    if document.archive:
        rows += [
            DocumentDownload(document_id=key, user=user, in_archive=True)
            for key in document.archive.contained
        ]
    DocumentDownload.objects.bulk_create(rows)


def erase_old_downloads() -> int:
    """Erase what is older than the log is kept; how many. Safe to run at any time."""
    over = DocumentDownload.objects.filter(at__lt=timezone.now() - DOWNLOADS_KEPT)
    return over.delete()[0]


@dataclass(frozen=True)
class Wish:
    """Which downloads somebody wants to see; empty words do not filter."""

    words: str = ""
    kind: str = ""
    since: datetime.date | None = None

    @classmethod
    def of(cls, typed: Mapping[str, Any]) -> Self:
        """From an address; what makes no sense filters nothing."""
        kind = typed.get("kind", "")
        try:
            since = datetime.date.fromisoformat(typed.get("since", ""))
        except ValueError:
            since = None
        words = typed.get("words", "").replace("\0", "").strip()[:100]
        return cls(words, kind if kind in DocumentKind.values else "", since)


def downloads_of(programme: Programme, user: User, wish: Wish) -> QuerySet[DocumentDownload]:
    """The downloads that a person may know of, newest first; of ZIP files only what was in them."""
    rows = (
        DocumentDownload.objects.visible_to(user)
        .in_programme(programme)
        .exclude(document__kind=DocumentKind.ARCHIVE)
        .select_related("document__programme", "user")
        .defer("document__error")
    )
    for word in wish.words.split():
        rows = rows.filter(
            Q(document__title__icontains=word)
            | Q(user__name__icontains=word)
            | Q(user__email__icontains=word)
        )
    if wish.kind:
        rows = rows.filter(document__kind=wish.kind)
    if wish.since:
        rows = rows.filter(at__date__gte=wish.since)
    return rows


def who(download: DocumentDownload) -> str:
    return str(download.user) if download.user else _("A visitor or guest")


def downloads_file(kind: str, rows: Iterable[DocumentDownload]) -> bytes:
    """The downloads as a file of one of the kinds of ``programme.spreadsheets``."""
    headings = [_("When"), _("Who"), _("Document"), _("Kind"), _("How"), _("Checksum (SHA-256)")]
    return table_file(kind, _("Downloads"), headings, _cells(rows))


def _cells(rows: Iterable[DocumentDownload]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            f"{timezone.localtime(row.at):%Y-%m-%d %H:%M %Z}",
            who(row),
            row.document.title,
            row.document.get_kind_display(),
            _("in a ZIP") if row.in_archive else _("by itself"),
            row.document.checksum,
        ]
