import datetime

import pytest

from cases.article import Article, Goal
from cases.contents import content_of, without_confidential
from cases.models import Answer, Attachment, Case, ObjectiveTarget
from programme.writing.services import checksum_of
from tests.factories import FigureFactory, StrategicIssueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def case(draft):
    """A case in which one objective and one file are confidential."""
    Answer.objects.filter(case=draft, topic="firm_formation").update(
        text="We speak with a firm.", is_confidential=True
    )
    ObjectiveTarget.objects.filter(case=draft, objective="firm_formation").update(target=20)
    for name, is_confidential in (("Slides.pdf", False), ("Secret.pdf", True)):
        Attachment.objects.create(
            case=draft,
            file=f"attachments/{name}",
            name=name,
            content_type="application/pdf",
            size=8,
            checksum="0" * 64,
            description=name,
            is_confidential=is_confidential,
        )
    return Case.objects.get(pk=draft.pk)


def test_outside_the_group_nothing_confidential_is_left(case):
    public = without_confidential(content_of(case))

    assert "We speak with a firm." not in str(public)
    assert "firm_formation" not in {row["objective"] for row in public["objectives"]}
    assert [row["name"] for row in public["attachments"]] == ["Slides.pdf"]


def test_what_is_left_out_is_counted_and_said(case):
    article = Article.of(content_of(case), in_confidence=False)

    [left_out] = [
        part for chapter in article.chapters for part in chapter.parts if part.is_left_out
    ]
    assert article.confidential == 2
    assert (left_out.key, left_out.text) == ("firm_formation", "")
    assert "left out here" in article.confidence_note


def test_in_confidence_everything_is_there(case):
    article = Article.of(content_of(case), in_confidence=True)

    assert not any(part.is_left_out for chapter in article.chapters for part in chapter.parts)
    assert len(article.goals) == 7
    assert [file.name for file in article.attachments] == ["Slides.pdf", "Secret.pdf"]


def test_taking_the_confidential_parts_out_leaves_the_content_itself_alone(case):
    content = content_of(case)
    before = checksum_of(content)

    without_confidential(content)

    assert checksum_of(content) == before


def test_the_same_case_has_the_same_checksum_and_another_word_another(case):
    first, second = content_of(case), content_of(Case.objects.get(pk=case.pk))
    Answer.objects.filter(case=case, topic="growth").update(text="One word more.")
    third = content_of(Case.objects.get(pk=case.pk))

    assert checksum_of(first) == checksum_of(second)
    assert checksum_of(first) != checksum_of(third)


def test_typed_parts_stand_with_their_section_and_empty_ones_nowhere(case):
    case.lifecycle_stage, case.founding_year = "growing", 2005

    article = Article.of(content_of(case), in_confidence=True)

    facts = {
        chapter.key: [(fact.label, fact.value) for fact in chapter.facts]
        for chapter in article.chapters
        if chapter.facts
    }
    assert facts == {
        "setting": [("Life-cycle stage", "Growing")],
        "process": [("Founding year", "2005")],
    }


def test_one_issue_is_in_focus_and_the_others_are_parked(case):
    StrategicIssueFactory(
        case=case,
        question="And later?",
        is_in_focus=False,
        decide_by=datetime.date(2027, 5, 31),
    )

    article = Article.of(content_of(case), in_confidence=True)

    assert article.issue.question == "Which way should the cluster go?"
    assert [(issue.question, issue.decide_by) for issue in article.parked] == [
        ("And later?", datetime.date(2027, 5, 31))
    ]


def test_figures_of_one_kind_stand_together(case):
    FigureFactory(cluster=case.cluster, label="Members", value=60, qualifier="about", source="a")
    FigureFactory(cluster=case.cluster, label="Firms", value=70, source="c")
    FigureFactory(cluster=case.cluster, label="Members", value=75, source="b")

    article = Article.of(content_of(case), in_confidence=True)

    assert [
        (group.label, [(row.words, row.source) for row in group.measurements])
        for group in article.figures
    ] == [("Firms", [("70", "c")]), ("Members", [("about 60", "a"), ("75", "b")])]


def test_reading_a_content_of_nothing_gives_an_empty_article():
    article = Article.of({}, in_confidence=False)

    assert (article.title, article.chapters, article.confidential) == ("", [], 0)


def goal(**numbers):
    row = {"baseline": "", "target": "", "reached": "", **numbers}
    return Goal(title="Firms", priority=3, measure="", target_year=None, **row)


@pytest.mark.parametrize(
    ("numbers", "percent"),
    [
        ({"baseline": "10", "target": "20", "reached": "15"}, 50),
        ({"target": "20", "reached": "5"}, 25),
        # Fewer is better.
        ({"baseline": "20", "target": "10", "reached": "15"}, 50),
        ({"baseline": "10", "target": "20", "reached": "40"}, 100),
        ({"baseline": "10", "target": "20", "reached": "5"}, 0),
        ({"baseline": "10", "target": "10", "reached": "10"}, None),
        ({"baseline": "10", "reached": "15"}, None),
        ({"baseline": "10", "target": "20"}, None),
    ],
)
def test_how_much_of_the_way_to_a_target_is_gone(numbers, percent):
    assert goal(**numbers).percent == percent


def test_numbers_are_read_in_groups_of_thousands():
    assert goal(target="12000.5").target_words == "12,000.5"
    assert goal().target_words == ""
