"""The log page: who sees which entries."""

import pytest
from django.urls import reverse

from programme.activity import record
from tests.factories import CityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def log(programme, query=""):
    return reverse("programme:log", args=[programme.slug]) + query


def entry(city, sentence="Something happened.", *, of_city=True, **values):
    values = {"by": None, "programme": city.programme} | values
    return record("tested", city, sentence, city=city if of_city else None, **values)


def shown(response):
    return set(response.context["activity_list"])


@pytest.mark.parametrize("role", ["coordinator", "expert"])
def test_those_who_run_the_programme_see_every_entry_of_it(client, request, city, role):
    entries = {entry(city), entry(CityFactory(programme=city.programme))}
    entries.add(entry(city, of_city=False))
    entry(CityFactory())
    client.force_login(request.getfixturevalue(role))

    assert shown(client.get(log(city.programme))) == entries


def test_an_editor_sees_what_happened_to_the_own_city(client, editor, city):
    own = entry(city, remark="Because of <b>this</b>", by=editor)
    entry(CityFactory(programme=city.programme))
    entry(city, of_city=False)
    client.force_login(editor)

    response = client.get(log(city.programme))

    assert shown(response) == {own}
    assert "Because of &lt;b&gt;this&lt;/b&gt;" in response.content.decode()
    assert list(response.context["filter"].fields["city"].queryset) == [city]


def test_entries_are_filtered_by_city(client, coordinator, city):
    wanted = entry(city)
    entry(CityFactory(programme=city.programme))
    client.force_login(coordinator)

    response = client.get(log(city.programme, f"?city={city.slug}"))

    assert shown(response) == {wanted}


def test_the_log_comes_in_pages(client, coordinator, city):
    for _ in range(51):
        entry(city)
    client.force_login(coordinator)

    assert len(shown(client.get(log(city.programme, "?page=2")))) == 1


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("outsider", 404)])
def test_others_see_no_log(client, request, city, role, status):
    entry(city)
    client.force_login(request.getfixturevalue(role))

    assert client.get(log(city.programme)).status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client, coordinator, city, rows, django_assert_num_queries
):
    for _ in range(rows):
        entry(CityFactory(programme=city.programme), by=coordinator)
    client.force_login(coordinator)

    with django_assert_num_queries(6):  # session, user, seats, cities, count, entries
        client.get(log(city.programme))
