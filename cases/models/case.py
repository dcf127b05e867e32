"""The cluster case of a city: its state, its answers and its typed parts."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.outline import OBJECTIVE_KEYS, SECTION_BY_KEY, TOPICS, Section, Topic
from cases.outline import SECTION_OF_TOPIC as SECTIONS_BY_TOPIC
from programme.models import (
    STAFF_ROLES,
    City,
    Cluster,
    Programme,
    ProgrammeScopedQuerySet,
    Role,
)
from programme.models.querysets import groups_of
from programme.workplan import CASE_DISTRIBUTED, CASE_DUE
from programme.writing.models import VersionedText
from workshops.models import Workshop

if TYPE_CHECKING:
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
        return writers.filter(status__in=OPEN_STATUSES)


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

    def can_become(self, status: str) -> bool:
        return status in NEXT_STATUSES[self.status]

    @property
    def is_open(self) -> bool:
        """With the city, which may write."""
        return self.status in OPEN_STATUSES

    @property
    def is_shared(self) -> bool:
        """Distributed: frozen, and readable for the whole programme."""
        return self.status in SHARED_STATUSES

    @property
    def due_key(self) -> str:
        """The workplan's key of “case to the experts”; empty without a workshop."""
        return f"{self.workshop.source_prefix}{CASE_DUE}" if self.workshop else ""

    @property
    def distribution_key(self) -> str:
        return f"{self.workshop.source_prefix}{CASE_DISTRIBUTED}" if self.workshop else ""


class CasePartQuerySet(ProgrammeScopedQuerySet):
    """Rows of a case's working text: as visible as the draft, as editable as the case."""

    programme_path = "case__programme"
    city_path = "case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(case__in=Case.objects.draft_visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.filter(case__in=Case.objects.editable_by(user))


class Answer(VersionedText):
    """One topic of one case, in prose, or “not known” with a reason."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="answers")
    topic = models.CharField(max_length=40, editable=False)
    is_not_known = models.BooleanField(_("not known"), default=False)
    not_known_reason = models.CharField(_("why it is not known"), max_length=300, blank=True)
    is_confidential = models.BooleanField(
        _("confidential"),
        default=False,
        help_text=_("Readable for your group, left out for others."),
    )

    objects = CasePartQuerySet.as_manager()

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "topic"],
                name="answer_once_per_topic",
                violation_error_message=_("This topic is already answered."),
            ),
            models.CheckConstraint(
                condition=Q(topic__in=list(TOPICS)),
                name="answer_topic_known",
                violation_error_message=_("This topic is not in the outline."),
            ),
            models.CheckConstraint(
                condition=Q(is_not_known=False) | ~Q(not_known_reason=""),
                name="answer_not_known_has_reason",
                violation_error_message=_("Say why it is not known."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.outline_topic.title)

    @property
    def outline_topic(self) -> Topic:
        return TOPICS[self.topic]

    @property
    def section(self) -> Section:
        return SECTIONS_BY_TOPIC[self.topic]

    @property
    def is_answered(self) -> bool:
        return bool(self.text.strip()) or self.is_not_known


class ObjectiveTarget(models.Model):
    """The measurable side of one of the seven objectives. A missing target is allowed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="objective_targets")
    objective = models.CharField(max_length=40, editable=False)
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=0, help_text=_("0: none, 5: highest.")
    )
    measure = models.CharField(
        _("what is measured"), max_length=120, blank=True, help_text=_("With its unit.")
    )
    baseline = models.DecimalField(
        _("baseline"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    target = models.DecimalField(
        _("target"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    target_year = models.PositiveSmallIntegerField(_("target year"), null=True, blank=True)
    reached = models.DecimalField(
        _("reached"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = CasePartQuerySet.as_manager()

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "objective"],
                name="objective_target_once",
                violation_error_message=_("This objective is already there."),
            ),
            models.CheckConstraint(
                condition=Q(objective__in=OBJECTIVE_KEYS),
                name="objective_target_known",
                violation_error_message=_("This objective is not in the outline."),
            ),
            models.CheckConstraint(
                condition=Q(priority__gte=0, priority__lte=5),
                name="objective_target_priority_0_to_5",
                violation_error_message=_("A priority is a number from 0 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return str(TOPICS[self.objective].title)


class IssueKind(models.TextChoices):
    """Kinds of strategic issue, as the programme met them."""

    ORGANISED_FORM = "organised_form", _("From a project to an organised form")
    NEW_OBJECTIVES = "new_objectives", _("New objectives after the low-hanging fruit")
    TRANSNATIONAL_PARTNERS = "transnational_partners", _("Finding transnational partners")
    FACILITATORS = "facilitators", _("Less effective facilitators")
    MEMBER_NEEDS = "member_needs", _("Different needs of large and small members")
    EVALUATION_MOMENTUM = "evaluation_momentum", _("Momentum for real evaluation")
    OTHER = "other", _("Other")


class StrategicIssue(models.Model):
    """A question that the cluster has to decide. One is in focus, the others are parked."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="issues")
    question = models.CharField(
        _("issue"),
        max_length=300,
        help_text=_("As a question the cluster has to decide, at most 300 characters."),
    )
    kind = models.CharField(_("kind of issue"), max_length=30, choices=IssueKind)
    decided_by = models.CharField(_("who decides"), max_length=160, blank=True)
    decide_by = models.DateField(_("by when"), null=True, blank=True)
    background = models.TextField(_("background"), blank=True)
    is_in_focus = models.BooleanField(_("in focus"), default=False)

    objects = CasePartQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-is_in_focus", "pk"]
        verbose_name = _("strategic issue")
        verbose_name_plural = _("strategic issues")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(is_in_focus=True),
                name="issue_one_in_focus",
                violation_error_message=_("Only one issue can be in focus."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=IssueKind.values),
                name="issue_kind_known",
                violation_error_message=_("This kind of issue does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return self.question


class AttachmentQuerySet(CasePartQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """With the draft; to all who read the case once it is distributed.

        A confidential one stays with the city's group and the staff.
        """
        drafts = super().visible_to(user)
        shared = self.filter(
            case__in=Case.objects.visible_to(user).filter(status__in=SHARED_STATUSES)
        )
        in_confidence = shared.filter(case__in=Case.objects.in_confidence_of(user))
        return self.any_of(drafts, shared.filter(is_confidential=False), in_confidence)


class Attachment(models.Model):
    """Slides or a document of the case. Stored privately, handed out only through access."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), upload_to="attachments/%Y/")
    name = models.CharField(_("file name"), max_length=200, editable=False)
    content_type = models.CharField(max_length=120, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    # SHA-256 of the file, so that an edition says which file it came with.
    checksum = models.CharField(max_length=64, editable=False)
    description = models.CharField(_("description"), max_length=200)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    uploaded_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["case", "uploaded_at", "pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.description or self.name


class CommentQuerySet(CasePartQuerySet):
    def editable_by(self, user: "AnyUser") -> Self:
        """Whoever may read the draft may answer and resolve."""
        return self.visible_to(user)


# What a comment can be about: a topic, a whole section, or (empty) the whole case.
COMMENT_PLACES = ("", *SECTION_BY_KEY, *TOPICS)


class Comment(models.Model):
    """A remark on a part of the draft, with replies; resolved or open."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="comments")
    topic = models.CharField(
        _("about"),
        max_length=40,
        blank=True,
        help_text=_("A topic or a section of the outline. Empty: the whole case."),
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, related_name="case_comments"
    )
    text = models.TextField(_("comment"), max_length=10_000)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["case", "created_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__in=COMMENT_PLACES),
                name="comment_topic_known",
                violation_error_message=_("This part is not in the outline."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="comment_not_its_own_parent",
                violation_error_message=_("A comment cannot answer itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
