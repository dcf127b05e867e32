"""Practical needs: who reads them, how they leave as a table, and when they are erased."""

import csv
import datetime
import io

import pytest
import time_machine
from openpyxl import load_workbook

from programme.models import Activity
from tests.factories import PracticalNeedsFactory, RegistrationFactory
from tests.workshops.conftest import address
from workshops.models import PracticalNeeds
from workshops.tasks import erase_needs

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(workshop):
    return RegistrationFactory(
        workshop=workshop, name="=1+1", list_consent_at=None, cost_status="host"
    )


@pytest.fixture
def needs(guest):
    return PracticalNeedsFactory(registration=guest, diet="No nuts", arrival="Tuesday 18:40")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("editor", 200),
        ("expert", 403),
        ("stranger", 403),
        ("participant", 403),
        ("outsider", 404),
    ],
)
def test_host_and_coordinator_alone_read_what_people_need(
    client, request, workshop, needs, who, status
):
    client.force_login(request.getfixturevalue(who))

    answers = [
        client.get(address("needs", workshop)),
        client.get(address("participants_file", workshop, "csv")),
    ]

    assert [answer.status_code for answer in answers] == [status, status]
    assert all((b"No nuts" in answer.content) is (status == 200) for answer in answers)


def test_the_page_says_who_has_said_nothing_and_who_pays(client, coordinator, workshop, needs):
    silent = RegistrationFactory(workshop=workshop, name="Silent")
    client.force_login(coordinator)

    page = client.get(address("needs", workshop)).context["page"]

    assert [row.registration for row in page.silent] == [silent]
    assert page.payers == [("The host city", 1), ("Not known yet", 1)]
    assert page.on_the_bus == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_query_count_of_the_page_does_not_grow(
    client, coordinator, workshop, rows, django_assert_num_queries
):
    for _ in range(rows):
        PracticalNeedsFactory(registration=RegistrationFactory(workshop=workshop))
    client.force_login(coordinator)

    # session, person, seats, workshop, hosted, needs, people
    with django_assert_num_queries(7):
        client.get(address("needs", workshop))


def test_the_table_computes_nothing_that_people_typed(client, coordinator, workshop, needs):
    client.force_login(coordinator)

    text = client.get(address("participants_file", workshop, "csv")).content.decode("utf-8-sig")
    book = client.get(address("participants_file", workshop, "xlsx")).content

    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["Name"], row["Diet and allergies"], row["Who pays"], row["In the list"]) == (
        "'=1+1",
        "No nuts",
        "The host city",
        "no",
    )
    cell = load_workbook(io.BytesIO(book)).active["A2"]
    assert (cell.value, cell.data_type) == ("'=1+1", "s")


def test_another_kind_of_file_does_not_exist(client, coordinator, workshop):
    client.force_login(coordinator)

    assert client.get(address("participants_file", workshop, "exe")).status_code == 404


def test_needs_are_erased_two_weeks_after_the_workshop_and_the_log_says_how_many(workshop, needs):
    with time_machine.travel(workshop.ends_on + datetime.timedelta(days=14)):
        erase_needs()
    assert PracticalNeeds.objects.count() == 1

    with time_machine.travel(workshop.ends_on + datetime.timedelta(days=16)):
        erase_needs()
        erase_needs()

    assert not PracticalNeeds.objects.exists()
    entry = Activity.objects.get(verb="needs_erased")
    assert entry.sentence == (f"The practical needs of 1 person at {workshop.title} were erased.")
