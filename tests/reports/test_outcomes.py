"""What became of the actions: the chain of a city, and all of them in one table."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cases.models import OptionVote, StrategicIssue
from cases.services import reopen_case
from tests.factories import (
    ActionFollowUpFactory,
    BoardNoteFactory,
    CityFactory,
    DiscussionFactory,
    DistributedCaseFactory,
    ProposedActionFactory,
    TakeUpFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def url_of(name, programme, *names, **query):
    return reverse(f"reports:{name}", args=[programme.slug, *names], query=query)


@pytest.fixture
def shared(edition):
    """A shared case with an issue in focus, another parked, and an action about the first."""
    ProposedActionFactory(
        case=edition.case,
        number=1,
        text="Hire a scout.",
        status="changed",
        agreed_text="Hire half a scout.",
        issue=edition.case.issues.get(is_in_focus=True),
    )
    return edition.case


def vote(option, impact):
    OptionVote.objects.create(note=option, voter=UserFactory(), impact=impact, feasibility=2)


def chain_of(client, person, case):
    client.force_login(person)
    return client.get(url_of("chain", case.programme, case.city.slug))


def test_an_issue_is_followed_to_what_others_took_up(client, shared, participant):
    action = shared.proposed_actions.get()
    room = DiscussionFactory(case=shared, shows_votes=True)
    option = BoardNoteFactory(discussion=room, phase="options", text="A scout of our own")
    vote(option, 5)
    vote(option, 4)
    shared.proposed_actions.update(option=option)
    ActionFollowUpFactory(action=action, months=6, progress="in_progress", why="She has begun.")
    other = CityFactory(programme=shared.programme, name="Porto")
    TakeUpFactory(city=other, source_city=shared.city, action=action, text="Our scout, too.")

    page = chain_of(client, participant, shared)

    [first, second] = page.context["chain"].issues
    assert (first.identifier, first.is_in_focus) == (f"{shared.city} I1", True)
    assert (second.identifier, second.links) == (f"{shared.city} I2", [])
    [found] = first.options
    assert (found.impact, found.feasibility, found.voters, found.became) == (4.5, 2, 2, ["A1"])
    [link] = first.links
    assert (link.action, link.option) == (action, "A scout of our own")
    for words in ("Hire half a scout.", "She has begun.", "Porto", "Our scout, too."):
        assert words in page.text


def test_a_vote_that_is_not_shown_stays_closed(client, shared, participant):
    room = DiscussionFactory(case=shared)
    vote(BoardNoteFactory(discussion=room, phase="options"), 5)

    page = chain_of(client, participant, shared)

    [option] = page.context["chain"].issues[0].options
    assert option.voters == 0


def test_readers_know_the_issue_as_it_was_distributed(client, shared, participant, coordinator):
    reopen_case(shared, by=coordinator, reason="A number was wrong.")
    StrategicIssue.objects.filter(case=shared).update(question="Canarydraft question?")

    page = chain_of(client, participant, shared)

    assert "Canarydraft" not in page.text
    assert "Which way should the cluster go?" in page.text
    assert [len(issue.links) for issue in page.context["chain"].issues] == [1, 0]


@pytest.fixture
def three(shared):
    """The action above, one of the same city that was declined, one of another that is done."""
    ProposedActionFactory(case=shared, number=2, status="declined", response="No.", level="nation")
    other = DistributedCaseFactory(city=CityFactory(programme=shared.programme, slug="porto"))
    done = ProposedActionFactory(case=other, number=1, progress="done", text="=2+2")
    ActionFollowUpFactory(action=done, progress="done", why="It stands.")
    TakeUpFactory(city=shared.city, source_city=other.city, action=done)
    ProposedActionFactory(text="Of another programme")
    return shared.programme


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ({}, 3),
        ({"city": "porto"}, 1),
        ({"level": "nation"}, 1),
        ({"status": "changed"}, 1),
        ({"progress": "done"}, 1),
        ({"progress": "not_said"}, 1),
        ({"city": "porto", "level": "nation"}, 0),
        ({"city": "nowhere", "status": "nonsense", "progress": "\0"}, 3),
    ],
)
def test_the_address_says_which_actions_are_shown(client, three, participant, query, texts):
    client.force_login(participant)

    response = client.get(url_of("outcomes", three, **query))

    assert len(response.context["outcomes"].rows) == texts
    assert "Of another programme" not in response.text


def test_the_counts_are_those_of_the_actions_shown(client, three, participant):
    client.force_login(participant)

    outcomes = client.get(url_of("outcomes", three)).context["outcomes"]

    assert (outcomes.agreed, outcomes.taken_up, outcomes.spread) == (2, 1, 1)
    pieces = [(piece.key, piece.count) for piece in outcomes.pieces]
    assert pieces == [("done", 1), ("not_said", 1), ("declined", 1)]


def test_the_actions_are_taken_along_as_they_are_shown(client, three, participant):
    client.force_login(participant)

    plain = client.get(url_of("outcomes_export", three, "csv", city="porto")).content.decode()
    book = client.get(url_of("outcomes_export", three, "xlsx", city="porto")).content
    unknown = client.get(url_of("outcomes_export", three, "exe"))

    rows = list(load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))
    assert len(plain.strip().splitlines()) == len(rows) == 2
    # What somebody typed is never computed.
    assert rows[1][2] == "'=2+2"
    assert "It stands." in plain
    assert unknown.status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("outcomes", 6), ("chain", 12)])
def test_pages_ask_as_much_for_three_rows_as_for_one(
    client, shared, participant, rows, name, queries, django_assert_num_queries
):
    room = DiscussionFactory(case=shared)
    for number in range(2, rows + 2):
        BoardNoteFactory(discussion=room, phase="options")
        action = ProposedActionFactory(case=shared, number=number, status="accepted")
        ActionFollowUpFactory(action=action)
        other = CityFactory(programme=shared.programme)
        TakeUpFactory(city=other, source_city=shared.city, action=action)
    client.force_login(participant)
    names = [shared.city.slug] if name == "chain" else []

    with django_assert_num_queries(queries):
        client.get(url_of(name, shared.programme, *names))
