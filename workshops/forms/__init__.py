"""Forms of workshops, their agendas and the people who come."""

from workshops.forms.agenda import AgendaItemForm
from workshops.forms.registration import OwnRegistrationForm, ParticipantFilter, RegistrationForm
from workshops.forms.workshop import WorkshopForm

__all__ = [
    "AgendaItemForm",
    "OwnRegistrationForm",
    "ParticipantFilter",
    "RegistrationForm",
    "WorkshopForm",
]
