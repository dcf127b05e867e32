"""What reports hold of a person, and the documents that are made anew without the name."""

from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.privacy.contents import NotReadError, words_of
from programme.privacy.holders import (
    Beat,
    Holding,
    OnErasure,
    Person,
    made_files,
    register,
    trace,
    while_erasing,
    without_person,
)
from programme.privacy.names import Finder
from reports import models
from reports.documents.erasing import erase_archive, erase_document
from reports.models import (
    PRIVATE_KINDS,
    STAFF_KINDS,
    WORKING_KINDS,
    Archive,
    Document,
    DocumentKind,
    DocumentStatus,
)
from workshops.models import Registration
from workshops.privacy import of_registration

DELETE, KEEP = OnErasure.DELETE, OnErasure.KEEP
WRITTEN = _("It is part of the report. It stays, without your name.")
# They list people: a name may stand in them in a way that no search of a PDF finds.
LISTING_KINDS = (*WORKING_KINDS, *PRIVATE_KINDS, *STAFF_KINDS, DocumentKind.NOTES)


def say_what_is_held() -> None:
    """Called once, when the app is ready."""
    _say_writing()
    register(
        Holding(
            Archive,
            "owner",
            _("ZIP files of documents that you asked for"),
            DELETE,
            ("programme", "created_at"),
        ),
        Holding(
            models.DocumentDownload,
            "user",
            _("documents that you fetched"),
            KEEP,
            ("document", "at"),
            why=_("It counts how often a document was fetched. Lines go after some months."),
        ),
    )
    trace(Document, "requested_by")
    trace(models.ReportSection, "updated_by")
    trace(models.ReportEdition, "frozen_by")
    trace(models.FactCheck, "opened_by", "closed_by")
    trace(models.ReportComment, "resolved_by")
    without_person(_("About the report as a whole."), models.CityReport, models.FinalReport)
    while_erasing(erase_archives)
    made_files(erase_documents_that_name, Document)


def _say_writing() -> None:
    register(
        Holding(
            models.SectionRevision,
            "by",
            _("texts of reports that you wrote"),
            KEEP,
            ("section", "text", "saved_at"),
            why=WRITTEN,
        ),
        Holding(
            models.ReportComment,
            "author",
            _("your comments on reports"),
            KEEP,
            ("city_report", "final_report", "part", "quote", "text", "created_at"),
            why=WRITTEN,
        ),
        Holding(
            models.CheckedParagraph,
            "checked_by",
            _("facts that you checked"),
            KEEP,
            ("fact_check", "part", "text", "verdict", "remark", "checked_at"),
            why=WRITTEN,
        ),
        Holding(
            models.CheckedParagraph,
            "answered_by",
            _("your answers to checks of facts"),
            KEEP,
            ("fact_check", "part", "remark", "answer", "answered_at"),
            why=WRITTEN,
        ),
        Holding(
            models.CheckExtension,
            "given_by",
            _("more time that you gave for checks"),
            KEEP,
            ("fact_check", "reason", "due_on", "given_at"),
            why=WRITTEN,
        ),
        Holding(
            models.Lesson,
            "created_by",
            _("lessons that you wrote down"),
            KEEP,
            ("city_report", "gap", "text", "created_at"),
            why=WRITTEN,
        ),
        Holding(
            models.TakeUp,
            "recorded_by",
            _("what you wrote a city took up"),
            KEEP,
            ("city", "source_city", "text", "result", "recorded_at"),
            why=WRITTEN,
        ),
    )


def erase_archives(person: Person) -> None:
    for archive in Archive.objects.filter(owner=person.user):
        erase_archive(archive)


def erase_documents_that_name(person: Person, finder: Finder, beat: Beat) -> int:
    """Erase every document that names the person, or may: whoever wants it has it made anew.

    One that is being built goes as well: its builder may have read the name already.
    """
    of_person = Registration.objects.filter(of_registration("")(person))
    suspect = (
        Q(kind__in=LISTING_KINDS, workshop__in=of_person.values("workshop"))
        | Q(networker__registration__in=of_person)
        | Q(status=DocumentStatus.RUNNING)
    )
    gone = set(Document.objects.filter(suspect).values_list("pk", flat=True))
    for document in Document.objects.exclude(file="").exclude(pk__in=gone).order_by("pk"):
        beat(-1)
        if _names(document, finder):
            gone.add(document.pk)
    for key in sorted(gone):
        erase_document(key)
    for archive in Archive.objects.all():
        if gone.intersection(archive.contained):
            erase_archive(archive)
    _forget_parts()
    return len(gone)


def _names(document: Document, finder: Finder) -> bool:
    try:
        with document.file.open("rb") as opened:
            return any(finder.found_in_print(words) for words in words_of(opened))
    except FileNotFoundError:
        return False
    except NotReadError:
        # It is made anew when somebody asks for it.
        return True


def _forget_parts() -> None:
    """Parts of books are laid out again when they are needed."""
    for path in Path(settings.BOOK_PARTS_ROOT).glob("??/*"):
        path.unlink(missing_ok=True)
