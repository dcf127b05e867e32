"""Links between clusters as the map counts them."""

import pytest

from programme.mapping.links import MapLinks
from programme.models import LinkStatus
from tests.factories import (
    CityFactory,
    ClusterFactory,
    ClusterLinkFactory,
    ProgrammeFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cities(programme, city):
    return [city, CityFactory(programme=programme)]


def linked(first, second, status="proposed", **words):
    ends = [ClusterFactory(city=city, sector=words.get("own")) for city in (first, second)]
    return ClusterLinkFactory(
        first=ends[0], second=ends[1], status=status, sector=words.get("sector")
    )


def test_links_are_counted_by_pair_whichever_end_is_first(programme, participant, cities):
    linked(*cities, status="met")
    linked(*reversed(cities))
    linked(cities[0], cities[0], status="exploring")
    elsewhere = ClusterFactory(city=None, programme=programme, place="Borås", country="SE")
    ClusterLinkFactory(first=elsewhere, second=ClusterFactory(city=cities[0]))
    ClusterLinkFactory(
        first=ClusterFactory(city=cities[0]),
        second=ClusterFactory(city=cities[1]),
        status="closed",
        closed_reason="No money",
    )
    other = CityFactory(programme=ProgrammeFactory())
    linked(other, CityFactory(programme=other.programme))

    links = MapLinks.of(programme, participant, cities)

    (pair,) = links.pairs
    assert (pair.first, pair.second, pair.number) == (*cities, 2)
    assert pair.furthest == LinkStatus.MET
    assert (links.within, links.elsewhere, links.closed) == ([(cities[0], 1)], 1, 1)
    assert links.number == 4


def test_a_sector_has_its_links_and_those_of_its_clusters(programme, participant, cities):
    ict, health = SectorFactory.create_batch(2, programme=programme)
    linked(*cities, sector=ict, own=health)
    linked(*cities, own=ict)
    linked(*cities, own=health)

    links = MapLinks.of(programme, participant, cities, ict)

    assert links.number == 2


def test_a_city_hears_of_no_link_of_another_programme(programme, outsider, cities):
    linked(*cities)

    assert MapLinks.of(programme, outsider, cities).number == 0
