"""ZIP files of documents: asked for, and handed out to their owner alone."""

from django.db import transaction

from programme.models import Programme, User
from reports.contexts import context_of
from reports.documents.orders import request_document
from reports.library.entries import Choice
from reports.models import Archive, Document, DocumentKind, DocumentQuerySet, DocumentStatus


@transaction.atomic
def request_archive(
    programme: Programme, choice: Choice, *, by: User, with_drafts: bool = False
) -> Document:
    """Return the ZIP of what the person has chosen: the one that holds the same, or a new one."""
    archive = Archive.objects.create(
        programme=programme, owner=by, choice=choice.stored(), with_drafts=with_drafts
    )
    same = archives_of(programme, by).filter(
        content_key=context_of(DocumentKind.ARCHIVE, archive).content_key()
    )
    found = same.exclude(status=DocumentStatus.FAILED).order_by("pk").first()
    if found and (found.is_active or found.file.storage.exists(found.file.name)):
        archive.delete()
        return found
    return request_document(DocumentKind.ARCHIVE, archive, by=by)


def archives_of(programme: Programme, user: User) -> DocumentQuerySet:
    """The ZIP files that a person has, newest first."""
    mine = Archive.objects.visible_to(user).in_programme(programme)
    return Document.objects.filter(kind=DocumentKind.ARCHIVE, archive__in=mine).order_by("-pk")


def may_still_have(archive: Archive) -> bool:
    """Whether its owner may still see every document that is in it. One query."""
    visible = Document.objects.visible_to(archive.owner).filter(pk__in=archive.contained)
    return visible.count() == len(set(archive.contained))
