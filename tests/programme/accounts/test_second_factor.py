"""Setting up a second factor, and where it is asked for."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from programme.models import Role
from tests.factories import MembershipFactory, UserFactory
from tests.programme.test_home import PASSWORD, hidden_fields, new_item
from tests.programme.test_settings import settings_page, typed
from tests.second_factor import Passkey, code_now, give_codes, show_factor, show_password

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def set_up(client, as_client=None):
    """Type the first code of a phone; the page of the recovery codes."""
    show_password(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    # In fours, as it is typed.
    secret = re.search(r'class="secret">((?:\w{4} )+\w{1,4})<', page)[1].replace(" ", "")
    return client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)}, follow=True)


def give_key(user):
    return Passkey(user).row


# Setting up and taking away


def test_codes_of_a_phone_are_set_up_and_recovery_codes_shown_once(
    client, person, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = set_up(client)
    again = client.get(reverse("mfa_view_recovery_codes"))

    codes = re.findall(r"<li>(\d{8})</li>", first.content.decode())
    assert len(codes) == 10
    assert "data:text/plain" in first.content.decode()
    assert [code for code in codes if code in again.content.decode()] == []
    assert [letter.subject for letter in mail.outbox] == [
        "A second factor was added to your account"
    ]


def test_a_recovery_code_logs_in_once(client, person):
    code = re.search(r"<li>(\d{8})</li>", set_up(client).content.decode())[1]
    person.set_password(PASSWORD)
    person.save()
    inside = []
    for _ in range(2):
        visitor = Client()
        visitor.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        visitor.post(reverse("mfa_authenticate"), {"code": code})
        inside.append("_auth_user_id" in visitor.session)

    assert inside == [True, False]


def test_a_wrong_first_code_sets_up_nothing_and_keeps_the_picture(client, person):
    show_password(client)
    before = client.get(reverse("mfa_activate_totp")).context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert response.context["form"].secret == before
    # No device keeps a page with the secret.
    assert "no-store" in response.headers["Cache-Control"]
    assert not Authenticator.objects.exists()


def test_the_secret_is_not_in_the_database(client, person):
    show_password(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})

    stored = [str(row.data) for row in Authenticator.objects.all()]
    assert [text for text in stored if secret in text] == []


def test_taking_the_factor_away_ends_other_sessions_and_this_one_has_shown_none(
    client, person, programme
):
    MembershipFactory(user=person, programme=programme, role=Role.COORDINATOR)
    programme.coordinators_need_second_factor = True
    programme.save()
    person.set_password(PASSWORD)
    person.save()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    other = Client()
    other.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    set_up(client)
    open_before = client.get(reverse("programme:people", args=[programme.slug])).status_code

    asked = client.get(reverse("mfa_deactivate_totp")).content.decode()
    key = give_key(person)
    with_another = client.get(reverse("mfa_deactivate_totp")).content.decode()
    key.delete()
    client.post(reverse("mfa_deactivate_totp"))

    assert f"{programme} asks you for a second factor" in asked
    assert f"{programme} asks you for a second factor" not in with_another
    assert open_before == 200
    assert not Authenticator.objects.filter(user=person).exists()
    assert other.get(reverse("programme:account")).status_code == 404
    shut = client.get(reverse("programme:people", args=[programme.slug]))
    assert shut.url.startswith(reverse("second_factor_first"))


def test_changes_ask_who_it_is_first(client, person):
    key = give_key(person)
    give_codes(person)
    pages = [
        reverse("mfa_activate_totp"),
        reverse("mfa_deactivate_totp"),
        reverse("mfa_add_webauthn"),
        reverse("mfa_edit_webauthn", args=[key.pk]),
        reverse("mfa_remove_webauthn", args=[key.pk]),
        reverse("mfa_generate_recovery_codes"),
    ]

    for page in pages:
        assert "reauthenticate" in client.post(page).get("Location", page), page
    assert Authenticator.objects.filter(user=person).count() == 2


def test_a_password_alone_changes_nothing_of_a_second_factor(client, person):
    key = give_key(person)
    give_codes(person)
    show_password(client)
    pages = [
        reverse("mfa_deactivate_totp"),
        reverse("mfa_add_webauthn"),
        reverse("mfa_remove_webauthn", args=[key.pk]),
        reverse("mfa_generate_recovery_codes"),
        reverse("mfa_view_recovery_codes"),
    ]

    led = {client.post(page).get("Location") for page in pages}

    proof = reverse("mfa_reauthenticate_webauthn")
    assert led == {f"{proof}?{urlencode({'next': page})}" for page in pages}
    assert Authenticator.objects.filter(user=person).count() == 2
    show_factor(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.get(user=person) == key


def test_a_key_of_somebody_else_is_not_there(client, person):
    key = give_key(UserFactory())
    show_password(client)

    answers = {
        client.post(reverse(name, args=[key.pk]), {"name": "Mine"}).status_code
        for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
    }

    assert answers == {404}
    assert Authenticator.objects.get().data["name"] == "Laptop"


def test_a_key_is_renamed_and_listed_with_the_same_queries(
    client, person, django_assert_num_queries
):
    show_password(client)
    show_factor(client)
    key = give_key(person)
    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": " Old\x07  phone "})
    with django_assert_num_queries(3):  # session, person, factors
        client.get(reverse("mfa_index"))
    give_key(person)
    give_key(person)
    with django_assert_num_queries(3):
        page = client.get(reverse("mfa_index"))

    assert [own.name for own in page.context["factors"].keys] == ["Old phone", "Laptop", "Laptop"]


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{}",
        '{"id": 1}',
        "[]",
        '"x"',
        "nonsense",
        "null",
        '{"id": "YQ", "rawId": "YQ", "response": {"userHandle": "MQ"}}',
        '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30",'
        ' "attestationObject": "oA", "authenticatorData": "YQ", "signature": "YQ",'
        ' "userHandle": "MQ"}}',
    ],
)
def test_a_passkey_that_is_none_is_refused(client, person, credential):
    show_password(client)
    client.get(reverse("mfa_add_webauthn"))
    added = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": credential})
    visitor = Client()
    visitor.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    entered = visitor.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert added.status_code == 200
    assert entered.url == reverse("account_login")
    assert not Authenticator.objects.exists()
    assert "_auth_user_id" not in visitor.session


# A programme that asks for it


@pytest.fixture
def strict(programme):
    programme.coordinators_need_second_factor = True
    programme.save()
    return programme


def test_a_coordinator_without_one_is_led_there_and_nothing_of_the_programme_shows(
    client, coordinator, strict
):
    open_one = MembershipFactory(user=coordinator, role=Role.COORDINATOR).programme
    client.force_login(coordinator)
    wanted = reverse("programme:people", args=[strict.slug])

    shut = client.get(wanted, follow=True)
    quiet = client.get(wanted, headers={"HX-Request": "true"})
    by_itself = client.post(wanted, headers={"Accept": "application/json"})

    assert shut.redirect_chain[0][0].startswith(reverse("second_factor_first"))
    assert strict.title not in shut.content.decode()
    assert quiet["HX-Redirect"].startswith(reverse("second_factor_first"))
    assert by_itself.status_code == 401
    assert client.get(reverse("programme:people", args=[open_one.slug])).status_code == 200


def test_setting_one_up_leads_back_with_what_was_typed(client, coordinator, strict):
    client.force_login(coordinator)
    address = reverse("programme:item_create", args=[strict.slug])

    led = client.post(address, new_item())
    client.get(led.url)
    codes = set_up(client)
    resumed = client.get(codes.context["on_url"], follow=True)
    saved = client.post(address, dict(hidden_fields(resumed)))

    assert dict(hidden_fields(resumed))["title"] == new_item()["title"]
    assert saved.status_code == 302


def test_a_session_from_before_the_factor_shows_it_once(client, coordinator, strict):
    give_codes(coordinator)
    client.force_login(coordinator)
    wanted = reverse("programme:people", args=[strict.slug])

    page = client.get(wanted, follow=True)
    proof = page.context["proof_url"]
    shown = client.post(proof, {"code": code_now()})

    assert proof.startswith(reverse("mfa_reauthenticate"))
    assert shown.url == wanted
    assert client.get(wanted).status_code == 200


@pytest.mark.parametrize("role", [Role.EXPERT, Role.PARTICIPANT])
def test_others_come_in_until_they_coordinate(client, strict, role):
    membership = MembershipFactory(programme=strict, role=role)
    client.force_login(membership.user)
    page = reverse("programme:workplan", args=[strict.slug])
    before = client.get(page).status_code

    MembershipFactory(user=membership.user, programme=strict, role=Role.COORDINATOR)

    assert (before, client.get(page).status_code) == (200, 302)


def test_operators_are_asked_too(client, strict):
    operator = UserFactory(is_staff=True, is_superuser=True)
    MembershipFactory(programme=strict, role=Role.EXPERT, user=operator)
    client.force_login(operator)

    assert client.get(reverse("programme:workplan", args=[strict.slug])).status_code == 302


def test_nobody_shuts_themselves_out_with_the_switch(client, coordinator, programme):
    client.force_login(coordinator)
    switched = typed(coordinators_need_second_factor="on")

    refused = client.post(settings_page(programme), switched)
    show_factor(client)
    allowed = client.post(settings_page(programme), switched)

    assert "coordinators_need_second_factor" in refused.context["form"].errors
    assert allowed.status_code == 302
    programme.refresh_from_db()
    assert programme.coordinators_need_second_factor


# The operators' admin


@pytest.mark.parametrize("change", [{"password": "!"}, {"is_active": False}])
def test_a_log_in_that_waits_for_its_second_factor_ends_with_the_password(client, change):
    user = UserFactory()
    give_codes(user)
    client.post(reverse("account_login"), {"login": user.email, "password": "secret-word"})
    type(user).objects.filter(pk=user.pk).update(**change)

    answer = client.post(reverse("mfa_authenticate"), {"code": code_now()})

    assert answer.url == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_the_admin_opens_to_staff_who_showed_a_second_factor_alone(client):
    index = reverse("admin:index")
    login = reverse("admin:login")
    operator = UserFactory(is_staff=True, is_superuser=True)

    visitor = client.get(login)
    client.force_login(UserFactory())
    other = client.get(login).status_code
    client.force_login(operator)
    without = client.get(index, follow=True)
    show_factor(client)

    assert visitor.url.startswith(reverse("account_login"))
    assert other == 404
    assert without.redirect_chain[-1][0].startswith(reverse("second_factor_first"))
    assert client.get(index).status_code == 200


def test_an_operator_takes_a_lost_factor_away_and_sees_no_secret(client):
    user = UserFactory(password=PASSWORD)
    row = give_codes(user)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    show_factor(client)

    page = client.get(reverse("admin:mfa_authenticator_change", args=[row.pk]))
    client.post(reverse("admin:mfa_authenticator_delete", args=[row.pk]), {"post": "yes"})

    assert row.data["secret"] not in page.content.decode()
    assert not Authenticator.objects.exists()
