"""What differs between two contents of a case."""

import pytest

from cases.contents import content_of
from cases.differences import EFFORT_FOR_ALL, Differences
from cases.models import Case
from tests.factories import FigureFactory, StrategicIssueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(draft):
    return content_of(draft)


def since(before, case):
    return Differences.between(before, content_of(Case.objects.get(pk=case.pk)))


def test_the_same_content_does_not_differ(before, draft):
    differences = since(before, draft)

    assert not differences
    assert (differences.keys, differences.summary, differences.count) == ([], "", 0)
    assert len(differences.unchanged) == 6


def test_a_text_differs_word_by_word_in_its_section(before, draft):
    draft.answers.filter(topic="growth").update(text="Six words that say too little here.")

    differences = since(before, draft)

    part = differences.sections[0]
    assert (part.section.key, part.count) == ("performance", 1)
    changed = [s for s in part.texts[0].comparison.stretches if not s.is_same]
    assert [(s.before, s.after) for s in changed] == [("enough", "too little")]
    assert differences.summary == "Text changed: Growth."
    assert "performance" not in [section.key for section in differences.unchanged]


def test_what_belongs_to_a_text_differs_too(before, draft):
    draft.answers.filter(topic="growth").update(
        text="", is_not_known=True, not_known_reason="Nobody counts.", is_confidential=True
    )

    text = since(before, draft).sections[0].texts[0]

    assert text.flags_in == ["Not known: Nobody counts.", "Confidential"]
    assert text.flags_out == []


def test_typed_parts_are_lines_from_before_to_after(before, draft):
    draft.lifecycle_stage = "growing"
    draft.save()
    draft.objective_targets.filter(objective="firm_formation").update(priority=5, target=20)
    FigureFactory(cluster=draft.cluster, label="Members", value=70, source="Register")
    draft.issues.update(question="A better question?")
    StrategicIssueFactory(case=draft, question="And later?", is_in_focus=False)

    differences = since(before, draft)

    lines = {
        line.label: (line.before, line.after) for s in differences.sections for line in s.lines
    }
    assert lines["Life-cycle stage"] == ("", "Growing")
    assert lines["Firm formation"] == ("", "priority 5, target 20")
    assert lines["Members"][0] == ""
    assert "Register" in lines["Members"][1]
    assert lines["Issue in focus"][0].startswith("Which way should the cluster go?")
    assert lines["Issue in focus"][1].startswith("A better question?")
    assert lines["Parked issue"][1].startswith("And later?")
    assert differences.count == len(differences.keys) == len(set(differences.keys)) == 5


def test_the_summary_names_six_texts_and_counts_the_others(before, draft):
    draft.answers.update(text="New words.")

    summary = since(before, draft).summary

    assert summary.startswith("Texts changed: Cluster life cycle, ")
    assert summary.endswith("and 20 more.")


def test_comparing_all_texts_of_a_case_is_bounded_work_together(before, draft):
    draft.answers.update(text="a " * 3000)
    full = content_of(Case.objects.get(pk=draft.pk))
    draft.answers.update(text="b a " * 1500)

    differences = since(full, draft)

    texts = [text for section in differences.sections for text in section.texts]
    for text in texts:
        assert "".join(piece.text for piece in text.comparison.mine) == "a " * 3000
    assert len(texts) == 26
    assert len({id(text.effort) for text in texts}) == 1
    assert texts[0].effort.spent <= EFFORT_FOR_ALL + 26 * 6001
