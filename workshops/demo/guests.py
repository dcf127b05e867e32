"""What the people of the demonstration told their hosts, and who waits in line."""

import datetime
from typing import Any

from django.utils import timezone

from programme.access import seats_of
from programme.demo.calendar import read
from programme.models import Programme, User
from workshops.models import PracticalNeeds, Registration, Workshop
from workshops.services.registering import registration_of

TEXTS = ("diet", "access", "arrival", "departure", "hotel")


def load(programme: Programme) -> None:
    """Needs, consents and one link at workshop 5, and a line at workshop 6."""
    data = read("workshops", "guests")
    fifth = programme.workshops.get(number=5)
    for registration in fifth.registrations.all():
        _say(registration, data["said"].get(registration.name, {}))
    _fill(programme.workshops.get(number=6), data["helsinki"])


def _say(registration: Registration, said: dict[str, Any]) -> None:
    now = timezone.now()
    registration.cost_status = said.get("cost", "")
    registration.list_consent_at = now if said.get("list", True) else None
    registration.photo_consent_at = now if said.get("photos") else None
    registration.email = said.get("email", "")
    if "link_sent_days" in said:
        registration.link_sent_at = now - datetime.timedelta(days=said["link_sent_days"])
    registration.save()
    texts = {name: said[name] for name in TEXTS if name in said}
    if texts or "bus" in said:
        PracticalNeeds.objects.create(
            registration=registration, takes_bus=said.get("bus", True), **texts
        )


def _fill(workshop: Workshop, data: dict[str, Any]) -> None:
    """One person after the other; whoever comes after the last place waits."""
    Workshop.objects.filter(pk=workshop.pk).update(places=data["places"])
    begin = timezone.now() - datetime.timedelta(days=len(data["people"]))
    for number, email in enumerate(data["people"]):
        user = User.objects.get(email=email)
        seat = next(seat for seat in seats_of(user) if seat.programme == workshop.programme)
        registration = registration_of(workshop, seat)
        registration.is_waiting = number >= data["places"]
        registration.registered_at = begin + datetime.timedelta(days=number)
        registration.list_consent_at = registration.registered_at
        registration.save()
