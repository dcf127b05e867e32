"""What can happen to a workshop, to its agenda and to the people who come."""

from workshops.services.agenda import (
    AgendaError,
    copy_agenda,
    create_typical_agenda,
)
from workshops.services.registration import (
    RegistrationError,
    choice_closes_on,
    choose,
    has_passed,
    register,
    registration_of,
    withdraw_registration,
)
from workshops.services.releases import follow_move, release_agenda, withdraw_agenda
from workshops.services.scheduling import (
    ScheduleError,
    change_workshop,
    check_dates,
    create_workshop,
    date_changes,
    date_warnings,
    planned_items,
    schedule_workshop,
)

__all__ = [
    "AgendaError",
    "RegistrationError",
    "ScheduleError",
    "change_workshop",
    "check_dates",
    "choice_closes_on",
    "choose",
    "copy_agenda",
    "create_typical_agenda",
    "create_workshop",
    "date_changes",
    "date_warnings",
    "follow_move",
    "has_passed",
    "planned_items",
    "register",
    "registration_of",
    "release_agenda",
    "schedule_workshop",
    "withdraw_agenda",
    "withdraw_registration",
]
