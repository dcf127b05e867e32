"""Who is in a programme: the list, adding, changing, removing, inviting."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity, Invitation, Mail, Membership, Role, User
from programme.privacy.requests import ask_erasure, withdraw_erasure
from tests.factories import (
    CityFactory,
    FormerMembershipFactory,
    InvitationFactory,
    MembershipFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def people(programme, query=""):
    return reverse("programme:people", args=[programme.slug]) + query


def address(name, membership):
    return reverse(f"programme:{name}", args=[membership.programme.slug, membership.pk])


def typed(**values):
    return {"email": "new@person.example", "name": "New Person", "role": "participant"} | values


@pytest.fixture
def own(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def add(own, programme):
    url = reverse("programme:person_add", args=[programme.slug])
    return lambda **values: own.post(url, typed(**values))


# The list


def test_people_stand_under_their_organisations(client, participant, programme, city):
    partner = PartnerFactory(programme=programme)
    person = MembershipFactory(programme=programme, city=city, role=Role.EDITOR).user
    MembershipFactory(programme=programme, city=city, user=person)
    expert = MembershipFactory(programme=programme, partner=partner, role=Role.EXPERT).user
    loose = MembershipFactory(programme=programme, role=Role.COORDINATOR).user
    MembershipFactory()
    client.force_login(participant)

    response = client.get(people(programme))

    found = [
        (organisation.name, {p.user for p in organisation.people})
        for organisation in response.context["page"].organisations
    ]
    home = participant.memberships.get().city
    assert found == [
        (city.name, {person}),
        (home.name, {participant}),
        (partner.name, {expert}),
        ("The programme", {loose}),
    ]
    assert response.context["page"].number == 4


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(own, programme, number, django_assert_num_queries):
    for _ in range(number):
        seat = MembershipFactory(programme=programme, city=CityFactory(programme=programme))
        InvitationFactory(programme=programme, user=seat.user)

    # session, user, seats, cities, who matches, memberships, invitations, their mails
    with django_assert_num_queries(8):
        own.get(people(programme))


def test_the_list_stands_in_pages_that_keep_the_order_and_the_filter(own, programme, monkeypatch):
    monkeypatch.setattr("programme.people.pages.PER_PAGE", 2)
    city = CityFactory(programme=programme, name="Aarhus", slug="aarhus")
    for name in ("Cé Três", "Abe Um", "Bea Dois"):
        user = UserFactory(name=name)
        MembershipFactory(programme=programme, city=city, user=user, role=Role.EDITOR)
        MembershipFactory(programme=programme, city=city, user=user)

    first = own.get(people(programme, "?city=aarhus&q=&page=1"))
    second = own.get(people(programme, "?city=aarhus&page=2"), headers={"HX-Request": "true"})
    listed = own.get(
        reverse("programme:people_export", args=[programme.slug, "csv"]) + "?city=aarhus&page=2"
    )

    names = [
        [p.user.name for o in page.context["page"].organisations for p in o.people]
        for page in (first, second)
    ]
    assert names == [["Abe Um", "Bea Dois"], ["Cé Três"]]
    assert 'href="?city=aarhus&amp;page=2"' in first.content.decode()
    assert second.headers["HX-Replace-Url"] == people(programme, "?city=aarhus&page=2")
    assert len(second.context["page"].organisations[0].people[0].memberships) == 2
    # Both roles of all three, whatever page is open.
    assert len(listed.content.decode().strip().splitlines()) == 7


def test_whoever_gets_a_link_again_leaves_the_page_of_the_list_as_it_is(own, programme):
    row = InvitationFactory(programme=programme)
    MembershipFactory(programme=programme, user=row.user)
    page = own.get(people(programme, "?role=participant")).content.decode()
    again = reverse("programme:invitation_send", args=[programme.slug, row.pk])

    here = own.post(again, {"back": "?role=participant&page=2"})
    elsewhere = own.post(again, {"back": "//evil.example/?x"})

    assert 'name="back" form="invite" value="?role=participant"' in page
    assert here.url == people(programme, "?role=participant&page=2")
    assert elsewhere.url.startswith(people(programme, "?"))


@pytest.mark.parametrize("typed", ["tres aarhus", "CÉ", "aarhus três ce"])
def test_people_are_found_by_words_without_accents_and_in_any_order(own, programme, typed):
    city = CityFactory(programme=programme, name="Aarhus", slug="aarhus")
    found = MembershipFactory(programme=programme, city=city, user__name="Cé Três").user
    MembershipFactory(programme=programme, city=city, user__name="Abe Um")

    page = own.get(people(programme), {"q": typed}).context["page"]

    assert {p.user for o in page.organisations for p in o.people} == {found}


def test_people_are_found_by_how_their_invitation_stands(own, programme):
    def who(state):
        page = own.get(people(programme), {"state": state}).context["page"]
        return {p.user for o in page.organisations for p in o.people}

    now = timezone.now()
    people_of = {
        state: MembershipFactory(programme=programme, user__password=None).user
        for state in ("waiting", "expired", "uninvited")
    }
    month = datetime.timedelta(days=30)
    InvitationFactory(programme=programme, user=people_of["waiting"])
    InvitationFactory(
        programme=programme,
        user=people_of["expired"],
        created_at=now - 2 * month,
        sent_at=now - 2 * month,
        expires_at=now - month,
    )

    assert {state: who(state) for state in people_of} == {s: {u} for s, u in people_of.items()}
    assert who("pending") == set(people_of.values())
    assert not who("here") & who("pending")


@pytest.mark.parametrize("role", ["participant", "editor", "expert"])
def test_only_the_coordinator_is_offered_to_change_people(client, request, programme, role):
    membership = MembershipFactory(programme=programme)
    client.force_login(request.getfixturevalue(role))

    page = client.get(people(programme)).content.decode()

    assert address("membership_edit", membership) not in page
    assert "Has not come yet" not in page


# Adding


def test_somebody_new_gets_an_account_without_a_password_and_a_link(add, programme, city):
    response = add(city=city.pk)

    membership = Membership.objects.get(user__email="new@person.example")
    assert (membership.programme, membership.city) == (programme, city)
    assert not membership.user.has_usable_password()
    assert response.url == people(programme)
    invitation = Invitation.objects.get()
    assert (invitation.user, invitation.city) == (membership.user, city)
    letter = Mail.objects.get()
    assert (letter.kind, letter.address) == ("invitation", "new@person.example")
    assert Activity.objects.get().verb == "person_added"


def test_the_coordinator_is_told_what_happens_now(own, add, programme):
    add()

    page = own.get(people(programme)).content.decode()

    assert "A mail to new@person.example has a link to come in" in page


def test_a_known_person_keeps_account_and_name_and_gets_no_link(add):
    known = UserFactory(email="Known@Person.example", name="Known")

    add(email="known@person.EXAMPLE", name="Somebody else")

    membership = Membership.objects.get(user=known)
    known.refresh_from_db()
    assert known.name == "Known"
    assert known.has_usable_password()
    assert User.objects.filter(email__iexact="known@person.example").count() == 1
    assert membership.role == Role.PARTICIPANT
    assert Mail.objects.get().kind == "invitation-known"
    assert not Invitation.objects.exists()


def test_the_same_role_is_not_given_twice(add, city):
    add(city=city.pk)

    response = add(city=city.pk)

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "city": ["This person already has this role for the city."]
    }
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "a" * 250 + "@b.example"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Klara \u202ednuL"}, "name"),
        ({"role": "king"}, "role"),
        ({"role": "editor"}, "city"),
        ({"city": "999999"}, "city"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_makes_no_account(add, values, at):
    response = add(**values)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [at]
    assert not User.objects.filter(name="New Person").exists()


def test_a_city_and_a_partner_at_once_are_refused(add, city):
    partner = PartnerFactory(programme=city.programme)

    response = add(city=city.pk, partner=partner.pk)

    assert response.context["form"].errors == {"partner": ["Choose a city or a partner, not both."]}


def test_a_city_of_another_programme_is_no_choice(add):
    response = add(city=CityFactory().pk)

    assert list(response.context["form"].errors) == ["city"]


def test_a_closed_account_is_not_opened_again(add):
    UserFactory(email="new@person.example", is_active=False)

    response = add()

    assert list(response.context["form"].errors) == ["email"]
    assert not Mail.objects.exists()


# Changing


def test_a_role_is_changed_and_logged(own, programme, city):
    membership = MembershipFactory(programme=programme)

    own.post(address("membership_edit", membership), {"role": "editor", "city": city.pk})

    membership.refresh_from_db()
    assert (membership.role, membership.city) == (Role.EDITOR, city)
    entry = Activity.objects.get()
    assert (entry.before["role"], entry.after["role"]) == ("participant", "editor")


def test_whose_role_it_is_cannot_be_changed(own, programme, coordinator):
    membership = MembershipFactory(programme=programme)
    person = membership.user

    own.post(
        address("membership_edit", membership), {"role": "coordinator", "user": coordinator.pk}
    )

    membership.refresh_from_db()
    assert (membership.user, membership.role) == (person, Role.COORDINATOR)


def test_a_change_into_a_role_that_is_already_held_is_refused(own, programme, city):
    twin = MembershipFactory(programme=programme, city=city)
    membership = MembershipFactory(programme=programme, user=twin.user)

    response = own.post(
        address("membership_edit", membership), {"role": "participant", "city": city.pk}
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["city"]


def test_the_last_coordinator_keeps_the_seat(own, coordinator):
    membership = coordinator.memberships.get()

    changed = own.post(address("membership_edit", membership), {"role": "participant"})
    question = own.get(address("membership_remove", membership))
    own.post(address("membership_remove", membership))

    assert list(changed.context["form"].errors) == ["role"]
    assert "button-danger" not in question.content.decode()
    assert coordinator.memberships.get().role == Role.COORDINATOR


def test_one_of_two_coordinators_may_go(own, coordinator, programme):
    MembershipFactory(programme=programme, role=Role.COORDINATOR)
    membership = coordinator.memberships.get()

    own.post(address("membership_remove", membership))

    assert not coordinator.memberships.exists()


def test_a_person_is_removed_and_the_account_stays(own, programme):
    membership = MembershipFactory(programme=programme)

    own.post(address("membership_remove", membership))

    assert not Membership.objects.filter(pk=membership.pk).exists()
    assert User.objects.filter(pk=membership.user.pk).exists()
    assert Activity.objects.get().verb == "membership_removed"


@pytest.mark.parametrize("name", ["membership_edit", "membership_remove"])
@pytest.mark.parametrize(
    ("role", "status"),
    [("editor", 403), ("expert", 403), ("participant", 403), ("outsider", 404)],
)
def test_others_change_nobody(client, request, programme, name, role, status):
    membership = MembershipFactory(programme=programme)
    client.force_login(request.getfixturevalue(role))

    answers = {
        client.get(address(name, membership)).status_code,
        client.post(address(name, membership), {"role": "coordinator"}).status_code,
    }

    assert answers == {status}


def test_mistakes_are_told_in_the_order_of_the_form_which_begins_with_the_city_one_came_from(
    own, programme, city
):
    url = reverse("programme:person_add", args=[programme.slug]) + f"?city={city.pk}"

    empty = own.get(url).context["form"]
    refused = own.post(url, {"email": ""}).context["form"]

    assert [name for name in refused.fields if name in refused.errors] == ["email", "name", "role"]
    assert str(empty["city"].value()) == str(city.pk)


@pytest.mark.parametrize("role", ["expert", "participant"])
def test_others_add_nobody(client, request, programme, role):
    client.force_login(request.getfixturevalue(role))

    response = client.post(reverse("programme:person_add", args=[programme.slug]), typed())

    assert response.status_code == 403
    assert not User.objects.filter(name="New Person").exists()


def test_the_page_of_an_erased_person_has_no_address_and_nothing_left_to_erase(own, programme):
    erased = UserFactory(is_active=False)
    User.objects.filter(pk=erased.pk).update(email=f"erased-{erased.pk}@erased.invalid")
    FormerMembershipFactory(user=erased, programme=programme)

    page = own.get(reverse("programme:person", args=[programme.slug, erased.pk])).content.decode()

    assert "The data of this person were erased" in page
    assert "erased.invalid" not in page
    assert reverse("programme:person_erase", args=[programme.slug, erased.pk]) not in page


def test_the_coordinator_reads_that_an_erasure_waits_unless_the_person_asked_for_it(
    own, programme, coordinator, participant
):
    page = reverse("programme:person", args=[programme.slug, participant.pk])
    by_letter = ask_erasure(participant, by=coordinator)
    said = own.get(page).content.decode()
    withdraw_erasure(by_letter, by=coordinator)
    ask_erasure(participant, by=participant)

    assert "are going to be erased on" in said
    assert "are going to be erased on" not in own.get(page).content.decode()
