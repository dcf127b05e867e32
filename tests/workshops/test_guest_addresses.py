"""The link of a guest opens what the person needs: who may have it, and where it may go."""

import pytest

from tests.factories import RegistrationFactory
from tests.workshops.conftest import address, said
from workshops.models import PracticalNeeds, Registration
from workshops.people.guests import path_of, registration_behind, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def guest(workshop, city):
    return RegistrationFactory(
        workshop=workshop, user=None, name="Pia Minister", email="pia@example.org", city=city
    )


def edited(client, person, guest, **fields):
    client.force_login(person)
    typed = {"name": guest.name, "attends_as": "policymaker", "city": guest.city_id, **fields}
    return client.post(address("registration_edit", guest.workshop, guest.pk), typed)


def test_the_link_is_shown_to_those_who_may_know_the_needs(
    client, guest, stranger, editor, coordinator
):
    Registration.objects.update(city=stranger.memberships.get().city)
    guests_of_the_host = RegistrationFactory(
        workshop=guest.workshop, user=None, city=guest.workshop.city
    )

    def is_shown(person, row):
        client.force_login(person)
        page = client.get(address("registration_edit", row.workshop, row.pk)).content.decode()
        assert "Link to agenda and papers" in page
        return token_of(row) in page

    assert is_shown(coordinator, guest)
    assert is_shown(editor, guests_of_the_host)
    assert not is_shown(stranger, guest)


def test_nobody_has_the_link_of_a_guest_with_needs_sent_to_oneself(client, guest, stranger):
    guest.city = stranger.memberships.get().city
    guest.save()

    edited(client, stranger, guest, email="curious@example.org")
    guest.refresh_from_db()
    curious = token_of(guest)
    edited(client, stranger, guest, email="pia@example.org")
    PracticalNeeds.objects.create(registration=guest, diet="Topsecret")
    edited(client, stranger, guest, email="curious@example.org")

    guest.refresh_from_db()
    assert guest.email == "pia@example.org"
    assert registration_behind(curious, of=guest.workshop.programme.slug) is None


def test_an_address_that_was_wrong_opens_nothing_any_more(client, guest, coordinator):
    sent_to_somebody_else = path_of(guest)

    response = edited(client, coordinator, guest, email="pia.minister@example.org")

    assert said(response) == [
        "Saved.",
        "The link that went to the former address no longer works. Send the new one.",
    ]
    assert client.get(sent_to_somebody_else).status_code == 404
