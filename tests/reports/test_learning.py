"""Learning across cases: who sees which case in which text, on all of its pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.contents import content_of
from cases.models import CaseStatus
from programme.models import Role
from tests import factories
from tests.reports.conftest import distribute, write_case

pytestmark = pytest.mark.django_db

PAGES = (
    *("learning", "learning_compare", "learning_objectives"),
    *("learning_figures", "learning_issues"),
)
SECRET = "The anchor firm is about to leave."


@pytest.fixture
def neighbour(city):
    """Comes from another city of the same group."""
    home = factories.CityFactory(programme=city.programme, group=city.group)
    return factories.MembershipFactory(programme=city.programme, city=home).user


@pytest.fixture
def ask(client):
    def ask(person, programme, name, **query):
        client.force_login(person)
        address = reverse(f"reports:{name}", args=[programme.slug], query=query)
        return client.get(address)

    return ask


@pytest.fixture
def read(ask):
    """Everything that the five pages say to a person about all cases, with all their texts."""

    def read(person, programme, **query):
        cities = list(programme.cities.values_list("slug", flat=True))
        more = {"case": cities, "topic": ["life_cycle", "human_resources", "growth"]}
        answers = [
            ask(person, programme, name, **query, **(more if name == "learning_compare" else {}))
            for name in PAGES
        ]
        assert {answer.status_code for answer in answers} == {200}
        return "".join(answer.content.decode() for answer in answers)

    return read


def distributed_case(programme, **city):
    return distribute(write_case(factories.CityFactory(programme=programme, **city))).case


def shown(response):
    return [case.city for case in response.context["desk"].cases]


# Who sees what


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
def test_members_learn_from_distributed_cases_alone(ask, city, participant, stranger, name):
    distributed = distributed_case(city.programme)
    write_case(city)

    for person in (participant, stranger):
        for drafts in ("", "1"):
            response = ask(person, city.programme, name, drafts=drafts)

            assert shown(response) == [distributed.city.name]


@pytest.mark.parametrize("status", [CaseStatus.SUBMITTED, CaseStatus.ACCEPTED])
def test_nothing_of_a_draft_reaches_other_members(read, city, participant, stranger, status):
    distributed_case(city.programme)
    case = write_case(city, issue="A question that is still secret?")
    case.answers.filter(topic="growth").update(text=SECRET)
    factories.FigureFactory(cluster=case.cluster, label="Secret figure", value=4711)
    case.objective_targets.update(measure="a secret measure")
    case.status = status
    case.save()

    for person in (participant, stranger):
        said = read(person, city.programme, drafts="1")

        for words in ("still secret", SECRET, "Secret figure", "4,711", "a secret measure"):
            assert words not in said


def test_an_editor_may_include_the_own_draft_and_staff_all_marked_as_drafts(
    ask, city, editor, expert, coordinator
):
    own = write_case(city)
    other = write_case(factories.CityFactory(programme=city.programme))

    assert shown(ask(editor, city.programme, "learning")) == []
    assert shown(ask(editor, city.programme, "learning", drafts="1")) == [own.city.name]
    for person in (expert, coordinator):
        response = ask(person, city.programme, "learning", drafts="1")

        assert set(shown(response)) == {own.city.name, other.city.name}
        # Once in the table of all cases, once with the stage and the method of each.
        assert response.content.decode().count("Draft</span>") == 2 * 3


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
def test_a_draft_is_marked_wherever_it_stands(ask, city, editor, name):
    case = write_case(city)
    label = case.cluster.figures.get().label
    factories.FigureFactory(cluster=case.cluster, label=label, source="Another")

    said = ask(editor, city.programme, name, drafts="1", case=city.slug).content.decode()

    assert "Draft</span>" in said


def test_a_reopened_case_shows_its_last_edition_until_drafts_are_included(
    ask, city, participant, expert
):
    case = write_case(city, issue="As it was distributed?")
    distribute(case)
    case.reopened_at = timezone.now()
    case.save()
    case.issues.filter(is_in_focus=True).update(question="As it is written now?")

    for person in (participant, expert):
        said = ask(person, city.programme, "learning_issues").content.decode()
        assert "As it was distributed?" in said
        assert "As it is written now?" not in said
    assert (
        "As it is written now?"
        not in ask(participant, city.programme, "learning_issues", drafts="1").content.decode()
    )
    assert (
        "As it is written now?"
        in ask(expert, city.programme, "learning_issues", drafts="1").content.decode()
    )


def test_an_editor_reads_the_reopened_case_of_another_city_in_its_last_edition(
    ask, city, stranger, editor
):
    case = write_case(city, issue="As it was distributed?")
    distribute(case)
    case.reopened_at = timezone.now()
    case.save()
    case.issues.filter(is_in_focus=True).update(question="As it is written now?")

    others = ask(stranger, city.programme, "learning_issues", drafts="1").content.decode()
    own = ask(editor, city.programme, "learning_issues", drafts="1").content.decode()

    assert ("As it was distributed?" in others, "As it is written now?" in others) == (True, False)
    # One text of a case at a time.
    assert ("As it was distributed?" in own, "As it is written now?" in own) == (False, True)


def test_a_distributed_case_is_no_draft_also_for_those_who_include_drafts(ask, city, expert):
    distributed = distributed_case(city.programme)
    write_case(city)

    desk = ask(expert, city.programme, "learning", drafts="1").context["desk"]

    assert {case.city for case in desk.cases if not case.is_draft} == {distributed.city.name}
    assert desk.drafts == 1


def test_the_last_of_several_editions_is_read(ask, city, participant):
    case = write_case(city, issue="The first wording?")
    distribute(case)
    case.issues.filter(is_in_focus=True).update(question="The second wording?")
    factories.EditionFactory(case=case, number=2, content=content_of(case))

    said = ask(participant, city.programme, "learning_issues").content.decode()

    assert "The second wording?" in said
    assert "The first wording?" not in said


def test_confidential_words_and_numbers_stay_with_the_group(
    read, city, participant, stranger, neighbour, editor, expert
):
    case = write_case(city)
    case.answers.filter(topic="human_resources").update(text=SECRET, is_confidential=True)
    case.objective_targets.filter(objective="human_resources").update(
        measure="apprentices", priority=5, baseline=0, target=300, reached=129
    )
    distribute(case)

    for person in (participant, stranger):
        said = read(person, city.programme)
        assert SECRET not in said
        assert "apprentices" not in said
        assert "43 %" not in said
        assert "left out" in said
    for person in (neighbour, editor, expert):
        said = read(person, city.programme)
        assert SECRET in said
        assert "apprentices" in said
        assert "43 %" in said


def test_the_mean_and_the_order_say_nothing_of_what_is_left_out(ask, city, participant):
    hidden = write_case(city)
    hidden.answers.filter(topic="intelligence").update(is_confidential=True)
    hidden.objective_targets.filter(objective="intelligence").update(priority=5)
    distribute(hidden)
    open_case = write_case(factories.CityFactory(programme=city.programme))
    open_case.objective_targets.filter(objective="intelligence").update(priority=1)
    distribute(open_case)

    heat = ask(participant, city.programme, "learning_objectives", sort="intelligence").context[
        "heat"
    ]

    assert [row.city for row in heat.rows] == [open_case.city.name, hidden.city.name]
    column = next(column for column in heat.columns if column.key == "intelligence")
    assert column.mean == "1.0"
    assert "Confidential and left out: " + hidden.city.name in column.words


def test_a_case_of_another_programme_is_nowhere(read, city, participant, expert):
    distributed_case(city.programme)
    foreign = write_case(factories.CityFactory(), issue="Asked in another programme?")
    distribute(foreign)
    # Somebody with a role in both reads each in its own.
    factories.MembershipFactory(user=expert, programme=foreign.programme, role=Role.EXPERT)

    for person in (participant, expert):
        said = read(person, city.programme, drafts="1")

        assert "Asked in another programme?" not in said
        assert foreign.city.name not in said


def test_a_case_that_is_asked_for_by_its_address_is_compared_only_if_it_may_be_read(
    ask, city, participant
):
    write_case(city)
    open_case = distributed_case(city.programme)

    response = ask(
        participant,
        city.programme,
        "learning_compare",
        case=[city.slug, open_case.city.slug, "nowhere", "\0"],
        drafts="1",
    )

    assert response.context["chosen"] == [open_case.city.slug]


def test_the_issue_of_the_kick_off_is_told_before_the_case_is_distributed(ask, city, participant):
    city.preliminary_issue = "Momentum for spin-offs"
    city.save()
    write_case(city, issue="Not yet for everybody?")

    said = ask(participant, city.programme, "learning_issues").content.decode()

    assert "Momentum for spin-offs" in said
    assert "Not yet for everybody?" not in said


# How many queries


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("drafts", ["", "1"])
def test_queries_do_not_grow_with_the_cases(
    client, city, expert, name, drafts, django_assert_max_num_queries
):
    counts = []
    for more in (1, 2):
        for _case in range(more):
            distributed_case(city.programme)
            write_case(factories.CityFactory(programme=city.programme))
        cities = list(city.programme.cities.values_list("slug", flat=True))
        query = {"drafts": drafts, "case": cities}
        address = reverse(f"reports:{name}", args=[city.programme.slug], query=query)
        client.force_login(expert)
        with django_assert_max_num_queries(15) as queries:
            response = client.get(address)
        assert response.status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


# Empty, single, many, and names of every kind


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
def test_before_the_first_distribution_a_page_says_what_will_be_there(ask, city, editor, name):
    write_case(city)

    said = ask(editor, city.programme, name).content.decode()

    assert "No case to learn from yet" in said


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
def test_an_edition_without_content_is_no_fault(ask, city, participant, name):
    factories.EditionFactory(case=factories.DistributedCaseFactory(city=city), content={})

    assert ask(participant, city.programme, name, case=city.slug).status_code == 200


def test_a_single_case_cannot_be_chosen_yet(ask, city, participant):
    distribute(write_case(city))

    glance = ask(participant, city.programme, "learning").content.decode()
    compare = ask(participant, city.programme, "learning_compare", case=city.slug)

    assert 'type="checkbox"' not in glance
    assert "There is one case so far." in compare.content.decode()


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
def test_names_of_every_kind_are_shown_and_kept_apart(ask, city, participant, name):
    names = ["القاهرة الكبرى", "Θεσσαλονίκη", "<b>Köln</b>", "Llanfairpwllgwyngyll" * 4]
    for called in names:
        distributed_case(city.programme, name=called)
    slugs = list(city.programme.cities.values_list("slug", flat=True))

    said = ask(participant, city.programme, name, case=slugs).content.decode()

    assert "<bdi>القاهرة الكبرى</bdi>" in said
    assert "&lt;b&gt;Köln&lt;/b&gt;" in said
    assert "<b>Köln" not in said


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        {"sort": "nonsense", "section": "nonsense", "topic": "nonsense", "kind": "nonsense"},
        {"sort": "\0", "group": "²", "measure": "\0", "case": "\0", "section": "\0"},
        {"group": "9" * 40, "drafts": "yes"},
    ],
)
def test_nonsense_in_the_address_is_passed_over(ask, city, participant, name, query):
    distributed_case(city.programme)

    assert ask(participant, city.programme, name, **query).status_code == 200
