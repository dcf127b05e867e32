"""Two people have a form open that is no page of its own kind: nothing is undone unread."""

import pytest
from django.utils import timezone

from tests.factories import SignUpFactory
from tests.html_forms import fields_of
from tests.workshops.conftest import address
from workshops.models import SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FORM = "registration-form"


def organisation_of(registration):
    registration.refresh_from_db()
    return registration.organisation


def test_who_changes_a_registration_second_reads_what_the_first_saved(
    client, coordinator, workshop, registration
):
    client.force_login(coordinator)
    page = address("registration_edit", workshop, registration.pk)
    mine = fields_of(client.get(page), FORM) | {"organisation": "Words of the second"}
    workshop.registrations.update(organisation="Words of the first", cost_status="organisation")

    refused = client.post(page, mine)
    kept = organisation_of(registration)
    again = client.post(page, fields_of(refused, FORM))

    assert (refused.status_code, kept) == (422, "Words of the first")
    assert "Words of the first" in str(refused.context["form"].errors["organisation"])
    # On top in a few words, at the field in all of them.
    assert "Organisation: somebody changed it while" in refused.content.decode()
    assert (again.status_code, organisation_of(registration)) == (302, "Words of the second")
    assert registration.cost_status == "organisation"


def test_an_own_page_from_before_takes_back_no_choice_and_no_consent(
    client, participant, workshop, registration, choice_a, choice_b
):
    SignUpFactory(item=choice_a, registration=registration)
    workshop.registrations.update(list_consent_at=timezone.now())
    client.force_login(participant)
    page = address("register", workshop)
    before = fields_of(client.get(page), FORM)
    SignUp.objects.update(item=choice_b)
    workshop.registrations.update(list_consent_at=None)

    saved = client.post(page, before | {"diet": "No nuts"})

    registration.refresh_from_db()
    assert (saved.status_code, registration.needs.diet) == (302, "No nuts")
    assert registration.sign_up.item == choice_b
    assert registration.list_consent_at is None
