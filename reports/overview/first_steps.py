"""What to do first in a programme that was just started, for its coordinator."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.models import City, Membership
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
    """The steps in their order; none for others, or once a city hosts a meeting: who skipped the
    kick-off until then does without. One query while there are steps."""
    has_kick_off = any(row.kind == WorkshopKind.KICK_OFF for row in workshops)
    has_workshop = any(row.kind == WorkshopKind.CITY for row in workshops)
    if not seat.is_coordinator or (cities and has_workshop):
        return []
    programme = seat.programme
    others = Membership.objects.filter(programme=programme).exclude(user=seat.user).exists()

    def url(name: str) -> str:
        return reverse(name, args=[programme.slug])

    return [
        Step(
            _("Objectives, groups and rules"),
            _("Say what the programme wants, make its groups, and see how its dates are computed."),
            url("programme:settings"),
            bool(programme.overall_objective),
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
            others,
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
