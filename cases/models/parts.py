"""The parts of a case: its answers in prose, and what is typed beside them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.outline import OBJECTIVE_KEYS, SECTION_BY_KEY, TOPICS, Section, Topic
from cases.outline import SECTION_OF_TOPIC as SECTIONS_BY_TOPIC
from programme.models import STAFF_ROLES, ProgrammeScopedQuerySet
from programme.writing.models import TextRevision, VersionedText

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


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

    kept_with_text = ("is_not_known", "not_known_reason", "is_confidential")
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


class AnswerRevisionQuerySet(ProgrammeScopedQuerySet):
    programme_path = "answer__case__programme"
    city_path = "answer__case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """With the draft: everybody who writes or runs the programme sees what was there before."""
        return self.filter(answer__case__in=Case.objects.draft_visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: what was written was written."""
        return self.none()


class AnswerRevision(TextRevision):
    """What an answer was after a save, folded to one per person and quarter of an hour."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions")
    text_field = "answer"

    objects = AnswerRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["answer", "-version"]
        verbose_name = _("revision of an answer")
        verbose_name_plural = _("revisions of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "version"],
                name="answer_revision_once",
                violation_error_message=_("This revision already exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer}, {self.version}"


class SectionLockQuerySet(CasePartQuerySet):
    def editable_by(self, user: "AnyUser") -> Self:
        """Those who run the programme lock and unlock."""
        return self.in_programmes_of(user, roles=STAFF_ROLES)


class SectionLock(models.Model):
    """A section that the experts have closed: the city cannot change it while the lock is there."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="locks")
    section = models.CharField(max_length=40, editable=False)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    locked_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    locked_at = models.DateTimeField(auto_now_add=True)

    objects = SectionLockQuerySet.as_manager()

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = _("locked section")
        verbose_name_plural = _("locked sections")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "section"],
                name="section_locked_once",
                violation_error_message=_("This section is already locked."),
            ),
            models.CheckConstraint(
                condition=Q(section__in=list(SECTION_BY_KEY)),
                name="section_lock_of_known_section",
                violation_error_message=_("This section is not in the outline."),
            ),
        ]

    def __str__(self) -> str:
        return str(SECTION_BY_KEY[self.section].title)


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
