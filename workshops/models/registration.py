"""Who comes to a workshop, and what they chose."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import City, Partner, ProgrammeScopedQuerySet, Role
from workshops.models.agenda import AgendaItem
from workshops.models.workshop import Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class AttendsAs(models.TextChoices):
    """In what capacity a person comes."""

    PARTNER = "partner", _("Partner city")
    HOST = "host", _("Host city")
    CLUSTER_FIRM = "cluster_firm", _("Cluster firm")
    EXPERT = "expert", _("Expert")
    POLICYMAKER = "policymaker", _("Policymaker")


class RegistrationQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Staff and the host see everyone; others see those who came to the same programme."""
        return self.in_programmes_of(user)

    def editable_by(self, user: "AnyUser") -> Self:
        """The coordinator for anyone, an editor for the own city's people, anyone for oneself."""
        own = self.in_programmes_of(user).filter(user=user.pk)
        coordinated = self.in_programmes_of(user, roles=[Role.COORDINATOR])
        return self.any_of(coordinated, self.in_cities_of(user), own)


class Registration(models.Model):
    """Somebody comes to a workshop, with or without an account here."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="registrations")
    user = models.ForeignKey(
        "programme.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    city = models.ForeignKey(
        City,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("city"),
    )
    partner = models.ForeignKey(
        Partner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("partner"),
    )
    attends_as = models.CharField(
        _("comes as"), max_length=20, choices=AttendsAs, default=AttendsAs.PARTNER
    )
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["workshop", "name", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "user"],
                name="registration_once",
                violation_error_message=_("This person is already registered."),
            ),
            models.CheckConstraint(
                condition=Q(attends_as__in=AttendsAs.values),
                name="registration_capacity_known",
                violation_error_message=_("This way of coming does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SignUpQuerySet(ProgrammeScopedQuerySet):
    programme_path = "registration__workshop__programme"
    city_path = "registration__city"

    def editable_by(self, user: "AnyUser") -> Self:
        own = self.in_programmes_of(user).filter(registration__user=user.pk)
        coordinated = self.in_programmes_of(user, roles=[Role.COORDINATOR])
        return self.any_of(coordinated, self.in_cities_of(user), own)


class SignUp(models.Model):
    """What a registered person chose: A or B. One per registration, so nobody is in both."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="sign_up")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="sign_ups")
    chosen_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["chosen_at", "pk"]
        verbose_name = _("choice")
        verbose_name_plural = _("choices")

    def __str__(self) -> str:
        return f"{self.registration}: {self.item}"
