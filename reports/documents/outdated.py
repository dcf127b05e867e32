"""Which documents no longer show what they were made of, and which may go for good."""

import logging
from datetime import timedelta
from typing import Any

from django.db import DatabaseError
from django.db.models import Max, QuerySet
from django.utils import timezone

from reports.contexts import context_of
from reports.documents.erasing import erase_document
from reports.documents.shelf import DRAFT_KINDS
from reports.models import SUBJECT_NAMES, WORKING_KINDS, Document, DocumentKind, DocumentStatus

logger = logging.getLogger(__name__)

# What an edition shows is frozen, and a ZIP is as of the moment at which it was asked for.
FROZEN_KINDS = (
    *(DocumentKind.CASE, DocumentKind.CASE_CONFIDENTIAL),
    *(DocumentKind.CITY_REPORT, DocumentKind.CITY_REPORT_WORD),
    *(DocumentKind.FINAL_REPORT, DocumentKind.FINAL_REPORT_WORD),
    DocumentKind.ARCHIVE,
)
# How long a draft or working paper is kept once another has taken its place.
SUPERSEDED_KEPT = timedelta(days=60)


def _last() -> QuerySet[Any]:
    """The key of the last document of each thing."""
    rows = Document.objects.order_by().values("kind", *SUBJECT_NAMES).annotate(Max("pk"))
    return rows.values("pk__max")


def note_outdated() -> int:
    """Compare the last document of each thing with what it would show now; how many differ.

    Safe to run at any time and twice; one that cannot be read is left as it is.
    """
    last = Document.objects.filter(pk__in=_last(), status=DocumentStatus.READY)
    keys = last.exclude(kind__in=FROZEN_KINDS).order_by("pk").values_list("pk", flat=True)
    return sum(_note(key) for key in list(keys))


def _note(pk: int) -> bool:
    """Note on one document whether it is outdated, and say so."""
    document = Document.objects.filter(pk=pk).first()
    if document is None:
        return False
    try:
        key = context_of(document.kind, document.subject).content_key()
    except DatabaseError:
        raise
    except Exception:
        # One broken text must not keep the others from being looked at.
        logger.exception("Document %s: what it would show now cannot be read.", pk)
        return False
    # Only of the file that was compared: a newer one is not touched.
    same_file = Document.objects.filter(pk=pk, content_key=document.content_key)
    if key == document.content_key:
        same_file.filter(outdated_at__isnull=False).update(outdated_at=None)
        return False
    same_file.filter(outdated_at__isnull=True).update(outdated_at=timezone.now())
    return True


def erase_superseded() -> int:
    """Erase drafts and working papers that another one replaced long ago; how many.

    Editions, and whatever else was for members, stay. Safe to run at any time.
    """
    over = Document.objects.filter(
        kind__in=(*DRAFT_KINDS, *WORKING_KINDS),
        finished_at__lt=timezone.now() - SUPERSEDED_KEPT,
    ).exclude(pk__in=_last())
    keys = list(over.values_list("pk", flat=True))
    for key in keys:
        erase_document(key)
    return len(keys)
