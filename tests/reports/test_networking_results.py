"""What came of networking: the funnel of each workshop and of the programme."""

import datetime

import pytest
from django.urls import reverse

from programme.mapping.history import MapState
from reports.annex.networking import funnel, links_data
from reports.assembling.linkages import clusters_block, linkage_blocks
from reports.assembling.material import Material
from reports.assembling.sources import source_blocks
from reports.contexts.evidence import chapters_of
from reports.contexts.final.networking import Networking
from reports.contexts.workshop import WorkshopRows
from reports.networking.comparison import Measured, rates
from reports.networking.funnel import Funnels, Yield, funnel_of
from tests.factories import (
    CityFactory,
    ClusterFactory,
    ClusterLinkFactory,
    MapCellFactory,
    MeetingOutcomeFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    WorkshopFactory,
    meeting_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def session_of(programme):
    city = CityFactory(programme=programme)
    return NetworkingSessionFactory(workshop=WorkshopFactory(city=city))


def link_in(programme, **values):
    first = ClusterFactory(city=CityFactory(programme=programme))
    return ClusterLinkFactory(first=first, **values)


def agreed_in(programme):
    day = datetime.date(2026, 3, 2)
    return link_in(programme, status="agreed", agreement="Clean room", agreed_on=day)


def meeting_at(session, **values):
    return meeting_of(
        NetworkerFactory(session=session), NetworkerFactory(session=session), **values
    )


def results_url(programme):
    return reverse("reports:networking_results", args=[programme.slug])


def test_a_link_from_two_workshops_is_counted_at_both_and_once_in_all(programme):
    one, other = session_of(programme), session_of(programme)
    shared, agreed = link_in(programme), agreed_in(programme)
    meeting_at(one, happened="held", link=shared)
    meeting_at(one, happened="held", link=agreed)
    meeting_at(one, status="declined")
    meeting_at(other, happened="held", link=shared)
    meeting_at(session_of(CityFactory().programme), happened="held")
    # Begun elsewhere, and over by now: the agreement counts all the same.
    day = datetime.date(2026, 1, 9)
    closed = {"status": "closed", "closed_reason": "Done", "agreed_on": day}
    link_in(programme, agreement="Joint fair", **closed)
    link_in(CityFactory().programme)

    found = Funnels.count(programme, [one.workshop, other.workshop])

    assert [step.total for step in found.of[one.workshop.pk].steps] == [3, 2, 2, 2, 1]
    assert [step.total for step in found.of[other.workshop.pk].steps] == [1, 1, 1, 1, 0]
    assert [step.number for step in found.total.steps] == [4, 3, 3, 2, 1]
    assert found.total.elsewhere == Yield(links=1, agreements=1)
    assert funnel_of(one.workshop) == found.of[one.workshop.pk]


def test_of_many_clusters_of_a_sector_a_report_names_ten(workshop):
    sector = MapCellFactory(city=workshop.city).sector
    partner = CityFactory(programme=workshop.programme)
    for number in range(11):
        ClusterFactory(city=partner, sector=sector, name=f"Partner {number:02}")
    place = {"programme": workshop.programme, "place": "Borås", "country": "SE"}
    ClusterFactory(city=None, sector=sector, name="A cluster elsewhere", **place)
    ClusterFactory(city=partner, sector=MapCellFactory(city=partner).sector, name="Not marked")

    block = clusters_block(Material.of(workshop))

    assert f"Partner 09 ({partner}); and 2 more in the directory" in block.text
    assert not any(name in block.text for name in ("Partner 10", "elsewhere", "Not marked"))


def test_rates_stand_beside_those_of_ten_real_events():
    found = rates(Measured(meetings=40, links=5, agreements=0))

    assert [(rate.ours, rate.theirs) for rate in found] == [
        ("12.5", "9.1"),
        ("0.0", "13.4"),
        ("0.0", "1.2"),
    ]
    assert [rate.ours for rate in rates(Measured(0, 0, 0))] == ["–", "–", "–"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_shows_the_own_programme_in_as_many_queries_as_ever(
    client, participant, programme, number, django_assert_num_queries
):
    for _ in range(number):
        meeting = meeting_at(session_of(programme), happened="held", link=link_in(programme))
        MeetingOutcomeFactory(participant=meeting.participants.first())
    foreign = session_of(CityFactory().programme)
    meeting_at(foreign, happened="held")
    client.force_login(participant)

    # session, user, seats; cities, sectors, marks; workshops, meetings (3), links (2)
    with django_assert_num_queries(12):
        response = client.get(results_url(programme))

    results = response.context["results"]
    assert len(results.rows) == number
    assert [step.total for step in results.total.steps] == [number, number, number, number, 0]
    assert foreign.workshop.title not in response.text
    assert [stage.label for stage in results.stages] == ["The same evening"]


def test_the_final_report_freezes_links_and_older_editions_print_without(programme):
    session = session_of(programme)
    meeting = meeting_at(session, happened="held", link=agreed_in(programme))
    MeetingOutcomeFactory(participant=meeting.participants.first(), step="negotiation")
    funnels = Funnels.count(programme, [session.workshop])
    state = MapState.of(programme, [])

    steps = funnel(programme, state, [session.workshop], funnels)
    now = Networking.of({"funnel": steps, "links": links_data(funnels)})
    older = Networking.of({"funnel": [{"label": "Marks", "count": 3}]})

    assert [step["count"] for step in steps][4:9] == [1, 1, 1, 1, 1]
    assert now.links.chart.bars[3].value == 1
    assert now.links.stages == ("The same evening",)
    assert [line.counts for line in now.links.steps] == [(0,), (0,), (0,), (1,), (0,)]
    assert older.links is None
    assert [bar.label for bar in older.funnel.bars] == ["Marks"]


def test_a_city_report_takes_in_the_meetings_and_the_links_of_its_clusters(programme):
    session = session_of(programme)
    city = session.workshop.city
    first = ClusterFactory(city=city, name="Own cluster")
    link = ClusterLinkFactory(first=first, status="exploring", about="Shared test beds")
    ClusterLinkFactory(first=first, status="closed", closed_reason="No", about="Came to nothing")
    link_in(programme, about="Of other cities")
    meeting = meeting_at(session, happened="held", link=link)
    MeetingOutcomeFactory(participant=meeting.participants.first(), step="valuable")
    material = Material.of(session.workshop)

    text = "\n".join(block.text for block in linkage_blocks(material))

    assert "Meetings that took place: 1" in text
    assert "The same evening: valuable for the future 1" in text
    assert "Own cluster" in text
    assert "exploring: Shared test beds" in text
    assert "Came to nothing" not in text
    assert "Of other cities" not in text
    titles = [
        [block.title for block in source_blocks(source, material)]
        for source in ("meetings", "linkages")
    ]
    assert titles == [
        ["The meetings of the workshop, in numbers"],
        ["Links of the city’s clusters"],
    ]


def test_the_evidence_pack_has_the_meetings_in_numbers_where_there_was_a_session(programme):
    session = session_of(programme)
    meeting_at(session, happened="held")
    without = WorkshopFactory(city=CityFactory(programme=programme))

    packs = [chapters_of(WorkshopRows.of(one)) for one in (session.workshop, without)]

    files = [[part.name for part in chapter.parts] for chapter in packs[0]]
    table = packs[0][-1].parts[0].source.decode("utf-8-sig")
    assert files[-1] == ["10-networking/meetings.csv"]
    assert ",Meetings that took place,1" in table
    assert [chapter.title for chapter in packs[1]] == [c.title for c in packs[0][:-1]]


def test_a_programme_that_arranges_meetings_elsewhere_is_not_said_to_have_had_none(programme):
    nothing = Funnels.count(programme, [])

    steps = funnel(programme, MapState.of(programme, []), [], nothing)

    assert len(steps) == 5
    assert Networking.of({"links": links_data(nothing)}).links is None
