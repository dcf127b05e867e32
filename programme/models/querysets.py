"""Access, defined once: which rows of a programme a person may see or change.

Every model's manager starts from ``ProgrammeScopedQuerySet``. A model that belongs to a city
narrows it. What depends on state (a distributed case, a published report) is added in the
queryset of the model that has the state, in the same two methods and nowhere else.
"""

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias

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


class Holding(NamedTuple):
    """A role as access asks for it, by primary keys (see ``User.holdings``)."""

    programme: int
    role: str
    city: int | None
    group: int | None


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
        held = {holding.programme for holding in user.holdings if holding.role in roles}
        # Nothing is cheaper for ``any_of`` than a condition that no row can meet.
        return self.filter(**{f"{self.programme_path}__in": held}) if held else self.none()

    def in_cities_of(self, user: "AnyUser", *, roles: Collection[str] = (Role.EDITOR,)) -> Self:
        """Rows of every city for which the person holds one of the roles."""
        if not user.is_active:
            return self.none()
        held = {holding.city for holding in user.holdings if holding.role in roles} - {None}
        return self.filter(**{f"{self.city_path}__in": held}) if held else self.none()

    def any_of(self, *querysets: Self) -> Self:
        """Rows in any of the querysets, all narrowed from this one.

        None of them may join to many rows: ask for those with a subquery, or rows repeat.
        """
        return reduce(or_, querysets, self.none())


class CityOwnedQuerySet(ProgrammeScopedQuerySet):
    """Every member sees; the coordinator and the city's own editors change."""

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(super().editable_by(user), self.in_cities_of(user))


def cities_edited_by(user: "AnyUser") -> set[int]:
    """The cities whose editor the person is, for use in a filter."""
    if not user.is_active:
        return set()
    held = user.holdings
    return {holding.city for holding in held if holding.role == Role.EDITOR and holding.city}


def groups_of(user: "AnyUser") -> set[int]:
    """The groups of the cities to which the person belongs, for use in a filter."""
    if not user.is_active:
        return set()
    return {holding.group for holding in user.holdings if holding.group is not None}
