"""Learning across cases: what is worked out from the cases, and how it can be asked for."""

import datetime

import pytest
from django.urls import reverse

from cases.models import StrategicIssue
from programme.access import seats_of
from programme.models import City
from reports.learning.figures import Figures
from reports.learning.issues import IssueList
from reports.learning.objectives import HeatMap
from reports.learning.reading import CityGroup, LearningCase, learning_cases
from reports.learning.standing import Standing
from tests import factories
from tests.reports.conftest import distribute, write_case

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def new_case(programme):
    """A distributed case of a new city; ``change`` puts in what the test is about."""

    def new_case(name, change=lambda case: None, group=None):
        group = group or factories.GroupFactory(programme=programme)
        case = write_case(factories.CityFactory(programme=programme, name=name, group=group))
        case.cluster.figures.all().delete()
        change(case)
        case.save()
        distribute(case)
        return case

    return new_case


@pytest.fixture
def cases(participant):
    def cases():
        return learning_cases(seats_of(participant)[0])

    return cases


@pytest.fixture
def ask(client, participant, programme):
    def ask(name, **query):
        client.force_login(participant)
        return client.get(reverse(f"reports:{name}", args=[programme.slug], query=query))

    return ask


def goal(objective, **numbers):
    def change(case):
        case.objective_targets.filter(objective=objective).update(**numbers)

    return change


def figures(*rows):
    def change(case):
        for label, value, unit, day, source in rows:
            factories.FigureFactory(
                cluster=case.cluster, label=label, value=value, unit=unit, as_of=day, source=source
            )

    return change


# The order of the cases


def test_cases_stand_by_group_then_as_the_programme_orders_them(new_case, programme, cases):
    second = factories.GroupFactory(programme=programme, number=902)
    first = factories.GroupFactory(programme=programme, number=901)
    new_case("Zagreb", group=second)
    new_case("Évora", group=first)
    new_case("Athens", group=second)
    alone = new_case("Alone", group=first)
    City.objects.filter(pk=alone.city.pk).update(group=None)

    assert [case.city for case in cases()] == ["Évora", "Zagreb", "Athens", "Alone"]


# Side by side


def test_the_topics_of_a_section_stand_beside_each_other(ask, new_case):
    one = new_case("Aachen", lambda case: case.answers.update(text="Words of Aachen."))
    two = new_case("Bari", lambda case: case.answers.update(text="Words of Bari."))

    response = ask("learning_compare", case=[one.city.slug, two.city.slug], section="process")

    (section,) = response.context["comparison"].sections
    assert [topic.key for topic in section.topics] == [
        *("initiation", "motivating_forces", "formation", "governance"),
    ]
    assert [[part.part.text for part in topic.parts] for topic in section.topics] == [
        ["Words of Aachen.", "Words of Bari."]
    ] * 4
    said = response.content.decode()
    assert said.count("Words of Aachen.") == 4
    assert said.count("<dt>Founding year</dt><dd>2007</dd>") == 2


def test_single_topics_are_compared_across_sections(ask, new_case):
    slugs = [new_case(name).city.slug for name in ("Aachen", "Bari")]

    comparison = ask("learning_compare", case=slugs, topic=["growth", "governance"]).context[
        "comparison"
    ]

    assert [topic.key for section in comparison.sections for topic in section.topics] == [
        *("governance", "growth"),
    ]


def test_not_known_is_said_with_its_reason(ask, new_case):
    def change(case):
        case.answers.filter(topic="growth").update(
            text="", is_not_known=True, not_known_reason="Nobody counted."
        )

    slugs = [new_case("Aachen", change).city.slug, new_case("Bari").city.slug]

    response = ask("learning_compare", case=slugs, topic="growth")

    assert "Not known: Nobody counted." in response.content.decode()


def test_the_issue_in_focus_stands_above_the_section_on_issues(ask, new_case):
    def change(case):
        case.issues.filter(is_in_focus=True).update(question="Merge, or stay small?")

    slugs = [new_case("Aachen", change).city.slug, new_case("Bari").city.slug]

    said = ask("learning_compare", case=slugs, section="strategic_issues").content.decode()

    assert "“Merge, or stay small?”" in said


@pytest.mark.parametrize(("number", "moves"), [(4, False), (5, True)])
def test_more_than_four_cases_are_moved_inside_a_region_of_their_own(ask, new_case, number, moves):
    slugs = [new_case(f"City {place}").city.slug for place in range(number)]

    said = ask("learning_compare", case=slugs).content.decode()

    assert ('tabindex="0" role="region" aria-label="Comparison' in said) == moves


# The heat map


def test_a_field_leads_to_its_objective_beside_those_who_care_most(ask, new_case):
    for name, priority in [("Aachen", 1), ("Bari", 5), ("Cork", 4), ("Delft", 3), ("Espoo", 2)]:
        new_case(name, goal("intelligence", priority=priority))
    slugs = {city.name: city.slug for city in City.objects.all()}

    rows = ask("learning_objectives").context["rows"]

    address = next(
        url
        for row, cells in rows
        if row.city == "Aachen"
        for cell, url in cells
        if cell.key == "intelligence"
    )
    asked = [f"case={slugs[name]}" for name in ("Aachen", "Bari", "Cork", "Delft")]
    assert address.partition("?")[2].split("&") == [*asked, "topic=intelligence"]


def test_the_heat_map_is_sorted_by_city_or_by_an_objective(new_case, cases):
    new_case("Östersund", goal("intelligence", priority=3, baseline=0, target=10, reached=9))
    new_case("Oslo", goal("intelligence", priority=3, baseline=0, target=10, reached=1))
    new_case("Aachen", goal("intelligence", priority=5))

    def cities(order):
        return [row.city for row in HeatMap.of(cases(), order=order).rows]

    assert cities("city") == ["Aachen", "Oslo", "Östersund"]
    assert cities("intelligence") == ["Aachen", "Östersund", "Oslo"]
    assert cities("nonsense") == cities("group")


def test_an_objective_that_nobody_of_a_draft_has_touched_is_no_answer(programme, expert):
    factories.CaseFactory(city=factories.CityFactory(programme=programme))

    heat = HeatMap.of(learning_cases(seats_of(expert)[0], with_drafts=True))

    (row,) = heat.rows
    assert {cell.priority for cell in row.cells} == {None}
    assert {column.mean for column in heat.columns} == {""}


def test_the_way_to_a_target_is_said_in_per_cent_and_in_words(new_case, cases):
    numbers = {"measure": "firms", "baseline": 10, "target": 1010, "target_year": 2011}
    new_case("Aachen", goal("firm_formation", priority=4, reached=510, **numbers))

    cell = HeatMap.of(cases()).rows[0].cells[1]

    assert (cell.priority, cell.percent) == (4, 50)
    assert cell.words == "priority 4 of 5, 50 % of the way to the target"
    assert cell.measured == "firms: 510 reached, target 1,010 by 2011"


def test_a_sentence_names_some_cities_and_counts_the_others(new_case, cases):
    for place in range(11):
        new_case(f"City {place:02}", goal("intelligence", priority=5))

    column = HeatMap.of(cases(), order="city").columns[4]

    assert column.words.startswith("Highest priority 5: City 00, City 01, ")
    assert "City 07 and 3 more." in column.words


# Figures


def test_only_figures_of_one_unit_share_a_scale(new_case, cases):
    day = datetime.date(2010, 1, 1)
    new_case("Aachen", figures(("Members", 60, "members", day, "A")))
    new_case("Bari", figures(("members ", 70, "firms", day, "B"), ("Staff", 3, "", day, "")))

    found = Figures.of(cases())

    (measure,) = found.measures
    assert [(chart.unit, len(chart.panels)) for chart in measure.charts] == [
        ("members", 1),
        ("firms", 1),
    ]
    assert [reading.label for reading in found.alone] == ["Staff"]


def test_sources_that_disagree_are_both_drawn_with_marks_of_their_own(new_case, cases):
    rows = [
        ("Staff", 12_000, "persons", datetime.date(2010, 1, 1), "One source"),
        ("Staff", 1_200, "persons", datetime.date(2010, 1, 1), "Another"),
    ]
    new_case("Budapest", figures(*rows))

    (measure,) = Figures.of(cases()).measures

    (panel,) = measure.charts[0].panels
    assert {mark.label for mark in panel.panel.marks} == {"12,000", "1,200"}
    assert len({mark.shape for mark in panel.panel.marks}) == 2
    assert {key.source for key in panel.sources} == {"One source", "Another"}
    assert panel.panel.lines == ()
    assert measure.disputed == ("Budapest",)


def test_figures_over_time_are_joined_by_source_and_told_in_the_table(ask, new_case):
    rows = [
        ("Firms", 39, "firms", datetime.date(2007, 1, 1), "The sheet"),
        ("Firms", 40, "firms", datetime.date(2009, 1, 1), "The sheet"),
    ]
    new_case("Dortmund", figures(*rows))

    response = ask("learning_figures", measure="FIRMS")

    (measure,) = response.context["measures"]
    assert len(measure.charts[0].panels[0].panel.lines) == 1
    said = response.content.decode()
    assert "Dortmund, Firms: 39 firms, 2007 (The sheet); 40 firms, 2009 (The sheet)" in said
    assert '<td data-label="As of">2007</td>' in said
    assert "All from 0 to 40 firms, from 2007 to 2009." in said


# Issues


def test_issues_stand_by_kind_in_focus_and_parked(new_case, cases):
    def change(case):
        case.issues.update(kind="facilitators")
        StrategicIssue.objects.create(case=case, question="Which form?", kind="organised_form")

    new_case("Aachen", change)
    new_case("Bari", lambda case: case.issues.update(kind="facilitators"))

    issues = IssueList.of(cases())

    assert [(kind.kind, kind.in_focus, kind.parked) for kind in issues.kinds] == [
        ("facilitators", 2, 2),
        ("organised_form", 0, 1),
    ]
    assert [len(group.rows) for group in issues.shown] == [4, 1]
    assert issues.kinds[0].focus_width + issues.kinds[0].parked_width == 100


def test_issues_are_narrowed_by_kind_and_group_while_the_counts_stay(ask, new_case):
    one = new_case("Aachen", lambda case: case.issues.update(kind="facilitators"))
    new_case("Bari", lambda case: case.issues.update(kind="facilitators"))
    new_case("Cork")

    response = ask("learning_issues", kind="facilitators", group=one.city.group.number)

    issues = response.context["issues"]
    assert {row.city for group in issues.shown for row in group.rows} == {"Aachen"}
    assert issues.total == 6


def test_an_issue_tells_who_decides_its_first_wording_and_what_was_proposed(ask, new_case):
    def change(case):
        case.issues.filter(is_in_focus=True).update(
            decided_by="The board", decide_by=datetime.date(2011, 5, 1)
        )
        case.city.preliminary_issue = "Momentum"
        case.city.save()

    case = new_case("Aachen", change)
    for progress in ("done", ""):
        factories.ProposedActionFactory(case=case, progress=progress)

    said = ask("learning_issues").content.decode()

    assert "The board decides by 1 May 2011." in said
    assert "At the kick-off it read: “Momentum”" in said
    assert f'href="{case.get_absolute_url()}#actions"' in said
    assert "2 actions proposed, 1 taken up" in said


# Life cycles and evaluation


def test_life_cycles_and_methods_of_all_cases_stand_in_one_view(new_case, cases):
    def stage(value, method):
        def change(case):
            case.lifecycle_stage, case.evaluation_method = value, method

        return change

    new_case("Aachen", stage("renewing", "survey"))
    new_case("Bari", stage("embryonic", ""))
    new_case("Cork", stage("", "none"))

    standing = Standing.of(cases(), order="stage")

    assert [(row.city, row.step) for row in standing.rows] == [
        ("Bari", 1),
        ("Aachen", 5),
        ("Cork", None),
    ]
    assert {share.label: share.count for share in standing.stages} == {
        **dict.fromkeys(["Growing", "Mature", "Declining"], 0),
        **dict.fromkeys(["Embryonic", "Renewing", "Not stated"], 1),
    }
    assert {share.label for share in standing.methods if share.count} == {
        *("None", "Survey", "Not stated"),
    }


# The final report


def test_a_frozen_case_of_former_days_is_compared_with_what_it_has():
    row = {"city": "Aachen", "group": {"number": 1, "name": "Group 1"}, "facts": None}

    case = LearningCase.of_annex(row)

    assert (case.city, case.group) == ("Aachen", CityGroup(1, "Group 1"))
    assert {cell.priority for cell in HeatMap.of([case]).rows[0].cells} == {None}
    assert Figures.of([case]).is_empty
    assert IssueList.of([case]).total == 0
    assert Standing.of([case]).rows[0].step is None


@pytest.mark.parametrize("group", ["9" * 5_000, "٣", "-1", "x", "\0"])
def test_a_group_that_cannot_be_meant_narrows_nothing(client, programme, expert, group):
    client.force_login(expert)

    page = client.get(reverse("reports:learning_issues", args=[programme.slug]), {"group": group})

    assert page.status_code == 200
    assert page.context["group"] is None
