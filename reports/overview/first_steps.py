"""What to do first in a programme that was just started, for its coordinator."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.models import City, Group, Membership, Objective, Programme
from workshops.models import Workshop, WorkshopKind


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    url: str
    is_done: bool


def first_steps(
    seat: Seat, cities: Collection[City], workshops: Collection[Workshop]
) -> list[Step]:
    """The steps in their order; none for others, nor once a meeting was held, nor once a city
    hosts one to which somebody is invited: who skipped the kick-off until then does without. One
    query until a meeting was held."""
    has_kick_off = any(row.kind == WorkshopKind.KICK_OFF for row in workshops)
    has_workshop = any(row.kind == WorkshopKind.CITY for row in workshops)
    if not seat.is_coordinator or any(row.is_held for row in workshops):
        return []
    programme = seat.programme
    has_others, has_aims = _begun(seat)
    if cities and has_workshop and has_others:
        return []

    def url(name: str) -> str:
        return reverse(name, args=[programme.slug])

    return [
        Step(
            _("Objectives, groups and rules"),
            _("Say what the programme wants, make its groups, and see how its dates are computed."),
            url("programme:settings"),
            has_aims,
        ),
        Step(
            _("Cities"),
            _("Add every city that takes part; a city need not host anything."),
            url("programme:city_create"),
            bool(cities),
        ),
        Step(
            _("People"),
            _("Invite the experts and the editors of each city by mail."),
            url("programme:people"),
            has_others,
        ),
        Step(
            _("Kick-off"),
            _("Plan the first meeting; there the groups fill in their sheets."),
            f"{url('workshops:create')}?kind={WorkshopKind.KICK_OFF}",
            has_kick_off,
        ),
        Step(
            _("Meetings at the cities"),
            _("Plan each %(workshop)s with its days; the workplan computes the dates around it.")
            % {"workshop": programme.workshop_label},
            url("workshops:create"),
            has_workshop,
        ),
    ]


def _begun(seat: Seat) -> tuple[bool, bool]:
    """Whether anybody else is in the programme, and whether it says what it wants."""
    here = OuterRef("pk")
    others = Membership.objects.filter(programme=here).exclude(user=seat.user)
    row = (
        Programme.objects.filter(pk=seat.programme.pk)
        .annotate(
            has_others=Exists(others),
            has_objective=Exists(Objective.objects.filter(programme=here)),
            has_group=Exists(Group.objects.filter(programme=here)),
        )
        .values_list("has_others", "has_objective", "has_group")
        .get()
    )
    has_others, has_objective, has_group = row
    return has_others, bool(seat.programme.overall_objective) or has_objective or has_group
