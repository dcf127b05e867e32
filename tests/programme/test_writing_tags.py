"""Short fields drawn without a template."""

import pytest
from django.template import Context, Template

from cases.forms.writing import FigureForm, IssueForm
from cases.models import StrategicIssue
from tests.factories import CaseFactory, FigureFactory, StrategicIssueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def drawn(bound):
    return Template("{% load writing_tags %}{% short_field field %}").render(
        Context({"field": bound})
    )


def test_what_somebody_wrote_is_escaped_everywhere():
    evil = '"><script>alert(1)</script>'
    figure = FigureFactory(label=evil, source=evil)
    form = FigureForm(instance=figure, prefix=f"figure-{figure.pk}", cluster=figure.cluster)

    html = drawn(form["label"]) + drawn(form["source"])

    assert "<script>" not in html
    # In the field, and in what it held when it was shown.
    assert html.count("&quot;&gt;&lt;script&gt;") == 4


def test_a_field_says_what_is_wrong_and_is_described_by_it():
    issue = StrategicIssue(case=CaseFactory())
    form = IssueForm(
        {"issue-new-question": "", "issue-new-kind": "x"}, instance=issue, prefix="issue-new"
    )

    html = drawn(form["question"])

    assert 'aria-describedby="id_issue-new-question_helptext id_issue-new-question_error"' in html
    assert '<div id="id_issue-new-question_error" class="invalid-feedback">' in html
    assert 'aria-invalid="true"' in html


def test_a_choice_shows_what_is_chosen_and_calls_the_empty_one_by_a_word():
    issue = StrategicIssueFactory(kind="facilitators")
    form = IssueForm(instance=issue, prefix="issue-1")

    html = drawn(form["kind"])

    assert '<option value="facilitators" selected>' in html
    assert html.count("selected") == 1
    assert '<option value="">Choose…</option>' in html
