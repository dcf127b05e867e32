"""Documents that must not outlive what they show."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from programme.stored_files import delete_on_commit
from reports.models import PRIVATE_KINDS, Archive, Document, DocumentKind
from workshops.models import AgendaRelease
from workshops.services.needs import NEEDS_KEPT

# Members read these, in the words of the release.
RELEASED_KINDS = (DocumentKind.AGENDA, DocumentKind.PRACTICAL_NOTE, DocumentKind.NOTES)
# A ZIP is a copy: whoever wants it later has it made anew.
ARCHIVES_KEPT = timedelta(days=2)


def erase_private_documents() -> int:
    """Erase the lists of what people need as soon as the needs themselves are erased, and the ZIP
    files that hold one; how many lists.

    Safe to run at any time: a builder that is still at work finds its row gone, and stores nothing.
    """
    last_day = timezone.localdate() - NEEDS_KEPT
    over = Document.objects.filter(kind__in=PRIVATE_KINDS, workshop__ends_on__lt=last_day)
    keys = list(over.values_list("pk", flat=True))
    for key in keys:
        erase_document(key)
    for archive in Archive.objects.all() if keys else ():
        if set(keys).intersection(archive.contained):
            erase_archive(archive)
    return len(keys)


def erase_printed_release(release: AgendaRelease) -> None:
    """Erase what was printed since a release that is withdrawn: its words are a draft again.

    To be called in the transaction that withdraws it.
    """
    since = Q(finished_at__gte=release.frozen_at) | Q(finished_at=None)
    printed = Document.objects.filter(since, kind__in=RELEASED_KINDS, workshop=release.workshop_id)
    for key in printed.values_list("pk", flat=True):
        erase_document(key)


@transaction.atomic
def erase_document(key: int) -> None:
    """Erase a document with its file."""
    # Held, so that no builder puts a file in its place meanwhile.
    document = Document.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if document is None:
        return
    delete_on_commit(document.file)
    document.delete()


@transaction.atomic
def erase_archive(archive: Archive) -> None:
    """Take a ZIP away, with its file."""
    for key in archive.documents.values_list("pk", flat=True):
        erase_document(key)
    archive.delete()


def erase_old_archives() -> int:
    """Erase every ZIP that is older than it is kept; how many. Safe to run at any time."""
    over = Archive.objects.filter(created_at__lt=timezone.now() - ARCHIVES_KEPT)
    found = list(over)
    for archive in found:
        erase_archive(archive)
    return len(found)
