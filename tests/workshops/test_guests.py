"""People without an account: their link, their page, and what becomes of an old link."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from programme.models import Activity, Mail
from tests.factories import RegistrationFactory, WorkshopFactory
from tests.workshops.conftest import address, said
from workshops.models import PracticalNeeds, Registration, SignUp
from workshops.people.guests import link_of, path_of, registration_behind, token_of
from workshops.services.linking import renew_link

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def guest(workshop, city):
    return RegistrationFactory(
        workshop=workshop,
        user=None,
        name="Pia Minister",
        email="pia@example.org",
        attends_as="policymaker",
        city=city,
        list_consent_at=None,
    )


def typed(**values):
    return {"name": "Pia Minister", "organisation": "", "cost_status": "", **values}


def test_the_link_opens_agenda_and_own_registration_and_nothing_keeps_it(
    client, guest, choice_a, workshop
):
    other = RegistrationFactory(workshop=workshop, name="Somebody else")

    response = client.get(path_of(guest))

    page = response.content.decode()
    assert response.status_code == 200
    assert "Pia Minister" in page
    assert "A. Case" in page
    assert other.name not in page
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_a_draft_of_the_agenda_is_not_shown(client, guest, choice_a, workshop):
    workshop.releases.all().delete()
    type(workshop).objects.update(agenda_released_at=None)

    page = client.get(path_of(guest)).content.decode()

    assert "The agenda is not released yet" in page
    assert "A. Case" not in page


def test_by_the_link_one_chooses_says_what_one_needs_and_what_may_be_shown(client, guest, choice_a):
    response = client.post(
        path_of(guest), typed(item=choice_a.pk, diet="No nuts", takes_bus="on", photos="on")
    )

    guest.refresh_from_db()
    assert response.url == path_of(guest)
    assert said(response) == ["Saved.", "“A. Case” is chosen."]
    assert SignUp.objects.get().registration == guest
    assert PracticalNeeds.objects.get().diet == "No nuts"
    assert (guest.list_consent_at, guest.photo_consent_at is not None) == (None, True)
    assert set(Activity.objects.values_list("actor", flat=True)) == {None}
    assert Activity.objects.filter(sentence__contains="Pia Minister chose").count() == 1


def test_by_the_link_one_withdraws(client, guest):
    url = reverse("workshops:guest_withdraw", args=[guest.workshop.programme.slug, token_of(guest)])

    response = client.post(url)

    assert "You are off the list" in response.content.decode()
    assert not Registration.objects.exists()
    assert client.get(path_of(guest)).status_code == 404


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(client, guest, participant):
    member = RegistrationFactory(workshop=guest.workshop, user=participant)
    elsewhere = WorkshopFactory()
    good = token_of(guest)
    renew_link(guest, by=participant)
    slug = guest.workshop.programme.slug
    wrong = [
        (slug, good),
        (slug, "no-link"),
        (slug, f"{token_of(guest)}x"),
        (slug, token_of(Registration(pk=0))),
        (slug, token_of(member)),
        (elsewhere.programme.slug, token_of(guest)),
    ]

    answers = [client.get(reverse("workshops:guest", args=names)) for names in wrong]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert client.get(path_of(guest)).status_code == 200


def test_a_link_ends_two_weeks_after_the_workshop_and_moves_with_it(guest):
    workshop, slug = guest.workshop, guest.workshop.programme.slug
    last = workshop.ends_on + datetime.timedelta(days=14)

    with time_machine.travel(last):
        assert registration_behind(token_of(guest), of=slug) == guest
    with time_machine.travel(last + datetime.timedelta(days=2)):
        assert registration_behind(token_of(guest), of=slug) is None
        workshop.ends_on += datetime.timedelta(days=7)
        workshop.save()
        assert registration_behind(token_of(guest), of=slug) == guest


def test_the_link_is_sent_and_the_list_says_when(client, coordinator, guest):
    client.force_login(coordinator)

    response = client.post(address("guest_link_send", guest.workshop, guest.pk))

    guest.refresh_from_db()
    assert said(response) == ["The link of Pia Minister is on its way to pia@example.org."]
    assert link_of(guest) in Mail.objects.get(kind="guest-link").body
    assert "link sent on" in client.get(address("participants", guest.workshop)).content.decode()


@pytest.mark.once
def test_links_are_not_sent_without_end(client, coordinator, guest, monkeypatch):
    monkeypatch.setattr("programme.rate_limits._is_over", lambda place, _: "guest-link" in place)
    client.force_login(coordinator)

    response = client.post(address("guest_link_send", guest.workshop, guest.pk))

    assert (response.status_code, Mail.objects.count()) == (429, 0)


def test_somebody_without_an_address_is_sent_nothing(client, coordinator, guest):
    Registration.objects.update(email="")
    client.force_login(coordinator)

    response = client.post(address("guest_link_send", guest.workshop, guest.pk))

    assert said(response) == [
        "Nobody knows the e-mail address of Pia Minister. Write it down first."
    ]
    assert not Mail.objects.exists()


@pytest.mark.parametrize("name", ["guest_link_send", "guest_link_renew"])
def test_links_are_for_those_who_may_change_the_registration(client, stranger, guest, name):
    Registration.objects.update(list_consent_at=guest.registered_at)
    client.force_login(stranger)

    assert client.post(address(name, guest.workshop, guest.pk)).status_code == 403
    assert not Activity.objects.exists()


def test_a_member_is_renewed_no_link(client, coordinator, registration, workshop):
    client.force_login(coordinator)

    response = client.post(address("guest_link_renew", workshop, registration.pk))

    assert said(response) == [f"{registration.name} has an account and needs no link."]


@pytest.mark.parametrize("items", [1, 3])
def test_the_query_count_of_the_page_does_not_grow(
    client, guest, items, django_assert_max_num_queries
):
    from tests.factories import AgendaItemFactory

    for _ in range(items):
        AgendaItemFactory(workshop=guest.workshop, day=guest.workshop.days[0])

    with django_assert_max_num_queries(14):
        client.get(path_of(guest))
