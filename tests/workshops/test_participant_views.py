import datetime

import pytest
import time_machine

from programme.models import Activity, Role
from tests.factories import (
    AgendaItemFactory,
    CityFactory,
    MembershipFactory,
    PartnerFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkshopFactory,
)
from tests.workshops.conftest import address, said
from workshops.models import AttendsAs, Registration, SignUp, Workshop
from workshops.services import schedule_workshop

pytestmark = pytest.mark.django_db


def typed(**values):
    return {
        "user": "",
        "name": "Nils Öberg",
        "organisation": "Implants",
        "city": "",
        "partner": "",
        "attends_as": "cluster_firm",
        "item": "",
        **values,
    }


def names(response):
    return [registration.name for registration in response.context["registration_list"]]


def test_a_participant_registers_with_one_press(client, participant, workshop):
    client.force_login(participant)

    response = client.post(address("register", workshop))

    assert response.url == workshop.get_absolute_url()
    assert said(response) == [f"You are registered for {workshop.title}."]
    assert workshop.registrations.get().user == participant


def test_registering_and_choosing_is_one_press_too(client, participant, workshop, choice_a):
    client.force_login(participant)

    client.post(address("register", workshop), {"item": choice_a.pk})

    assert workshop.registrations.get().sign_up.item == choice_a


def test_when_the_choice_is_full_the_registration_stands(client, participant, workshop, choice_a):
    choice_a.capacity = 1
    choice_a.save()
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=choice_a)
    client.force_login(participant)

    response = client.post(address("register", workshop), {"item": choice_a.pk})

    assert said(response) == [
        f"You are registered for {workshop.title}.",
        "“A. Case” is full: its only place is taken. Nothing was changed.",
    ]
    assert workshop.registrations.filter(user=participant).count() == 1


def test_registering_twice_is_told_and_changes_nothing(client, participant, workshop, registration):
    client.force_login(participant)

    response = client.post(address("register", workshop))

    assert said(response) == [f"{registration.name} is registered already."]
    assert workshop.registrations.count() == 1


@pytest.mark.parametrize("name", ["register", "choose", "registration_withdraw"])
def test_a_verb_is_not_a_page(client, participant, workshop, registration, name):
    rest = [] if name == "register" else [registration.pk]
    client.force_login(participant)

    assert client.get(address(name, workshop, *rest)).status_code == 405


def test_choosing_and_switching(client, participant, workshop, registration, choice_a, choice_b):
    client.force_login(participant)

    client.post(address("choose", workshop, registration.pk), {"item": choice_a.pk})
    response = client.post(address("choose", workshop, registration.pk), {"item": choice_b.pk})

    assert SignUp.objects.get().item == choice_b
    assert said(response)[-1] == f"{registration.name}: “B. Networking” is chosen."


def test_choosing_too_late_is_told_with_the_day(
    client, participant, workshop, registration, choice_a
):
    schedule_workshop(workshop, starts_on=workshop.starts_on, ends_on=workshop.ends_on, by=None)
    closed_on = workshop.starts_on - datetime.timedelta(days=7)

    with time_machine.travel(workshop.starts_on - datetime.timedelta(days=6)):
        client.force_login(participant)
        response = client.post(address("choose", workshop, registration.pk), {"item": choice_a.pk})

    assert said(response) == [
        f"The choice closed on {closed_on.day} {closed_on:%B %Y}. "
        "Only the coordinator can change it now."
    ]
    assert SignUp.objects.count() == 0


@pytest.mark.parametrize("item", ["x", "999999", "²", "9" * 30])
def test_choosing_what_is_not_there_is_not_found(client, participant, workshop, registration, item):
    client.force_login(participant)

    response = client.post(address("choose", workshop, registration.pk), {"item": item})

    assert response.status_code == 404


def test_choosing_nothing_is_asked_again(client, participant, workshop, registration):
    client.force_login(participant)

    response = client.post(address("choose", workshop, registration.pk))

    assert said(response) == ["Choose A or B, then send the form again."]


def test_a_choice_of_a_draft_does_not_exist_for_participants(
    client, participant, workshop, registration, choice_a
):
    Workshop.objects.update(agenda_released_at=None)
    client.force_login(participant)

    response = client.post(address("choose", workshop, registration.pk), {"item": choice_a.pk})

    assert response.status_code == 404
    assert SignUp.objects.count() == 0


def test_an_item_for_everybody_is_no_choice(client, participant, workshop, registration):
    item = AgendaItemFactory(workshop=workshop, title="Lunch")
    client.force_login(participant)

    response = client.post(address("choose", workshop, registration.pk), {"item": item.pk})

    assert said(response) == ["“Lunch” is nothing to choose."]


@pytest.mark.parametrize("name", ["registration_edit", "choose", "registration_withdraw"])
def test_others_registrations_are_only_readable(
    client, stranger, workshop, registration, choice_a, name
):
    client.force_login(stranger)

    response = client.post(address(name, workshop, registration.pk), {"item": choice_a.pk})

    assert response.status_code == 403
    assert list(Registration.objects.values_list("pk", flat=True)) == [registration.pk]
    assert SignUp.objects.count() == 0


@pytest.mark.parametrize("name", ["registration_edit", "choose", "registration_withdraw"])
def test_registrations_of_another_programme_do_not_exist(
    client, outsider, workshop, registration, name
):
    client.force_login(outsider)

    assert client.post(address(name, workshop, registration.pk)).status_code == 404


def test_a_registration_is_not_reached_through_another_workshop(
    client, coordinator, workshop, registration
):
    other = WorkshopFactory(city=CityFactory(programme=workshop.programme), number=8)
    client.force_login(coordinator)

    assert client.get(address("registration_edit", other, registration.pk)).status_code == 404


def test_withdrawing_leads_back_to_the_workshop(client, participant, workshop, registration):
    client.force_login(participant)

    response = client.post(address("registration_withdraw", workshop, registration.pk))

    assert response.url == workshop.get_absolute_url()
    assert said(response) == [f"{registration.name} is off the list."]
    assert Registration.objects.count() == 0


def test_withdrawing_after_the_workshop_is_refused(client, participant, workshop, registration):
    with time_machine.travel(workshop.ends_on + datetime.timedelta(days=2)):
        client.force_login(participant)
        response = client.post(address("registration_withdraw", workshop, registration.pk))

    assert said(response) == ["The workshop is over. Ask the coordinator to correct who was there."]
    assert Registration.objects.count() == 1


def test_the_coordinator_registers_anyone_with_a_choice(
    client, coordinator, participant, workshop, choice_a
):
    client.force_login(coordinator)

    response = client.post(
        address("registration_create", workshop),
        typed(user=participant.pk, name="", organisation="", item=choice_a.pk),
    )

    registration = workshop.registrations.get()
    home = participant.memberships.get().city
    assert response.url == address("participants", workshop)
    assert (registration.user, registration.name, registration.city) == (
        participant,
        participant.name,
        home,
    )
    assert registration.organisation == home.name
    assert registration.sign_up.item == choice_a


def test_the_coordinator_registers_a_guest_of_a_partner(client, coordinator, programme, workshop):
    partner = PartnerFactory(programme=programme)
    client.force_login(coordinator)

    client.post(address("registration_create", workshop), typed(partner=partner.pk))

    registration = workshop.registrations.get()
    assert (registration.user, registration.name, registration.partner) == (
        None,
        "Nils Öberg",
        partner,
    )
    assert registration.attends_as == AttendsAs.CLUSTER_FIRM


def test_an_editor_registers_people_of_the_own_city(client, stranger, workshop):
    home = stranger.memberships.get().city
    client.force_login(stranger)

    client.post(address("registration_create", workshop), typed(city=home.pk))

    registration = workshop.registrations.get()
    assert registration.city == home
    entry = Activity.objects.about(registration).get()
    assert (entry.verb, entry.actor, entry.city) == ("registration_created", stranger, home)


def test_an_editor_is_offered_the_own_city_and_its_people_alone(
    client, stranger, participant, programme, workshop
):
    home = stranger.memberships.get().city
    colleague = MembershipFactory(programme=programme, city=home).user
    client.force_login(stranger)

    form = client.get(address("registration_create", workshop)).context["form"]
    refused = client.post(
        address("registration_create", workshop),
        typed(user=participant.pk, city=participant.memberships.get().city.pk),
    )

    assert set(form.fields["user"].queryset) == {stranger, colleague}
    assert list(form.fields["city"].queryset) == [home]
    assert "partner" not in form.fields
    assert set(refused.context["form"].errors) == {"user", "city"}
    assert Registration.objects.count() == 0


def test_people_who_come_already_are_not_offered(client, coordinator, workshop, registration):
    client.force_login(coordinator)

    form = client.get(address("registration_create", workshop)).context["form"]

    assert registration.user not in form.fields["user"].queryset


@pytest.mark.parametrize("who", ["participant", "expert"])
def test_participants_and_experts_register_nobody_else(client, request, workshop, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address("registration_create", workshop)).status_code == 403
    assert client.post(address("registration_create", workshop), typed()).status_code == 403
    assert Registration.objects.count() == 0


def test_somebody_must_be_named(client, coordinator, workshop):
    client.force_login(coordinator)

    response = client.post(address("registration_create", workshop), typed(name=""))

    assert response.status_code == 422
    assert response.context["form"].errors == {"name": ["Say who comes."]}


def test_a_full_choice_keeps_the_form_and_saves_neither(client, coordinator, workshop, choice_a):
    choice_a.capacity = 1
    choice_a.save()
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=choice_a)
    client.force_login(coordinator)

    response = client.post(address("registration_create", workshop), typed(item=choice_a.pk))

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "“A. Case” is full: its only place is taken. Nothing was changed."
    ]
    assert 'value="Nils Öberg"' in response.content.decode()
    assert workshop.registrations.count() == 1


def test_a_participant_changes_the_own_name_and_nothing_else(
    client, participant, workshop, registration
):
    client.force_login(participant)

    response = client.post(
        address("registration_edit", workshop, registration.pk),
        {"name": "Dr Tanja Berg", "organisation": "City of Leipzig", "attends_as": "policymaker"},
    )

    registration.refresh_from_db()
    assert response.url == address("participants", workshop)
    assert (registration.name, registration.organisation) == ("Dr Tanja Berg", "City of Leipzig")
    assert registration.attends_as == AttendsAs.PARTNER


def test_the_coordinator_changes_registration_and_choice_together(
    client, coordinator, workshop, registration, choice_a, choice_b
):
    SignUpFactory(registration=registration, item=choice_a)
    client.force_login(coordinator)

    client.post(
        address("registration_edit", workshop, registration.pk),
        typed(
            name=registration.name,
            city=registration.city.pk,
            attends_as="policymaker",
            item=choice_b.pk,
        ),
    )

    registration = Registration.objects.get()
    assert (registration.attends_as, registration.sign_up.item) == (
        AttendsAs.POLICYMAKER,
        choice_b,
    )
    assert set(Activity.objects.about(registration).values_list("verb", flat=True)) == {
        "registration_changed",
        "choice_made",
    }


def test_a_choice_that_was_made_is_not_taken_back_in_silence(
    client, coordinator, workshop, registration, choice_a
):
    SignUpFactory(registration=registration, item=choice_a)
    client.force_login(coordinator)

    response = client.post(
        address("registration_edit", workshop, registration.pk),
        typed(name=registration.name, city=registration.city.pk, item=""),
    )

    assert response.status_code == 422
    assert response.context["form"].errors["item"] == ["Choose A or B."]
    assert Registration.objects.get().sign_up.item == choice_a


def test_the_list_can_be_searched_and_filtered(client, participant, programme, workshop, choice_a):
    lyon = CityFactory(programme=programme, slug="lyon")
    anna = RegistrationFactory(workshop=workshop, name="Anna", city=lyon)
    RegistrationFactory(workshop=workshop, name="Bert", organisation="Hanna Ltd")
    RegistrationFactory(workshop=workshop, name="Cem", attends_as="expert")
    SignUpFactory(registration=anna, item=choice_a)
    client.force_login(participant)

    def found(**query):
        return names(client.get(address("participants", workshop), query))

    assert found() == ["Anna", "Bert", "Cem"]
    assert found(q="anna") == ["Anna", "Bert"]
    assert found(city="lyon") == ["Anna"]
    assert found(attends_as="expert") == ["Cem"]
    assert found(choice="A") == ["Anna"]
    assert found(choice="none") == ["Bert", "Cem"]
    assert found(city="atlantis", choice="C") == ["Anna", "Bert", "Cem"]


def test_the_list_counts_places_and_choices(client, participant, workshop, choice_a, choice_b):
    for item in (choice_a, choice_a, choice_b, None):
        registration = RegistrationFactory(workshop=workshop)
        if item:
            SignUpFactory(registration=registration, item=item)
    client.force_login(participant)

    page = client.get(address("participants", workshop)).content.decode()

    assert "4 of 40 places are taken." in page
    assert "A: 2, B: 1, not chosen yet: 1." in page


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("coordinator", True),
        ("expert", True),
        ("editor", True),
        ("stranger", False),
        ("participant", False),
    ],
)
def test_addresses_are_for_those_who_run_the_workshop(client, request, workshop, who, sees):
    guest = RegistrationFactory(workshop=workshop)
    client.force_login(request.getfixturevalue(who))

    page = client.get(address("participants", workshop)).content.decode()

    assert (guest.user.email in page) is sees


def test_everybody_is_offered_to_change_what_they_may_change(
    client, stranger, workshop, registration
):
    own = RegistrationFactory(workshop=workshop, city=stranger.memberships.get().city)
    client.force_login(stranger)

    assert client.get(address("participants", workshop)).context["editable"] == {own.pk}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_query_count_of_the_list_does_not_grow(
    client, programme, workshop, choice_a, rows, django_assert_num_queries
):
    user = MembershipFactory(programme=programme, role=Role.COORDINATOR).user
    for _ in range(rows):
        registration = RegistrationFactory(workshop=workshop, city=CityFactory(programme=programme))
        SignUpFactory(registration=registration, item=choice_a)
    client.force_login(user)

    # session, person, seats, workshop, number of rows, rows, counts, editable, choices, cities
    with django_assert_num_queries(10):
        response = client.get(address("participants", workshop))

    assert len(names(response)) == rows


def test_a_visitor_finds_nothing_and_keeps_what_was_typed(client, workshop):
    assert client.get(address("participants", workshop)).status_code == 404

    response = client.post(address("registration_create", workshop), typed())

    assert response.status_code == 404
    assert Registration.objects.count() == 0
