"""What people can do with documents: ask for one, and ask again."""

from django.db import models, transaction

from programme.models import User
from reports.contexts import context_of
from reports.documents import rows as document_rows
from reports.models import Document
from reports.tasks import build_document


@transaction.atomic
def request_document(kind: str, subject: models.Model, *, by: User | None) -> Document:
    """Return the PDF that shows the subject as it is now, or the one being built, or queue one.

    The same content is never drawn twice, and asking twice queues once.
    """
    content = context_of(kind, subject)
    document, is_new = document_rows.find_or_queue(
        kind, subject, title=content.title, content_key=content.content_key(), by=by
    )
    if is_new:
        send(document)
    return document


@transaction.atomic
def retry_document(document: Document, *, by: User | None) -> Document:
    """Try a failed document again. One that has not failed is returned as it is."""
    document, is_queued = document_rows.queue_again(document, by=by)
    if is_queued:
        send(document)
    return document


def send(document: Document) -> None:
    """Hand the document to the queue once the row is there to be found.

    If the queue is away, the periodic task sends it later: that is no error for who asked.
    """
    pk = document.pk
    transaction.on_commit(lambda: build_document.delay(pk), robust=True)
