"""City reports and the final report: their parts, and the editions in which they come out."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, Programme, ProgrammeScopedQuerySet, Role
from programme.workplan.dates import REPORT_DUE
from programme.writing.models import FrozenEdition, TextRevision, VersionedText
from reports.outline import CITY_REPORT_PART_BY_KEY, FINAL_REPORT_PART_BY_KEY, ReportPart
from workshops.models import Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class ReportStatus(models.TextChoices):
    DRAFTING = "drafting", _("Drafting")
    IN_REVIEW = "in_review", _("Internal review")
    WITH_CITY = "with_city", _("With the city")
    CHECKED = "checked", _("Facts checked")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")


# The states that a final report has: no city checks its facts.
FINAL_STATUSES = (
    ReportStatus.DRAFTING,
    ReportStatus.IN_REVIEW,
    ReportStatus.APPROVED,
    ReportStatus.PUBLISHED,
)


# What a city report may become. ``reports.services`` is the only mover. There is no way past the
# city's check of facts, nor past the approval.
NEXT_STATUSES: dict[str, frozenset[str]] = {
    ReportStatus.DRAFTING: frozenset({ReportStatus.IN_REVIEW}),
    ReportStatus.IN_REVIEW: frozenset({ReportStatus.DRAFTING, ReportStatus.WITH_CITY}),
    ReportStatus.WITH_CITY: frozenset({ReportStatus.DRAFTING, ReportStatus.CHECKED}),
    ReportStatus.CHECKED: frozenset(
        {ReportStatus.DRAFTING, ReportStatus.WITH_CITY, ReportStatus.APPROVED}
    ),
    ReportStatus.APPROVED: frozenset({ReportStatus.DRAFTING, ReportStatus.PUBLISHED}),
    ReportStatus.PUBLISHED: frozenset({ReportStatus.DRAFTING}),
}
# What the final report may become.
NEXT_FINAL_STATUSES: dict[str, frozenset[str]] = {
    ReportStatus.DRAFTING: frozenset({ReportStatus.IN_REVIEW}),
    ReportStatus.IN_REVIEW: frozenset({ReportStatus.DRAFTING, ReportStatus.APPROVED}),
    ReportStatus.APPROVED: frozenset({ReportStatus.DRAFTING, ReportStatus.PUBLISHED}),
    ReportStatus.PUBLISHED: frozenset({ReportStatus.DRAFTING}),
}
# While the host city reads the working text.
CITY_STATUSES = (ReportStatus.WITH_CITY, ReportStatus.CHECKED, ReportStatus.APPROVED)
# Once the host city has found the facts right.
CHECKED_STATUSES = (ReportStatus.CHECKED, ReportStatus.APPROVED, ReportStatus.PUBLISHED)
# The coordinator has approved this very text, so it is closed until it is opened again.
CLOSED_STATUSES = (ReportStatus.APPROVED, ReportStatus.PUBLISHED)


class CityReportQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Staff always; the host city's editors once it is with them; members what is published.

        A report that is written again stays visible through its last edition.
        """
        editions = ReportEdition.objects.filter(city_report__isnull=False).order_by()
        published = self.in_programmes_of(user).filter(pk__in=editions.values("city_report"))
        return self.any_of(*self._drafts_of(user), published)

    def draft_visible_to(self, user: "AnyUser") -> Self:
        """Reports whose working text the person may read."""
        return self.any_of(*self._drafts_of(user))

    def history_visible_to(self, user: "AnyUser") -> Self:
        """Reports of which the person may read what stood in them before, and in older drafts."""
        return self.in_programmes_of(user, roles=STAFF_ROLES)

    def _drafts_of(self, user: "AnyUser") -> tuple[Self, Self]:
        with_city = self.in_cities_of(user).filter(status__in=CITY_STATUSES)
        return self.in_programmes_of(user, roles=STAFF_ROLES), with_city

    def editable_by(self, user: "AnyUser") -> Self:
        """The experts write, until it is approved."""
        return self.in_programmes_of(user, roles=[Role.EXPERT]).exclude(status__in=CLOSED_STATUSES)


class CityReport(models.Model):
    """What the experts write after a city workshop, in five parts."""

    workshop = models.OneToOneField(
        Workshop, models.PROTECT, related_name="city_report", verbose_name=_("workshop")
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=ReportStatus,
        default=ReportStatus.DRAFTING,
        editable=False,
    )
    # When the host city's check of this text ended well; gone once it is sent or opened again.
    facts_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the coordinator approved this text; gone once it is opened again.
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The number of the last lesson ever added: a number is never given again.
    last_lesson_number = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CityReportQuerySet.as_manager()

    class Meta:
        ordering = ["workshop__starts_on", "pk"]
        verbose_name = _("city report")
        verbose_name_plural = _("city reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ReportStatus.values),
                name="city_report_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=CHECKED_STATUSES, facts_checked_at__isnull=False)
                | (~Q(status__in=CHECKED_STATUSES) & Q(facts_checked_at__isnull=True)),
                name="city_report_checked_has_date",
                violation_error_message=_("A report whose facts are checked has the date of it."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED_STATUSES, approved_at__isnull=False)
                | (~Q(status__in=CLOSED_STATUSES) & Q(approved_at__isnull=True)),
                name="city_report_approved_has_date",
                violation_error_message=_("A report that is approved has the date of it."),
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="city_report_published_has_date",
                violation_error_message=_("A published report needs its date."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("City report of %(city)s") % {"city": self.workshop.place_name}

    def get_absolute_url(self) -> str:
        return reverse(
            "reports:city_report", args=[self.workshop.programme.slug, self.workshop.slug]
        )

    def can_become(self, status: str) -> bool:
        return status in NEXT_STATUSES[self.status]

    @property
    def due_key(self) -> str:
        return f"{self.workshop.source_prefix}{REPORT_DUE}"


class FinalReportQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        editions = ReportEdition.objects.filter(final_report__isnull=False).order_by()
        published = self.in_programmes_of(user).filter(pk__in=editions.values("final_report"))
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), published)

    def draft_visible_to(self, user: "AnyUser") -> Self:
        return self.in_programmes_of(user, roles=STAFF_ROLES)

    def editable_by(self, user: "AnyUser") -> Self:
        """The experts write, until the coordinator approves it."""
        return self.in_programmes_of(user, roles=[Role.EXPERT]).exclude(status__in=CLOSED_STATUSES)


class FinalReport(models.Model):
    """The summary of the whole programme; one per programme."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="final_report")
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=ReportStatus,
        default=ReportStatus.DRAFTING,
        editable=False,
    )
    # When the coordinator approved this text; gone once it is opened again.
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FinalReportQuerySet.as_manager()

    class Meta:
        ordering = ["programme"]
        verbose_name = _("final report")
        verbose_name_plural = _("final reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=FINAL_STATUSES),
                name="final_report_status_known",
                violation_error_message=_("No city checks the facts of a final report."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED_STATUSES, approved_at__isnull=False)
                | (~Q(status__in=CLOSED_STATUSES) & Q(approved_at__isnull=True)),
                name="final_report_approved_has_date",
                violation_error_message=_("A report that is approved has the date of it."),
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="final_report_published_has_date",
                violation_error_message=_("A published report needs its date."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Final report of %(programme)s") % {"programme": self.programme.name}

    def get_absolute_url(self) -> str:
        return reverse("reports:final_report", args=[self.programme.slug])

    def can_become(self, status: str) -> bool:
        return status in NEXT_FINAL_STATUSES[self.status]


AnyReport = CityReport | FinalReport


class ReportSectionQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        city = Q(city_report__in=CityReport.objects.draft_visible_to(user))
        final = Q(final_report__in=FinalReport.objects.draft_visible_to(user))
        return self.filter(city | final)

    def editable_by(self, user: "AnyUser") -> Self:
        city = Q(city_report__in=CityReport.objects.editable_by(user))
        final = Q(final_report__in=FinalReport.objects.editable_by(user))
        return self.filter(city | final)

    def written(self) -> Self:
        """In which somebody has written: neither empty nor only assembled."""
        return self.exclude(text="").exclude(assembled_version=F("version"))


class ReportSection(VersionedText):
    """One part of a city report or of the final report (see ``reports.outline``)."""

    city_report = models.ForeignKey(
        CityReport, models.CASCADE, null=True, blank=True, related_name="sections"
    )
    final_report = models.ForeignKey(
        FinalReport, models.CASCADE, null=True, blank=True, related_name="sections"
    )
    key = models.CharField(max_length=40, editable=False)
    # The version that was put together from the sources; a later one has been written on.
    assembled_version = models.PositiveIntegerField(null=True, blank=True, editable=False)

    objects = ReportSectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part of a report")
        verbose_name_plural = _("parts of reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(city_report__isnull=True, final_report__isnull=False)
                | Q(city_report__isnull=False, final_report__isnull=True),
                name="report_section_of_one_report",
                violation_error_message=_("A part belongs to one report."),
            ),
            models.CheckConstraint(
                condition=Q(city_report__isnull=False, key__in=list(CITY_REPORT_PART_BY_KEY))
                | Q(final_report__isnull=False, key__in=list(FINAL_REPORT_PART_BY_KEY)),
                name="report_section_in_the_outline",
                violation_error_message=_("This part is not in the outline of the report."),
            ),
            models.UniqueConstraint(
                fields=["city_report", "key"],
                condition=Q(city_report__isnull=False),
                name="report_section_once_per_city_report",
                violation_error_message=_("This part is already there."),
            ),
            models.UniqueConstraint(
                fields=["final_report", "key"],
                condition=Q(final_report__isnull=False),
                name="report_section_once_per_final_report",
                violation_error_message=_("This part is already there."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.outline_part.title)

    @property
    def outline_part(self) -> ReportPart:
        parts = FINAL_REPORT_PART_BY_KEY if self.final_report_id else CITY_REPORT_PART_BY_KEY
        return parts[self.key]

    @property
    def is_untouched(self) -> bool:
        """Assembled from the sources, and nobody has changed a word since."""
        return bool(self.text) and self.assembled_version == self.version


class SectionRevisionQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Those who run the programme: a city checks what it was sent, not how it came about."""
        city = Q(section__city_report__in=CityReport.objects.history_visible_to(user))
        final = Q(section__final_report__in=FinalReport.objects.draft_visible_to(user))
        return self.filter(city | final)

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: what was written was written."""
        return self.none()


class SectionRevision(TextRevision):
    """What a part of a report was after a save, folded to one per person and quarter of an hour."""

    section = models.ForeignKey(ReportSection, models.CASCADE, related_name="revisions")
    text_field = "section"

    objects = SectionRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["section", "-version"]
        verbose_name = _("revision of a part")
        verbose_name_plural = _("revisions of parts")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "version"],
                name="section_revision_once",
                violation_error_message=_("This revision already exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.section}, {self.version}"


class ReportEditionQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        city = Q(city_report__in=CityReport.objects.visible_to(user))
        final = Q(final_report__in=FinalReport.objects.visible_to(user))
        return self.filter(city | final)

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: an edition is frozen."""
        return self.none()


class ReportEdition(FrozenEdition):
    """A report as it was published."""

    city_report = models.ForeignKey(
        CityReport, models.CASCADE, null=True, blank=True, related_name="editions"
    )
    final_report = models.ForeignKey(
        FinalReport, models.CASCADE, null=True, blank=True, related_name="editions"
    )

    objects = ReportEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "pk"]
        verbose_name = _("edition of a report")
        verbose_name_plural = _("editions of reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(city_report__isnull=True, final_report__isnull=False)
                | Q(city_report__isnull=False, final_report__isnull=True),
                name="report_edition_of_one_report",
                violation_error_message=_("An edition belongs to one report."),
            ),
            models.UniqueConstraint(
                fields=["city_report", "number"],
                condition=Q(city_report__isnull=False),
                name="city_report_edition_once",
                violation_error_message=_("This edition already exists."),
            ),
            models.UniqueConstraint(
                fields=["final_report", "number"],
                condition=Q(final_report__isnull=False),
                name="final_report_edition_once",
                violation_error_message=_("This edition already exists."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city_report or self.final_report}, {self.number}"

    def get_absolute_url(self) -> str:
        report = self.city_report or self.final_report
        if isinstance(report, CityReport):
            arguments = [report.workshop.programme.slug, report.workshop.slug, self.number]
            return reverse("reports:city_report_edition", args=arguments)
        if isinstance(report, FinalReport):
            return reverse(
                "reports:final_report_edition", args=[report.programme.slug, self.number]
            )
        raise ValueError(self.pk)
