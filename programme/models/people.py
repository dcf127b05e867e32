"""People and the roles they hold. A person logs in by e-mail."""

from functools import cached_property
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models.querysets import Holding, ProgrammeScopedQuerySet, Role


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Oneself, and everybody who shares a programme."""
        if not user.is_active:
            return self.none()
        programmes = {holding.programme for holding in user.holdings}
        sharing = Membership.objects.filter(programme__in=programmes).values("user")
        return self.filter(Q(pk=user.pk) | Q(pk__in=sharing))

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        """Only oneself: a person's name and e-mail are that person's."""
        return self.filter(pk=user.pk) if user.is_active else self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can log in."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_staff = models.BooleanField(_("may open the operators' admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)
    # Mails to the address come back; empty again once it is changed or one arrives.
    address_refused_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The person was erased: the row stays nameless, for what it wrote.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Somebody with this e-mail is already here."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(is_active=False),
                name="user_erased_is_not_active",
                violation_error_message=_("Somebody who was erased has no account."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        """First letters of the first and the last name: ``AM``."""
        words = self.name.split() or [self.email]
        letters = [words[0][0]] if len(words) == 1 else [words[0][0], words[-1][0]]
        return "".join(letters).upper()

    @cached_property
    def holdings(self) -> list[Holding]:
        """The person's roles in all programmes, read once for each request.

        Access asks for them with every row: as values they keep its queries small. A person
        object that outlives a change of memberships has to be fetched again.
        """
        rows = Membership.objects.filter(user=self.pk).order_by()
        return [
            Holding(*row)
            for row in rows.values_list("programme_id", "role", "city_id", "city__group_id")
        ]

    # Django's and allauth's own code asks for these names.
    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else self.email


class MembershipQuerySet(ProgrammeScopedQuerySet):
    def for_people_list(self) -> Self:
        return self.select_related("user", "city__group", "partner")

    def coordinating(self, programme: models.Model) -> Self:
        return self.filter(programme=programme, role=Role.COORDINATOR)


class Membership(models.Model):
    """A role that a person holds in a programme, for a city or a partner where it has one."""

    user = models.ForeignKey("programme.User", models.CASCADE, related_name="memberships")
    programme = models.ForeignKey("programme.Programme", models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    city = models.ForeignKey(
        "programme.City",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("city"),
    )
    partner = models.ForeignKey(
        "programme.Partner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("partner"),
    )
    began_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message=_("This role does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.EDITOR) | Q(city__isnull=False),
                name="membership_editor_has_city",
                violation_error_message=_("A city editor needs a city."),
            ),
            models.CheckConstraint(
                condition=Q(city__isnull=True) | Q(partner__isnull=True),
                name="membership_city_or_partner",
                violation_error_message=_("Choose a city or a partner, not both."),
            ),
            models.UniqueConstraint(
                fields=["user", "programme", "role", "city"],
                condition=Q(city__isnull=False),
                name="membership_once_per_city",
                violation_error_message=_("This person already has this role for the city."),
            ),
            models.UniqueConstraint(
                fields=["user", "programme", "role"],
                condition=Q(city__isnull=True),
                name="membership_once_without_city",
                violation_error_message=_("This person already has this role."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.label}"

    def get_role_display(self) -> str:  # type: ignore[no-redef]
        """As Django has it, but without a table of all roles made for each row of a list."""
        return str(Role(self.role).label) if self.role in Role.values else self.role

    @property
    def label(self) -> str:
        """The role and for whom: “City editor, Göteborg”."""
        whom = self.city or self.partner
        return f"{self.get_role_display()}, {whom}" if whom else self.get_role_display()
