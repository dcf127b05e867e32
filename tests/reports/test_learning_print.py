"""The comparison of the cases as a chapter of the final report."""

import datetime

import pytest

from reports.contexts import context_of
from reports.services import report_content
from tests import factories
from tests.reports.conftest import distribute, write_case

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SECRET = "The anchor firm is about to leave."


@pytest.fixture
def final_report(programme):
    return factories.FinalReportFactory(programme=programme)


@pytest.fixture
def freeze(final_report):
    """An edition of the final report; ``change`` takes something out of its frozen content."""

    def freeze(change=lambda content: None):
        content = report_content(final_report)
        change(content)
        return factories.ReportEditionFactory(
            city_report=None, final_report=final_report, content=content
        )

    return freeze


def test_objectives_figures_and_issues_of_all_cities_are_printed(city, freeze):
    city.preliminary_issue = "Momentum"
    city.save()
    case = write_case(city)
    case.objective_targets.filter(objective="intelligence").update(
        priority=4, baseline=0, target=300, reached=129
    )
    for source, value in [("One source", 12_000), ("Another source", 1_200)]:
        factories.FigureFactory(
            cluster=case.cluster,
            label="People employed",
            value=value,
            unit="persons",
            as_of=datetime.date(2010, 1, 1),
            source=source,
        )
    distribute(case)

    content = context_of("final_report", freeze())

    (row,) = content.comparison.heat.rows
    assert next(
        (cell.priority, cell.percent) for cell in row.cells if cell.key == "intelligence"
    ) == (4, 43)
    printed = content.html()
    for words in ("43 %", "12,000 persons", "1,200 persons", "One source", "Another source"):
        assert words in printed
    assert "Which way should the cluster go?" in printed
    assert "At the kick-off it read: “Momentum”" in printed
    assert "And later?" in printed
    assert "New objectives after the low-hanging fruit: 1 in focus, 1 parked" in printed


def test_nothing_confidential_and_no_draft_is_frozen_with_the_report(city, freeze):
    case = write_case(city)
    case.answers.filter(topic="intelligence").update(text=SECRET, is_confidential=True)
    case.objective_targets.filter(objective="intelligence").update(measure="a secret measure")
    distribute(case)
    draft = write_case(
        factories.CityFactory(programme=city.programme), issue="A question of a draft?"
    )

    edition = freeze()

    frozen, printed = str(edition.content), context_of("final_report", edition).html()
    for words in (SECRET, "a secret measure", "A question of a draft?", draft.cluster.name):
        assert words not in frozen
        assert words not in printed
    assert "left out" in printed


def test_an_edition_from_before_parked_issues_were_kept_still_prints(city, freeze):
    distribute(write_case(city))

    def as_it_was(content):
        for row in content["annex"]["cases"]:
            for name in ("parked_issues", "kick_off", "left_out"):
                del row[name]

    content = context_of("final_report", freeze(as_it_was))

    printed = content.html()
    assert "Issues in focus by kind: New objectives after the low-hanging fruit: 1." in printed
    assert "parked" not in printed
    assert "Which way should the cluster go?" in printed


def test_a_city_without_a_group_stands_last_and_without_a_mark(programme, freeze):
    for name, group in [("Alone", None), ("Zagreb", factories.GroupFactory(programme=programme))]:
        distribute(write_case(factories.CityFactory(programme=programme, name=name, group=group)))

    content = context_of("final_report", freeze())

    assert [row.city for row in content.comparison.heat.rows] == ["Zagreb", "Alone"]
    assert '<th scope="row" class="is-long">Alone</th>' in content.html()


def test_before_anything_is_published_each_chapter_says_what_will_be_there(city, freeze):
    write_case(city)

    printed = context_of("final_report", freeze()).html()

    for sentence in (
        "No city report is published yet.",
        "No case is distributed yet.",
        "as soon as a report is published with them",
        "No action is proposed yet.",
        "No city has said yet that it took something up from another.",
    ):
        assert sentence in printed
