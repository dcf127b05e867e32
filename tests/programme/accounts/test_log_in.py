"""Ways in: a code by mail, a second factor after the password, and the words that wait for it."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from programme.models import WorkplanItem
from tests.factories import UserFactory
from tests.programme.test_home import PASSWORD, field, hidden_fields, new_item
from tests.second_factor import code_now, give_codes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LOGIN = "account_login"
ASK = "account_request_login_code"
CONFIRM = "account_confirm_login_code"


def is_logged_in(client):
    return "_auth_user_id" in client.session


def ask_for_code(client, email):
    mail.outbox.clear()
    client.post(reverse(ASK), {"email": email})
    found = re.search(r"^    (\S+)$", mail.outbox[0].body, re.MULTILINE)
    return found[1] if found else ""


def log_in(client, user, password=PASSWORD, **more):
    return client.post(reverse(LOGIN), {"login": user.email, "password": password} | more)


# By mail


def test_a_code_from_the_mail_logs_in_once_and_leads_on(client):
    user = UserFactory(email="ada@city.example")
    code = ask_for_code(client, "Ada@City.example")

    wrong = client.post(reverse(CONFIRM), {"code": "XXXX-XXXX"})
    right = client.post(reverse(CONFIRM), {"code": code, "next": "/somewhere/"})
    logged_in = client.session["_auth_user_id"] == str(user.pk)
    client.post(reverse("account_logout"))
    again = client.post(reverse(CONFIRM), {"code": code})

    assert (wrong.status_code, right.url, logged_in) == (200, "/somewhere/", True)
    assert again.url == reverse(ASK)
    assert not is_logged_in(client)


def test_the_browser_forgets_the_pages_of_whoever_logs_out(client):
    client.force_login(UserFactory())

    page = client.get(reverse("programme:account"))
    out = client.post(reverse("account_logout"))

    assert "Clear-Site-Data" not in page.headers
    assert out.headers["Clear-Site-Data"] == '"cache"'


def test_the_link_of_the_mail_fills_the_code_in_and_logs_nobody_in_by_itself(client):
    UserFactory(email="ada@city.example")
    client.post(reverse(ASK), {"email": "ada@city.example", "next": "/somewhere/"})
    link = re.search(r"https?://[^/]+(/account/\S+)", mail.outbox[0].body)[1]
    code = link.partition("code=")[2]

    page = client.get(link)
    elsewhere = Client().get(link, follow=True)

    assert f'value="{code}"' in page.content.decode()
    assert not is_logged_in(client)
    assert client.post(reverse(CONFIRM), {"code": code}).url == "/somewhere/"
    assert "in the browser in which you asked" in elsewhere.content.decode()


def test_nobody_learns_whether_an_address_has_an_account(client):
    UserFactory(email="known@city.example")
    pages = {}
    for email in ("known@city.example", "nobody@city.example"):
        visitor = Client()
        asked = visitor.post(reverse(ASK), {"email": email}, follow=True)
        refused = visitor.post(reverse(CONFIRM), {"code": "XXXX-XXXX"})
        reset = visitor.post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages[email] = [
            re.sub(r'value="[^"]{64}"', "", page.content.decode().replace(email, ""))
            for page in (asked, refused, reset)
        ]

    assert pages["known@city.example"] == pages["nobody@city.example"]
    assert [letter.to[0] for letter in mail.outbox].count("nobody@city.example") == 2


def test_a_code_is_given_up_after_five_tries_and_after_a_quarter_of_an_hour(client, time_machine):
    UserFactory(email="ada@city.example")
    code = ask_for_code(client, "ada@city.example")
    for _ in range(5):
        client.post(reverse(CONFIRM), {"code": "XXXX-XXXX"})
    client.post(reverse(CONFIRM), {"code": code})
    assert not is_logged_in(client)

    time_machine.move_to("2026-10-01 12:00")
    code = ask_for_code(client, "ada@city.example")
    time_machine.move_to("2026-10-01 12:16")
    client.post(reverse(CONFIRM), {"code": code})
    assert not is_logged_in(client)


def test_codes_for_one_address_are_sent_only_so_often(client, time_machine):
    UserFactory(email="ada@city.example")
    time_machine.move_to("2026-10-01 12:00")
    for _ in range(5):
        response = Client().post(reverse(ASK), {"email": "ada@city.example"})

    assert len(mail.outbox) == 3
    assert "Too many tries" in response.content.decode()


@pytest.mark.parametrize("page", [ASK, "account_reset_password"])
def test_a_stranger_who_asks_all_the_time_locks_nobody_out(client, page, time_machine):
    UserFactory(email="ada@city.example")
    time_machine.move_to("2026-10-01 12:00")
    for _ in range(8):
        time_machine.shift(61)
        for _ in range(4):
            stranger = Client(REMOTE_ADDR="203.0.113.9")
            stranger.post(reverse(page), {"email": "Ada@City.example"})
    asked_for = len(mail.outbox)

    client.post(reverse(page), {"email": "ada@city.example"})

    # Those that were refused count, too.
    assert (asked_for, len(mail.outbox)) == (12, 13)


def test_a_mail_server_that_is_away_is_said_alike_to_all(client, settings):
    UserFactory(email="known@city.example")
    settings.EMAIL_BACKEND = "tests.programme.accounts.away.EmailBackend"

    pages = [
        Client().post(reverse(ASK), {"email": email}, follow=True).content.decode()
        for email in ("known@city.example", "nobody@city.example")
    ]

    assert ["could not be sent" in page for page in pages] == [True, True]


def test_a_closed_account_gets_no_code(client):
    UserFactory(email="gone@city.example", is_active=False)

    assert ask_for_code(client, "gone@city.example") == ""


# The second factor


def test_a_second_factor_is_asked_for_after_a_password_and_after_a_code(client):
    user = UserFactory(email="ada@city.example")
    give_codes(user)

    by_password = log_in(Client(), user)
    code = ask_for_code(client, user.email)
    by_mail = client.post(reverse(CONFIRM), {"code": code})
    still_out = not is_logged_in(client)
    asked = client.get(by_mail.url).content.decode()
    inside = client.post(reverse("mfa_authenticate"), {"code": code_now(), "next": ""})

    assert by_password.url == by_mail.url == reverse("mfa_authenticate")
    assert still_out
    assert re.search(r'<input[^>]*name="code"[^>]* autofocus', asked)
    assert inside.status_code == 302
    assert is_logged_in(client)


def test_a_code_of_the_phone_counts_once(client):
    user = UserFactory()
    give_codes(user)
    code = code_now()
    log_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_logged_in(client)

    thief = Client()
    log_in(thief, user)
    thief.post(reverse("mfa_authenticate"), {"code": code})

    assert not is_logged_in(thief)


def test_codes_are_guessed_five_times_and_nobody_else_is_held_back(client):
    user, other = UserFactory(), UserFactory()
    give_codes(user)
    give_codes(other)
    log_in(client, user)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    refused = client.post(reverse("mfa_authenticate"), {"code": code_now()})
    neighbour = Client()
    log_in(neighbour, other)
    neighbour.post(reverse("mfa_authenticate"), {"code": code_now()})

    assert "Too many tries" in refused.content.decode()
    assert not is_logged_in(client)
    assert is_logged_in(neighbour)


def test_what_was_typed_survives_a_log_in_with_a_second_factor(client, coordinator, programme):
    give_codes(coordinator)
    address = reverse("programme:item_create", args=[programme.slug])
    expired = client.post(address, new_item())

    step = client.post(
        reverse("programme:resume"),
        {
            "payload": field(expired, "payload"),
            "login": coordinator.email,
            "password": PASSWORD,
        },
    )
    back = client.post(step.url, {"code": code_now()})
    resumed = client.get(back.url)
    client.post(address, dict(hidden_fields(resumed)))

    assert back.url == reverse("programme:resume")
    assert WorkplanItem.objects.get().title == new_item()["title"]


def test_whoever_logged_in_in_another_tab_goes_on_from_the_page_with_the_words(
    client, coordinator, programme
):
    address = reverse("programme:item_create", args=[programme.slug])
    payload = {"payload": field(client.post(address, new_item()), "payload"), "elsewhere": "yes"}

    too_early = client.post(reverse("programme:resume"), payload)
    client.force_login(coordinator)
    resumed = client.post(reverse("programme:resume"), payload)

    assert (too_early.status_code, field(too_early, "payload")) == (422, payload["payload"])
    assert dict(hidden_fields(resumed))["title"] == new_item()["title"]


# Without a password


def test_without_a_password_the_log_in_must_be_fresh_before_one_is_set(client, time_machine):
    time_machine.move_to("2026-10-01 12:00")
    user = UserFactory(email="ada@city.example")
    user.set_unusable_password()
    user.save()
    page = reverse("account_set_password")
    code = ask_for_code(client, user.email)
    client.post(reverse(CONFIRM), {"code": code})
    fresh = client.get(page).status_code
    time_machine.move_to("2026-10-01 12:20")

    stale = client.get(page)
    code = ask_for_code(client, user.email)
    back = client.post(reverse(CONFIRM), {"code": code, "next": page})
    new = {"password1": "a-long-new-word", "password2": "a-long-new-word"}
    client.post(back.url, new)

    user.refresh_from_db()
    assert fresh == 200
    assert stale.url.startswith(reverse(ASK))
    assert user.check_password("a-long-new-word")


# Doors that stay shut


@pytest.mark.parametrize(
    "path",
    [
        "confirm-email/",
        "confirm-email/abc/",
        "2fa/",
        "second-factor/codes/download/",
        "signup/passkey/",
        "phone/verify/",
    ],
)
def test_pages_of_allauth_that_we_do_not_want_are_not_there(client, path):
    client.force_login(UserFactory())

    assert client.get(f"/account/{path}").status_code == 404


@pytest.mark.parametrize("way", [LOGIN, ASK])
def test_nobody_is_led_to_another_site(client, way):
    user = UserFactory(email="ada@city.example")
    if way == LOGIN:
        response = log_in(client, user, next="//elsewhere.example/")
    else:
        code = ask_for_code(client, user.email)
        response = client.post(
            reverse(CONFIRM), {"code": code, "next": "https://elsewhere.example"}
        )

    assert is_logged_in(client)
    assert response.url == "/"


def test_a_session_gets_another_key_at_the_log_in(client):
    user = UserFactory(email="ada@city.example")
    code = ask_for_code(client, user.email)
    before = client.session.session_key

    client.post(reverse(CONFIRM), {"code": code})

    assert is_logged_in(client)

    assert client.session.session_key != before
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_too_many_log_ins_keep_the_address_and_say_when_to_come_back(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    user = UserFactory(email="ada@city.example")
    log_in(client, user, password="wrong")

    refused = log_in(client, user)

    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert 'value="ada@city.example"' in refused.content.decode()
