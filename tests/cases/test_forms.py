"""The typed parts of a section: facts, objectives in numbers, figures, issues."""

import datetime

import pytest

from cases.models import ObjectiveTarget, StrategicIssue
from programme.models import Activity, Figure
from tests.cases.conftest import answer_to
from tests.factories import FigureFactory, StrategicIssueFactory
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db


def page_of(response):
    return response.context["page"]


def test_facts_of_a_section_are_saved_and_logged(case, editor, open_form, send):
    fields = open_form(editor, "process")

    send(
        editor,
        "process",
        fields,
        facts__initiator="joint",
        facts__founding_year="2005",
        facts__legal_form="Registered association",
    )

    case.refresh_from_db()
    assert (case.initiator, case.founding_year, case.legal_form) == (
        "joint",
        2005,
        "Registered association",
    )
    entry = Activity.objects.get(verb="case_facts_changed")
    assert (entry.actor, entry.city) == (editor, case.city)


def test_a_founding_year_in_the_future_is_refused(case, editor, open_form, send):
    next_year = datetime.date.today().year + 1

    response = send(editor, "process", open_form(editor, "process"), facts__founding_year=next_year)

    assert response.status_code == 422
    assert [error.anchor for error in page_of(response).errors] == ["id_facts-founding_year"]


def test_objectives_have_a_measurable_side(case, editor, open_form, send):
    fields = open_form(editor, "objectives")

    send(
        editor,
        "objectives",
        fields,
        **{
            "target-firm_formation-priority": "4",
            "target-firm_formation-measure": "new firms",
            "target-firm_formation-baseline": "0",
            "target-firm_formation-target": "20,5",
            "target-firm_formation-target_year": "2015",
            "target-firm_formation-reached": "1 250",
        },
    )

    target = ObjectiveTarget.objects.get(case=case, objective="firm_formation")
    assert (target.priority, target.measure, target.target_year) == (4, "new firms", 2015)
    assert (float(target.baseline), float(target.target), float(target.reached)) == (0, 20.5, 1250)
    assert open_form(editor, "objectives")["target-firm_formation-target"] == "20.5"


def test_two_sources_of_a_figure_stand_side_by_side(case, editor, open_form, send, client):
    fields = open_form(editor, "performance")
    new = {
        "figure-new-label": "Members",
        "figure-new-qualifier": "about",
        "figure-new-value": "60",
        "figure-new-unit": "members",
        "figure-new-as_of": "2010",
        "figure-new-source": "City sheet",
    }
    send(editor, "performance", fields, **new)
    fields = open_form(editor, "performance")
    response = send(
        editor,
        "performance",
        fields,
        **new | {"figure-new-value": "70", "figure-new-as_of": "January 2011"},
    )

    page = page_of(client.get(response.url))
    assert [
        (group.label, [form.instance.value_in_words for form in group.forms])
        for group in page.editor.figure_groups
    ] == [("Members", ["about 60 members", "about 70 members"])]
    assert {figure.as_of_in_words for figure in case.cluster.figures.all()} == {
        "2010",
        "January 2011",
    }


def test_a_figure_can_be_changed_and_removed(case, editor, open_form, send):
    kept = FigureFactory(cluster=case.cluster, label="Jobs", value=100)
    gone = FigureFactory(cluster=case.cluster, label="Firms")

    send(
        editor,
        "performance",
        open_form(editor, "performance"),
        **{f"figure-{kept.pk}-value": "120", f"figure-{gone.pk}-remove": "on"},
    )

    assert list(Figure.objects.values_list("label", "value")) == [("Jobs", 120)]
    assert set(Activity.objects.values_list("verb", flat=True)) == {
        "figure_changed",
        "figure_removed",
    }


def test_the_same_figure_of_the_same_source_is_refused_and_kept_in_the_form(
    case, editor, open_form, send
):
    FigureFactory(cluster=case.cluster, label="Jobs", source="Survey")
    same = {
        "figure-new-label": "Jobs",
        "figure-new-value": "7",
        "figure-new-as_of": "2026",
        "figure-new-source": "Survey",
    }

    response = send(editor, "performance", open_form(editor, "performance"), **same)

    assert response.status_code == 422
    assert "This source already gives this figure for the date." in response.content.decode()
    assert fields_of(response, "write-form")["figure-new-value"] == "7"


def test_half_a_figure_is_refused_and_the_texts_are_saved(case, editor, open_form, send):
    response = send(
        editor,
        "performance",
        open_form(editor, "performance"),
        growth__text="Up.",
        **{"figure-new-label": "Jobs", "figure-new-as_of": "last spring"},
    )

    shown = fields_of(response, "write-form")
    assert [error.anchor for error in page_of(response).errors] == [
        "id_figure-new-value",
        "id_figure-new-as_of",
    ]
    assert (shown["figure-new-label"], shown["figure-new-as_of"]) == ("Jobs", "last spring")
    assert answer_to(case, "growth").text == "Up."


def test_what_was_typed_into_a_row_that_another_removed_is_not_lost(case, editor, open_form, send):
    figure = FigureFactory(cluster=case.cluster, label="Jobs", value=100)
    fields = open_form(editor, "performance")
    figure_pk = figure.pk
    figure.delete()

    send(editor, "performance", fields, **{f"figure-{figure_pk}-value": "130"})

    assert list(Figure.objects.values_list("label", "value")) == [("Jobs", 130)]


def test_a_row_that_another_removed_stays_removed_if_it_was_only_shown(
    case, editor, open_form, send
):
    figure = FigureFactory(cluster=case.cluster)
    fields = open_form(editor, "performance")
    figure.delete()

    response = send(editor, "performance", fields)

    assert response.status_code == 302
    assert not Figure.objects.exists()


ISSUE = {
    "issue-new-question": "Who pays\r\nafter 2012?",
    "issue-new-kind": "facilitators",
    "issue-new-decided_by": "The board",
    "issue-new-decide_by": "2027-03-01",
    "issue-new-background": "The grant ends.",
}


def test_the_first_issue_comes_into_focus_by_itself(case, editor, open_form, send):
    send(editor, "strategic_issues", open_form(editor, "strategic_issues"), **ISSUE)

    issue = StrategicIssue.objects.get(case=case)
    assert (issue.question, issue.is_in_focus) == ("Who pays after 2012?", True)
    assert (issue.decided_by, issue.decide_by) == ("The board", datetime.date(2027, 3, 1))


def test_another_issue_is_parked_unless_it_is_chosen(case, editor, open_form, send):
    focus = StrategicIssueFactory(case=case)

    send(editor, "strategic_issues", open_form(editor, "strategic_issues"), **ISSUE)
    parked = StrategicIssue.objects.exclude(pk=focus.pk).get()
    send(
        editor,
        "strategic_issues",
        open_form(editor, "strategic_issues"),
        focus=str(parked.pk),
    )

    assert not parked.is_in_focus
    assert list(StrategicIssue.objects.filter(is_in_focus=True)) == [parked]


def test_a_new_issue_can_take_the_focus_at_once(case, editor, open_form, send):
    StrategicIssueFactory(case=case)

    send(editor, "strategic_issues", open_form(editor, "strategic_issues"), **ISSUE, focus="new")

    in_focus = StrategicIssue.objects.filter(is_in_focus=True)
    assert [issue.question for issue in in_focus] == ["Who pays after 2012?"]


def test_all_issues_can_be_parked(case, editor, open_form, send):
    StrategicIssueFactory(case=case)

    send(editor, "strategic_issues", open_form(editor, "strategic_issues"), focus="")

    assert not StrategicIssue.objects.filter(is_in_focus=True).exists()


def test_a_stale_form_does_not_take_the_focus_back(case, editor, colleague, open_form, send):
    first = StrategicIssueFactory(case=case)
    second = StrategicIssueFactory(case=case, is_in_focus=False)
    stale = open_form(editor, "strategic_issues")
    send(
        colleague,
        "strategic_issues",
        open_form(colleague, "strategic_issues"),
        focus=str(second.pk),
    )

    send(editor, "strategic_issues", stale, new_process__text="Something else")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_in_focus, second.is_in_focus) == (False, True)


def test_an_issue_that_is_too_long_is_refused_with_its_words(case, editor, open_form, send):
    long = "Why " * 100

    response = send(
        editor,
        "strategic_issues",
        open_form(editor, "strategic_issues"),
        **ISSUE | {"issue-new-question": long},
    )

    assert response.status_code == 422
    assert fields_of(response, "write-form")["issue-new-question"].strip() == long.strip()


def test_a_field_that_another_changed_meanwhile_is_asked_once_more(
    case, editor, colleague, open_form, send
):
    mine, theirs = open_form(editor, "process"), open_form(colleague, "process")
    send(colleague, "process", theirs, facts__legal_form="Foundation")

    refused = send(
        editor, "process", mine, facts__legal_form="Association", facts__initiator="joint"
    )
    again = send(editor, "process", fields_of(refused, "write-form"))

    case.refresh_from_db()
    assert refused.status_code == 422
    assert "Somebody changed this to “Foundation” while you were writing." in (
        refused.content.decode()
    )
    assert again.status_code == 302
    assert (case.legal_form, case.initiator) == ("Association", "joint")


def test_a_stale_form_does_not_undo_what_another_chose(case, editor, colleague, open_form, send):
    mine, theirs = open_form(editor, "process"), open_form(colleague, "process")
    send(colleague, "process", theirs, facts__legal_form="Foundation")

    send(editor, "process", mine, facts__initiator="joint")

    case.refresh_from_db()
    assert (case.legal_form, case.initiator) == ("Foundation", "joint")
