"""The sources beside the text of a city report: what is there, for whom, and when it is read."""

import datetime

import pytest
from django.urls import reverse

from cases.contents import content_of
from cases.models import Answer
from reports.writing.sources import CITY_SOURCES
from tests.factories import (
    AgendaItemFactory,
    CaseFactory,
    CityFactory,
    DistributedCaseFactory,
    EditionFactory,
    MapCellFactory,
    ProposedActionFactory,
    RegistrationFactory,
    SectorFactory,
    SignUpFactory,
    StrategicIssueFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def url_of(report, part):
    arguments = [report.workshop.programme.slug, report.workshop.slug, part]
    return reverse("reports:city_report_write", args=arguments)


@pytest.fixture
def case(written):
    """A distributed case with an issue, an answer in confidence and its edition."""
    workshop = written.workshop
    case = DistributedCaseFactory(city=workshop.city, workshop=workshop)
    Answer.objects.filter(case=case, topic="life_cycle").update(text="Born in 2005.")
    Answer.objects.filter(case=case, topic="social_capital").update(
        text="Two firms do not speak.", is_confidential=True
    )
    StrategicIssueFactory(case=case, question="Which way should it go?")
    EditionFactory(case=case, content=content_of(case))
    return case


def page_of(client, person, report, part="case", **query):
    client.force_login(person)
    return client.get(url_of(report, part), query)


def test_the_case_stands_beside_the_text_with_its_issue_and_its_sections(
    client, written, case, expert
):
    page = page_of(client, expert, written).content.decode()

    for words in (
        "“Which way should it go?”",
        "1. Setting",
        "6. Strategic issues",
        "Born in 2005.",
    ):
        assert words in page
    assert case.get_absolute_url() in page


def test_what_is_confidential_is_shown_to_the_experts_as_such(client, written, case, expert):
    page = page_of(client, expert, written).content.decode()

    assert "Two firms do not speak." in page
    assert "must not be told in the report" in page


def test_the_edition_is_quoted_and_not_what_was_changed_since(client, written, case, expert):
    Answer.objects.filter(case=case, topic="life_cycle").update(text="Changed later.")

    page = page_of(client, expert, written).content.decode()

    assert ("Born in 2005." in page, "Changed later." in page) == (True, False)


def test_a_case_that_was_never_distributed_is_shown_as_working_text(client, written, expert):
    case = CaseFactory(city=written.workshop.city, workshop=written.workshop)
    Answer.objects.filter(case=case, topic="life_cycle").update(text="Still drafted.")

    page = page_of(client, expert, written).content.decode()

    assert "Still drafted." in page
    assert "Not distributed yet: this is its working text." in page


def test_agenda_and_attendance_stand_beside_the_text(client, written, expert):
    workshop = written.workshop
    friday = workshop.starts_on + datetime.timedelta(days=2)
    AgendaItemFactory(workshop=workshop, title="Cluster visit")
    AgendaItemFactory(workshop=workshop, title="Conclusions", day=friday)
    came = RegistrationFactory(workshop=workshop)
    SignUpFactory(registration=came)
    RegistrationFactory(workshop=workshop, user=None, attends_as="policymaker")

    page = page_of(client, expert, written, "experiences", source="agenda")

    sources = page.context["page"].sources
    assert [day.day for day in sources.agenda] == [workshop.starts_on, friday]
    assert "2 people registered: 1 for choice A, 0 for choice B." in page.content.decode()
    assert "Conclusions" in page.content.decode()


def test_proposed_actions_come_with_the_answer_of_the_city(client, written, case, expert):
    ProposedActionFactory(
        case=case, text="Ask the neighbours.", status="declined", response="We did that."
    )

    page = page_of(client, expert, written, "issues_and_next_steps").content.decode()

    for words in ("Ask the neighbours", "Declined", "We did that."):
        assert words in page


def test_policy_map_and_kick_off_wording_stand_beside_the_text(client, written, expert):
    city = written.workshop.city
    city.policy_profile = "The **region** pays half."
    city.proposed_case, city.preliminary_issue = "Textiles", "How to sell abroad"
    city.save()
    sector = SectorFactory(programme=city.programme, name="Biotech")
    neighbour = CityFactory(programme=city.programme, name="Nearby")
    MapCellFactory(city=city, sector=sector, mark="case")
    MapCellFactory(city=neighbour, sector=sector)

    policy = page_of(client, expert, written, "policy", source="kick_off").content.decode()
    linkages = page_of(client, expert, written, "linkages").content.decode()

    assert "<strong>region</strong> pays half" in policy
    assert "How to sell abroad" in policy
    assert "Biotech" in linkages
    assert "Nearby (networking opportunity)" in linkages


def test_a_source_that_lies_closed_is_fetched_alone_when_it_is_opened(
    client, written, case, expert
):
    ProposedActionFactory(case=case, text="Ask the neighbours.")

    page = page_of(client, expert, written, "policy").content.decode()
    fragment = client.get(
        url_of(written, "policy"), {"source": "actions"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert f'hx-get="{url_of(written, "policy")}?source=actions"' in page
    assert ("Ask the neighbours" in page, "Ask the neighbours" in fragment) == (False, True)
    assert "<html" not in fragment


@pytest.mark.parametrize(
    ("part", "first"),
    [
        ("policy", "policy"),
        ("experiences", "notes"),
        ("case", "case"),
        ("issues_and_next_steps", "actions"),
        ("linkages", "linkages"),
    ],
)
def test_the_source_that_belongs_to_the_part_lies_open_on_top(part, first, client, written, expert):
    sources = page_of(client, expert, written, part).context["page"].sources.sources

    assert (sources[0].key, sources[0].is_open) == (first, True)
    assert {source.key for source in sources} == set(CITY_SOURCES)
    assert not any(source.is_open for source in sources[1:])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_of_writing_do_not_grow(
    rows, client, written, case, expert, django_assert_max_num_queries
):
    workshop = written.workshop
    ProposedActionFactory.create_batch(rows, case=case)
    for _ in range(rows):
        AgendaItemFactory(workshop=workshop)
        RegistrationFactory(workshop=workshop)
        sector = SectorFactory(programme=case.programme)
        MapCellFactory(city=workshop.city, sector=sector)
        MapCellFactory(city=CityFactory(programme=case.programme), sector=sector)
    client.force_login(expert)

    # Of nine kinds of sources only what belongs to the part is read.
    with django_assert_max_num_queries(15):
        client.get(url_of(written, "issues_and_next_steps"))
    with django_assert_max_num_queries(15):
        client.get(url_of(written, "case"))
    with django_assert_max_num_queries(15):
        client.get(url_of(written, "linkages"))
    with django_assert_max_num_queries(17):
        client.get(url_of(written, "experiences"), {"source": "agenda"})
