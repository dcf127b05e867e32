"""Who comes to a workshop, and what they chose."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, City, Partner, ProgrammeScopedQuerySet, Role
from programme.models.querysets import cities_edited_by
from workshops.models.agenda import AgendaItem, Choice
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


class CostStatus(models.TextChoices):
    """Who pays for journey and stay."""

    PROGRAMME = "programme", _("The programme, as partner")
    ORGANISATION = "organisation", _("The own organisation")
    HOST = "host", _("The host city")
    SELF = "self", _("Oneself")


class RegistrationQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Staff and the host see everyone; an editor the own city's people; others themselves
        and those who agreed to stand in the list of participants."""
        members = self.in_programmes_of(user)
        listed = members.filter(list_consent_at__isnull=False)
        return self.any_of(
            self.in_programmes_of(user, roles=STAFF_ROLES),
            members.filter(workshop__city__in=cities_edited_by(user)),
            self.in_cities_of(user),
            members.filter(user=user.pk),
            listed,
        )

    def coming(self) -> Self:
        """Those who have a place."""
        return self.filter(is_waiting=False)

    def in_choice_b(self) -> Self:
        """Those who have a place in choice B: they alone meet each other there."""
        return self.coming().filter(sign_up__item__choice=Choice.B)

    def waiting(self) -> Self:
        """Those who wait for a place, the first to come first."""
        return self.filter(is_waiting=True).order_by("registered_at", "pk")

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
    # For people without an account: where the link to agenda and papers goes.
    email = models.EmailField(_("e-mail"), blank=True)
    # All places of the workshop were taken; the first in line gets the next that is free.
    is_waiting = models.BooleanField(default=False, editable=False)
    cost_status = models.CharField(_("who pays"), max_length=20, choices=CostStatus, blank=True)
    list_consent_at = models.DateTimeField(null=True, blank=True, editable=False)
    photo_consent_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A link sent earlier opens no more once this has risen.
    link_version = models.PositiveIntegerField(default=0, editable=False)
    link_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    registered_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
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
            models.CheckConstraint(
                condition=Q(cost_status__in=["", *CostStatus.values]),
                name="registration_cost_status_known",
                violation_error_message=_("This way of paying does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_attends_as_display(self) -> str:  # type: ignore[no-redef]
        """As Django has it, but without a table of all words made for each row of a list."""
        is_known = self.attends_as in AttendsAs.values
        return str(AttendsAs(self.attends_as).label) if is_known else self.attends_as

    @property
    def choice(self) -> str:
        """A or B; empty for nothing chosen yet. No query on a row read with ``sign_up__item``."""
        sign_up = getattr(self, "sign_up", None)
        return sign_up.item.choice if sign_up else ""


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


class ChoiceWait(models.Model):
    """Somebody waits for a place in a choice that is full, and may hold the other meanwhile."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="choice_wait")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="choice_waits")
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        # Written under the lock of the item: the keys are in order of arrival.
        ordering = ["item", "pk"]
        verbose_name = _("wait for a choice")
        verbose_name_plural = _("waits for choices")

    def __str__(self) -> str:
        return f"{self.registration}: {self.item}"


class PracticalNeedsQuerySet(ProgrammeScopedQuerySet):
    programme_path = "registration__workshop__programme"

    def visible_to(self, user: "AnyUser") -> Self:
        """The person, the coordinator and the host: nobody else, not even the experts."""
        members = self.in_programmes_of(user)
        return self.any_of(
            self.in_programmes_of(user, roles=[Role.COORDINATOR]),
            members.filter(registration__workshop__city__in=cities_edited_by(user)),
            members.filter(registration__user=user.pk),
        )

    def editable_by(self, user: "AnyUser") -> Self:
        own = self.in_programmes_of(user).filter(registration__user=user.pk)
        return self.any_of(self.in_programmes_of(user, roles=[Role.COORDINATOR]), own)


class PracticalNeeds(models.Model):
    """What the host must know to receive somebody. Erased some days after the workshop."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="needs")
    diet = models.CharField(_("diet and allergies"), max_length=300, blank=True)
    access = models.CharField(_("access needs"), max_length=300, blank=True)
    arrival = models.CharField(_("arrival"), max_length=160, blank=True)
    departure = models.CharField(_("departure"), max_length=160, blank=True)
    hotel = models.CharField(_("hotel"), max_length=160, blank=True)
    takes_bus = models.BooleanField(_("takes the bus to visits"), default=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PracticalNeedsQuerySet.as_manager()

    class Meta:
        ordering = ["registration"]
        verbose_name = _("practical needs")
        verbose_name_plural = _("practical needs")

    def __str__(self) -> str:
        return str(self.registration)


class HalfDay(models.TextChoices):
    MORNING = "am", _("Morning")
    AFTERNOON = "pm", _("Afternoon")


class AttendanceQuerySet(ProgrammeScopedQuerySet):
    programme_path = "registration__workshop__programme"
    city_path = "registration__workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Who runs the programme and the host; everybody the own."""
        own = self.in_programmes_of(user).filter(registration__user=user.pk)
        return self.any_of(
            self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user), own
        )

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))


class Attendance(models.Model):
    """Whether a registered person was there in one half of a day. No row: nobody has said."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="attendances")
    day = models.DateField(_("day"))
    half = models.CharField(_("half-day"), max_length=2, choices=HalfDay)
    # Empty: it was ticked and taken back. The row stays, so that an older tick that comes later,
    # from a device that was without a network, does not bring it back.
    is_present = models.BooleanField(_("was there"), null=True, blank=True)
    # When it was ticked on the device, which may have been without a network.
    marked_at = models.DateTimeField(default=timezone.now, editable=False)
    marked_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["registration", "day", "half"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "day", "half"],
                name="attendance_once_per_half_day",
                violation_error_message=_("This half-day is marked already."),
            ),
            models.CheckConstraint(
                condition=Q(half__in=HalfDay.values),
                name="attendance_half_day_known",
                violation_error_message=_("This half-day does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}, {self.day} {self.half}"
