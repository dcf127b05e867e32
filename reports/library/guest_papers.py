"""The papers of a workshop as PDFs for people without an account: what every participant reads."""

from django.db import models

from cases.models import Edition
from reports.documents.shelf import with_subject
from reports.models import SUBJECT_FIELDS, Document, DocumentKind
from workshops.models import Networker, Registration
from workshops.people.guests import papers_for


def subject_of(registration: Registration, kind: str) -> models.Model | None:
    """What the paper shows; None where the person has no such paper."""
    if kind not in {paper.kind for paper in papers_for(registration)}:
        return None
    if kind == DocumentKind.MY_MEETINGS:
        return Networker.objects.get(registration=registration)
    if kind != DocumentKind.CASE:
        return registration.workshop
    editions = Edition.objects.current().filter(case__workshop=registration.workshop)
    return editions.select_related("case__programme").first()


def newest(kind: str, subject: models.Model) -> Document | None:
    """The PDF that was asked for last: ready, on its way, or failed."""
    found = Document.objects.filter(kind=kind, **{SUBJECT_FIELDS[kind]: subject})
    return with_subject(found).order_by("-requested_at", "-pk").first()
