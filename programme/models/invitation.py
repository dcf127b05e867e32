"""How people come into a programme and go out of it."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models.city import City
from programme.models.keys import new_key
from programme.models.programme import Partner, Programme
from programme.models.querysets import STAFF_ROLES, ProgrammeScopedQuerySet, Role

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class InvitationStatus(models.TextChoices):
    """Not stored: it follows from the times."""

    PENDING = "pending", _("Waits for an answer")
    EXPIRED = "expired", _("Expired")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class InvitationQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Who runs the programme, and the editors of the city for which the person comes."""
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def editable_by(self, user: "AnyUser") -> Self:
        coordinated = self.in_programmes_of(user, roles=[Role.COORDINATOR])
        return self.any_of(coordinated, self.in_cities_of(user))

    def open(self) -> Self:
        """Neither accepted nor withdrawn; the time may be over."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def usable(self) -> Self:
        return self.open().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """The way in for somebody who has never logged in: a link that expires.

    The person and the seat are there from the start, so that others can register the person and
    write about what waits; whoever follows the link claims them.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="invitations")
    user = models.ForeignKey("programme.User", models.CASCADE, related_name="invitations")
    # For which city the person comes: its editors may invite too.
    city = models.ForeignKey(
        City, models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    # Where it went: whoever reads mail there may come in.
    address = models.EmailField(_("e-mail"))
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    invited_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)
    # Sending it again makes a new key: the older link opens no more.
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    times_sent = models.PositiveSmallIntegerField(default=1, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
                violation_error_message=_("This person is already invited."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_in_one_way",
                violation_error_message=_("An invitation is accepted or withdrawn, not both."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("sent_at")),
                name="invitation_expires_after_it_was_sent",
                violation_error_message=_("An invitation expires after it was sent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.programme}"

    @property
    def status(self) -> InvitationStatus:
        if self.accepted_at:
            return InvitationStatus.ACCEPTED
        if self.withdrawn_at:
            return InvitationStatus.WITHDRAWN
        if self.expires_at <= timezone.now():
            return InvitationStatus.EXPIRED
        return InvitationStatus.PENDING

    @property
    def last_day(self) -> datetime.date:
        """The last whole day of the link, as mail and list say it."""
        return timezone.localdate(self.expires_at) - datetime.timedelta(days=1)


class FormerMembershipQuerySet(ProgrammeScopedQuerySet):
    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: what was stays as it was."""
        return self.none()


class FormerMembership(models.Model):
    """A role that a person held once: who wrote for a city before, and until when."""

    user = models.ForeignKey("programme.User", models.CASCADE, related_name="former_memberships")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="former_memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    city = models.ForeignKey(
        City, models.SET_NULL, null=True, blank=True, related_name="former_memberships"
    )
    partner = models.ForeignKey(
        Partner, models.SET_NULL, null=True, blank=True, related_name="former_memberships"
    )
    began_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), default=timezone.now)
    ended_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Who took it over, where somebody did.
    handed_to = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = FormerMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-ended_at", "-pk"]
        verbose_name = _("former membership")
        verbose_name_plural = _("former memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="former_membership_role_known",
                violation_error_message=_("This role does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gte=models.F("began_at")),
                name="former_membership_ends_after_it_began",
                violation_error_message=_("A role ends after it began."),
            ),
        ]

    def __str__(self) -> str:
        whom = self.city or self.partner
        role = self.get_role_display()
        return f"{self.user}: {role}, {whom}" if whom else f"{self.user}: {role}"


class PeopleImportQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Who brought the file: it holds addresses of people who are not here yet."""
        return self.in_programmes_of(user, roles=[Role.COORDINATOR]).filter(uploaded_by=user.pk)

    def editable_by(self, user: "AnyUser") -> Self:
        return self.visible_to(user)


class PeopleImport(models.Model):
    """A list of people from a file, read and shown before anybody is invited.

    ``rows`` is what the file said, cell by cell, with what is wrong about each. It is erased once
    the people are invited, and after some days in any case.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="people_imports")
    uploaded_by = models.ForeignKey("programme.User", models.CASCADE, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PeopleImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")

    def __str__(self) -> str:
        return self.file_name
