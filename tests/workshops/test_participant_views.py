import datetime

import pytest
import time_machine

from programme.models import Activity, Mail, Role
from tests.factories import (
    AgendaItemFactory,
    CityFactory,
    MembershipFactory,
    PartnerFactory,
    PracticalNeedsFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkshopFactory,
    released,
)
from tests.workshops.conftest import address, said
from workshops.models import AgendaItem, AttendsAs, PracticalNeeds, Registration, SignUp, Workshop
from workshops.people.guests import link_of
from workshops.services import schedule_workshop

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def typed(**values):
    return {
        "user": "",
        "name": "Nils Öberg",
        "organisation": "Implants",
        "city": "",
        "partner": "",
        "attends_as": "cluster_firm",
        "item": "",
        "takes_bus": "on",
        **values,
    }


def names(response):
    return [registration.name for registration in response.context["registration_list"]]


@pytest.mark.parametrize(
    "name", ["choose", "registration_withdraw", "guest_link_send", "guest_link_renew"]
)
def test_a_verb_is_not_a_page(client, participant, workshop, registration, name):
    client.force_login(participant)

    assert client.get(address(name, workshop, registration.pk)).status_code == 405


def test_choosing_and_switching(client, participant, workshop, registration, choice_a, choice_b):
    client.force_login(participant)

    client.post(address("choose", workshop, registration.pk), {"item": choice_a.pk})
    response = client.post(address("choose", workshop, registration.pk), {"item": choice_b.pk})

    assert SignUp.objects.get().item == choice_b
    assert said(response)[-1] == "“B. Networking” is chosen."


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
    assert said(response) == ["You are off the list."]
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

    response = client.post(
        address("registration_create", workshop),
        typed(partner=partner.pk, email="nils@implants.example"),
    )

    assert said(response) == [
        "Nils Öberg is registered. The link to agenda and papers goes to nils@implants.example."
    ]
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


def test_an_editor_of_the_host_begins_with_the_own_city_and_its_hosts(client, editor, workshop):
    client.force_login(editor)

    form = client.get(address("registration_create", workshop)).context["form"]

    assert form["city"].value() == workshop.city_id
    assert form["attends_as"].value() == AttendsAs.HOST


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


@pytest.mark.once
def test_other_cities_choose_by_the_words_of_the_release(client, stranger, workshop, choice_a):
    released(workshop)
    AgendaItem.objects.filter(pk=choice_a.pk).update(title="A plan of the host")
    client.force_login(stranger)

    form = client.get(address("registration_create", workshop)).context["form"]

    assert str(choice_a) in str(form["item"])
    assert "A plan of the host" not in str(form["item"])


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


def test_somebody_registered_for_a_full_choice_waits_for_it(
    client, coordinator, workshop, choice_a
):
    choice_a.capacity = 1
    choice_a.save()
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=choice_a)
    client.force_login(coordinator)

    client.post(address("registration_create", workshop), typed(item=choice_a.pk))

    assert choice_a.choice_waits.get().registration.name == "Nils Öberg"


def test_needs_can_be_given_along_and_are_not_shown_to_an_editor_again(client, stranger, workshop):
    home = stranger.memberships.get().city
    client.force_login(stranger)

    client.post(address("registration_create", workshop), typed(city=home.pk, diet="No nuts"))
    registration = workshop.registrations.get()
    page = client.get(address("registration_edit", workshop, registration.pk)).content.decode()
    client.post(
        address("registration_edit", workshop, registration.pk),
        typed(city=home.pk, diet="Everything"),
    )

    registration.needs.refresh_from_db()
    assert registration.needs.diet == "No nuts"
    assert "No nuts" not in page
    assert "Practical needs were given." in page
    assert not Activity.objects.filter(before__icontains="nuts").exists()
    assert not Activity.objects.filter(after__icontains="nuts").exists()


def test_the_coordinator_changes_needs_of_anyone(client, coordinator, workshop, registration):
    PracticalNeedsFactory(registration=registration)
    client.force_login(coordinator)

    client.post(
        address("registration_edit", workshop, registration.pk),
        typed(name=registration.name, city=registration.city.pk, diet="No fish"),
    )

    assert PracticalNeeds.objects.get().diet == "No fish"


def several(*rows, **values):
    """The table as it is sent, with so many of its five rows filled in."""
    empty = ("", "", "partner")
    sent = {"row-TOTAL_FORMS": 5, "row-INITIAL_FORMS": 0, "city": "", **values}
    for number, (name, email, attends_as) in enumerate([*rows, *[empty] * (5 - len(rows))]):
        sent |= {
            f"row-{number}-name": name,
            f"row-{number}-email": email,
            f"row-{number}-attends_as": attends_as,
        }
    return sent


def test_an_editor_registers_several_colleagues_at_once(client, programme, stranger, workshop):
    home = stranger.memberships.get().city
    colleague = MembershipFactory(programme=programme, city=home).user
    client.force_login(stranger)

    response = client.post(
        address("registration_several", workshop),
        several(
            ("Nils Öberg", "nils@example.org", "cluster_firm"),
            ("Colleague", colleague.email.upper(), "partner"),
            city=home.pk,
        ),
    )

    assert said(response) == ["Nils Öberg and Colleague are registered."]
    assert set(workshop.registrations.values_list("name", "email", "user", "city")) == {
        ("Nils Öberg", "nils@example.org", None, home.pk),
        ("Colleague", "", colleague.pk, home.pk),
    }
    guest = workshop.registrations.get(user=None)
    assert link_of(guest) in Mail.objects.get(address="nils@example.org").body


def test_of_several_all_are_registered_or_nobody_with_the_reason_in_the_row(
    client, programme, stranger, workshop
):
    home = stranger.memberships.get().city
    colleague = MembershipFactory(programme=programme, city=home).user
    RegistrationFactory(workshop=workshop, user=colleague)
    client.force_login(stranger)

    response = client.post(
        address("registration_several", workshop),
        several(
            ("Nils Öberg", "nils@example.org", "partner"),
            ("Colleague", colleague.email, "partner"),
            city=home.pk,
        ),
    )

    assert response.status_code == 422
    # At the field, and on top with the way there.
    assert response.content.decode().count("Colleague is registered already.") == 2
    assert '<a href="#id_row-1-name">Name of person 2: ' in response.content.decode()
    assert workshop.registrations.count() == 1


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "Say who comes."),
        ([("", "a@example.org", "partner")], "Say who comes."),
        (
            [("A", "a@example.org", "partner"), ("B", "A@example.org", "partner")],
            "This address stands in the table twice.",
        ),
        ([("A", "no address", "partner")], "Enter a valid email address."),
    ],
)
def test_a_table_that_is_not_filled_in_says_what_is_missing(
    client, coordinator, workshop, rows, sentence
):
    client.force_login(coordinator)

    response = client.post(address("registration_several", workshop), several(*rows))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not workshop.registrations.exists()


def test_an_editor_registers_several_for_the_own_city_alone(client, stranger, workshop, city):
    client.force_login(stranger)

    response = client.post(
        address("registration_several", workshop), several(("A", "", "partner"), city=city.pk)
    )

    assert response.status_code == 422
    assert not workshop.registrations.exists()


def test_what_a_participant_may_change_has_a_page_of_its_own(
    client, participant, workshop, registration
):
    client.force_login(participant)

    response = client.post(
        address("registration_edit", workshop, registration.pk), {"attends_as": "policymaker"}
    )

    registration.refresh_from_db()
    assert response.url == address("register", workshop)
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


def test_who_agreed_to_it_stands_in_the_list_and_the_others_are_counted(
    client, participant, coordinator, workshop
):
    RegistrationFactory(workshop=workshop, name="Shown")
    RegistrationFactory(workshop=workshop, name="Hidden", list_consent_at=None)
    RegistrationFactory(workshop=workshop, name="In line", is_waiting=True)

    client.force_login(participant)
    response = client.get(address("participants", workshop))
    page = response.content.decode()

    assert names(response) == ["Shown"]
    assert "2 of 40 places are taken." in page
    assert "1 person waits in line." in page
    assert "1 person who comes is not shown" in page
    assert "Hidden" not in page
    client.force_login(coordinator)
    assert names(client.get(address("participants", workshop))) == ["Hidden", "Shown"]


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

    # session, person, seats, workshop, rows and their number, counts, listed, editable, choices,
    # cities
    with django_assert_num_queries(11):
        response = client.get(address("participants", workshop))

    assert len(names(response)) == rows


def test_a_visitor_finds_nothing_and_keeps_what_was_typed(client, workshop):
    assert client.get(address("participants", workshop)).status_code == 404

    response = client.post(address("registration_create", workshop), typed())

    assert response.status_code == 404
    assert Registration.objects.count() == 0
