"""The map: where places stand, and that no name covers another."""

from itertools import pairwise, permutations

import pytest
from django.contrib.staticfiles import finders

from programme.mapping.europe import HEIGHT, WIDTH, Europe, project
from programme.mapping.links import LinkedPair
from programme.mapping.matrix import NetworkingMap
from programme.models import City, LinkStatus, Mark
from tests.factories import CityFactory, MapCellFactory, SectorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CITIES = {
    "Lyon": (45.764, 4.8357),
    "Barcelona": (41.3874, 2.1686),
    "Budapest": (47.4979, 19.0402),
    "Dortmund": (51.5136, 7.4653),
    "Eindhoven": (51.4416, 5.4697),
    "Göteborg": (57.7089, 11.9746),
    "Helsinki": (60.1699, 24.9384),
    "Leipzig": (51.3397, 12.3731),
    "Manchester": (53.4808, -2.2426),
    "Munich": (48.1351, 11.582),
}


# Fifteen of them within three hours by train.
MANY = CITIES | {
    "Köln": (50.94, 6.96),
    "Düsseldorf": (51.23, 6.78),
    "Duisburg": (51.43, 6.76),
    "Essen": (51.46, 7.01),
    "Rotterdam": (51.92, 4.48),
    "Antwerpen": (51.22, 4.40),
    "Brussels": (50.85, 4.35),
    "Paris": (48.86, 2.35),
    "Lille": (50.63, 3.06),
    "Stuttgart": (48.78, 9.18),
    "Nürnberg": (49.45, 11.08),
    "Praha": (50.08, 14.44),
    "Wien": (48.21, 16.37),
    "Bratislava": (48.15, 17.11),
    "Milano": (45.46, 9.19),
    "Torino": (45.07, 7.69),
    "Malmö": (55.60, 13.00),
    "København": (55.68, 12.57),
    "Kaunas": (54.90, 23.90),
    "Lisboa": (38.72, -9.14),
}


def collisions(places):
    """Names that touch another name or a dot."""
    named = [place for place in places if place.label]
    return [
        (one.name, other.name)
        for one, other in permutations(named, 2)
        if one.label.box.overlap(other.label.box)
    ] + [
        (one.name, other.name)
        for one in named
        for other in places
        if one is not other and one.label.box.overlap(other.dot.box)
    ]


def unsaved(places):
    """Cities that need no database."""
    return [
        City(pk=number, name=name, slug=name, latitude=latitude, longitude=longitude)
        for number, (name, (latitude, longitude)) in enumerate(places.items())
    ]


def city_at(programme, name, latitude, longitude):
    return CityFactory(
        programme=programme, name=name, latitude=str(latitude), longitude=str(longitude)
    )


@pytest.fixture
def cities(programme):
    return [city_at(programme, name, *place) for name, place in CITIES.items()]


def test_the_centre_of_the_projection_is_where_it_should_be():
    x, y = project(52, 10)
    north, east = project(53, 10), project(52, 11)

    assert (north[0], east[0] > x, north[1] < y) == (x, True, True)
    # A degree of latitude is 111 km, a degree of longitude there 68 km.
    assert round((y - north[1]) / (east[0] - x), 2) == pytest.approx(111.2 / 68.4, abs=0.02)


def test_places_stand_to_each_other_as_on_the_earth(cities):
    places = {place.name: place for place in Europe.with_links(cities, []).places}

    from_west = ["Manchester", "Barcelona", "Lyon", "Eindhoven", "Dortmund", "Leipzig", "Budapest"]
    from_north = ["Helsinki", "Göteborg", "Manchester", "Munich", "Lyon", "Barcelona"]
    assert all(places[one].x < places[other].x for one, other in pairwise(from_west))
    assert all(places[one].y < places[other].y for one, other in pairwise(from_north))


def test_ten_cities_all_have_their_names_beside_them():
    europe = Europe.with_links(unsaved(CITIES), [])

    assert collisions(europe.places) == []
    assert [place.name for place in europe.places if not place.label or place.label.leader] == []


def test_of_thirty_cities_no_name_covers_another_one_or_a_dot():
    europe = Europe.with_links(unsaved(MANY), [])

    assert collisions(europe.places) == []
    assert len(europe.places) == 30
    # Whoever has no room is named below the map; a line leads to a name that stands away.
    assert europe.unnamed == [place.name for place in europe.places if not place.label]
    assert len(europe.unnamed) <= 3
    assert any(place.label.leader for place in europe.places if place.label)


def test_every_place_and_its_name_are_on_the_part_shown(cities):
    europe = Europe.with_links(cities, [])

    outside = [place.name for place in europe.places if place.label.box.outside(europe.view) > 0.01]
    assert outside == []
    assert europe.view.width < WIDTH


def test_a_single_city_is_shown_with_its_surroundings(programme):
    europe = Europe.with_links([city_at(programme, "Helsinki", *CITIES["Helsinki"])], [])

    assert 200 < europe.view.width < WIDTH
    assert 0 <= europe.view.top < europe.view.bottom <= HEIGHT


def test_cities_without_a_place_or_far_away_are_named_beside_the_map(programme):
    nowhere = CityFactory(programme=programme)
    overseas = city_at(programme, "Cayenne", 4.92, -52.31)
    opposite = city_at(programme, "Opposite", -52, -170)

    europe = Europe.with_links([nowhere, overseas, opposite], [])

    assert europe.places == []
    assert europe.elsewhere == [nowhere.name, "Cayenne", "Opposite"]


def test_a_line_leads_from_a_case_to_whoever_looks_for_it(participant, programme, cities):
    sector = SectorFactory(programme=programme)
    MapCellFactory(city=cities[0], sector=sector, mark=Mark.CASE)
    MapCellFactory(city=cities[1], sector=sector)
    MapCellFactory(city=CityFactory(programme=programme), sector=sector)
    meetings = NetworkingMap.of(programme, participant).meetings

    europe = Europe.with_cases(cities, meetings)

    (line,) = europe.lines
    assert (line.x1, line.y1) == (europe.places[0].x, europe.places[0].y)
    assert (line.x2, line.y2) == (europe.places[1].x, europe.places[1].y)


def test_a_pair_is_drawn_as_far_as_its_best_link_has_come_with_their_number():
    lyon, barcelona, budapest = unsaved(CITIES)[:3]
    several = {LinkStatus.PROPOSED: 2, LinkStatus.AGREED: 1}
    pairs = [
        LinkedPair(lyon, barcelona, several),
        LinkedPair(lyon, budapest, {LinkStatus.PROPOSED: 1}),
        LinkedPair(barcelona, budapest, {LinkStatus.MET: 1}),
    ]

    agreed, proposed, met = Europe.with_links([lyon, barcelona, budapest], pairs).lines

    assert agreed.width > met.width
    assert [bool(line.dashes) for line in (agreed, proposed, met)] == [False, True, False]
    assert [(line.number, bool(line.spot)) for line in (agreed, met)] == [(3, True), (1, False)]


def test_the_outline_is_small_and_drawn_to_the_same_measure():
    with open(finders.find("programme/europe.svg")) as file:
        drawing = file.read()

    assert len(drawing) < 100_000
    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in drawing
