"""The networking map: the matrix, its reading in words, and the answers."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from programme.mapping.matrix import NetworkingMap
from programme.models import Activity, MapCell, Mark, Sector
from tests.factories import CityFactory, ClusterFactory, MapCellFactory, SectorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page(programme):
    return reverse("programme:networking", args=[programme.slug])


def row(city):
    return reverse("programme:map_row_edit", args=[city.programme.slug, city.slug])


def sector_address(name, sector):
    return reverse(f"programme:{name}", args=[sector.programme.slug, sector.slug])


def marks(city):
    return {cell.sector.name: cell.mark for cell in city.map_cells.select_related("sector")}


@pytest.fixture
def textiles(programme):
    return SectorFactory(programme=programme, name="Textiles", slug="textiles", position=1)


@pytest.fixture
def energy(programme):
    return SectorFactory(programme=programme, name="Energy", slug="energy", position=2)


def test_the_matrix_tells_none_from_not_answered(participant, programme, city, textiles, energy):
    MapCellFactory(city=city, sector=textiles, mark=Mark.NONE)

    networking_map = NetworkingMap.of(programme, participant)

    found = {row.city: [mark for _sector, mark in row.marks] for row in networking_map.rows}
    assert found[city] == [Mark.NONE, None]
    assert networking_map.unanswered == [home for home in found if home != city]


def test_a_case_meets_the_opportunities_of_its_sector(participant, programme, city, textiles):
    seekers = CityFactory.create_batch(2, programme=programme)
    MapCellFactory(city=city, sector=textiles, mark=Mark.CASE)
    for seeker in seekers:
        MapCellFactory(city=seeker, sector=textiles, mark=Mark.OPPORTUNITY)

    (meeting,) = NetworkingMap.of(programme, participant).meetings

    assert (meeting.sector, meeting.host, meeting.seekers) == (textiles, city, seekers)


def test_a_sector_of_a_single_city_has_no_partner(participant, programme, city, textiles, energy):
    MapCellFactory(city=city, sector=textiles, mark=Mark.CASE)
    MapCellFactory(city=CityFactory(programme=programme), sector=textiles, mark=Mark.NONE)

    networking_map = NetworkingMap.of(programme, participant)

    assert networking_map.lonely == [(textiles, city)]
    assert networking_map.unmarked == [energy]


def test_the_page_says_all_of_it_in_words(client, participant, programme, city, textiles, energy):
    seeker = CityFactory(programme=programme)
    MapCellFactory(city=city, sector=textiles, mark=Mark.CASE)
    MapCellFactory(city=seeker, sector=textiles)
    MapCellFactory(city=seeker, sector=energy)
    client.force_login(participant)

    html = client.get(page(programme)).content.decode()

    words = " ".join(strip_tags(html).split())
    assert f"Textiles. 1 case: {city}. 1 city looks for it: {seeker}." in words
    assert f"Energy is marked by {seeker} alone: it has no partner yet." in words
    assert "has not answered at all." in words


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client, coordinator, programme, number, django_assert_num_queries
):
    for _ in range(number):
        MapCellFactory(
            city=CityFactory(programme=programme), sector=SectorFactory(programme=programme)
        )
    client.force_login(coordinator)

    # Session, user, seats; sectors, cities, marks, days, links, clusters, whom to ask.
    with django_assert_num_queries(10):
        client.get(page(programme))


def test_an_empty_map_says_who_makes_it(client, participant, programme):
    client.force_login(participant)

    assert "No map yet" in client.get(page(programme)).content.decode()


# Answers


def test_an_editor_answers_for_the_own_city(client, editor, city, textiles, energy):
    client.force_login(editor)

    response = client.post(row(city), {f"sector-{textiles.pk}": "case"})

    assert response.url == page(city.programme)
    assert marks(city) == {"Textiles": Mark.CASE}
    entry = Activity.objects.get()
    assert (entry.verb, entry.city, entry.before, entry.after) == (
        "map_answered",
        city,
        {},
        {"Textiles": "case"},
    )


def test_an_answer_can_be_taken_back_to_not_answered(client, editor, city, textiles, energy):
    MapCellFactory(city=city, sector=textiles, mark=Mark.CASE)
    MapCellFactory(city=city, sector=energy, mark=Mark.NONE)
    client.force_login(editor)

    client.post(row(city), {f"sector-{textiles.pk}": "", f"sector-{energy.pk}": "none"})

    assert marks(city) == {"Energy": Mark.NONE}


def test_an_unchanged_answer_leaves_no_entry(client, editor, city, textiles):
    MapCellFactory(city=city, sector=textiles, mark=Mark.CASE)
    client.force_login(editor)

    client.post(row(city), {f"sector-{textiles.pk}": "case"})

    assert not Activity.objects.exists()


def test_an_unknown_mark_is_said_at_its_sector(client, editor, city, textiles):
    client.force_login(editor)

    response = client.post(row(city), {f"sector-{textiles.pk}": "perhaps"})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [f"sector-{textiles.pk}"]
    assert not MapCell.objects.exists()


@pytest.mark.parametrize("role", ["stranger", "expert"])
def test_nobody_answers_for_another_city(client, request, city, textiles, role):
    client.force_login(request.getfixturevalue(role))

    answers = {
        client.get(row(city)).status_code,
        client.post(row(city), {f"sector-{textiles.pk}": "case"}).status_code,
    }

    assert answers == {403}
    assert not MapCell.objects.exists()


# Sectors


def test_the_coordinator_adds_a_sector(client, coordinator, programme):
    client.force_login(coordinator)

    client.post(
        reverse("programme:sector_create", args=[programme.slug]),
        {"name": "Energy", "position": 4, "ecosystem": "renewable_energy"},
    )

    sector = Sector.objects.get()
    assert (sector.programme, sector.slug) == (programme, "energy")


def test_a_second_sector_of_the_same_name_is_refused(client, coordinator, textiles):
    client.force_login(coordinator)

    response = client.post(
        reverse("programme:sector_create", args=[textiles.programme.slug]),
        {"name": "Textiles", "position": 1},
    )

    assert list(response.context["form"].errors) == ["name"]


def test_a_sector_is_renamed(client, coordinator, textiles):
    client.force_login(coordinator)

    client.post(
        sector_address("sector_edit", textiles), {"name": "Fabrics", "slug": "", "position": 1}
    )

    textiles.refresh_from_db()
    assert (textiles.name, textiles.slug) == ("Fabrics", "textiles")


def test_deleting_a_sector_names_the_marks_that_go(client, coordinator, city, textiles):
    MapCellFactory(city=city, sector=textiles)
    client.force_login(coordinator)

    question = client.get(sector_address("sector_delete", textiles))
    client.post(sector_address("sector_delete", textiles))

    assert "Marks on the map (1)" in question.content.decode()
    assert not Sector.objects.exists()


def test_a_sector_with_clusters_stays(client, coordinator, city, textiles):
    ClusterFactory(city=city, sector=textiles)
    client.force_login(coordinator)

    client.post(sector_address("sector_delete", textiles))

    assert Sector.objects.exists()


@pytest.mark.parametrize("name", ["sector_edit", "sector_delete"])
@pytest.mark.parametrize("role", ["editor", "expert"])
def test_only_the_coordinator_changes_sectors(client, request, textiles, name, role):
    client.force_login(request.getfixturevalue(role))

    assert client.post(sector_address(name, textiles)).status_code == 403


@pytest.mark.parametrize("role", ["editor", "expert"])
def test_only_the_coordinator_adds_sectors(client, request, programme, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse("programme:sector_create", args=[programme.slug])).status_code == 403
