"""Addresses as they are typed, where a letter only looks like another."""

import pytest
from django.urls import reverse

from programme.forms.account import EmailChangeForm
from programme.invitations.bulk import Plan
from programme.models import PeopleImport, User

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# PostgreSQL finds the ı of one address in the I of another, the servers of mail do not.
LOOKALIKES = ["guest@c\u0131ty.example", "gue\u017ft@city.example", "\u0130da@city.example"]


@pytest.mark.parametrize("address", LOOKALIKES)
def test_nobody_comes_in_or_changes_to_an_address_that_looks_like_another(
    client, coordinator, programme, address
):
    client.force_login(coordinator)
    said = {"email": address, "name": "Ida Guest", "role": "participant"}
    row = {"row": 2, "left_out": False, "city": "", "partner": ""} | said
    people = PeopleImport(programme=programme, rows=[row])

    answer = client.post(reverse("programme:person_add", args=[programme.slug]), said)

    assert list(answer.context["form"].errors) == ["email"]
    assert list(EmailChangeForm({"address": address}).errors) == ["address"]
    assert list(Plan.of(people).rows[0].problems) == ["email"]
    assert User.objects.count() == 1


def test_letters_of_their_own_are_no_lookalikes():
    form = EmailChangeForm({"address": " Ada@Göteborg.Example "})

    assert form.is_valid()
    assert form.cleaned_data["address"] == "ada@göteborg.example"


@pytest.mark.parametrize(
    "address",
    [
        "ada@city.example\u200b",
        "ada@ci\u00adty.example",
        # A Cyrillic a, a Greek o.
        "ada@h\u0430rbour.example",
        "ada@harb\u03bfur.example",
    ],
)
def test_no_address_looks_like_another_because_of_its_host(address):
    assert list(EmailChangeForm({"address": address}).errors) == ["address"]


def test_a_host_is_the_same_however_its_letters_are_put_together():
    form = EmailChangeForm({"address": "ada@go\u0308teborg.example"})

    assert form.is_valid()
    assert form.cleaned_data["address"] == "ada@göteborg.example"


def test_a_host_in_another_alphabet_is_no_lookalike():
    assert EmailChangeForm({"address": "ada@\u03b4\u03ae\u03bc\u03bf\u03c2.example"}).is_valid()
