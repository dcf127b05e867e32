"""What operators can do in the admin."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from programme.accounts.email_change import confirm_change, find_change, request_change
from programme.activity import record
from programme.models import Activity, Programme, Role, User
from tests.factories import CommentFactory, MembershipFactory, ProgrammeFactory, UserFactory
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
            }
        ),
    )

    programme = Programme.objects.get()
    seat = programme.memberships.get()
    assert (seat.user, seat.role) == (coordinator, Role.COORDINATOR)
    assert programme.countback_rules.count() == 9
    verbs = set(programme.activities.values_list("verb", flat=True))
    assert verbs == {"programme_started", "person_added"}


def test_the_admin_offers_no_write_beside_the_services_but_these(operator, rf):
    request = rf.get("/")
    request.user = User.objects.get()

    offered = {
        model._meta.label: {verb for verb, may in rows.get_model_perms(request).items() if may}
        for model, rows in admin.site._registry.items()
    }

    assert {label: verbs - {"view"} for label, verbs in offered.items() if verbs - {"view"}} == {
        "cases.Comment": {"delete"},
        "mfa.Authenticator": {"delete"},
        # Added, and given a coordinator; what it says is changed on its own pages.
        "programme.Programme": {"add", "change", "delete"},
        "programme.User": {"add", "change"},
    }


def test_operators_see_no_row_of_a_programme_through_its_pages(operator):
    seat = MembershipFactory()

    answers = {
        operator.get(reverse(f"programme:{name}", args=[seat.programme.slug])).status_code
        for name in ("people", "workplan", "settings", "log")
    }

    assert answers == {404}
    assert not Programme.objects.visible_to(User.objects.first()).exists()


def test_a_comment_that_is_taken_away_stands_in_the_log(operator):
    comment = CommentFactory()
    CommentFactory(case=comment.case, parent=comment, topic=comment.topic)

    operator.post(
        reverse("admin:cases_comment_changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [row.pk for row in comment.case.comments.all()],
            "post": "yes",
        },
    )

    assert not comment.case.comments.exists()
    assert [entry.verb for entry in Activity.objects.all()] == ["comment_removed"]


def test_a_programme_in_which_nothing_was_done_is_deleted_with_its_log(operator):
    operator.post(reverse("admin:programme_programme_add"), new_programme())
    programme = Programme.objects.get()

    operator.post(reverse("admin:programme_programme_delete", args=[programme.pk]), {"post": "yes"})

    assert not Programme.objects.exists()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("slug", ["account", "admin", "static"])
def test_a_programme_does_not_take_an_address_of_the_site(operator, slug):
    response = operator.post(reverse("admin:programme_programme_add"), new_programme(slug=slug))

    assert list(response.context["adminform"].form.errors) == ["slug"]


def test_a_coordinator_is_added_where_nobody_is_left_and_nothing_else_changed(operator):
    operator.post(reverse("admin:programme_programme_add"), new_programme())
    programme = Programme.objects.get()
    person = UserFactory()
    change = reverse("admin:programme_programme_change", args=[programme.pk])

    page = operator.get(change)
    operator.post(
        change,
        new_programme(
            **{"name": "Renamed", "memberships-TOTAL_FORMS": 1, "memberships-0-user": person.pk}
        ),
    )

    assert page.status_code == 200
    assert Programme.objects.get().name == "Ports"
    assert programme.countback_rules.count() == 9
    assert programme.memberships.get().user == person


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
