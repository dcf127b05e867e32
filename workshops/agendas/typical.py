"""The typical agenda: what a programme wrote down for itself, or else the usual one."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from programme.models import Part, Programme
from workshops.models import (
    AgendaItem,
    AgendaItemKind,
    Choice,
    TypicalItem,
    Workshop,
    typical_values,
)


def _at(hours: int, minutes: int = 0) -> datetime.time:
    return datetime.time(hours, minutes)


def usual_items(programme: Programme) -> list[TypicalItem]:
    """Wednesday afternoon to Friday lunch, not saved; the experts as the programme calls them."""
    return [TypicalItem(programme=programme, **values) for values in _usual(programme.expert_label)]


def _usual(experts: str) -> list[dict[str, Any]]:
    return [
        {
            "day": 1,
            "starts_at": _at(13, 30),
            "ends_at": _at(14, 45),
            "title": _("Steering committee"),
            "description": _("One seat for each partner."),
            "led_by": _("Coordinator"),
        },
        {
            "day": 1,
            "starts_at": _at(15),
            "ends_at": _at(16, 15),
            "title": _("Presentation of the cluster case"),
            "description": _("Up to the strategic issue in focus."),
            "part": Part.CLUSTER,
            "led_by": _("Cluster staff"),
        },
        {
            "day": 1,
            "starts_at": _at(16, 30),
            "ends_at": _at(18),
            "title": _("Cluster policy in the city-region"),
            "part": Part.POLICY,
            "led_by": _("City staff"),
        },
        {
            "day": 2,
            "starts_at": _at(9),
            "ends_at": _at(12),
            "kind": AgendaItemKind.VISIT,
            "title": _("Cluster visit"),
            "description": _("For everybody."),
            "part": Part.CLUSTER,
        },
        {
            "day": 2,
            "starts_at": _at(13, 30),
            "ends_at": _at(16, 30),
            "title": _("Case discussion and solution"),
            "description": _("Ends with a proposed set of actions."),
            "part": Part.CLUSTER,
            "led_by": experts,
            "choice": Choice.A,
            "capacity": 20,
        },
        {
            "day": 2,
            "starts_at": _at(13, 30),
            "ends_at": _at(16, 30),
            "title": _("Inter-cluster networking"),
            "description": _("Meetings arranged individually."),
            "part": Part.NETWORKING,
            "choice": Choice.B,
        },
        {
            "day": 3,
            "starts_at": _at(9),
            "ends_at": _at(11, 30),
            "title": _("Policy discussion and conclusions"),
            "description": _("For everybody."),
            "part": Part.POLICY,
        },
        {
            "day": 3,
            "starts_at": _at(12),
            "ends_at": _at(13, 30),
            "title": _("Lunch: presentation to policymakers"),
            "description": _("With the actions proposed on the day before."),
            "led_by": experts,
        },
    ]


def typical_items_of(programme: Programme) -> list[TypicalItem]:
    """The programme's own typical agenda; while it has none, the usual one, not saved."""
    return list(TypicalItem.objects.in_programme(programme)) or usual_items(programme)


def typical_agenda(workshop: Workshop) -> list[AgendaItem]:
    """The typical agenda on the workshop's days, not saved. The workshop must have its dates."""
    return [
        AgendaItem(
            workshop=workshop,
            day=workshop.first_day + datetime.timedelta(days=item.day - 1),
            **typical_values(item),
        )
        for item in typical_items_of(workshop.programme)
    ]
