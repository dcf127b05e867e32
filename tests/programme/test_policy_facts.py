"""Facts to quote to policymakers: the usual ones, their order, and what is copied."""

import pytest
from django.urls import reverse

from programme.field.facts import USUAL, quotable
from programme.models import Activity, PolicyFact
from programme.starting import PIECES, Copying
from tests.factories import PolicyFactFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def url(programme, name="policy_facts", *names):
    return reverse(f"programme:{name}", args=[programme.slug, *names])


@pytest.fixture
def facts(programme):
    return [PolicyFactFactory(programme=programme, position=place) for place in (1, 2, 3)]


@pytest.mark.once
def test_a_quotation_says_where_it_is_from():
    fact = PolicyFact(
        statement="Clusters pay.", source="A study", year=2019, website="https://x.example/"
    )
    bare = PolicyFact(statement="Clusters pay.", source="A study")

    words = [one.quotation for one in quotable([fact, bare])]

    assert words == [
        "“Clusters pay.” (A study, 2019) https://x.example/",
        "“Clusters pay.” (A study)",
    ]


def test_whoever_runs_the_programme_takes_the_usual_ones_once(client, programme, expert):
    client.force_login(expert)

    for _ in range(2):
        client.post(url(programme, "policy_facts_usual"))

    assert [fact.statement for fact in programme.policy_facts.all()] == [
        row["statement"] for row in USUAL
    ]
    assert Activity.objects.filter(verb="policy_facts_taken").count() == 1


def test_a_new_programme_begins_with_the_usual_ones_or_with_those_of_another(programme):
    new, copied = ProgrammeFactory(), ProgrammeFactory()
    PolicyFactFactory(programme=programme, statement="Our own.")

    PIECES["facts"].begin(new)
    PIECES["facts"].copy(Copying(programme, copied))

    assert new.policy_facts.count() == len(USUAL)
    assert [fact.statement for fact in copied.policy_facts.all()] == ["Our own."]


@pytest.mark.parametrize(
    ("place", "direction", "order"),
    [(1, "up", [1, 0, 2]), (1, "down", [0, 2, 1]), (0, "up", [0, 1, 2]), (2, "down", [0, 1, 2])],
)
def test_facts_are_put_in_order(client, programme, coordinator, facts, place, direction, order):
    client.force_login(coordinator)

    client.post(url(programme, "policy_fact_move", facts[place].pk), {"direction": direction})

    assert list(programme.policy_facts.all()) == [facts[number] for number in order]


@pytest.mark.once
def test_a_new_fact_stands_last_and_one_without_a_source_is_refused(
    client, programme, coordinator, facts
):
    client.force_login(coordinator)
    words = {"statement": "New.", "source": "Somebody", "year": "2020"}

    client.post(url(programme, "policy_fact_create"), words)
    refused = client.post(url(programme, "policy_fact_create"), words | {"source": ""})

    assert [fact.statement for fact in programme.policy_facts.all()][3:] == ["New."]
    assert refused.status_code == 422


@pytest.mark.once
def test_members_read_and_only_staff_writes(client, programme, participant, facts):
    client.force_login(participant)

    page = client.get(url(programme)).content.decode()
    answers = {
        client.post(url(programme, "policy_fact_move", facts[0].pk)).status_code,
        client.post(url(programme, "policy_facts_usual")).status_code,
        client.post(url(programme, "policy_fact_edit", facts[0].pk)).status_code,
        client.get(url(programme, "policy_fact_create")).status_code,
        client.post(url(programme, "policy_fact_delete", facts[0].pk)).status_code,
    }

    assert facts[0].statement in page
    assert reverse("programme:policy_fact_edit", args=[programme.slug, facts[0].pk]) not in page
    assert answers == {403}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_one_fact_as_for_three(
    client, programme, participant, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        PolicyFactFactory(programme=programme)
    client.force_login(participant)

    with django_assert_max_num_queries(5):
        response = client.get(url(programme))

    assert len(response.context["quotables"]) == rows
