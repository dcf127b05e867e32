"""Thirty cities, an agenda of sixty items and two hundred people: asked as often as the demo."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.models import Membership, Programme, Role, User
from tests import factories
from workshops.models import AgendaItem, Registration, SignUp, monday_of
from workshops.services import release_agenda

pytestmark = [pytest.mark.django_db, pytest.mark.once]

COORDINATOR = "anna.moreau@grandlyon.example"
HOST = "klara.lund@goteborg.example"
PARTICIPANT = "tobias.brandt@leipzig.example"
# Of the workshop, then of the programme.
AGENDA_PAGES = ("workshops:detail", "workshops:agenda_edit", "workshops:participants")
PAGES = ("reports:overview", "reports:readiness", "programme:workplan", "workshops:list")


@pytest.fixture
def demo():
    call_command("load_demo", verbosity=0)
    return Programme.objects.get(slug="clusnet")


def asked(client, programme, names, *path):
    """How many queries each page takes each person who may open it."""
    found = {}
    for person in (COORDINATOR, HOST, PARTICIPANT):
        client.force_login(User.objects.get(email=person))
        for name in names:
            with CaptureQueriesContext(connection) as queries:
                response = client.get(reverse(name, args=[programme.slug, *path]))
            if response.status_code == 200:
                found[person, name] = len(queries)
    return found


def fill_agenda(workshop):
    """With twenty more items on each of its three days."""
    times = [datetime.time(1 + number // 6, number % 6 * 10) for number in range(21)]
    AgendaItem.objects.bulk_create(
        AgendaItem(workshop=workshop, day=day, starts_at=start, ends_at=end, title=f"{day} {start}")
        for day in workshop.days
        for start, end in zip(times[:20], times[1:], strict=True)
    )


def release(workshop, *, then):
    """Release the agenda; afterwards a change waits."""
    release_agenda(workshop, by=None)
    workshop.agenda_items.in_draft().filter(choice="").update(room=then)


def come(workshop, count):
    users = User.objects.bulk_create(
        User(name=f"Person {number}", email=f"person{number}@example.com")
        for number in range(count)
    )
    Membership.objects.bulk_create(
        Membership(user=user, programme=workshop.programme, role=Role.PARTICIPANT) for user in users
    )
    rows = Registration.objects.bulk_create(
        Registration(workshop=workshop, user=user, name=user.name) for user in users
    )
    choice = workshop.agenda_items.in_draft().filter(choice="A").get()
    SignUp.objects.bulk_create(SignUp(registration=row, item=choice) for row in rows)


def test_an_agenda_of_sixty_items_and_two_hundred_people_asks_as_often_as_the_demo(client, demo):
    workshop = demo.workshops.get(number=5)
    release(workshop, then="Hall 1")
    before = asked(client, demo, AGENDA_PAGES, workshop.slug)

    fill_agenda(workshop)
    release(workshop, then="Hall 2")
    come(workshop, 200)

    assert asked(client, demo, AGENDA_PAGES, workshop.slug) == before
    assert max(before.values()) <= 15
    assert len(workshop.agenda_items.in_draft()) >= 60


def test_the_overview_of_thirty_cities_asks_as_often_as_that_of_the_demo(client, demo):
    before = asked(client, demo, PAGES)

    week = monday_of(demo.ends_on)
    for number in range(30 - demo.cities.count()):
        city = factories.CityFactory(programme=demo, group=demo.groups.first())
        first_day = week + datetime.timedelta(weeks=number + 1, days=2)
        workshop = factories.WorkshopFactory(city=city, number=100 + number, starts_on=first_day)
        factories.CaseFactory(city=city, workshop=workshop)
        factories.WorkplanItemFactory(programme=demo, city=city)

    assert asked(client, demo, PAGES) == before
    assert max(before.values()) <= 15
