"""The queue's side of documents. No message is ever the truth: the rows are, and are asked."""

from celery import shared_task

from programme.models import User
from reports import services
from reports.documents import building, downloads, erasing, outdated, shelf
from reports.documents import rows as document_rows
from reports.library import build as library_build
from reports.printing import kept


# A thousand pages on one slow processor take a quarter of an hour.
@shared_task(acks_late=True, soft_time_limit=1800, time_limit=1860)
def build_document(document_pk: int) -> None:
    """Build one document. Safe to deliver twice, late, or after it is ready."""
    building.build(document_pk)


@shared_task
def resume_documents() -> None:
    """Find documents whose builder died or whose message was lost, and send them again."""
    document_rows.take_back_silent()
    for document_pk in document_rows.without_task():
        build_document.delay(document_pk)


@shared_task
def build_ahead() -> None:
    """Queue the PDFs of distributed cases and published reports that have none yet."""
    for kind, subject in shelf.editions_without_document():
        # The key of its content is computed when it is built.
        document, is_new = document_rows.find_or_queue(
            kind, subject, title=str(subject), content_key="", by=None
        )
        if is_new:
            build_document.delay(document.pk)


@shared_task
def erase_private_documents() -> None:
    """Erase the lists of what people needed. Safe to run at any time, and after any pause."""
    erasing.erase_private_documents()


@shared_task(acks_late=True)
def build_library(user_pk: int, pairs: list[tuple[str, int]]) -> None:
    """Ask for many documents for one person. Safe to deliver twice: nothing is built twice."""
    user = User.objects.get(pk=user_pk)
    for document_pk in library_build.queue_each(user, pairs):
        build_document.delay(document_pk)


@shared_task
def note_outdated() -> None:
    """Note which documents no longer show what they were made of. Safe to run at any time."""
    outdated.note_outdated()


@shared_task
def erase_what_is_over() -> None:
    """Erase old ZIP files, replaced drafts, and old lines of the log of downloads."""
    erasing.erase_old_archives()
    outdated.erase_superseded()
    downloads.erase_old_downloads()


@shared_task
def follow_checks() -> None:
    """Remind cities of their check of facts, and end the checks whose last day is over. Safe to
    run at any time, twice, and after any pause."""
    services.follow_checks()


@shared_task
def forget_parts() -> None:
    """Delete the parts of books that nobody used for weeks. Safe to run at any time."""
    kept.forget_unused()
