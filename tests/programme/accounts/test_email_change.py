"""Another e-mail to log in with: asked at both addresses."""

import re

import pytest
from allauth.account.forms import default_token_generator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programme.accounts.confirmed import confirm_address
from programme.accounts.email_change import EmailChangeError, confirm_change, request_change
from programme.models.account import EmailChange
from tests.factories import UserFactory
from tests.second_factor import show_password

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OLD, NEW = "ada@old.example", "ada@new.example"


@pytest.fixture
def asked(client, person, links):
    """Both addresses were asked; the links by address."""
    show_password(client)
    client.post(reverse("programme:email_change"), {"address": " Ada@New.example "})
    return links()


def without_what_differs(page):
    return re.sub(r'value="[^"]*"|"[A-Za-z0-9]{64}"|\d\d:\d\d', "", page)


def email_of(person):
    person.refresh_from_db()
    return person.email


@pytest.mark.parametrize("order", [[OLD, NEW], [NEW, OLD]])
def test_the_e_mail_changes_when_both_agreed_in_any_order(
    client, person, asked, order, django_capture_on_commit_callbacks
):
    first = Client().post(asked[order[0]])
    in_between = email_of(person)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(asked[order[1]])

    assert (first.status_code, in_between, email_of(person)) == (200, OLD, NEW)
    assert {letter.to[0] for letter in mail.outbox} == {OLD, NEW}
    # The session stays.
    assert client.get(reverse("programme:account")).status_code == 200


def test_opening_a_link_confirms_nothing_and_one_address_alone_is_not_enough(person, asked):
    for _ in range(2):
        for link in asked.values():
            assert Client().get(link).status_code == 200
        Client().post(asked[NEW])

    assert email_of(person) == OLD


def test_links_die_with_the_change_and_with_the_new_e_mail(person, asked):
    token = default_token_generator.make_token(person)
    confirm_address(person)
    for link in asked.values():
        Client().post(link)

    dead = [Client().post(link).status_code for link in asked.values()]

    person.refresh_from_db()
    assert dead == [404, 404]
    assert not default_token_generator.check_token(person, token)
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": OLD})
    assert "There is no account" in mail.outbox[0].subject


def test_a_code_sent_to_the_old_address_opens_nothing_after_the_change(person, asked):
    visitor = Client()
    visitor.post(reverse("account_request_login_code"), {"email": OLD})
    code = visitor.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]
    for link in asked.values():
        Client().post(link)

    visitor.post(reverse("account_confirm_login_code"), {"code": code})

    assert "_auth_user_id" not in visitor.session


def test_the_old_address_stops_it(person, asked):
    Client().post(asked[NEW])
    stopped = Client().post(asked[OLD], {"stop": "yes"})

    assert "The change is stopped" in stopped.content.decode()
    assert Client().post(asked[OLD]).status_code == 404
    assert email_of(person) == OLD


def test_the_new_address_neither_stops_it_nor_agrees_by_trying_to(person, asked):
    Client().post(asked[NEW], {"stop": "yes"})
    Client().post(asked[OLD])
    not_agreed = email_of(person)
    Client().post(asked[NEW])

    assert (not_agreed, email_of(person)) == (OLD, NEW)


def test_it_is_withdrawn_replaced_and_runs_out(client, person, asked, links):
    client.post(reverse("programme:email_change"), {"address": "third@new.example"})
    replaced = Client().post(asked[NEW]).status_code
    third = links()["third@new.example"]
    EmailChange.objects.update(
        created_at=timezone.now() - timezone.timedelta(days=4),
        expires_at=timezone.now() - timezone.timedelta(seconds=1),
    )
    late = Client().post(third).status_code
    client.post(reverse("programme:email_withdraw"))

    assert (replaced, late) == (404, 404)
    assert not EmailChange.objects.exists()


def test_who_asks_for_an_address_in_use_does_not_learn_that_it_is(client, person):
    """The address itself is told, without a link."""
    UserFactory(email="taken@city.example", name="Somebody Else")
    show_password(client)
    url = reverse("programme:email_change")

    pages = [
        client.post(url, {"address": address}, follow=True).content.decode().replace(address, "-")
        for address in ("free1@city.example", "taken@city.example")
    ]

    told, to_taken = mail.outbox[-2:]
    assert without_what_differs(pages[0]) == without_what_differs(pages[1])
    assert (told.to, to_taken.to) == ([OLD], ["taken@city.example"])
    assert "has this address already" in to_taken.body
    assert "/account/" not in to_taken.body
    confirm_change(person.email_change.old_key)
    with pytest.raises(EmailChangeError):
        confirm_change(person.email_change.new_key)
    assert email_of(person) == OLD


def test_of_two_who_want_the_same_address_one_gets_it():
    first, second = UserFactory(), UserFactory()
    changes = [request_change(user, NEW) for user in (first, second)]
    for change in changes:
        confirm_change(change.old_key)
    confirm_change(changes[0].new_key)

    with pytest.raises(EmailChangeError):
        confirm_change(changes[1].new_key)

    assert email_of(first) == NEW
    assert email_of(second) != NEW
    assert not EmailChange.objects.exists()


def test_letters_that_do_not_leave_change_nothing(client, person, settings):
    settings.EMAIL_BACKEND = "tests.programme.accounts.away.EmailBackend"
    show_password(client)

    response = client.post(reverse("programme:email_change"), {"address": NEW})

    assert response.status_code == 422
    assert not EmailChange.objects.exists()


def test_the_password_is_asked_for_first(client, person):
    response = client.get(reverse("programme:email_change"))

    assert response.url.startswith(reverse("account_reauthenticate"))


def test_a_name_does_not_write_in_the_letter_to_the_new_address(client, person):
    person.name = "http://elsewhere.example click"
    person.save()
    show_password(client)
    client.post(reverse("programme:email_change"), {"address": NEW})

    (letter,) = [letter for letter in mail.outbox if letter.to == [NEW]]
    assert "elsewhere" not in letter.body
