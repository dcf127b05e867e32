"""One's own account: the page, the name, the sessions, the password."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from programme.accounts.devices import device_of
from programme.accounts.sessions import SEEN_EVERY
from tests.factories import MembershipFactory, UserFactory
from tests.programme.test_home import PASSWORD
from tests.second_factor import give_codes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def somebody():
    return UserFactory(email="ada@city.example")


def browser_of(user, agent=FIREFOX):
    browser = Client(headers={"User-Agent": agent})
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return browser


def is_in(browser):
    return browser.get(reverse("programme:account")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_names_what_is_set_with_the_same_queries(
    rows, somebody, django_assert_num_queries
):
    for _ in range(rows):
        MembershipFactory(user=somebody)
    browsers = [browser_of(somebody) for _ in range(rows)]

    # session, person, factors, sessions twice, change of e-mail, seats
    with django_assert_num_queries(7):
        page = browsers[0].get(reverse("programme:account"))

    assert len(page.context["sessions"]) == len(page.context["seats"]) == rows


def test_sessions_are_named_and_ended_one_by_one_or_all(somebody):
    here, phone, office = browser_of(somebody), browser_of(somebody, PHONE), browser_of(somebody)
    listed = here.get(reverse("programme:sessions")).context["sessions"]
    on_phone = next(session for session in listed if session.device == "Safari on iPhone")

    here.post(reverse("programme:session_end", args=[on_phone.pk]))
    after_one = [is_in(browser) for browser in (here, phone, office)]
    here.post(reverse("programme:sessions_end"))
    after_others = [is_in(browser) for browser in (here, phone, office)]
    here.post(reverse("programme:sessions_end"), {"here": "yes"})

    assert (len(listed), listed[0].is_this) == (3, True)
    assert after_one == [True, False, True]
    assert after_others == [True, False, False]
    assert not is_in(here)
    assert not UserSession.objects.exists()


def test_a_session_of_somebody_else_is_neither_listed_nor_ended(somebody):
    other = UserFactory()
    theirs = browser_of(other)
    mine = browser_of(somebody)
    row = UserSession.objects.get(user=other)

    answer = mine.post(reverse("programme:session_end", args=[row.pk]))

    assert answer.status_code == 404
    assert is_in(theirs)
    assert len(mine.get(reverse("programme:sessions")).context["sessions"]) == 1


def test_that_a_session_is_in_use_is_noted_every_few_minutes_and_costs_nothing_in_between(
    somebody, time_machine, django_assert_num_queries
):
    time_machine.move_to("2026-10-01 12:00")
    browser = browser_of(somebody)
    began = UserSession.objects.get().last_seen_at
    page = reverse("programme:account_name")
    with django_assert_num_queries(2):  # session, person
        browser.get(page)
    unchanged = UserSession.objects.get().last_seen_at

    time_machine.shift(SEEN_EVERY + 1)
    browser.get(page)
    seen = UserSession.objects.get().last_seen_at
    with django_assert_num_queries(2):
        browser.get(page)

    assert unchanged == began < seen


def test_another_password_logs_out_all_other_browsers_and_is_told(somebody):
    here, other = browser_of(somebody), browser_of(somebody)
    mail.outbox.clear()

    changed = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "a-long-new-word", "password2": "a-long-new-word"},
    )

    assert changed.url == reverse("programme:account")
    assert [is_in(here), is_in(other)] == [True, False]
    assert len(here.get(reverse("programme:sessions")).context["sessions"]) == 1
    (letter,) = mail.outbox
    assert "Firefox on Windows" in letter.body
    assert letter.subject == "Your password was changed"


@pytest.mark.parametrize(
    "name", ["Ada\u202eevil", "Ada\nBcc: x@y.example", "\u200b\x00", "\u200b\u2060", "  "]
)
def test_a_name_of_hidden_signs_is_refused(client, name):
    user = UserFactory(name="Ada Lovelace")
    client.force_login(user)

    response = client.post(reverse("programme:account_name"), {"name": name})

    user.refresh_from_db()
    assert (response.status_code, user.name) == (422, "Ada Lovelace")


def test_a_name_is_changed(client):
    user = UserFactory()
    client.force_login(user)

    client.post(reverse("programme:account_name"), {"name": " Ada  King "})

    user.refresh_from_db()
    assert user.name == "Ada King"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh) Chrome/140 Safari/537 Edg/140", "Edge on Mac"),
        ("curl/8", "A browser that does not say what it is"),
    ],
)
def test_a_browser_is_named_in_plain_words(agent, words):
    assert device_of(agent) == words


def test_a_password_by_a_link_logs_out_all_and_does_not_pass_by_the_second_factor(somebody):
    browser = browser_of(somebody)
    give_codes(somebody)
    visitor = Client()
    mail.outbox.clear()
    visitor.post(reverse("account_reset_password"), {"email": somebody.email})
    link = re.search(r"https?://[^/]+(/account/\S+)", mail.outbox[0].body)[1]
    form = visitor.get(link, follow=True)
    new = {"password1": "a-long-new-word", "password2": "a-long-new-word"}

    visitor.post(form.redirect_chain[-1][0], new)
    entered = visitor.post(
        reverse("account_login"), {"login": somebody.email, "password": "a-long-new-word"}
    )

    assert not is_in(browser)
    assert not UserSession.objects.exists()
    assert entered.url == reverse("mfa_authenticate")
    assert visitor.get(link, follow=True).context["token_fail"]
