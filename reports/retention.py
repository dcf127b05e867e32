"""What documents keep about people, and for how long."""

from django.db import models
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from programme.models import Programme
from programme.privacy.retention import Retained, retain
from reports.documents.downloads import DOWNLOADS_KEPT
from reports.documents.erasing import ARCHIVES_KEPT
from reports.models import PRIVATE_KINDS, Archive, Document, DocumentDownload
from workshops.services.needs import NEEDS_KEPT


def lists_of_needs(programme: Programme) -> models.QuerySet:
    return Document.objects.filter(programme=programme, kind__in=PRIVATE_KINDS)


def downloads(programme: Programme) -> models.QuerySet:
    return DocumentDownload.objects.filter(document__programme=programme)


def archives(programme: Programme) -> models.QuerySet:
    return Archive.objects.filter(programme=programme)


def register() -> None:
    retain(
        Retained(
            key="lists-of-needs",
            label=_("PDFs of diets and buses"),
            why=_("They show what people need, and go with it."),
            counted_from=_("the last day of the workshop"),
            days=NEEDS_KEPT.days,
            rows=lists_of_needs,
            since="workshop__ends_on",
        ),
        Retained(
            key="archives",
            label=_("ZIP files of documents"),
            why=_("They are copies; whoever wants one later has it made anew."),
            counted_from=_("the day on which it was asked for"),
            days=ARCHIVES_KEPT.days,
            rows=archives,
            since=TruncDate("created_at"),
        ),
        Retained(
            key="downloads",
            label=_("Who fetched which file"),
            why=_("For that long somebody may ask where a confidential paper went."),
            counted_from=_("the day of the download"),
            days=DOWNLOADS_KEPT.days,
            rows=downloads,
            since=TruncDate("at"),
        ),
    )
