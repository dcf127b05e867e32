"""Registrations by e-mail become those of the person: by a confirmed address alone."""

import re

import pytest
from django.core import mail as post_office
from django.urls import reverse

from programme.accounts.confirmed import confirm_address
from programme.invitations.services import invite
from programme.mails.sending import send_waiting
from programme.models import Role
from programme.people.claims import ClaimError, claims_of, take_over
from tests.factories import (
    MembershipFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    NewcomerFactory,
    RegistrationFactory,
    UserFactory,
    WorkshopFactory,
    meeting_of,
)
from workshops.calendars.invitations import name_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def workshop(city):
    return WorkshopFactory(city=city)


def guest(workshop, email, **values):
    return RegistrationFactory(workshop=workshop, user=None, email=email, **values)


def keys(*rows):
    return [f"registration-{row.pk}" for row in rows]


def test_places_and_meetings_come_along(workshop, participant):
    own = guest(workshop, participant.email.upper())
    session = NetworkingSessionFactory(workshop=workshop)
    networker = NetworkerFactory(registration=own)
    meeting = meeting_of(networker, NetworkerFactory(session=session))
    event = name_of(own)
    confirm_address(participant)

    number = take_over(participant, keys(own))

    own.refresh_from_db()
    assert (number, own.user) == (1, participant)
    # The calendar of the person keeps its event.
    assert name_of(own) == event
    part = meeting.participants.get(networker__registration__user=participant)
    assert part.networker == networker


def test_rows_of_others_cannot_be_claimed(workshop, participant, stranger):
    elsewhere = WorkshopFactory()
    rows = [
        guest(workshop, "somebody@else.example"),
        guest(workshop, ""),
        guest(elsewhere, participant.email),
        RegistrationFactory(workshop=workshop, user=stranger, email=participant.email),
    ]
    confirm_address(participant)

    assert claims_of(participant) == []
    assert take_over(participant, keys(*rows)) == 0
    for row in rows:
        row.refresh_from_db()
    assert [row.user for row in rows] == [None, None, None, stranger]


def test_nobody_comes_twice_to_a_workshop(workshop, participant):
    RegistrationFactory(workshop=workshop, user=participant)
    other = WorkshopFactory(city=participant.memberships.get().city)
    twins = [guest(other, participant.email, name=name) for name in ("One", "Two")]
    again = guest(workshop, participant.email)
    confirm_address(participant)

    assert len(claims_of(participant)) == 1
    assert take_over(participant, keys(*twins, again)) == 1


def test_an_address_that_was_only_typed_opens_nothing_until_it_is_confirmed(
    client, workshop, participant
):
    own = guest(workshop, participant.email, name="Hidden Name")
    client.force_login(participant)
    url = reverse("programme:claims")

    page = client.get(url).content.decode()
    client.post(url, {"claims": keys(own)})
    with pytest.raises(ClaimError):
        take_over(participant, keys(own))
    own.refresh_from_db()
    assert "Hidden Name" not in page
    assert own.user is None

    client.post(reverse("programme:claims_send"))
    send_waiting()
    path = re.search(r"https?://[^/]+(/account/claims/\S+)", post_office.outbox[0].body)[1]
    client.force_login(UserFactory())
    client.post(path)
    client.force_login(participant)
    assert "Hidden Name" not in client.get(url).content.decode()
    client.post(path)

    assert "Hidden Name" in client.get(url).content.decode()
    client.post(url, {"claims": keys(own)})
    own.refresh_from_db()
    assert own.user == participant


def test_whoever_logs_in_is_shown_what_carries_the_confirmed_address(client, workshop, participant):
    guest(workshop, participant.email)
    said = {"login": participant.email, "password": "secret-word"}

    unconfirmed = client.post(reverse("account_login"), said)
    client.logout()
    confirm_address(participant)
    confirmed = client.post(reverse("account_login"), said)

    assert unconfirmed.url == "/"
    assert confirmed.url == reverse("programme:claims")


def test_who_comes_in_by_invitation_takes_over_on_the_same_page(client, city, workshop):
    person = NewcomerFactory()
    seat = MembershipFactory(programme=city.programme, city=city, role=Role.EDITOR, user=person)
    own = guest(workshop, person.email)
    foreign = guest(workshop, "other@person.example")
    invitation = invite(seat, by=None)
    url = reverse("programme:invitation", args=[invitation.key])
    said = {"name": "Right Name", "password": "a-long-secret-word"}

    page = client.get(url)
    forged = client.post(url, said | {"claims": keys(foreign)})
    client.post(url, said | {"claims": keys(own)})

    assert page.context["form"].initial["claims"] == keys(own)
    assert forged.status_code == 422
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.user, foreign.user) == (person, None)
