"""Every PDF: what it shows, how far it is, and its file."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Edition
from programme.models import STAFF_ROLES, City, Programme, ProgrammeScopedQuerySet
from reports.models.archive import Archive
from reports.models.report import CityReport, FinalReport, ReportEdition, ReportSection
from workshops.models import AgendaItem, Networker, Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class DocumentStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


ACTIVE_STATUSES = (DocumentStatus.QUEUED, DocumentStatus.RUNNING)


class DocumentKind(models.TextChoices):
    """What a PDF shows. Each kind has exactly one subject (see the constraint below)."""

    CASE_DRAFT = "case_draft", _("Draft of a cluster case")
    CASE = "case", _("Cluster case")
    CASE_CONFIDENTIAL = "case_confidential", _("Cluster case with its confidential parts")
    CASE_BOOK = "case_book", _("All cluster cases in one book")
    AGENDA_DRAFT = "agenda_draft", _("Draft of an agenda")
    AGENDA = "agenda", _("Agenda")
    PRACTICAL_NOTE = "practical_note", _("Practical note")
    PARTICIPANT_LIST = "participant_list", _("List of participants")
    BADGES = "badges", _("Badges")
    ATTENDANCE_SHEETS = "attendance_sheets", _("Attendance sheets to sign")
    BUS_LIST = "bus_list", _("Bus lists")
    DIET_LIST = "diet_list", _("Diets and access needs")
    NOTES = "notes", _("Notes, decisions and actions")
    SURVEY_RESULT = "survey_result", _("Result of the survey")
    EVIDENCE_PACK = "evidence_pack", _("Evidence pack")
    CITY_REPORT_DRAFT = "city_report_draft", _("Draft of a city report")
    CITY_REPORT = "city_report", _("City report")
    FINAL_REPORT_DRAFT = "final_report_draft", _("Draft of the final report")
    FINAL_REPORT = "final_report", _("Final report")
    # Word files of reports, to write on in.
    CITY_REPORT_DRAFT_WORD = "city_report_draft_word", _("Draft of a city report to edit")
    CITY_REPORT_WORD = "city_report_word", _("City report to edit")
    FINAL_REPORT_DRAFT_WORD = "final_report_draft_word", _("Draft of the final report to edit")
    FINAL_REPORT_WORD = "final_report_word", _("Final report to edit")
    POLICY_PAGE = "policy_page", _("One page for policymakers")
    DECK = "deck", _("Slides for the Friday lunch")
    LEARNING_PASSPORT = "learning_passport", _("Learning passport")
    NETWORKING_MAP = "networking_map", _("Networking map")
    NETWORKING_MAP_PICTURE = "networking_map_picture", _("Networking map as a picture")
    MEETING_SCHEDULES = "meeting_schedules", _("Meeting schedules, one for each person")
    TABLE_SCHEDULES = "table_schedules", _("Meeting schedules, one for each table")
    MEETING_DESK = "meeting_desk", _("Lists for the meeting desk")
    MY_MEETINGS = "my_meetings", _("Meetings of one person")
    ARCHIVE = "archive", _("Documents in one ZIP file")


# The foreign key that holds the subject of each kind.
SUBJECT_FIELDS: dict[str, str] = {
    DocumentKind.CASE_DRAFT: "case",
    DocumentKind.CASE: "case_edition",
    DocumentKind.CASE_CONFIDENTIAL: "case_edition",
    DocumentKind.CASE_BOOK: "of_programme",
    DocumentKind.AGENDA_DRAFT: "workshop",
    DocumentKind.AGENDA: "workshop",
    **dict.fromkeys(
        (
            DocumentKind.PRACTICAL_NOTE,
            DocumentKind.PARTICIPANT_LIST,
            DocumentKind.BADGES,
            DocumentKind.ATTENDANCE_SHEETS,
            DocumentKind.BUS_LIST,
            DocumentKind.DIET_LIST,
            DocumentKind.NOTES,
            DocumentKind.SURVEY_RESULT,
            DocumentKind.EVIDENCE_PACK,
            DocumentKind.POLICY_PAGE,
            DocumentKind.DECK,
            DocumentKind.MEETING_SCHEDULES,
            DocumentKind.TABLE_SCHEDULES,
            DocumentKind.MEETING_DESK,
        ),
        "workshop",
    ),
    DocumentKind.CITY_REPORT_DRAFT: "city_report",
    DocumentKind.CITY_REPORT: "report_edition",
    DocumentKind.FINAL_REPORT_DRAFT: "final_report",
    DocumentKind.FINAL_REPORT: "report_edition",
    DocumentKind.CITY_REPORT_DRAFT_WORD: "city_report",
    DocumentKind.CITY_REPORT_WORD: "report_edition",
    DocumentKind.FINAL_REPORT_DRAFT_WORD: "final_report",
    DocumentKind.FINAL_REPORT_WORD: "report_edition",
    DocumentKind.LEARNING_PASSPORT: "city",
    DocumentKind.NETWORKING_MAP: "of_programme",
    DocumentKind.NETWORKING_MAP_PICTURE: "of_programme",
    DocumentKind.MY_MEETINGS: "networker",
    DocumentKind.ARCHIVE: "archive",
}
SUBJECT_NAMES = (
    "case",
    "case_edition",
    "workshop",
    "city_report",
    "report_edition",
    "final_report",
    "of_programme",
    "city",
    "networker",
    "archive",
)


def _one_subject_per_kind() -> Q:
    condition = Q()
    for kind, field in SUBJECT_FIELDS.items():
        others = {f"{name}__isnull": name != field for name in SUBJECT_NAMES}
        condition |= Q(kind=kind, **others)
    return condition


# To write on in, so no PDFs: made by ``reports.word``.
WORD_KINDS = (
    DocumentKind.CITY_REPORT_DRAFT_WORD,
    DocumentKind.CITY_REPORT_WORD,
    DocumentKind.FINAL_REPORT_DRAFT_WORD,
    DocumentKind.FINAL_REPORT_WORD,
)
# Names, needs and signatures, or what is still written: for those who run the workshop.
WORKING_KINDS = (
    DocumentKind.AGENDA_DRAFT,
    DocumentKind.PARTICIPANT_LIST,
    DocumentKind.BADGES,
    DocumentKind.ATTENDANCE_SHEETS,
    DocumentKind.SURVEY_RESULT,
    DocumentKind.MEETING_SCHEDULES,
    DocumentKind.TABLE_SCHEDULES,
    DocumentKind.MEETING_DESK,
)
# About all of a programme, and for each of its members.
MEMBERS_KINDS = (
    DocumentKind.CASE_BOOK,
    DocumentKind.LEARNING_PASSPORT,
    DocumentKind.NETWORKING_MAP,
    DocumentKind.NETWORKING_MAP_PICTURE,
)
# For the funder, with the mails: those who run the programme have written them.
STAFF_KINDS = (DocumentKind.EVIDENCE_PACK,)
# For the Friday lunch, made of the shared case and of what was discussed.
POLICY_KINDS = (DocumentKind.POLICY_PAGE, DocumentKind.DECK)
# What one person needs is for the coordinator and the host alone.
PRIVATE_KINDS = (DocumentKind.BUS_LIST, DocumentKind.DIET_LIST)


def _written_after(moment: OuterRef) -> models.QuerySet[ReportSection]:
    """Parts of a document's city report that were written after a moment: what was built before
    it shows words that the city was never sent."""
    return ReportSection.objects.filter(
        city_report=OuterRef("city_report"), updated_at__gt=moment
    ).order_by()


class DocumentQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """A document is as visible as what it shows.

        The draft of an agenda is a kind of its own: it shows words that a release has left out.
        So is a case with its confidential parts: most members read it without them.
        """
        in_confidence = Q(kind=DocumentKind.CASE_CONFIDENTIAL)
        working, private = Q(kind__in=WORKING_KINDS), Q(kind__in=PRIVATE_KINDS)
        for_staff, policy = Q(kind__in=STAFF_KINDS), Q(kind__in=POLICY_KINDS)
        workshops = Workshop.objects.visible_to(user)
        return self.filter(
            Q(case__in=Case.objects.draft_visible_to(user))
            | ~in_confidence & Q(case_edition__in=Edition.objects.visible_to(user))
            | in_confidence & Q(case_edition__in=Edition.objects.in_confidence_of(user))
            | Q(kind=DocumentKind.PRACTICAL_NOTE, workshop__in=workshops)
            | policy & Q(workshop__in=Case.objects.shared_with(user).values("workshop"))
            | ~(working | private | for_staff | policy)
            & Q(workshop__in=AgendaItem.objects.visible_to(user).values("workshop"))
            | working & Q(workshop__in=workshops.agenda_editable_by(user))
            | private & Q(workshop__in=workshops.hosted_by(user))
            | for_staff & Q(workshop__in=workshops.in_programmes_of(user, roles=STAFF_ROLES))
            | Q(city_report__in=CityReport.objects.history_visible_to(user))
            | Q(city_report__in=CityReport.objects.draft_visible_to(user))
            & ~Exists(_written_after(OuterRef("requested_at")))
            | Q(report_edition__in=ReportEdition.objects.visible_to(user))
            | Q(final_report__in=FinalReport.objects.draft_visible_to(user))
            | Q(pk__in=self.in_programmes_of(user).filter(kind__in=MEMBERS_KINDS))
            | Q(networker__in=Networker.objects.editable_by(user))
            | Q(archive__in=Archive.objects.visible_to(user))
        )

    def editable_by(self, user: "AnyUser") -> Self:
        """Building again is open to whoever may read it: the content is the same."""
        return self.visible_to(user)

    def active(self) -> Self:
        return self.filter(status__in=ACTIVE_STATUSES)


class Document(models.Model):
    """One PDF: what it shows, how far it is, and the file once it is ready.

    The row is the truth about the work, not the queue: a task that was lost is found here.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=30, choices=DocumentKind)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="documents")
    case_edition = models.ForeignKey(
        Edition, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    workshop = models.ForeignKey(
        Workshop, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    city_report = models.ForeignKey(
        CityReport, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    report_edition = models.ForeignKey(
        ReportEdition, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    final_report = models.ForeignKey(
        FinalReport, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    # What is about all of a programme: the book of its cases, its networking map.
    of_programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="whole_documents"
    )
    city = models.ForeignKey(City, models.CASCADE, null=True, blank=True, related_name="documents")
    networker = models.ForeignKey(
        Networker, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    archive = models.ForeignKey(
        Archive, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    title = models.CharField(_("title"), max_length=200)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=DocumentStatus,
        default=DocumentStatus.QUEUED,
        editable=False,
    )
    # 0 to 100; the words beside it say what is being done.
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    progress_note = models.CharField(max_length=200, blank=True, editable=False)
    error = models.TextField(blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    requested_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    # Written by the worker while it is alive; a silent one is taken for dead.
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    # SHA-256 of content and templates: the same key means the same PDF.
    content_key = models.CharField(max_length=64, blank=True, editable=False)
    file = models.FileField(upload_to="documents/%Y/", blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    pages = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # SHA-256 of the file.
    checksum = models.CharField(max_length=64, blank=True, editable=False)
    # When it was seen that what it shows has changed since (see ``reports.documents.outdated``).
    outdated_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DocumentStatus.values),
                name="document_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=_one_subject_per_kind(),
                name="document_one_subject_of_its_kind",
                violation_error_message=_("A document shows exactly one thing of its kind."),
            ),
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.READY) | ~Q(file=""),
                name="document_ready_has_file",
                violation_error_message=_("A ready document needs its file."),
            ),
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.FAILED) | ~Q(error=""),
                name="document_failed_has_error",
                violation_error_message=_("A failed document must say why."),
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=100),
                name="document_progress_in_percent",
                violation_error_message=_("Progress is a percentage."),
            ),
            *[
                models.UniqueConstraint(
                    fields=["kind", field],
                    condition=Q(status__in=ACTIVE_STATUSES) & Q(**{f"{field}__isnull": False}),
                    name=f"document_one_active_per_{field}",
                    violation_error_message=_("This document is already being made."),
                )
                for field in SUBJECT_NAMES
            ],
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:document", args=[self.programme.slug, self.pk])

    @property
    def subject(self) -> models.Model:
        return getattr(self, SUBJECT_FIELDS[self.kind])

    @property
    def is_word(self) -> bool:
        return self.kind in WORD_KINDS

    @property
    def is_picture(self) -> bool:
        return self.kind == DocumentKind.NETWORKING_MAP_PICTURE

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE_STATUSES

    @property
    def is_ready(self) -> bool:
        return self.status == DocumentStatus.READY

    @property
    def is_failed(self) -> bool:
        return self.status == DocumentStatus.FAILED


class DocumentDownloadQuerySet(ProgrammeScopedQuerySet):
    programme_path = "document__programme"

    def visible_to(self, user: "AnyUser") -> Self:
        """Those who run the programme see who has what."""
        return self.in_programmes_of(user, roles=STAFF_ROLES)

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: it is a log."""
        return self.none()


class DocumentDownload(models.Model):
    """That a file was fetched: by whom, when, and in which form."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="downloads")
    # None: a visitor, or a guest of a workshop.
    user = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    # Fetched inside a ZIP file rather than by itself.
    in_archive = models.BooleanField(default=False)

    objects = DocumentDownloadQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        indexes = [models.Index(fields=["document", "-at"])]

    def __str__(self) -> str:
        return f"{self.document}, {self.at:%Y-%m-%d}"
