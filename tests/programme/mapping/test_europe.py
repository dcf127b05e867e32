"""The map: where places stand, and that no name covers another."""

from itertools import pairwise, permutations

import pytest
from django.contrib.staticfiles import finders

from programme.mapping.europe import HEIGHT, WIDTH, Europe, project
from programme.mapping.matrix import NetworkingMap
from programme.models import Mark
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


def collisions(places):
    """Names that touch another name or another city's dot: none, if there is room at all."""
    boxes = [place.at(place.anchor, place.label_x, place.label_y).box for place in places]
    return [
        (one.city.name, other.city.name)
        for (one, box), (other, other_box) in permutations(zip(places, boxes, strict=True), 2)
        if box.overlap(other_box) or box.overlap(other.dot)
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
    places = {place.city.name: place for place in Europe.of(cities, []).places}

    from_west = ["Manchester", "Barcelona", "Lyon", "Eindhoven", "Dortmund", "Leipzig", "Budapest"]
    from_north = ["Helsinki", "Göteborg", "Manchester", "Munich", "Lyon", "Barcelona"]
    assert all(places[one].x < places[other].x for one, other in pairwise(from_west))
    assert all(places[one].y < places[other].y for one, other in pairwise(from_north))


def test_no_name_covers_another_one_or_a_dot(cities):
    assert collisions(Europe.of(cities, []).places) == []


def test_names_have_room_even_where_cities_are_close(programme):
    close = ["Köln", "Düsseldorf", "Dortmund", "Duisburg", "Essen"]
    spots = [(50.94, 6.96), (51.23, 6.78), (51.51, 7.47), (51.43, 6.76), (51.46, 7.01)]
    cities = [city_at(programme, name, *spot) for name, spot in zip(close, spots, strict=True)] + [
        city_at(programme, "Lisboa", 38.72, -9.14),
        city_at(programme, "Vilnius", 54.69, 25.28),
    ]

    # Five cities within one hour: at most two pairs may still touch, and nobody is left out.
    europe = Europe.of(cities, [])
    assert len(europe.places) == 7
    assert len(collisions(europe.places)) <= 4


def test_every_place_and_its_name_are_on_the_part_shown(cities):
    europe = Europe.of(cities, [])

    outside = [
        place.city.name
        for place in europe.places
        if place.at(place.anchor, place.label_x, place.label_y).box.outside(europe.view) > 0.01
    ]
    assert outside == []
    assert europe.view.width < WIDTH


def test_a_single_city_is_shown_with_its_surroundings(programme):
    europe = Europe.of([city_at(programme, "Helsinki", *CITIES["Helsinki"])], [])

    assert 200 < europe.view.width < WIDTH
    assert 0 <= europe.view.top < europe.view.bottom <= HEIGHT


def test_cities_without_a_place_or_far_away_are_named_beside_the_map(programme):
    nowhere = CityFactory(programme=programme)
    overseas = city_at(programme, "Cayenne", 4.92, -52.31)
    opposite = city_at(programme, "Opposite", -52, -170)

    europe = Europe.of([nowhere, overseas, opposite], [])

    assert (europe.places, europe.elsewhere) == ([], [nowhere, overseas, opposite])


def test_a_line_leads_from_a_case_to_whoever_looks_for_it(participant, programme, cities):
    sector = SectorFactory(programme=programme)
    MapCellFactory(city=cities[0], sector=sector, mark=Mark.CASE)
    MapCellFactory(city=cities[1], sector=sector)
    MapCellFactory(city=CityFactory(programme=programme), sector=sector)
    meetings = NetworkingMap.of(programme, participant).meetings

    europe = Europe.of(cities, meetings)

    (line,) = europe.lines
    assert (line.x1, line.y1) == (europe.places[0].x, europe.places[0].y)
    assert (line.x2, line.y2) == (europe.places[1].x, europe.places[1].y)


def test_the_outline_is_small_and_drawn_to_the_same_measure():
    with open(finders.find("programme/europe.svg")) as file:
        drawing = file.read()

    assert len(drawing) < 100_000
    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in drawing
