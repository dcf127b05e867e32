"""What operators can do in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from programme.accounts.email_change import confirm_change, find_change, request_change
from programme.activity import record
from programme.models import Activity, Programme, Role, User
from tests.factories import MembershipFactory, ProgrammeFactory, UserFactory
from tests.second_factor import show_factor

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def operator(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    show_factor(client)
    return client


def new_programme(**values):
    return {
        "slug": "ports",
        "name": "Ports",
        "title": "Port cities",
        "headline": "Ports learn",
        "starts_on": "2026-01-01",
        "ends_on": "2028-01-01",
        "workshop_label": "workshop",
        "expert_label": "Experts",
        "fact_check_days": "10",
        "countback_rules-TOTAL_FORMS": 0,
        "countback_rules-INITIAL_FORMS": 0,
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    } | values


def test_a_new_programme_comes_with_its_coordinator_and_the_usual_rules(operator):
    coordinator = UserFactory()

    operator.post(
        reverse("admin:programme_programme_add"),
        new_programme(
            **{
                "memberships-TOTAL_FORMS": 1,
                "memberships-0-user": coordinator.pk,
                "memberships-0-role": Role.COORDINATOR,
            }
        ),
    )

    programme = Programme.objects.get()
    assert programme.memberships.get().user == coordinator
    assert programme.countback_rules.count() == 9


@pytest.mark.parametrize("slug", ["account", "admin", "static"])
def test_a_programme_does_not_take_an_address_of_the_site(operator, slug):
    response = operator.post(reverse("admin:programme_programme_add"), new_programme(slug=slug))

    assert list(response.context["adminform"].form.errors) == ["slug"]


def test_rules_of_a_programme_are_changed_and_the_usual_ones_not_added_again(operator):
    operator.post(reverse("admin:programme_programme_add"), new_programme())
    programme = Programme.objects.get()

    page = operator.get(reverse("admin:programme_programme_change", args=[programme.pk]))
    operator.post(
        reverse("admin:programme_programme_change", args=[programme.pk]),
        new_programme(name="Renamed"),
    )

    assert page.status_code == 200
    assert programme.countback_rules.count() == 9


def test_an_account_is_made_and_closed(operator):
    operator.post(
        reverse("admin:programme_user_add"),
        {"email": "new@person.example", "name": "New", "usable_password": "false"},
    )
    user = User.objects.get(email="new@person.example")
    operator.post(
        reverse("admin:programme_user_change", args=[user.pk]),
        {"email": user.email, "name": "Renamed"},
    )

    user.refresh_from_db()
    assert not user.has_usable_password()
    assert (user.name, user.is_active) == ("Renamed", False)


def test_an_address_is_kept_in_small_letters_and_voids_the_change_that_another_asked_for(operator):
    person = UserFactory()
    change = request_change(person, "thief@elsewhere.example")
    confirm_change(change.old_key)

    operator.post(
        reverse("admin:programme_user_change", args=[person.pk]),
        {"email": "Ada@City.Example", "name": "Ada", "is_active": "on"},
    )

    person.refresh_from_db()
    assert person.email == "ada@city.example"
    assert find_change(change.new_key) is None


def test_staff_who_are_no_superusers_give_nobody_rights_or_addresses(client):
    staff = UserFactory(is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(content_type__app_label="programme"))
    client.force_login(staff)
    show_factor(client)

    answers = {
        client.post(url, {"email": "x@y.example", "name": "X", "is_superuser": "on"}).status_code
        for url in (
            reverse("admin:programme_user_add"),
            reverse("admin:programme_user_change", args=[staff.pk]),
            reverse("admin:auth_user_password_change", args=[staff.pk]),
        )
    }

    assert answers == {403}


def test_nobody_changes_the_log(operator):
    programme = ProgrammeFactory()
    entry = record("tested", programme, "It happened.", by=None, programme=programme)
    change = reverse("admin:programme_activity_change", args=[entry.pk])

    answers = {
        operator.post(change, {"sentence": "It did not."}).status_code,
        operator.post(reverse("admin:programme_activity_delete", args=[entry.pk])).status_code,
        operator.get(reverse("admin:programme_activity_add")).status_code,
    }

    assert answers == {403}
    assert Activity.objects.get().sentence == "It happened."


@pytest.mark.parametrize("model", ["programme", "user", "activity"])
def test_every_list_opens(operator, model):
    entry_in = MembershipFactory().programme
    record("tested", entry_in, "It happened.", by=None, programme=entry_in)

    response = operator.get(reverse(f"admin:programme_{model}_changelist"), {"q": "It"})

    assert response.status_code == 200


def test_a_coordinator_is_no_operator(client, coordinator):
    client.force_login(coordinator)

    response = client.get(reverse("admin:programme_programme_changelist"))

    assert response.status_code == 404
