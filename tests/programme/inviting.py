"""What the tests of invitations share."""

import datetime

from django.urls import reverse
from django.utils import timezone

from programme.invitations.services import invite
from programme.models import Role
from tests.factories import MembershipFactory, NewcomerFactory

PASSWORD = "a-long-secret-word"


def invited(city, **values):
    """Somebody new who edits the city."""
    person = NewcomerFactory()
    seat = MembershipFactory(
        programme=city.programme, city=city, role=values.pop("role", Role.EDITOR), user=person
    )
    return invite(seat, by=values.pop("by", None))


def page_of(invitation):
    return reverse("programme:invitation", args=[invitation.key])


def typed(**values):
    return {"name": "Right Name", "password": PASSWORD} | values


def expire(invitation):
    past = timezone.now() - datetime.timedelta(days=20)
    invitation.sent_at, invitation.expires_at = past, past + datetime.timedelta(days=14)
    invitation.save()
