"""What is on now and what is next, in the time of the place."""

import datetime
import zoneinfo

import pytest

from tests.factories import WorkshopFactory
from workshops.models import AgendaItem
from workshops.on_the_day.now import now_and_next

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def workshop():
    return WorkshopFactory(time_zone="Europe/Helsinki")


@pytest.fixture
def items(workshop):
    def item(pk, day, start, end, **more):
        times = {"starts_at": datetime.time(*start), "ends_at": datetime.time(*end)}
        return AgendaItem(pk=pk, day=workshop.days[day], title=f"Item {pk}", **times, **more)

    return [
        item(1, 0, (13, 30), (15, 0)),
        item(2, 0, (15, 0), (15, 30), kind="break"),
        item(3, 1, (9, 0), (12, 0), bus_at=datetime.time(8, 40), meeting_point="The pier"),
        item(4, 1, (13, 30), (16, 0), choice="A"),
        item(5, 1, (13, 30), (16, 30), choice="B"),
    ]


def at(workshop, day, hour, minute=0):
    """A moment by the clocks of Helsinki, told in those of New York."""
    time = datetime.time(hour, minute)
    moment = datetime.datetime.combine(workshop.days[day], time, workshop.tz)
    return moment.astimezone(zoneinfo.ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("day", "time", "now", "following"),
    [
        (0, (9, 0), [], [1]),
        (0, (13, 30), [1], [2]),
        (0, (15, 10), [2], [3]),
        (0, (22, 0), [], [3]),
        (1, (12, 30), [], [4, 5]),
        (1, (16, 10), [5], []),
        (2, (10, 0), [], []),
    ],
)
def test_now_and_next_through_the_days(workshop, items, day, time, now, following):
    found = now_and_next(workshop, items, at(workshop, day, *time))

    assert [moment.item.pk for moment in found.now] == now
    assert [moment.item.pk for moment in found.next] == following


def test_of_parallel_choices_the_own_is_shown(workshop, items):
    found = now_and_next(workshop, items, at(workshop, 1, 14), chosen_pk=4)

    assert [moment.item.pk for moment in found.now] == [4]


def test_the_bus_is_named_until_it_has_left(workshop, items):
    before = now_and_next(workshop, items, at(workshop, 1, 8, 30)).next[0]
    after = now_and_next(workshop, items, at(workshop, 1, 8, 50)).next[0]

    assert (before.bus_at, before.place) == (datetime.time(8, 40), "The pier")
    assert (after.bus_at, after.place) == (None, "")


def test_nothing_is_shown_on_other_days_and_without_an_agenda(workshop, items):
    evening_before = at(workshop, 0, 0) - datetime.timedelta(minutes=1)

    assert now_and_next(workshop, items, evening_before) is None
    assert now_and_next(workshop, [], at(workshop, 0, 14)) is None
