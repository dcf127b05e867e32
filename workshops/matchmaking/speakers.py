"""Whose meetings a page is about, who writes there, and where its addresses lead."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from programme.access import Seat
from programme.models import User
from workshops.models import Registration
from workshops.people.guests import token_of


@dataclass(frozen=True)
class Speaker:
    """A person of the workshop, and who writes for that person.

    ``by`` is None for whoever has no account and came by the own link.
    """

    registration: Registration
    by: User | None

    @property
    def is_guest(self) -> bool:
        return self.by is None

    @property
    def is_for_another(self) -> bool:
        """Whether the coordinator, a city editor or the host speaks for the person."""
        return self.by is not None and self.by.pk != self.registration.user_id

    def address(self, name: str, *rest: object, **query: object) -> str:
        """The address of a page of the meetings, for this person: by account or by the link."""
        path = address_for(self.registration, name, *rest, guest=self.is_guest)
        if self.is_for_another:
            query["person"] = self.registration.pk
        return f"{path}?{urlencode(query)}" if query else path

    @property
    def home(self) -> str:
        return self.address("meetings")


def address_for(registration: Registration, name: str, *rest: object, guest: bool) -> str:
    workshop = registration.workshop
    if guest:
        key = token_of(registration)
        return reverse(f"workshops:guest_{name}", args=[workshop.programme.slug, key, *rest])
    return reverse(f"workshops:{name}", args=[workshop.programme.slug, workshop.slug, *rest])


def meetings_page_of(registration: Registration) -> str:
    """The whole address at which the person finds the own meetings, for a mail."""
    path = address_for(registration, "meetings", guest=registration.user_id is None)
    return f"{settings.SITE_URL}{path}"


def may_speak_for(seat: Seat, registration: Registration) -> bool:
    """The person; the coordinator; editors of the person’s city and of the host. No query.

    The same as ``Networker.objects.editable_by``, for somebody who is no networker yet too.
    """
    return (
        seat.is_coordinator
        or registration.user_id == seat.user.pk
        or seat.edits(registration.city)
        or seat.edits(registration.workshop.city)
    )
