"""What can happen to a workshop, to its agenda and to the people who come."""

from workshops.services.agenda import (
    AgendaError,
    copy_agenda,
    create_typical_agenda,
)
from workshops.services.choosing import (
    choice_closes_on,
    choices_open_to,
    choose,
    has_passed,
    settle_choices,
)
from workshops.services.needs import erase_old_needs, give_consents, save_needs, set_consents
from workshops.services.registering import (
    change_registration,
    promote_waiting,
    register,
    registration_of,
    withdraw_registration,
)
from workshops.services.registration import RegistrationError
from workshops.services.releases import follow_move, release_agenda, withdraw_agenda
from workshops.services.scheduling import (
    ScheduleError,
    change_workshop,
    check_dates,
    create_workshop,
    planned_items,
    schedule_workshop,
    what_follows_from,
)

__all__ = [
    "AgendaError",
    "RegistrationError",
    "ScheduleError",
    "change_registration",
    "change_workshop",
    "check_dates",
    "choice_closes_on",
    "choices_open_to",
    "choose",
    "copy_agenda",
    "create_typical_agenda",
    "create_workshop",
    "erase_old_needs",
    "follow_move",
    "give_consents",
    "has_passed",
    "planned_items",
    "promote_waiting",
    "register",
    "registration_of",
    "release_agenda",
    "save_needs",
    "schedule_workshop",
    "what_follows_from",
    "set_consents",
    "settle_choices",
    "withdraw_agenda",
    "withdraw_registration",
]
