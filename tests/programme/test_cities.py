"""Cities: the list, the profile, and who may change which part of it."""

import pytest
from django.urls import reverse

from programme.models import Activity, City
from tests.factories import (
    CityFactory,
    ClusterFactory,
    FigureFactory,
    GroupFactory,
    MapCellFactory,
    MembershipFactory,
    SectorFactory,
    WorkplanItemFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def city_list(programme, query=""):
    return reverse("programme:city_list", args=[programme.slug]) + query


def address(name, city):
    return reverse(f"programme:{name}", args=[city.programme.slug, city.slug])


def profile(city, **values):
    return {
        "name": city.name,
        "slug": city.slug,
        "country": "SE",
        "position": city.position,
        "time_zone": "Europe/Stockholm",
        "region": "Typed region",
    } | values


# The list


def test_the_list_has_the_cities_of_the_programme_alone(client, participant, city):
    CityFactory()
    client.force_login(participant)

    response = client.get(city_list(city.programme))

    assert set(response.context["city_list"]) == set(City.objects.in_programme(city.programme))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_of_the_list_does_not_grow(
    client, coordinator, programme, rows, django_assert_num_queries
):
    for _ in range(rows):
        ClusterFactory(city=CityFactory(programme=programme))
    client.force_login(coordinator)

    with django_assert_num_queries(4):  # session, user, seats, cities
        client.get(city_list(programme))


# The profile


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_of_the_profile_does_not_grow(
    client, coordinator, city, rows, django_assert_num_queries
):
    for _ in range(rows):
        CityFactory(programme=city.programme, group=city.group)
        FigureFactory(cluster=ClusterFactory(city=city))
        MembershipFactory(programme=city.programme, city=city)
        MapCellFactory(city=city, sector=SectorFactory(programme=city.programme))
        WorkplanItemFactory(programme=city.programme, city=city)
    client.force_login(coordinator)

    # session, user, seats, city, group, clusters, figures, members, cells, dates, rules, editors
    # of before
    with django_assert_num_queries(12):
        client.get(address("city_detail", city))


def test_the_dates_of_a_city_do_not_name_it_in_every_line(client, participant, city):
    WorkplanItemFactory(programme=city.programme, city=city, title=f"{city}: case distributed")
    client.force_login(participant)

    page = client.get(address("city_detail", city)).text

    assert ">Case distributed<" in page
    assert f"{city}: case" not in page


def test_the_profile_shows_figures_with_date_and_source(client, participant, city):
    city.population, city.population_year, city.population_source = 930_000, 2010, "City sheet"
    city.proposed_case = "GöteborgBIO"
    city.save()
    FigureFactory(cluster=ClusterFactory(city=city), source="The register")
    client.force_login(participant)

    page = client.get(address("city_detail", city)).content.decode()

    assert {"930,000", "2010, City sheet", "GöteborgBIO", "The register"} == {
        words
        for words in ("930,000", "2010, City sheet", "GöteborgBIO", "The register")
        if words in page
    }


def test_editing_is_offered_to_whom_it_is_open(client, city, coordinator, editor, stranger):
    offered = set()
    for user in (coordinator, editor, stranger):
        client.force_login(user)
        if address("city_edit", city) in client.get(address("city_detail", city)).content.decode():
            offered.add(user)

    assert offered == {coordinator, editor}


# Writing


def test_an_editor_changes_the_own_profile(client, editor, city):
    client.force_login(editor)

    shown = {"initial-time_zone": city.time_zone}
    response = client.post(address("city_edit", city), profile(city) | shown)

    city.refresh_from_db()
    assert response.url == address("city_detail", city)
    assert city.region == "Typed region"
    entry = Activity.objects.get()
    assert (entry.verb, entry.city, entry.after) == (
        "city_changed",
        city,
        {"region": "Typed region"},
    )


def test_an_editor_does_not_change_how_the_city_stands_in_the_programme(client, editor, city):
    client.force_login(editor)
    name, slug, group = city.name, city.slug, city.group

    client.post(
        address("city_edit", city),
        profile(city, name="Renamed", slug="renamed", group="", position=99, country="FR"),
    )

    city.refresh_from_db()
    assert (city.name, city.slug, city.group, city.country.code) == (name, slug, group, "SE")


def test_the_coordinator_changes_that_too(client, coordinator, city):
    group = GroupFactory(programme=city.programme)
    client.force_login(coordinator)

    client.post(
        address("city_edit", city), profile(city, name="Renamed", slug="renamed", group=group.pk)
    )

    city.refresh_from_db()
    assert (city.name, city.slug, city.group) == ("Renamed", "renamed", group)


def test_a_group_of_another_programme_is_no_choice(client, coordinator, city):
    client.force_login(coordinator)

    response = client.post(address("city_edit", city), profile(city, group=GroupFactory().pk))

    assert list(response.context["form"].errors) == ["group"]


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"slug": "taken"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"slug": "two words"}, "slug"),
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"latitude": "91"}, "latitude"),
        ({"latitude": "north"}, "latitude"),
        ({"population": "-1"}, "population"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"country": "XX"}, "country"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(client, coordinator, city, values, at):
    CityFactory(programme=city.programme, slug="taken")
    client.force_login(coordinator)

    response = client.post(address("city_edit", city), profile(city, **values))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [at]
    assert "Typed region" in response.content.decode()


def test_the_page_keeps_the_stored_name_while_a_new_one_is_refused(client, coordinator, city):
    client.force_login(coordinator)

    response = client.post(address("city_edit", city), profile(city, name="", slug="two words"))

    page = response.content.decode()
    assert f"Edit {city.name}" in page
    assert address("city_detail", city) in page


def test_the_same_address_may_be_used_in_another_programme(client, coordinator, city):
    CityFactory(slug="shared")
    client.force_login(coordinator)

    client.post(address("city_edit", city), profile(city, slug="shared"))

    city.refresh_from_db()
    assert city.slug == "shared"


def test_a_page_left_open_does_not_undo_what_another_saved(client, coordinator, city):
    shown = profile(city, region=city.region)
    as_shown = {f"initial-{name}": value for name, value in shown.items()}
    City.objects.filter(pk=city.pk).update(region="Said by another")
    client.force_login(coordinator)

    client.post(address("city_edit", city), shown | as_shown | {"website": "https://city.example/"})

    city.refresh_from_db()
    assert (city.region, city.website) == ("Said by another", "https://city.example/")


def test_a_city_is_added_and_the_page_says_so_and_leads_to_the_next(client, coordinator, programme):
    client.force_login(coordinator)
    form = reverse("programme:city_create", args=[programme.slug])

    response = client.post(
        form,
        {"name": "Turku <b>", "country": "FI", "position": 3, "time_zone": "", "slug": "turku"},
    )

    added = City.objects.get(name="Turku <b>")
    assert (added.programme, added.slug) == (programme, "turku")
    assert added.time_zone == "Europe/Helsinki"
    assert response.url == added.get_absolute_url()
    assert (
        f'Turku &lt;b&gt; was added to the programme. <a href="{form}">Add another</a>'
        in client.get(response.url).content.decode()
    )


def test_a_city_that_is_there_already_is_refused_at_its_name(client, coordinator, programme):
    CityFactory(programme=programme, name="Turku", slug="turku")
    client.force_login(coordinator)

    response = client.post(
        reverse("programme:city_create", args=[programme.slug]),
        {"name": "Turku", "country": "FI", "position": 3},
    )

    assert list(response.context["form"].errors) == ["name"]


def test_a_city_without_anything_can_be_deleted(client, coordinator, city):
    client.force_login(coordinator)

    client.post(address("city_delete", city))

    assert not City.objects.filter(pk=city.pk).exists()


def test_a_city_with_clusters_stays_and_the_page_names_them(client, coordinator, city):
    cluster = ClusterFactory(city=city)
    client.force_login(coordinator)

    question = client.get(address("city_delete", city))
    client.post(address("city_delete", city))

    assert f"Cluster “{cluster}”" in question.content.decode()
    assert "button-danger" not in question.content.decode()
    assert City.objects.filter(pk=city.pk).exists()


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("stranger", "city_edit", 403),
        ("participant", "city_edit", 403),
        ("expert", "city_edit", 403),
        ("editor", "city_delete", 403),
        ("outsider", "city_detail", 404),
        ("outsider", "city_edit", 404),
        ("outsider", "city_delete", 404),
    ],
)
def test_others_are_kept_out(client, request, city, role, name, status):
    client.force_login(request.getfixturevalue(role))

    assert client.get(address(name, city)).status_code == status


@pytest.mark.parametrize("role", ["editor", "expert", "participant"])
def test_only_the_coordinator_adds_cities(client, request, programme, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse("programme:city_create", args=[programme.slug])).status_code == 403
