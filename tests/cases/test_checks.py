import pytest
from django.urls import reverse

from cases.checking.checks import Level, findings_of
from cases.models import Answer, CaseStatus, ObjectiveTarget
from tests.factories import FigureFactory, StrategicIssueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def found(case):
    case.refresh_from_db()
    return [(f.level, f.section.key if f.section else "", f.anchor) for f in findings_of(case)]


def test_a_complete_case_has_no_findings(complete):
    assert found(complete) == []


def test_a_missing_topic_is_named_with_the_way_to_it(complete):
    Answer.objects.filter(case=complete, topic="what_is_evaluated").update(text="")

    [finding] = findings_of(complete)

    assert (finding.level, finding.count) == (Level.ERROR, 1)
    assert finding.text == "“What is evaluated” is not answered."
    assert finding.url_for(complete) == (
        reverse("cases:write", args=[complete.programme.slug, complete.city.slug, "evaluation"])
        + "#id_what_is_evaluated-text"
    )


def test_a_missing_section_is_one_line_that_leads_to_every_topic_of_it(complete):
    evaluation = ["what_is_evaluated", "impact_measurement", "control_and_side_effects"]
    Answer.objects.filter(case=complete, topic__in=evaluation).update(text="")

    [finding] = findings_of(complete)

    assert (finding.text, finding.count) == ("3 topics are not answered:", 3)
    assert [place.anchor for place in finding.places] == [f"id_{key}-text" for key in evaluation]


def test_not_known_is_no_missing_answer(complete):
    Answer.objects.filter(case=complete, topic="growth").update(
        text="", is_not_known=True, not_known_reason="Nobody counted."
    )

    assert found(complete) == []


def test_without_an_issue_in_focus_a_case_cannot_be_submitted(complete):
    complete.issues.update(is_in_focus=False)

    assert found(complete) == [(Level.ERROR, "strategic_issues", "issues")]


@pytest.mark.parametrize(("field", "value"), [("decided_by", ""), ("decide_by", None)])
def test_readers_miss_who_decides_and_when(complete, field, value):
    complete.issues.update(**{field: value})
    pk = complete.issues.get().pk

    assert found(complete) == [(Level.WARNING, "strategic_issues", f"id_issue-{pk}-{field}")]


def test_an_objective_without_a_target_is_a_warning(complete):
    targets = ObjectiveTarget.objects.filter(case=complete)
    targets.filter(objective="firm_formation").update(target=None)
    targets.filter(objective="intelligence").update(target_year=None)
    targets.filter(objective="joint_production").update(target=None, priority=0)

    assert found(complete) == [
        (Level.WARNING, "objectives", "id_target-firm_formation-target"),
        (Level.WARNING, "objectives", "id_target-intelligence-target_year"),
    ]


def test_objectives_without_any_priority_are_one_warning(complete):
    ObjectiveTarget.objects.filter(case=complete).update(priority=0, target=None)

    assert found(complete) == [(Level.WARNING, "objectives", "id_target-human_resources-priority")]


def test_a_figure_without_a_source_is_a_warning(complete):
    figure = FigureFactory(cluster=complete.cluster, source="")

    assert found(complete) == [(Level.WARNING, "performance", f"id_figure-{figure.pk}-source")]


def test_a_case_without_figures_is_a_warning(complete):
    complete.cluster.figures.all().delete()

    assert found(complete) == [(Level.WARNING, "performance", "figures")]


@pytest.mark.parametrize(
    ("words_each", "words"), [(57, "1,482 words"), (58, None), (115, None), (116, "3,016 words")]
)
def test_readers_asked_for_a_text_of_a_certain_length(complete, words_each, words):
    Answer.objects.filter(case=complete).update(text="word " * words_each)

    hints = [finding for finding in findings_of(complete) if finding.level == Level.HINT]

    assert [words in hint.text for hint in hints] == ([True] if words else [])


def test_a_missing_fact_is_a_hint(complete):
    complete.lifecycle_stage = ""
    complete.save()

    assert found(complete) == [(Level.HINT, "setting", "id_facts-lifecycle_stage")]


def test_errors_come_first_then_in_reading_order(complete):
    Answer.objects.filter(case=complete, topic="governance").update(text="")
    complete.issues.update(is_in_focus=False)
    FigureFactory(cluster=complete.cluster, source="")
    ObjectiveTarget.objects.filter(case=complete, objective="intelligence").update(target=None)

    assert [(level, section) for level, section, _anchor in found(complete)] == [
        (Level.ERROR, "process"),
        (Level.ERROR, "strategic_issues"),
        (Level.WARNING, "objectives"),
        (Level.WARNING, "performance"),
    ]


@pytest.mark.parametrize("rows", [1, 4])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    complete, rows, django_assert_num_queries
):
    FigureFactory.create_batch(rows, cluster=complete.cluster)
    StrategicIssueFactory.create_batch(rows, case=complete, is_in_focus=False)

    # Answers, targets, figures, issues, files, locks, open comments.
    with django_assert_num_queries(7):
        findings_of(complete)


def test_every_finding_leads_to_a_field_of_the_form(client, case, editor):
    """An anchor that the page does not have would lead nowhere."""
    FigureFactory(cluster=case.cluster, source="")
    StrategicIssueFactory(case=case)
    client.force_login(editor)
    places = [place for f in findings_of(case) for place in f.places or (f,) if place.anchor]

    dead = [
        place.url_for(case)
        for place in places
        if f'id="{place.anchor}"' not in client.get(place.url_for(case)).content.decode()
    ]

    assert len(places) > 30
    assert dead == []


# The review


@pytest.fixture
def review(client):
    def review(person, case):
        client.force_login(person)
        return client.get(reverse("cases:review", args=[case.programme.slug, case.city.slug]))

    return review


def test_the_review_of_a_complete_case_offers_to_submit_it(complete, editor, review, client):
    response = review(editor, complete)

    html = response.content.decode()
    assert "Nothing keeps the case from going to CSC." in html
    submit = reverse("cases:submit", args=[complete.programme.slug, complete.city.slug])
    assert f'action="{submit}"' in html
    client.post(submit)
    complete.refresh_from_db()
    assert complete.status == CaseStatus.SUBMITTED


def test_the_review_of_an_incomplete_case_says_what_is_missing(case, editor, review):
    response = review(editor, case)

    html = response.content.decode()
    assert "27 things are missing before the case can go to CSC." in html
    assert [found.level for found in response.context["levels"]] == list(Level)
    assert [found.count for found in response.context["levels"]][0] == 27
    assert reverse("cases:submit", args=[case.programme.slug, case.city.slug]) not in html


def test_a_submitted_case_offers_no_second_submission(complete, editor, review):
    complete.status = CaseStatus.SUBMITTED
    complete.save()

    html = review(editor, complete).content.decode()

    assert "The case is “Submitted”, so nobody can change it." in html
    assert reverse("cases:submit", args=[complete.programme.slug, complete.city.slug]) not in html


@pytest.mark.parametrize(
    ("person", "status"),
    [("coordinator", 200), ("expert", 200), ("stranger", 404), ("participant", 404)],
)
def test_those_who_see_the_draft_see_its_review(case, review, person, status, request):
    assert review(request.getfixturevalue(person), case).status_code == status


def test_the_experts_review_without_links_into_the_form(case, expert, review, write_url):
    html = review(expert, case).content.decode()

    assert write_url("setting") not in html
