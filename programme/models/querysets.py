"""Access, defined once: which rows of a programme a person may see or change.

Every model's manager starts from ``ProgrammeScopedQuerySet``. A model that belongs to a city
narrows it. What depends on state (a distributed case, a published report) is added in the
queryset of the model that has the state, in the same two methods and nowhere else.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self, TypeAlias

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from programme.models.people import User

    AnyUser: TypeAlias = User | AnonymousUser


class Role(models.TextChoices):
    """What a person may be in a programme. One person can hold several."""

    COORDINATOR = "coordinator", _("Coordinator")
    EXPERT = "expert", _("Expert")
    EDITOR = "editor", _("City editor")
    PARTICIPANT = "participant", _("Participant")


# Who runs the programme: they see every row of it, in any state.
STAFF_ROLES = (Role.COORDINATOR, Role.EXPERT)


class ProgrammeScopedQuerySet(models.QuerySet):
    """Rows that belong to a programme; by default every member sees, the coordinator changes."""

    programme_path = "programme"
    city_path = "city"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.in_programmes_of(user)

    def editable_by(self, user: "AnyUser") -> Self:
        return self.in_programmes_of(user, roles=[Role.COORDINATOR])

    def in_programme(self, programme: models.Model) -> Self:
        return self.filter(**{self.programme_path: programme})

    def in_programmes_of(self, user: "AnyUser", *, roles: Collection[str] = Role.values) -> Self:
        """Rows of every programme in which the person holds one of the roles."""
        if not user.is_active:
            return self.none()  # anonymous users are never active
        if user.is_superuser:
            return self
        # A subquery, not a join: a join would repeat rows and force distinct().
        memberships = _memberships(user, roles).values("programme")
        return self.filter(**{f"{self.programme_path}__in": memberships})

    def in_cities_of(self, user: "AnyUser", *, roles: Collection[str] = (Role.EDITOR,)) -> Self:
        """Rows of every city for which the person holds one of the roles."""
        if not user.is_active:
            return self.none()
        memberships = _memberships(user, roles).filter(city__isnull=False).values("city")
        return self.filter(**{f"{self.city_path}__in": memberships})

    def any_of(self, *querysets: Self) -> Self:
        """Rows in any of the querysets, each once.

        By primary key rather than ``|``: joined conditions of ``|`` can repeat rows.
        """
        condition = models.Q()
        for queryset in querysets:
            condition |= models.Q(pk__in=queryset.values("pk"))
        return self.filter(condition) if querysets else self.none()


class CityOwnedQuerySet(ProgrammeScopedQuerySet):
    """Every member sees; the coordinator and the city's own editors change."""

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(super().editable_by(user), self.in_cities_of(user))


def _memberships(user: "AnyUser", roles: Collection[str]) -> models.QuerySet:
    # By name, because the membership's own manager is built from this module.
    membership = apps.get_model("programme", "Membership")
    return membership.objects.filter(user=user.pk, role__in=roles)


def groups_of(user: "AnyUser") -> models.QuerySet:
    """The groups of the cities to which the person belongs, for use in a filter."""
    return _memberships(user, Role.values).filter(city__isnull=False).values("city__group")
