"""How people of choice B are called in a sentence. Runs no query on rows read with their people."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from workshops.models import Networker


def name_of(networker: Networker) -> str:
    """“Paula Winter (Techtera)”: with the cluster, or else the organisation."""
    registration = networker.registration
    whom = networker.cluster.name if networker.cluster else registration.organisation
    return f"{registration.name} ({whom})" if whom else registration.name


def names_of(networkers: Iterable[Networker]) -> str:
    return get_text_list([str(person) for person in networkers], _("and"))
