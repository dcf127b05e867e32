"""Links between clusters as the map counts them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.links.services import move_link
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


def test_what_is_remembered_of_links_is_forgotten_at_every_step(
    client, editor, programme, cities, django_assert_num_queries
):
    SectorFactory(programme=programme)
    client.force_login(editor)
    address = reverse("programme:networking", args=[programme.slug])
    link = linked(*cities)
    long_ago = timezone.now() - timedelta(days=30)
    client.get(address)
    # Session, user, seats; sectors, cities, marks, days.
    with django_assert_num_queries(7):
        before = client.get(address).context["page"].links

    move_link(link, LinkStatus.MET, words="At the fair", by=editor, at=long_ago)
    after = client.get(address).context["page"].links

    assert before.counts == {LinkStatus.PROPOSED: 1}
    assert after.counts == {LinkStatus.MET: 1}


def test_a_city_hears_of_no_link_of_another_programme(programme, outsider, cities):
    linked(*cities)

    assert MapLinks.of(programme, outsider, cities).number == 0
