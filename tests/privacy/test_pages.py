"""The pages about one's own data, for the person and for whoever runs the programme."""

import datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity, DataRequest, Role
from programme.privacy.requests import DataRequestError, ask_erasure
from tests import factories
from tests.second_factor import show_password

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def read_mails(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def proven(client):
    """A log-in that has just shown the password."""

    def log_in(user):
        client.force_login(user)
        show_password(client)
        return client

    return log_in


ERASE = "/account/data/erase/"


def test_the_password_is_asked_for_before_anything_is_erased(client, person):
    client.force_login(person)

    for answer in (client.get(ERASE), client.post(ERASE)):
        assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not DataRequest.objects.exists()


def test_what_was_sent_before_the_password_is_not_sent_again_by_itself(
    client, coordinator, participant, programme
):
    """Sent again by allauth it would be without the programme of its address."""
    coordinator.set_password("a-long-secret-word")
    coordinator.save()
    client.force_login(coordinator)
    page = reverse("programme:person_erase", args=[programme.slug, participant.pk])

    asked = client.post(page)
    back = client.post(asked.url, {"password": "a-long-secret-word"})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert (back.status_code, back.url) == (302, page)
    assert not DataRequest.objects.exists()


def test_who_has_no_password_has_to_have_logged_in_lately(client, person):
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    at_once = client.get(ERASE)
    type(person).objects.update(last_login=timezone.now() - datetime.timedelta(hours=1))

    later = client.post(ERASE)

    assert (at_once.status_code, later.url) == (200, "/account/data/")
    assert not DataRequest.objects.exists()


def test_a_person_sees_what_goes_asks_and_thinks_better_of_it(proven, person, held):
    client = proven(person)

    page = client.get(ERASE)
    goes = {held.label: held.number for held in page.context["page"].goes}
    client.post(ERASE)

    assert goes["What you need at a workshop"] == 2
    request = DataRequest.objects.get()
    days = request.not_before - timezone.now()
    assert datetime.timedelta(days=6, hours=23) < days < datetime.timedelta(days=7)
    assert "Keep my data" in client.get("/account/data/").content.decode()
    client.post("/account/data/keep/")
    request.refresh_from_db()
    assert request.status == "withdrawn"
    assert [letter.to for letter in mail.outbox] == [[person.email], [person.email]]


def test_who_holds_the_last_seat_is_told_what_to_do_first(proven, coordinator):
    client = proven(coordinator)

    page = client.get(ERASE)
    client.post(ERASE)

    assert "Make somebody else coordinator first" in page.content.decode()
    assert not DataRequest.objects.exists()


def test_the_last_editor_hands_the_city_over_first(editor, city):
    factories.WorkplanItemFactory(programme=city.programme, city=city, owner_role=Role.EDITOR)

    with pytest.raises(DataRequestError, match=city.name):
        ask_erasure(editor, by=editor)


@pytest.mark.once
def test_the_only_operator_names_another_first():
    operator = factories.UserFactory(is_superuser=True)

    with pytest.raises(DataRequestError, match="only operator"):
        ask_erasure(operator, by=operator)


def test_a_coordinator_erases_nobody_whom_another_programme_knows(
    proven, coordinator, participant, programme
):
    client = proven(coordinator)
    address = reverse("programme:person_erase", args=[programme.slug, participant.pk])
    elsewhere = factories.FormerMembershipFactory(user=participant)

    refused = client.post(address)
    elsewhere.delete()
    client.post(address)

    assert refused.status_code == 409
    assert DataRequest.objects.get().requested_by == coordinator
    assert Activity.objects.filter(verb="erasure_asked", programme=programme).count() == 1
    client.post(reverse("programme:person_keep", args=[programme.slug, participant.pk]))
    assert DataRequest.objects.get().status == "withdrawn"


def test_what_a_person_asked_for_nobody_else_takes_back(
    proven, coordinator, participant, programme
):
    request = ask_erasure(participant, by=participant)
    client = proven(coordinator)

    page = client.get(reverse("programme:person_erase", args=[programme.slug, participant.pk]))
    client.post(reverse("programme:person_keep", args=[programme.slug, participant.pk]))

    request.refresh_from_db()
    assert request.status == "waiting"
    assert "Keep the data" not in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_what_goes_asks_equally_often(
    proven, person, held, rows, django_assert_max_num_queries
):
    factories.CommentFactory.create_batch(rows, author=person)
    client = proven(person)

    with django_assert_max_num_queries(12):
        client.get(ERASE)


def test_operators_erase_by_e_mail(person, capsys):
    call_command("erase_person", person.email, "--yes")

    person.refresh_from_db()
    assert person.erased_at
    with pytest.raises(CommandError):
        call_command("erase_person", "nobody@cities.example", "--yes")
