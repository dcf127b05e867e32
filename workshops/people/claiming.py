"""Registrations by name and e-mail, as somebody with an account takes them over.

Places, meetings, needs and survey hang on the registration: they come along.
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from programme.keys import is_key
from programme.models import User
from programme.people.claims import Claim
from workshops.models import Registration, Workshop
from workshops.models.registration import RegistrationQuerySet
from workshops.services.registration import log_registration
from workshops.services.rows import locked_workshop

PREFIX = "registration-"


def registrations_for(person: User) -> Iterable[Claim]:
    """Those with the person's e-mail, in the programmes of the person. One query."""
    seen: set[int] = set()
    for row in _free(person).select_related("workshop__programme", "workshop__city"):
        # Two people may share a mailbox: one person comes to a workshop once.
        if row.workshop_id in seen:
            continue
        seen.add(row.workshop_id)
        note = _("Registered as “%(name)s”, %(programme)s")
        words = {"name": row.name, "programme": row.workshop.programme}
        yield Claim(f"{PREFIX}{row.pk}", row.workshop.title, note % words)


def take_registrations(person: User, keys: Collection[str]) -> int:
    """Give the chosen registrations to the person; how many there were. Those that are not the
    person's to take are left alone, whatever is asked for."""
    chosen = {int(key.removeprefix(PREFIX)) for key in keys if _is_ours(key)}
    taken = 0
    workshops = Workshop.objects.filter(registrations__in=_free(person).filter(pk__in=chosen))
    # In one order, so that two who take over at once do not wait for each other.
    for workshop in workshops.distinct().order_by("pk"):
        held = locked_workshop(workshop)
        row = _free(person).filter(pk__in=chosen, workshop=held).first()
        if row:
            _give(row, held, person)
            taken += 1
    return taken


def _give(row: Registration, workshop: Workshop, person: User) -> None:
    row.user, row.workshop = person, workshop
    row.save(update_fields=["user"])
    sentence = _("%(person)s took over the registration for %(workshop)s.")
    log_registration(
        "registration_claimed", row, sentence, by=person, before={"user": None, "name": row.name}
    )


def _free(person: User) -> RegistrationQuerySet:
    own = Registration.objects.filter(user=person.pk).values("workshop")
    return (
        Registration.objects.in_programmes_of(person)
        .filter(user=None, email__iexact=person.email)
        .exclude(email="")
        .exclude(workshop__in=own)
        .order_by("workshop", "pk")
    )


def _is_ours(key: str) -> bool:
    return key.startswith(PREFIX) and is_key(key.removeprefix(PREFIX))
