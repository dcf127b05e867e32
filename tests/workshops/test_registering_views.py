"""The page on which somebody comes, changes what was said, or withdraws."""

import datetime

import pytest
import time_machine

from programme.models import Activity, Mail
from tests.factories import PracticalNeedsFactory, RegistrationFactory, SignUpFactory
from tests.workshops.conftest import address, said
from workshops.models import CostStatus, PracticalNeeds, Registration, SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def typed(**values):
    return {
        "name": "Tanja Berg",
        "organisation": "City of Leipzig",
        "cost_status": "",
        "item": "",
        "diet": "",
        "access": "",
        "arrival": "",
        "departure": "",
        "hotel": "",
        "takes_bus": "on",
        **values,
    }


def test_one_page_says_all_there_is_to_say(client, participant, workshop, choice_a):
    client.force_login(participant)

    response = client.post(
        address("register", workshop),
        typed(
            cost_status="organisation",
            item=choice_a.pk,
            diet="No nuts",
            arrival="Tuesday, 18:40",
            in_list="on",
        ),
    )

    registration = workshop.registrations.get()
    assert response.url == workshop.get_absolute_url()
    assert said(response) == [
        f"You are registered for {workshop.title}.",
        "“A. Case” is chosen.",
    ]
    assert (registration.user, registration.name) == (participant, "Tanja Berg")
    assert registration.cost_status == CostStatus.ORGANISATION
    assert registration.sign_up.item == choice_a
    assert (registration.needs.diet, registration.needs.takes_bus) == ("No nuts", True)
    assert registration.list_consent_at is not None
    assert registration.photo_consent_at is None
    # One mail confirms the place and the choice and brings the event.
    mail = Mail.objects.get()
    assert "A. Case" in mail.body
    assert mail.calendar


def test_the_consents_are_not_ticked_beforehand(client, participant, workshop):
    client.force_login(participant)

    form = client.get(address("register", workshop)).context["form"]

    assert not form["in_list"].value()
    assert not form["photos"].value()


def test_the_button_at_an_item_leads_to_the_page_with_the_item_chosen(
    client, participant, workshop, choice_a, choice_b
):
    client.force_login(participant)

    form = client.get(f"{address('register', workshop)}?item={choice_b.pk}").context["form"]

    assert str(form["item"].value()) == str(choice_b.pk)


def test_what_was_said_is_changed_on_the_same_page(
    client, participant, workshop, registration, choice_a, choice_b
):
    SignUpFactory(registration=registration, item=choice_a)
    PracticalNeedsFactory(registration=registration)
    before = registration.list_consent_at
    client.force_login(participant)

    response = client.post(
        address("register", workshop),
        typed(item=choice_b.pk, diet="No fish", in_list="on", photos="on"),
    )

    registration.refresh_from_db()
    assert said(response)[0] == "Your registration is saved."
    assert registration.name == "Tanja Berg"
    assert SignUp.objects.get().item == choice_b
    assert PracticalNeeds.objects.get().diet == "No fish"
    assert registration.list_consent_at == before
    assert registration.photo_consent_at is not None


def test_the_log_says_that_needs_were_given_and_not_which(client, participant, workshop):
    client.force_login(participant)

    client.post(address("register", workshop), typed(diet="No nuts", hotel="Hotel Linde"))

    logged = "".join(
        f"{entry.sentence}{entry.before}{entry.after}{entry.remark}"
        for entry in Activity.objects.all()
    )
    assert "said what the host" in logged
    assert "nuts" not in logged
    assert "Linde" not in logged


def test_a_full_workshop_says_beforehand_and_afterwards_where_one_stands(
    client, participant, workshop, choice_a
):
    workshop.places = 1
    workshop.save()
    RegistrationFactory(workshop=workshop)
    RegistrationFactory.create_batch(2, workshop=workshop, is_waiting=True)
    client.force_login(participant)

    before = client.get(address("register", workshop)).content.decode()
    response = client.post(address("register", workshop), typed(item=choice_a.pk))
    after = client.get(address("register", workshop))

    assert "All 1 places are taken. If you register you wait in line." in before
    assert said(response) == [f"All places of {workshop.title} are taken. You are third in line."]
    assert "You wait for a place: you are third in line." in after.content.decode()
    assert "item" not in after.context["form"].fields


def test_a_full_choice_is_waited_for_and_the_place_in_line_is_said(
    client, participant, workshop, registration, choice_a, choice_b
):
    choice_a.capacity = 1
    choice_a.save()
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=choice_a)
    SignUpFactory(registration=registration, item=choice_b)
    client.force_login(participant)

    response = client.post(address("register", workshop), typed(item=choice_a.pk))
    page = client.get(address("register", workshop))

    assert said(response)[-1] == (
        "“A. Case” is full. You are first in line and are told when a place is free."
    )
    assert page.context["standing"].choice_sentence == (
        "You chose “B. Networking”. For “A. Case” you are first in line. "
        "Until then you stay where you are."
    )
    assert page.context["form"]["item"].value() == choice_a.pk


def test_a_draft_offers_nothing_to_choose(client, coordinator, workshop, choice_a):
    workshop.releases.all().delete()
    type(workshop).objects.update(agenda_released_at=None)
    client.force_login(coordinator)

    response = client.get(address("register", workshop))

    assert "item" not in response.context["form"].fields


def test_a_name_is_all_that_is_needed(client, participant, workshop):
    client.force_login(participant)

    refused = client.post(address("register", workshop), typed(name=""))
    client.post(address("register", workshop), {"name": "Tanja Berg"})

    assert refused.status_code == 422
    assert refused.context["form"].errors == {"name": ["Say who comes."]}
    assert workshop.registrations.get().name == "Tanja Berg"


def test_after_the_workshop_the_consents_alone_can_be_changed(
    client, participant, workshop, registration
):
    with time_machine.travel(workshop.ends_on + datetime.timedelta(days=2)):
        client.force_login(participant)
        client.post(address("register", workshop), typed(photos="on", diet="No nuts"))

    registration.refresh_from_db()
    assert registration.list_consent_at is None
    assert registration.photo_consent_at is not None
    assert registration.name != "Tanja Berg"
    assert not PracticalNeeds.objects.exists()


def test_nobody_registers_for_a_workshop_that_is_over(client, participant, workshop):
    with time_machine.travel(workshop.ends_on + datetime.timedelta(days=2)):
        client.force_login(participant)
        response = client.post(address("register", workshop), typed())

    assert response.context["form"] is None
    assert "You were not registered for this workshop." in response.content.decode()
    assert not Registration.objects.exists()


def test_two_windows_register_once(client, participant, workshop, registration):
    """The page was opened before the other window had registered."""
    client.force_login(participant)

    client.post(address("register", workshop), typed())

    assert workshop.registrations.get().name == "Tanja Berg"
