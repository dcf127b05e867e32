"""The map as it was: worked back through the log, and compared with now."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.activity import log_opened
from programme.mapping.answers import answer_map
from programme.mapping.history import MapLog, undone
from programme.models import Activity, Mark
from tests.factories import CityFactory, SectorFactory, WorkplanItemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def ict(programme):
    return SectorFactory(programme=programme, name="ICT", slug="ict")


def days_ago(days):
    return timezone.localdate() - datetime.timedelta(days=days)


def answered(city, marks, days):
    """An answer that was given so many days ago."""
    answer_map(city, marks, by=None)
    entry = Activity.objects.latest("pk")
    at = timezone.now() - datetime.timedelta(days=days)
    with log_opened("test"):
        Activity.objects.filter(pk=entry.pk).update(at=at)


def page(client, programme, **chosen):
    address = reverse("programme:networking", args=[programme.slug])
    return client.get(address, chosen).context["page"]


def test_answers_are_taken_back_one_after_the_other(programme, city, ict):
    answered(city, {ict: "opportunity"}, 30)
    answered(city, {ict: "case"}, 20)
    answered(city, {ict: ""}, 10)

    answers = MapLog.of(programme).answers(city)

    states = [undone({}, answers[since:])["ICT"] for since in range(3)]
    assert states == ["", "opportunity", "case"]


def test_the_map_is_compared_with_any_day_that_is_over(client, participant, programme, city, ict):
    other = CityFactory(programme=programme)
    answered(city, {ict: "opportunity"}, 30)
    answered(city, {ict: "case"}, 10)
    answered(other, {ict: "opportunity"}, 5)
    client.force_login(participant)

    then = page(client, programme, on=days_ago(20).isoformat())

    changed = {(cell.city, cell.before, cell.mark) for cell in then.map.changed}
    assert changed == {
        (city, Mark.OPPORTUNITY, Mark.CASE),
        (other, None, Mark.OPPORTUNITY),
    }
    assert (then.earlier.answered, then.map.answered) == (1, 2)
    assert (then.earlier.possible_pairs, then.map.possible_pairs) == (0, 1)


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "2999-01-01", ""])
def test_a_day_that_makes_no_sense_compares_with_nothing(client, participant, programme, ict, day):
    client.force_login(participant)

    assert not page(client, programme, on=day).is_compared


def test_the_days_of_the_programme_are_offered(client, participant, programme, city, ict):
    over = {"kind": "milestone", "programme": programme, "title": "Kick-off"}
    WorkplanItemFactory(**over, source_key="workshop:1:workshop_held", due_on=days_ago(40))
    WorkplanItemFactory(**over, source_key="workshop:2:workshop_held", due_on=days_ago(-40))
    WorkplanItemFactory(**over, source_key="workshop:1:case_due", due_on=days_ago(50))
    client.force_login(participant)

    assert list(page(client, programme).filter.moments) == [days_ago(40)]


def test_the_comparison_asks_at_most_ten_times(
    client, coordinator, programme, city, ict, django_assert_max_num_queries
):
    answered(city, {ict: "case"}, 5)
    client.force_login(coordinator)

    with django_assert_max_num_queries(10):
        page(client, programme, on=days_ago(20).isoformat())
