"""Which documents there are and which there could be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cases.models import Case, Edition
from programme.imprint import missing_imprint
from programme.models import STAFF_ROLES, City, Programme, Sector
from reports.documents.audience import Audience, audience_of
from reports.models import (
    POLICY_KINDS,
    PRIVATE_KINDS,
    STAFF_KINDS,
    SUBJECT_FIELDS,
    WORKING_KINDS,
    Archive,
    CityReport,
    Document,
    DocumentKind,
    DocumentQuerySet,
    DocumentStatus,
    FinalReport,
    ReportEdition,
)
from workshops.models import AgendaItem, ItemNotes, Networker, PracticalNote, Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser

DRAFT_KINDS = (
    DocumentKind.CASE_DRAFT,
    DocumentKind.AGENDA_DRAFT,
    DocumentKind.CITY_REPORT_DRAFT,
    DocumentKind.FINAL_REPORT_DRAFT,
    DocumentKind.CITY_REPORT_DRAFT_WORD,
    DocumentKind.FINAL_REPORT_DRAFT_WORD,
)
# Ways from a document to the city it is about.
CITY_PATHS = (
    "case__city",
    "case_edition__case__city",
    "workshop__city",
    "city_report__workshop__city",
    "report_edition__city_report__workshop__city",
    "city",
    "networker__registration__workshop__city",
)


def subjects_for(kind: str, user: "AnyUser") -> models.QuerySet[Any]:
    """The rows of which the person may have a PDF of this kind; ValueError for an unknown kind.

    Whoever may read a text may have it as a PDF: this says the same as ``Document.visible_to``.
    """
    match DocumentKind(kind):
        case DocumentKind.CASE_DRAFT:
            return Case.objects.draft_visible_to(user)
        case DocumentKind.CASE:
            return Edition.objects.visible_to(user)
        case DocumentKind.CASE_CONFIDENTIAL:
            return Edition.objects.in_confidence_of(user)
        case DocumentKind.CASE_BOOK:
            with_cases = Edition.objects.visible_to(user).order_by().values("case__programme")
            return Programme.objects.filter(pk__in=with_cases)
        case DocumentKind.AGENDA:
            with_agenda = AgendaItem.objects.visible_to(user).values("workshop")
            return Workshop.objects.filter(pk__in=with_agenda, agenda_released_at__isnull=False)
        case DocumentKind.AGENDA_DRAFT:
            with_agenda = AgendaItem.objects.editable_by(user).values("workshop")
            return Workshop.objects.filter(pk__in=with_agenda)
        case DocumentKind.PRACTICAL_NOTE:
            written = PracticalNote.objects.exclude(text="").values("workshop")
            return Workshop.objects.visible_to(user).filter(pk__in=written)
        case DocumentKind.NOTES:
            with_notes = ItemNotes.objects.visible_to(user).exclude(text="")
            return Workshop.objects.filter(pk__in=with_notes.values("item__workshop"))
        case kind if kind in POLICY_KINDS:
            shared = Case.objects.shared_with(user).values("workshop")
            return Workshop.objects.filter(pk__in=shared)
        case kind if kind in WORKING_KINDS:
            return Workshop.objects.visible_to(user).agenda_editable_by(user)
        case kind if kind in PRIVATE_KINDS:
            return Workshop.objects.visible_to(user).hosted_by(user)
        case kind if kind in STAFF_KINDS:
            return Workshop.objects.in_programmes_of(user, roles=STAFF_ROLES)
        case DocumentKind.CITY_REPORT_DRAFT | DocumentKind.CITY_REPORT_DRAFT_WORD:
            return CityReport.objects.draft_visible_to(user)
        case DocumentKind.CITY_REPORT | DocumentKind.CITY_REPORT_WORD:
            return ReportEdition.objects.visible_to(user).filter(city_report__isnull=False)
        case DocumentKind.FINAL_REPORT_DRAFT | DocumentKind.FINAL_REPORT_DRAFT_WORD:
            return FinalReport.objects.draft_visible_to(user)
        case DocumentKind.FINAL_REPORT | DocumentKind.FINAL_REPORT_WORD:
            return ReportEdition.objects.visible_to(user).filter(final_report__isnull=False)
        case DocumentKind.NETWORKING_MAP | DocumentKind.NETWORKING_MAP_PICTURE:
            with_map = Sector.objects.visible_to(user).order_by().values("programme")
            return Programme.objects.filter(pk__in=with_map)
        case DocumentKind.LEARNING_PASSPORT:
            return City.objects.visible_to(user)
        case DocumentKind.MY_MEETINGS:
            return Networker.objects.editable_by(user)
        case DocumentKind.ARCHIVE:
            return Archive.objects.visible_to(user)
    raise ValueError(kind)


def same_subjects(kind: str) -> str:
    """One kind for all of which a person may have the same rows: ask ``subjects_for`` about it
    once for many."""
    if kind == DocumentKind.AGENDA_DRAFT:
        return kind
    alike = (POLICY_KINDS, WORKING_KINDS, PRIVATE_KINDS, STAFF_KINDS)
    return next((kinds[-1] for kinds in alike if kind in kinds), kind)


def with_papers(workshops: models.QuerySet[Any], user: "AnyUser", kinds: Iterable[str]) -> Any:
    """Workshops that know which of these papers the person may have, for ``may_have``."""
    subjects = {kind: subjects_for(kind, user) for kind in map(same_subjects, kinds)}
    return workshops.annotate(
        **{f"may_{kind}": Exists(rows.filter(pk=OuterRef("pk"))) for kind, rows in subjects.items()}
    )


def may_have(workshop: Workshop, kind: str) -> bool:
    """Whether the person of ``with_papers`` may have the paper."""
    return bool(getattr(workshop, f"may_{same_subjects(kind)}"))


def editions_without_document() -> Iterator[tuple[str, models.Model]]:
    """The last edition of every case and report, and what visitors read, where nobody has asked
    for its PDF yet."""
    newest_cases = Edition.objects.order_by().values("case").annotate(Max("pk")).values("pk__max")
    # An older edition may be the one that visitors read.
    wanted = Q(pk__in=newest_cases) | Q(public_since__isnull=False)
    cases = Edition.objects.filter(wanted).exclude(
        Exists(Document.objects.filter(kind=DocumentKind.CASE, case_edition=OuterRef("pk")))
    )
    for edition in cases:
        yield DocumentKind.CASE, edition
    newest_reports = (
        ReportEdition.objects.order_by()
        .values("city_report", "final_report")
        .annotate(Max("pk"))
        .values("pk__max")
    )
    reports = ReportEdition.objects.filter(pk__in=newest_reports).exclude(
        Exists(Document.objects.filter(report_edition=OuterRef("pk")))
    )
    for report in reports:
        kind = DocumentKind.CITY_REPORT if report.city_report_id else DocumentKind.FINAL_REPORT
        yield kind, report


def pdf_for_visitors(edition: Edition) -> Document | None:
    """The ready PDF of a public edition without its confidential parts, if its file is there."""
    ready = Document.objects.filter(
        kind=DocumentKind.CASE, case_edition=edition, status=DocumentStatus.READY
    )
    document = with_subject(ready).order_by("-pk").first()
    if document is None or not document.file.storage.exists(document.file.name):
        return None
    return document


def other_versions(document: Document, user: "AnyUser") -> DocumentQuerySet:
    """The other PDFs of the same thing, newest first: of a case or report those of all editions."""
    same = Q(**{SUBJECT_FIELDS[document.kind]: document.subject.pk})
    if edition := document.case_edition:
        same = Q(case_edition__case=edition.case_id)
    elif published := document.report_edition:
        same = Q(
            report_edition__city_report=published.city_report_id,
            report_edition__final_report=published.final_report_id,
        )
    others = Document.objects.visible_to(user).filter(
        same, kind=document.kind, status=DocumentStatus.READY
    )
    return with_subject(others.exclude(pk=document.pk)).order_by("-requested_at", "-pk")


def with_subject(documents: DocumentQuerySet) -> DocumentQuerySet:
    """Documents with their city, and with the number of the last edition of what they show.

    The words of an edition stay in the database: a list of documents shows none of them.
    """
    return (
        documents.select_related(
            "programme",
            "requested_by",
            "report_edition__final_report",
            *(f"{path}__group" for path in CITY_PATHS),
        )
        .defer("case_edition__content", "report_edition__content")
        .annotate(last_number=last_numbers())
    )


def last_numbers() -> Coalesce:
    """The number of the last edition of what a document shows, in a query of documents."""
    last_of_case = (
        Edition.objects.filter(case=OuterRef("case_edition__case")).order_by("-number")
    ).values("number")[:1]
    siblings = ReportEdition.objects.order_by("-number").values("number")
    last_of_city = siblings.filter(city_report=OuterRef("report_edition__city_report"))[:1]
    last_of_final = siblings.filter(final_report=OuterRef("report_edition__final_report"))[:1]
    return Coalesce(Subquery(last_of_case), Subquery(last_of_city), Subquery(last_of_final))


def waiting_before(document: Document) -> int:
    """How many documents are built before it, of whatever programme."""
    if document.status != DocumentStatus.QUEUED:
        return 0
    return Document.objects.filter(
        status=DocumentStatus.QUEUED, requested_at__lt=document.requested_at
    ).count()


@dataclass(frozen=True)
class Shelved:
    """A document as the library and its own page show it. Made from ``with_subject``."""

    document: Document

    @property
    def edition(self) -> Edition | ReportEdition | None:
        return self.document.case_edition or self.document.report_edition

    @property
    def city(self) -> City | None:
        document = self.document
        if case := document.case or (document.case_edition and document.case_edition.case):
            return case.city
        if document.city:
            return document.city
        workshop = document.workshop
        report = document.city_report
        if document.report_edition:
            report = document.report_edition.city_report
        if report:
            workshop = report.workshop
        if document.networker:
            workshop = document.networker.registration.workshop
        return workshop.city if workshop else None

    @property
    def edition_words(self) -> str:
        """“Edition 2”, “Draft”, or nothing for an agenda, a book and the papers of a workshop."""
        if self.edition:
            return _("Edition %(number)s") % {"number": self.edition.number}
        return _("Draft") if self.document.kind in DRAFT_KINDS else ""

    @property
    def audience(self) -> Audience:
        return audience_of(self.document, self.city)

    @property
    def name(self) -> str:
        """The title without the kind, which stands beside it: “Techtera”."""
        title = self.document.title
        return (title.rpartition(": ")[0] if self.document.is_ready else "") or title

    @property
    def is_outdated(self) -> bool:
        return bool(self.newer_number or (self.document.is_ready and self.document.outdated_at))

    @property
    def outdated_words(self) -> str:
        """Why it is outdated; empty for one that is not."""
        if self.newer_number:
            return _("Outdated: edition %(number)s has replaced it") % {"number": self.newer_number}
        return _("The text has changed since") if self.is_outdated else ""

    @property
    def lacks_imprint(self) -> bool:
        """Whether it went out, or would go out, without funding line or logo."""
        document = self.document
        return document.kind not in DRAFT_KINDS and bool(missing_imprint(document.programme))

    @property
    def source_url(self) -> str:
        """Where the same text is read as a page. May ask the database for what is above it."""
        document = self.document
        if document.case_edition:
            return document.case_edition.get_absolute_url()
        if document.kind == DocumentKind.CASE_BOOK:
            return reverse("cases:list", args=[document.programme.slug])
        if document.of_programme:
            return reverse("programme:networking", args=[document.programme.slug])
        if document.networker:
            person = document.networker.registration
            slug = person.workshop.slug
            address = reverse("workshops:my_meetings", args=[document.programme.slug, slug])
            return f"{address}?person={person.pk}"
        return document.subject.get_absolute_url()  # type: ignore[attr-defined]

    @property
    def last_number(self) -> int | None:
        """The number of the last edition of what it shows."""
        return getattr(self.document, "last_number", None)

    @property
    def newer_number(self) -> int | None:
        """The number of the edition that came after this one, if there is one."""
        last = self.last_number
        return last if self.edition and last and last > self.edition.number else None

    @property
    def chip(self) -> str:
        chips = {
            DocumentStatus.READY: "chip-done",
            DocumentStatus.RUNNING: "chip-info",
            DocumentStatus.FAILED: "chip-late",
        }
        return chips.get(DocumentStatus(self.document.status), "")

    @property
    def short_checksum(self) -> str:
        return self.document.checksum[:10]

    @property
    def can_be_renewed(self) -> bool:
        """Whether asking again may bring another PDF: what it shows may have changed."""
        is_archive = self.document.kind == DocumentKind.ARCHIVE
        return self.document.is_ready and self.edition is None and not is_archive

    @property
    def download_words(self) -> str:
        words = {
            ".zip": _("Download the ZIP"),
            ".docx": _("Download the Word file"),
            ".png": _("Download the picture"),
        }
        return words.get(self.suffix, _("Download the PDF"))

    @property
    def is_pack(self) -> bool:
        """Whether it is a ZIP and no PDF."""
        return self.document.kind in (DocumentKind.EVIDENCE_PACK, DocumentKind.ARCHIVE)

    @property
    def suffix(self) -> str:
        """The file says what it is; before there is one, its kind does."""
        _name, dot, suffix = self.document.file.name.rpartition(".")
        if dot:
            return dot + suffix
        if self.document.is_picture:
            return ".png"
        return ".zip" if self.is_pack else ".pdf"

    @property
    def file_name(self) -> str:
        """The name that a reader keeps: ``clusnet-techtera-cluster-case-edition-1.pdf``."""
        words = [self.document.programme.name, self.document.title, self.edition_words]
        if self.document.finished_at and not self.edition:
            words.append(f"{timezone.localdate(self.document.finished_at):%Y-%m-%d}")
        return slugify(" ".join(words)) + self.suffix
