"""Who the person is in this programme, and the two ways a view may reach a row."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from programme.models import STAFF_ROLES, City, Membership, Programme, Role, User
from programme.models.querysets import Holding

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Seat:
    """A person's place in one programme: all roles the person holds there."""

    user: User
    programme: Programme
    memberships: list[Membership] = field(default_factory=list)

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.memberships)

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_expert(self) -> bool:
        return Role.EXPERT in self.roles

    @property
    def is_staff(self) -> bool:
        """Runs the programme: coordinator or expert."""
        return bool(self.roles.intersection(STAFF_ROLES))

    @property
    def is_editor(self) -> bool:
        return Role.EDITOR in self.roles

    @cached_property
    def edited_cities(self) -> list[City]:
        return [m.city for m in self.memberships if m.role == Role.EDITOR and m.city]

    @property
    def city(self) -> City | None:
        """The city the person belongs to, in whatever role; the first if there are several."""
        return next((m.city for m in self.memberships if m.city), None)

    def edits(self, city: City | None) -> bool:
        return city is not None and any(own.pk == city.pk for own in self.edited_cities)

    @property
    def role_label(self) -> str:
        """The most responsible role in words: “Coordinator, Lyon”."""
        order = list(Role.values)
        return min(self.memberships, key=lambda m: order.index(m.role)).label


def seats_of(user: User) -> list[Seat]:
    """The person's seats, one per programme, newest programme first. One query."""
    rows = Membership.objects.filter(user=user).select_related(
        "programme", "city__group", "partner"
    )
    # On every page: the database is spared the order, and a join for it.
    memberships = sorted(rows.order_by(), key=lambda membership: membership.pk)
    # Access asks for the same rows: no second query for them.
    user.holdings = [
        Holding(m.programme_id, m.role, m.city_id, m.city.group_id if m.city else None)
        for m in memberships
    ]
    seats: dict[int, Seat] = {}
    for membership in memberships:
        seat = seats.setdefault(membership.programme_id, Seat(user, membership.programme))
        # A city's or membership's programme is this one: no query when a template asks.
        if membership.city:
            membership.city.programme = membership.programme
        seat.memberships.append(membership)
    return sorted(seats.values(), key=lambda s: s.programme.starts_on, reverse=True)


def get_visible(model: type[Row] | models.QuerySet[Row], user: Any, **lookup: Any) -> Row:
    """Return the row: 404 if the user may not see it."""
    queryset = model if isinstance(model, models.QuerySet) else model._default_manager.all()
    if any(isinstance(value, str) and "\0" in value for value in lookup.values()):
        # No row has such a word, and PostgreSQL refuses the question.
        raise Http404
    return get_object_or_404(queryset.visible_to(user), **lookup)  # type: ignore[attr-defined]


def get_editable(model: type[Row] | models.QuerySet[Row], user: Any, **lookup: Any) -> Row:
    """Return the row: 404 if the user may not see it, 403 if only read it."""
    row = get_visible(model, user, **lookup)
    if not may_edit(row, user):
        raise PermissionDenied
    return row


def may_edit(row: models.Model, user: Any) -> bool:
    """Whether the person may change the row. One query."""
    return type(row)._default_manager.editable_by(user).filter(pk=row.pk).exists()  # type: ignore[attr-defined]


def require(allowed: bool) -> None:
    """403 for a person who may see but not do."""
    if not allowed:
        raise PermissionDenied


class ProgrammeRequest(HttpRequest):
    """A request as views get it: ``ProgrammeMiddleware`` has found programme and seat."""

    user: User
    programme: Programme
    seat: Seat
    seats: list[Seat]


class VisibleMixin:
    """A list or detail view of what the person may see in the programme of the address."""

    request: Any  # a ProgrammeRequest; the views of Django say HttpRequest

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()  # type: ignore[misc]
        return queryset.visible_to(self.request.user).in_programme(self.request.programme)


class EditableMixin(VisibleMixin):
    """A form view: 404 for a row the person may not see, 403 for one that is only readable."""

    def get_object(self, queryset: Any = None) -> Any:
        row = super().get_object(queryset)  # type: ignore[misc]
        require(may_edit(row, self.request.user))
        return row
