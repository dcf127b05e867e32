"""The front door, and the way back in with one's words."""

import html
import re

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from programme.kept_words import PAYLOAD_SALT, KeptWords
from programme.models import WorkplanItem
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "secret-word"
TYPED = "Anna’s words, åäö <b>& more"


def hidden_fields(response):
    """The hidden fields of a page, as a form would send them."""
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()
    )
    return [(name, html.unescape(value)) for name, value in found]


def field(response, name):
    return dict(hidden_fields(response))[name]


def new_item(title=TYPED):
    return {
        "kind": "deadline",
        "title": title,
        "phase": "before",
        "owner_role": "coordinator",
        "due_on": "2026-10-01",
        "note": "First line\nSecond line",
    }


@pytest.fixture
def address(programme):
    return reverse("programme:item_create", args=[programme.slug])


@pytest.fixture
def browser():
    """A client that is held to the token of its forms, as a browser is."""
    return Client(enforce_csrf_checks=True)


def token_of(browser):
    return browser.get(reverse("account_login")).cookies["csrftoken"].value


def log_in(browser, user):
    browser.post(
        reverse("account_login"),
        {
            "login": user.email,
            "password": PASSWORD,
            "csrfmiddlewaretoken": browser.cookies["csrftoken"].value,
        },
    )


# Home


def test_a_visitor_is_asked_to_log_in(client):
    response = client.get("/")

    assert response.status_code == 302
    assert response.url == reverse("account_login")


def test_whoever_is_in_one_programme_lands_on_its_overview(client, coordinator, programme):
    client.force_login(coordinator)

    assert client.get("/").url == reverse("reports:overview", args=[programme.slug])


def test_whoever_is_in_several_programmes_chooses_one(client, coordinator, programme):
    other = MembershipFactory(user=coordinator).programme
    client.force_login(coordinator)

    response = client.get("/")

    seats = {seat.programme for seat in response.context["seats"]}
    assert seats == {programme, other}
    assert other.get_absolute_url() in response.content.decode()


def test_whoever_is_in_no_programme_is_told_so(client):
    client.force_login(UserFactory())

    response = client.get("/")

    assert "You are in no programme yet" in response.content.decode()


# The session is gone


def test_a_form_typed_before_the_session_ended_is_saved_after_the_log_in(
    client, coordinator, address
):
    client.force_login(coordinator)
    client.session.flush()

    expired = client.post(address, new_item())
    resumed = client.post(
        reverse("programme:resume"),
        {
            "payload": field(expired, "payload"),
            "login": coordinator.email,
            "password": PASSWORD,
        },
    )
    action = re.search(r'<form class="panel" action="([^"]+)"', resumed.content.decode())[1]
    saved = client.post(action, dict(hidden_fields(resumed)))

    assert (expired.status_code, resumed.status_code, saved.status_code) == (404, 200, 302)
    item = WorkplanItem.objects.get()
    assert (item.title, item.note.splitlines()) == (TYPED, ["First line", "Second line"])


def test_a_wrong_password_keeps_the_words_and_says_so_at_the_field(client, coordinator, address):
    expired = client.post(address, new_item())

    refused = client.post(
        reverse("programme:resume"),
        {"payload": field(expired, "payload"), "login": coordinator.email, "password": "wrong"},
    )

    page = refused.content.decode()
    assert refused.status_code == 422
    assert field(refused, "payload") == field(expired, "payload")
    assert 'id="id_password_error"' in page
    assert f'value="{coordinator.email}"' in page
    assert "_auth_user_id" not in client.session


def test_guessing_passwords_here_is_limited_as_on_the_log_in_page(
    client, coordinator, address, settings
):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/m/key"}
    expired = client.post(address, new_item())
    form = {"payload": field(expired, "payload"), "login": coordinator.email}
    client.post(reverse("programme:resume"), form | {"password": "wrong"})

    refused = client.post(reverse("programme:resume"), form | {"password": PASSWORD})

    assert refused.status_code == 422
    assert "_auth_user_id" not in client.session


def test_too_many_log_ins_from_one_place_are_held_back_and_keep_the_words(
    client, coordinator, address, settings
):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    expired = client.post(address, new_item())
    form = {
        "payload": field(expired, "payload"),
        "login": coordinator.email,
        "password": "wrong",
    }
    client.post(reverse("programme:resume"), form)

    refused = client.post(reverse("programme:resume"), form | {"password": PASSWORD})

    assert "Too many log-ins" in refused.content.decode()
    assert field(refused, "payload") == form["payload"]


def test_passwords_and_tokens_are_not_kept(client):
    expired = client.post(
        reverse("account_change_password"),
        {"oldpassword": "old", "password1": "new", "csrfmiddlewaretoken": "t", "other": "kept"},
    )

    content = signing.loads(field(expired, "payload"), salt=PAYLOAD_SALT)
    assert content["fields"] == [["other", "kept"]]


def test_files_that_cannot_be_kept_are_named(client, coordinator, programme):
    logo = SimpleUploadedFile("funder.png", b"x")
    expired = client.post(reverse("programme:settings", args=[programme.slug]), {"logo": logo})

    refused = client.post(
        reverse("programme:resume"),
        {"payload": field(expired, "payload"), "login": coordinator.email, "password": PASSWORD},
    )

    assert "funder.png" in expired.content.decode()
    assert "funder.png" in refused.content.decode()


@pytest.mark.parametrize(
    "payload", ["", "nonsense", signing.dumps({"action": "/", "fields": [], "files": []})]
)
def test_a_payload_that_is_not_ours_is_refused(client, payload):
    response = client.post(reverse("programme:resume"), {"payload": payload})

    assert response.status_code == 400


def test_a_payload_older_than_a_day_is_refused(client, address, time_machine):
    time_machine.move_to("2026-10-01 12:00")
    payload = field(client.post(address, new_item()), "payload")
    time_machine.move_to("2026-10-02 12:01")

    response = client.post(reverse("programme:resume"), {"payload": payload})

    assert response.status_code == 400


def test_the_words_are_never_sent_to_another_site(client, coordinator):
    payload = signing.dumps(
        {"action": "//elsewhere.example/", "fields": [["a", "b"]], "files": []}, salt=PAYLOAD_SALT
    )
    client.force_login(coordinator)

    response = client.post(reverse("programme:resume"), {"payload": payload})

    assert response.status_code == 400
    assert "elsewhere" not in response.content.decode()


def test_words_that_wait_for_a_second_factor_are_those_of_one_person_alone():
    one, other = UserFactory(), UserFactory()
    session = {}
    KeptWords("/somewhere/", [("title", "Mine")], []).keep_in(session, one)

    assert KeptWords.kept_in(session, other) is None
    assert KeptWords.kept_in(session, one).fields == [("title", "Mine")]


def test_resuming_by_a_link_is_refused(client):
    assert client.get(reverse("programme:resume")).status_code == 405


# The token is out of date


def test_a_form_older_than_the_last_log_in_is_saved_with_one_more_step(
    browser, coordinator, address
):
    old_token = token_of(browser)
    log_in(browser, coordinator)

    refused = browser.post(
        address,
        new_item() | {"csrfmiddlewaretoken": old_token},
        headers={"Origin": "http://testserver"},
    )
    saved = browser.post(address, dict(hidden_fields(refused)))

    assert (refused.status_code, saved.status_code) == (403, 302)
    assert WorkplanItem.objects.get().title == TYPED


def test_the_page_that_keeps_the_words_may_itself_be_out_of_date(browser, coordinator, address):
    token = token_of(browser)
    expired = browser.post(address, new_item() | {"csrfmiddlewaretoken": token})
    log_in(browser, coordinator)

    refused = browser.post(
        reverse("programme:resume"),
        {"payload": field(expired, "payload"), "csrfmiddlewaretoken": token},
        headers={"Origin": "http://testserver"},
    )

    assert dict(hidden_fields(refused))["title"] == TYPED


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Referer": "http://testserver.elsewhere.example/"},
        {},
        {"Origin": "http://testserver", "HX-Request": "true"},
    ],
)
def test_a_form_that_is_not_ours_gets_the_plain_refusal(browser, coordinator, address, headers):
    old_token = token_of(browser)
    log_in(browser, coordinator)

    refused = browser.post(
        address, new_item() | {"csrfmiddlewaretoken": old_token}, headers=headers
    )

    assert refused.status_code == 403
    assert TYPED[:12] not in html.unescape(refused.content.decode())


def test_a_stale_form_of_somebody_logged_out_is_kept_behind_the_log_in(browser, address):
    refused = browser.post(
        address,
        new_item() | {"csrfmiddlewaretoken": "x" * 64},
        headers={"Origin": "http://testserver"},
    )

    assert refused.status_code == 404
    assert field(refused, "payload")


def test_a_stale_log_in_form_gets_the_plain_refusal(browser):
    refused = browser.post(
        reverse("account_login"),
        {"login": "a@b.example", "csrfmiddlewaretoken": "x" * 64},
        headers={"Origin": "http://testserver"},
    )

    assert refused.status_code == 403
    assert "payload" not in refused.content.decode()
