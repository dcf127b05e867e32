"""What happens on the spot: workshops, their agendas, who comes and what they chose."""

from workshops.models.agenda import AgendaItem, Choice
from workshops.models.registration import AttendsAs, Registration, SignUp
from workshops.models.workshop import WORD_SLUGS, Workshop, WorkshopKind, monday_of

__all__ = [
    "AgendaItem",
    "AttendsAs",
    "Choice",
    "Registration",
    "SignUp",
    "WORD_SLUGS",
    "Workshop",
    "WorkshopKind",
    "monday_of",
]
