"""The board that says how far each workshop is."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import CountbackRule
from programme.workplan.dates import apply_plan, default_rules
from tests.factories import (
    AgendaItemFactory,
    CityFactory,
    CityReportFactory,
    DistributedCaseFactory,
    EditionFactory,
    ReceiptFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkshopFactory,
)
from workshops.models import ItemNotes, SurveyInvitation, WorkshopFile
from workshops.services.scheduling import planned_items

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(client, programme):
    """The board as somebody sees it: the states and words of each workshop, by column."""

    def board(user):
        client.force_login(user)
        page = client.get(reverse("reports:readiness", args=[programme.slug]))
        assert page.status_code == 200
        return {
            row.workshop: {step.label: (step.state, step.words) for step in row.steps}
            for row in page.context["readiness"].rows
        }

    return board


def held_workshop(city):
    first_day = timezone.localdate() - datetime.timedelta(days=20)
    return WorkshopFactory(city=city, starts_on=first_day)


def planned(workshop):
    """With its dates in the workplan, by the usual rules."""
    if not workshop.programme.countback_rules.exists():
        CountbackRule.objects.bulk_create(default_rules(workshop.programme))
    apply_plan(workshop.programme, workshop.source_prefix, planned_items(workshop))
    return workshop


def test_a_workshop_is_followed_from_its_dates_to_its_report(board, coordinator, city):
    workshop = planned(held_workshop(city))
    case = DistributedCaseFactory(city=city, workshop=workshop)
    edition = EditionFactory(case=case)
    ReceiptFactory(edition=edition, opened_at=timezone.now(), read_at=timezone.now())
    ReceiptFactory(edition=edition)
    visit = AgendaItemFactory(workshop=workshop, kind="visit", meeting_point="Gate 2")
    ItemNotes.objects.create(item=visit, text="Seen.")
    registration = RegistrationFactory(workshop=workshop)
    SignUpFactory(registration=registration)
    RegistrationFactory(workshop=workshop, attends_as="policymaker")
    RegistrationFactory(workshop=workshop, is_waiting=True)
    SurveyInvitation.objects.create(registration=registration, key="a", has_answered=True)
    WorkshopFile.objects.create(workshop=workshop, kind="signed_list", file="a.pdf", size=1)
    WorkshopFile.objects.create(workshop=workshop, kind="photo", file="b.jpg", size=1)
    CityReportFactory(workshop=workshop, status="with_city")

    steps = board(coordinator)[workshop]

    assert steps["Case or sheets"][0] == "done"
    assert steps["Case read"] == ("done", "1 of 2")
    assert steps["Choices"] == ("done", "1 of 1")
    assert steps["Visits"] == ("done", "1 visit")
    assert steps["Signed lists"] == ("done", "1 list")
    assert steps["Notes"] == ("done", "1 item")
    assert steps["Survey"] == ("ahead", "1 of 1")
    assert steps["Report"] == ("done", "written")
    assert steps["Facts checked"] == ("due", "with the city")
    assert steps["Published"][0] in ("due", "ahead")


def test_what_is_missing_is_due_or_late(board, coordinator, city):
    workshop = planned(held_workshop(city))

    steps = board(coordinator)[workshop]

    assert steps["Agenda"][0] == "late"
    assert steps["Signed lists"] == ("due", "missing")
    assert steps["Survey"] == ("due", "not opened")


def test_the_kick_off_shows_its_sheets(board, coordinator, programme, city):
    kick_off = WorkshopFactory(
        programme=programme, city=None, kind="kick_off", number=None, slug="kick-off"
    )
    CityFactory(programme=programme, proposed_case="Textiles")

    steps = board(coordinator)[kick_off]

    cities = programme.cities.count()
    assert steps["Case or sheets"][1] == f"1 of {cities}"
    assert steps["Published"] == ("none", "–")


def test_a_host_sees_the_own_workshop_and_a_participant_no_board(
    board, client, editor, participant, city, programme
):
    own = WorkshopFactory(city=city)
    WorkshopFactory(city=CityFactory(programme=programme))

    assert list(board(editor)) == [own]
    client.force_login(participant)
    assert client.get(reverse("reports:readiness", args=[programme.slug])).status_code == 404


@pytest.mark.once
def test_a_report_that_is_not_begun_is_linked_only_where_it_can_be_begun(
    client, coordinator, editor, city
):
    workshop = held_workshop(city)
    report = reverse("reports:city_report", args=[workshop.programme.slug, workshop.slug])
    board = reverse("reports:readiness", args=[workshop.programme.slug])

    client.force_login(coordinator)
    assert report in client.get(board).content.decode()
    client.force_login(editor)
    assert report not in client.get(board).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_of_the_board_do_not_grow(
    client, coordinator, programme, number, django_assert_max_num_queries
):
    for _ in range(number):
        workshop = planned(WorkshopFactory(city=CityFactory(programme=programme)))
        DistributedCaseFactory(city=workshop.city, workshop=workshop)
        CityReportFactory(workshop=workshop)
    client.force_login(coordinator)

    with django_assert_max_num_queries(9):
        client.get(reverse("reports:readiness", args=[programme.slug]))
