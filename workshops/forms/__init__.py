"""Forms of workshops, their agendas and the people who come."""

from workshops.forms.agenda import AgendaItemForm, MoveForm
from workshops.forms.registration import OwnRegistrationForm, ParticipantFilter, RegistrationForm
from workshops.forms.typical import TypicalItemForm
from workshops.forms.workshop import WorkshopForm

__all__ = [
    "AgendaItemForm",
    "MoveForm",
    "OwnRegistrationForm",
    "ParticipantFilter",
    "RegistrationForm",
    "TypicalItemForm",
    "WorkshopForm",
]
