"""What is left to look at after an erasure, and what keeps a person's data from being erased."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models.privacy import DataRequest
from programme.models.programme import Programme
from programme.models.querysets import ProgrammeScopedQuerySet, Role

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class LeftoverOutcome(models.TextChoices):
    GONE = "gone", _("Replaced or deleted")
    CHANGED = "changed", _("Changed by hand")
    STAYS = "stays", _("Looked at, and may stay")


class LeftoverQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.in_programmes_of(user, roles=[Role.COORDINATOR, Role.EXPERT])

    def editable_by(self, user: "AnyUser") -> Self:
        return self.in_programmes_of(user, roles=[Role.COORDINATOR])

    def open(self) -> Self:
        return self.filter(settled_at__isnull=True)


class Leftover(models.Model):
    """A place that may still name somebody who was erased, until somebody has looked at it.

    It is a file that somebody uploaded (``file`` is the one that was suspected; another one in its
    place settles it), or a text in which the name may be that of somebody else. It never says the
    name.
    """

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="leftovers")
    # None for what stands in no programme: that is for the operators.
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, related_name="leftovers")
    subject = models.CharField(max_length=100)
    column = models.CharField(max_length=60, blank=True)
    file = models.CharField(max_length=200, blank=True)
    words = models.CharField(_("where"), max_length=300)
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    outcome = models.CharField(
        _("what became of it"), max_length=10, choices=LeftoverOutcome, blank=True, editable=False
    )
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = LeftoverQuerySet.as_manager()

    class Meta:
        ordering = ["-request", "pk"]
        verbose_name = _("place to look at after an erasure")
        verbose_name_plural = _("places to look at after an erasure")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "subject", "column"],
                name="leftover_listed_once",
                violation_error_message=_("This place is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True)
                | Q(outcome__in=LeftoverOutcome.values, settled_at__isnull=False),
                name="leftover_settled_says_how",
                violation_error_message=_("What was looked at says what became of it."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=LeftoverOutcome.STAYS) | ~Q(reason=""),
                name="leftover_stays_for_a_reason",
                violation_error_message=_("Say why it may stay."),
            ),
        ]

    def __str__(self) -> str:
        return self.words


class LegalHoldQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Whoever set it, and the person whose data it is about."""
        own = self.filter(user=user.pk) if user.is_active else self.none()
        return self.any_of(own, self.in_programmes_of(user, roles=[Role.COORDINATOR]))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.in_programmes_of(user, roles=[Role.COORDINATOR])

    def in_force(self) -> Self:
        return self.filter(lifted_at__isnull=True, until__gte=timezone.localdate())


class LegalHold(models.Model):
    """Until a day nothing is erased of a person, or (without one) of the whole programme.

    What is asked for waits; what is over is erased once it has ended or was lifted.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="legal_holds")
    user = models.ForeignKey(
        "programme.User", models.CASCADE, null=True, blank=True, related_name="legal_holds"
    )
    reason = models.TextField(_("reason"), max_length=1000)
    until = models.DateField(_("until"))
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    set_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at", "-pk"]
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="legal_hold_has_a_reason",
                violation_error_message=_("Say why nothing may be erased."),
            ),
            models.UniqueConstraint(
                fields=["programme", "user"],
                condition=Q(lifted_at__isnull=True),
                name="legal_hold_set_once",
                violation_error_message=_("There is a hold for this person already."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(lifted_at__isnull=True, user__isnull=True),
                name="legal_hold_of_programme_set_once",
                violation_error_message=_("There is a hold for the programme already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.programme}: {self.until}"
