"""How often a code may be typed: guessing stays hopeless, and the owner is not kept out."""

import datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.urls import reverse

from programme.accounts.tries import Tries
from tests.factories import UserFactory
from tests.programme.test_home import PASSWORD
from tests.second_factor import Passkey, code_now, give_codes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOON = datetime.datetime(2026, 3, 2, 12, 0, 10, tzinfo=datetime.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def owner(clock):
    person = UserFactory(password=PASSWORD)
    give_codes(person)
    return person


def begin(person, address="192.0.2.1", password=PASSWORD, browser=None):
    browser = browser or Client(REMOTE_ADDR=address)
    browser.post(reverse("account_login"), {"login": person.email, "password": password})
    return browser


def type_code(browser, code=None):
    """Whether the code let the browser in."""
    browser.post(reverse("mfa_authenticate"), {"code": code or code_now()})
    return "_auth_user_id" in browser.session


def guess(person, number, address):
    thief = begin(person, address)
    return [type_code(thief, f"{100_000 + n}") for n in range(number)]


def test_a_thief_at_one_address_keeps_the_owner_out_nowhere_else(owner):
    guess(owner, 6, "203.0.113.9")

    assert not type_code(begin(owner, "203.0.113.9"))
    assert type_code(begin(owner, "192.0.2.7"))


def test_an_address_has_ten_tries_in_an_hour_and_a_known_browser_more(owner, clock):
    home = Client(REMOTE_ADDR="192.0.2.1")
    assert type_code(begin(owner, browser=home))
    home.post(reverse("account_logout"))
    for _stretch in range(2):
        clock.shift(301)
        guess(owner, 5, "203.0.113.9")
        begin(owner, browser=home)
        assert not any(type_code(home, f"{200_000 + n}") for n in range(5))
    clock.shift(301)

    assert not type_code(begin(owner, "203.0.113.9"))
    assert type_code(begin(owner, browser=home))


def test_a_browser_that_was_there_before_gets_in_whatever_others_try(owner, clock):
    home = Client(REMOTE_ADDR="192.0.2.1")
    assert type_code(begin(owner, browser=home))
    cookie = home.cookies["known-browser"]
    home.post(reverse("account_logout"))
    clock.shift(60)
    for place in range(7):
        guess(owner, 5, f"203.0.113.{place}")

    assert not type_code(begin(owner, "192.0.2.8"))
    assert type_code(begin(owner, browser=home))
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_cookie_of_somebody_else_makes_no_browser_known(owner):
    other = UserFactory(password=PASSWORD)
    give_codes(other)
    thief = Client(REMOTE_ADDR="203.0.113.9")
    assert type_code(begin(other, browser=thief))
    thief.post(reverse("account_logout"))
    for place in range(7):
        guess(owner, 5, f"198.51.100.{place}")

    assert not type_code(begin(owner, browser=thief))


def test_from_however_many_addresses_a_day_has_a_hundred_tries(owner, clock, rf):
    heard = []
    for hour in range(6):
        for place in range(40):
            request = rf.post("/", REMOTE_ADDR=f"203.0.{hour}.{place}")
            request.session, request.user = {}, AnonymousUser()
            heard.append(not Tries(request, owner, "123456").is_one_too_many())
        clock.shift(3600)

    assert (sum(heard[:40]), sum(heard)) == (30, 100)


def test_recovery_codes_and_passkeys_open_while_codes_of_the_phone_are_used_up(owner):
    RecoveryCodes.activate(owner)
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    key = Passkey(owner)
    for place in range(7):
        guess(owner, 5, f"203.0.113.{place}")

    assert not type_code(begin(owner, "192.0.2.8"))
    assert type_code(begin(owner, "192.0.2.9"), recovery)
    browser = Client(REMOTE_ADDR="192.0.2.8", headers={"X-Requested-With": "XMLHttpRequest"})
    address = reverse("mfa_login_webauthn")
    options = browser.get(address, secure=True).json()["request_options"]
    browser.post(address, {"credential": key.answer(options)}, secure=True)
    assert "_auth_user_id" in browser.session


def test_another_password_begins_anew(owner):
    for place in range(7):
        guess(owner, 5, f"203.0.113.{place}")
    owner.set_password("quite another word")
    owner.save()

    assert type_code(begin(owner, "203.0.113.1", password="quite another word"))


def test_the_owner_is_told_once_a_day_of_wrong_codes_and_not_of_one(owner, clock):
    guess(owner, 2, "203.0.113.1")
    after_two = len(mail.outbox)
    guess(owner, 4, "203.0.113.2")
    clock.shift(7200)
    guess(owner, 4, "203.0.113.2")
    clock.shift(86400)
    guess(owner, 4, "203.0.113.3")

    assert after_two == 0
    assert [(letter.subject, letter.to) for letter in mail.outbox] == [
        ("Wrong codes were typed at the log-in to your account", [owner.email])
    ] * 2
    assert "203.0.113.2" in mail.outbox[0].body
