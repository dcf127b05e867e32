"""The cluster case of a city: its state, and the few facts that it has once."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.models import (
    STAFF_ROLES,
    City,
    Cluster,
    Programme,
    ProgrammeScopedQuerySet,
    Role,
)
from programme.models.querysets import groups_of
from programme.workplan.dates import CASE_DISTRIBUTED, CASE_DUE
from workshops.models import Workshop

if TYPE_CHECKING:
    from cases.models.editions import Edition
    from programme.models.querysets import AnyUser


class CaseStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    DRAFTING = "drafting", _("Drafting")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    DISTRIBUTED = "distributed", _("Distributed")
    DISCUSSED = "discussed", _("Discussed")
    CLOSED = "closed", _("Closed")


# What a case may become from each state. ``cases.services.move_case`` is the only mover.
NEXT_STATUSES: dict[str, frozenset[str]] = {
    CaseStatus.PROPOSED: frozenset({CaseStatus.DRAFTING}),
    CaseStatus.DRAFTING: frozenset({CaseStatus.SUBMITTED}),
    CaseStatus.SUBMITTED: frozenset({CaseStatus.RETURNED, CaseStatus.ACCEPTED}),
    CaseStatus.RETURNED: frozenset({CaseStatus.SUBMITTED}),
    CaseStatus.ACCEPTED: frozenset({CaseStatus.DISTRIBUTED, CaseStatus.RETURNED}),
    CaseStatus.DISTRIBUTED: frozenset({CaseStatus.DISCUSSED}),
    CaseStatus.DISCUSSED: frozenset({CaseStatus.CLOSED}),
    CaseStatus.CLOSED: frozenset(),
}
# While the city writes.
OPEN_STATUSES = (CaseStatus.PROPOSED, CaseStatus.DRAFTING, CaseStatus.RETURNED)
# A closed case is done with: there will be no further edition.
REOPENABLE_STATUSES = (CaseStatus.DISTRIBUTED, CaseStatus.DISCUSSED)
# From distribution on every member of the programme reads the frozen edition.
SHARED_STATUSES = (CaseStatus.DISTRIBUTED, CaseStatus.DISCUSSED, CaseStatus.CLOSED)


class LifecycleStage(models.TextChoices):
    EMBRYONIC = "embryonic", _("Embryonic")
    GROWING = "growing", _("Growing")
    MATURE = "mature", _("Mature")
    DECLINING = "declining", _("Declining")
    RENEWING = "renewing", _("Renewing")


class Initiator(models.TextChoices):
    GOVERNMENT = "government", _("Government")
    INDUSTRY = "industry", _("Industry")
    ACADEMIA = "academia", _("Academia")
    JOINT = "joint", _("Jointly")


class EvaluationMethod(models.TextChoices):
    NONE = "none", _("None")
    SURVEY = "survey", _("Survey")
    STATISTICS = "statistics", _("Statistics")
    INTERVIEWS = "interviews", _("Interviews")
    MATCHED_CONTROL_GROUP = "matched_control_group", _("Matched control group")
    DIFFERENCE_IN_DIFFERENCE = "difference_in_difference", _("Difference in difference")


class CaseQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Staff in any state, a city's editors their own, every member once distributed."""
        return self.any_of(
            self.shared_with(user),
            self.in_programmes_of(user, roles=STAFF_ROLES),
            self.in_cities_of(user),
        )

    def shared_with(self, user: "AnyUser") -> Self:
        """The distributed ones of the person's programmes: what members read of each other."""
        return self.in_programmes_of(user).filter(status__in=SHARED_STATUSES)

    def draft_visible_to(self, user: "AnyUser") -> Self:
        """Cases whose working text the person may read, beyond a distributed edition."""
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def in_confidence_of(self, user: "AnyUser") -> Self:
        """Cases of which the person may also read the confidential parts, if it sees them at all:
        staff, the city's own people, and the cities of its group."""
        return self.any_of(
            self.in_programmes_of(user, roles=STAFF_ROLES),
            self.in_cities_of(user, roles=Role.values),
            self.in_programmes_of(user).filter(city__group__in=groups_of(user)),
        )

    def editable_by(self, user: "AnyUser") -> Self:
        """The city's own editors and the coordinator, only while the case is with the city."""
        writers = self.any_of(super().editable_by(user), self.in_cities_of(user))
        return writers.filter(Q(status__in=OPEN_STATUSES) | Q(reopened_at__isnull=False))


class Case(models.Model):
    """A written case on a real issue that a city's cluster faces."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cases")
    city = models.OneToOneField(City, models.PROTECT, related_name="case", verbose_name=_("city"))
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="cases", verbose_name=_("cluster")
    )
    workshop = models.OneToOneField(
        Workshop,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="case",
        verbose_name=_("workshop"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=CaseStatus, default=CaseStatus.PROPOSED, editable=False
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    distributed_at = models.DateTimeField(null=True, blank=True, editable=False)
    late_reason = models.TextField(_("reason for late distribution"), blank=True, editable=False)
    # A distributed case that is written again for its next edition. Readers keep the last one.
    reopened_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The highest number an action proposed on it ever had; it is never given again.
    last_action_number = models.PositiveSmallIntegerField(default=0, editable=False)

    lifecycle_stage = models.CharField(
        _("life-cycle stage"), max_length=20, choices=LifecycleStage, blank=True
    )
    initiator = models.CharField(_("initiated by"), max_length=20, choices=Initiator, blank=True)
    founding_year = models.PositiveSmallIntegerField(_("founding year"), null=True, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=160, blank=True)
    evaluation_method = models.CharField(
        _("method of evaluation"), max_length=30, choices=EvaluationMethod, blank=True
    )
    evaluation_year = models.PositiveSmallIntegerField(
        _("year of the last evaluation"), null=True, blank=True
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "city__position", "pk"]
        verbose_name = _("cluster case")
        verbose_name_plural = _("cluster cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CaseStatus.values),
                name="case_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=SHARED_STATUSES) | Q(distributed_at__isnull=False),
                name="case_distributed_has_date",
                violation_error_message=_("A distributed case needs its date of distribution."),
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | Q(status__in=REOPENABLE_STATUSES),
                name="case_reopened_is_distributed",
                violation_error_message=_(
                    "Only a distributed case that is not closed is opened again."
                ),
            ),
            models.CheckConstraint(
                condition=Q(lifecycle_stage__in=["", *LifecycleStage.values]),
                name="case_lifecycle_stage_known",
                violation_error_message=_("This life-cycle stage does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(initiator__in=["", *Initiator.values]),
                name="case_initiator_known",
                violation_error_message=_("This initiator does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(evaluation_method__in=["", *EvaluationMethod.values]),
                name="case_evaluation_method_known",
                violation_error_message=_("This method does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.cluster)

    def get_absolute_url(self) -> str:
        return reverse("cases:detail", args=[self.programme.slug, self.city.slug])

    def get_working_url(self) -> str:
        """Where the text that is written is read: apart from the edition, once there is one."""
        if self.is_shared:
            return reverse("cases:draft", args=[self.programme.slug, self.city.slug])
        return self.get_absolute_url()

    def can_become(self, status: str) -> bool:
        return status in NEXT_STATUSES[self.status]

    @property
    def is_open(self) -> bool:
        """With the city, which may write: for the first time, or for its next edition."""
        return self.status in OPEN_STATUSES or self.reopened_at is not None

    @property
    def is_shared(self) -> bool:
        """Distributed: the whole programme reads its last edition, which is frozen."""
        return self.status in SHARED_STATUSES

    def last_edition(self) -> "Edition | None":
        """What members read now; None before the distribution. One query."""
        return self.editions.order_by("-number").first()

    @property
    def due_key(self) -> str:
        """The workplan's key of “case to the experts”; empty without a workshop."""
        return f"{self.workshop.source_prefix}{CASE_DUE}" if self.workshop else ""

    @property
    def distribution_key(self) -> str:
        return f"{self.workshop.source_prefix}{CASE_DISTRIBUTED}" if self.workshop else ""
