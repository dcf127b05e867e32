"""Passkeys, with devices that sign as real ones do."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tests.programme.test_home import PASSWORD
from tests.second_factor import Passkey

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def browser():
    return Client(headers={"X-Requested-With": "XMLHttpRequest"})


def options_of(browser):
    """What the log-in page asks a passkey."""
    return browser.get(reverse("mfa_login_webauthn"), secure=True).json()["request_options"]


def log_in(browser, credential, **more):
    return browser.post(
        reverse("mfa_login_webauthn"), {"credential": credential} | more, secure=True
    )


def is_logged_in(browser):
    return "_auth_user_id" in browser.session


def test_a_passkey_logs_in_alone_leads_on_and_shows_when_it_was_used(browser):
    key = Passkey(UserFactory())

    response = log_in(browser, key.answer(options_of(browser)), next="/somewhere/")

    key.row.refresh_from_db()
    assert response.url == "/somewhere/"
    assert browser.session["_auth_user_id"] == str(key.user.pk)
    assert key.row.last_used_at


def test_what_a_passkey_said_once_counts_once(browser):
    key = Passkey(UserFactory())
    said = key.answer(options_of(browser))
    log_in(browser, said)
    browser.post(reverse("account_logout"), secure=True)

    log_in(browser, said)
    options_of(browser)
    log_in(browser, said)

    assert not is_logged_in(browser)


def test_a_passkey_opens_no_account_of_somebody_else(browser):
    key, victim = Passkey(UserFactory()), UserFactory()
    Passkey(victim)

    log_in(browser, key.answer(options_of(browser), user=victim))

    assert not is_logged_in(browser)


@pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON"])
def test_a_passkey_whose_answer_was_changed_is_refused(browser, part):
    key = Passkey(UserFactory())
    said = json.loads(key.answer(options_of(browser)))
    said["response"][part] = "BBBBBBBB" + said["response"][part][8:]

    response = log_in(browser, json.dumps(said))

    assert response.status_code in (200, 302)
    assert not is_logged_in(browser)


def test_a_passkey_of_another_site_is_refused(browser):
    key = Passkey(UserFactory(), host="elsewhere.example")

    log_in(browser, key.answer(options_of(browser)))

    assert not is_logged_in(browser)


def test_a_passkey_of_a_closed_account_opens_nothing(browser):
    key = Passkey(UserFactory(is_active=False))

    response = log_in(browser, key.answer(options_of(browser)))

    assert response.url == reverse("account_inactive")
    assert not is_logged_in(browser)


def test_after_the_password_only_a_passkey_of_the_same_account_will_do(browser):
    key, stolen = Passkey(UserFactory()), Passkey(UserFactory())
    typed = {"login": key.user.email, "password": PASSWORD}
    Client.post(browser, reverse("account_login"), typed, secure=True, headers={})
    refused_at = browser.get(reverse("mfa_authenticate"), secure=True)
    options = refused_at.context["js_data"]["request_options"]
    browser.post(reverse("mfa_authenticate"), {"credential": stolen.answer(options)}, secure=True)
    before = is_logged_in(browser)

    again = browser.get(reverse("mfa_authenticate"), secure=True)
    options = again.context["js_data"]["request_options"]
    browser.post(reverse("mfa_authenticate"), {"credential": key.answer(options)}, secure=True)

    assert (before, is_logged_in(browser)) == (False, True)
