"""What the workshop proposes to the host, and what became of it."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import SHARED_STATUSES, Case
from cases.models.discussion import BoardNote
from cases.models.parts import StrategicIssue
from programme.models import STAFF_ROLES, ProgrammeScopedQuerySet

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class ActionLevel(models.TextChoices):
    CLUSTER = "cluster", _("Cluster")
    CITY = "city", _("City")
    REGION = "region", _("Region")
    NATION = "nation", _("Nation")
    EU = "eu", _("European Union")


class ActionStatus(models.TextChoices):
    """What the host city says to a proposal."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    CHANGED = "changed", _("Accepted with changes")
    DECLINED = "declined", _("Declined")


# Answers after which the city follows an action up.
AGREED = (ActionStatus.ACCEPTED, ActionStatus.CHANGED)


class ActionProgress(models.TextChoices):
    """What became of it, asked after 6 and 12 months."""

    ADOPTED = "adopted", _("Adopted")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


# Counted as taken up: “4 of 6 adopted”.
TAKEN_UP = (ActionProgress.ADOPTED, ActionProgress.IN_PROGRESS, ActionProgress.DONE)


# The months after a workshop at which the city is asked.
FOLLOW_UP_MONTHS = (6, 12)


class ProposedActionQuerySet(ProgrammeScopedQuerySet):
    programme_path = "case__programme"
    city_path = "case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(case__in=Case.objects.visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        """Coordinator and experts write actions; the host's editors answer them."""
        return self.in_programmes_of(user, roles=STAFF_ROLES).filter(
            case__status__in=SHARED_STATUSES
        )


class ProposedAction(models.Model):
    """A step that the workshop proposes to the host.

    The link from the strategic issue (and the option on the board, if it came from one) to what
    became of it: its number never changes and is never given again.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="proposed_actions")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    issue = models.ForeignKey(
        StrategicIssue,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposed_actions",
        verbose_name=_("strategic issue"),
    )
    # The option on the board from which it was made.
    option = models.ForeignKey(
        BoardNote,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="proposed_actions",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.TextField(_("action"), max_length=2_000)
    owner = models.CharField(_("owner"), max_length=160, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=ActionLevel)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    status = models.CharField(
        _("the host's answer"),
        max_length=20,
        choices=ActionStatus,
        default=ActionStatus.PROPOSED,
    )
    response = models.TextField(_("answer of the city"), max_length=2_000, blank=True)
    # Accepted with changes: the words of the city, beside those of the workshop.
    agreed_text = models.TextField(_("as the city will do it"), max_length=2_000, blank=True)
    progress = models.CharField(
        _("what became of it"), max_length=20, choices=ActionProgress, blank=True
    )

    objects = ProposedActionQuerySet.as_manager()

    class Meta:
        ordering = ["case", "position", "pk"]
        verbose_name = _("proposed action")
        verbose_name_plural = _("proposed actions")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="action_number_once_per_case",
                violation_error_message=_("This number is taken."),
            ),
            models.CheckConstraint(
                condition=Q(level__in=ActionLevel.values),
                name="action_level_known",
                violation_error_message=_("This level does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ActionStatus.values),
                name="action_status_known",
                violation_error_message=_("This answer does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(progress__in=["", *ActionProgress.values]),
                name="action_progress_known",
                violation_error_message=_("This progress does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(status=ActionStatus.DECLINED) | ~Q(response=""),
                name="action_declined_has_answer",
                violation_error_message=_("Say why the action is declined."),
            ),
            models.CheckConstraint(
                condition=~Q(status=ActionStatus.CHANGED) | ~Q(agreed_text="") | ~Q(response=""),
                name="action_changed_says_what",
                violation_error_message=_("Say how your city will do it."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_text="") | Q(status=ActionStatus.CHANGED),
                name="action_worded_anew_is_changed",
                violation_error_message=_(
                    "Only an action that is accepted with changes is worded anew."
                ),
            ),
            models.CheckConstraint(
                condition=Q(progress="") | Q(status__in=AGREED),
                name="action_progress_of_accepted",
                violation_error_message=_("Only an accepted action can make progress."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("cases:detail", args=[self.case.programme.slug, self.case.city.slug])

    @property
    def identifier(self) -> str:
        """“Göteborg A3”: how reports and follow-ups name it. Needs the case with its city."""
        return _("%(city)s A%(number)s") % {"city": self.case.city.name, "number": self.number}

    @property
    def answer_words(self) -> str:
        """The city's answer in words: how it will do it, if otherwise than proposed, and why."""
        if not self.agreed_text:
            return self.response
        will = gettext("As the city will do it: %(text)s") % {"text": self.agreed_text}
        return f"{will}\n\n{self.response}" if self.response else will

    @property
    def is_agreed(self) -> bool:
        """Accepted by the city, as it is or with changes."""
        return self.status in AGREED


class ActionFollowUpQuerySet(ProgrammeScopedQuerySet):
    programme_path = "action__case__programme"
    city_path = "action__case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(action__in=ProposedAction.objects.visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        """The host's editors answer, and whoever runs the programme for them."""
        return self.any_of(super().editable_by(user), self.in_cities_of(user))


class ActionFollowUp(models.Model):
    """What the city said became of an action, 6 or 12 months after the workshop.

    The last of them is also ``ProposedAction.progress`` (see ``cases.services.follow_up``).
    """

    action = models.ForeignKey(ProposedAction, models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("months after the workshop"), editable=False)
    progress = models.CharField(_("what became of it"), max_length=20, choices=ActionProgress)
    why = models.TextField(_("in words"), max_length=2_000, blank=True)
    answered_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ActionFollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["action", "months"]
        verbose_name = _("follow-up of an action")
        verbose_name_plural = _("follow-ups of actions")
        constraints = [
            models.UniqueConstraint(
                fields=["action", "months"],
                name="follow_up_once_per_date",
                violation_error_message=_("This follow-up is answered already."),
            ),
            models.CheckConstraint(
                condition=Q(months__in=FOLLOW_UP_MONTHS),
                name="follow_up_after_6_or_12_months",
                violation_error_message=_("A city is asked after 6 and after 12 months."),
            ),
            models.CheckConstraint(
                condition=Q(progress__in=ActionProgress.values),
                name="follow_up_progress_known",
                violation_error_message=_("This progress does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(progress=ActionProgress.DROPPED) | ~Q(why=""),
                name="follow_up_dropped_says_why",
                violation_error_message=_("Say why the action was dropped."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}, {self.months}"
