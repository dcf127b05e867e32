import pytest
from django.utils import timezone

from cases.models import Answer, CaseStatus
from cases.outline import SECTION_BY_KEY
from cases.progress import SectionState, progress_of
from tests.factories import CaseFactory, CommentFactory, StrategicIssueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def answer(case, *sections, text="Words"):
    topics = [topic.key for key in sections for topic in SECTION_BY_KEY[key].topics]
    Answer.objects.filter(case=case, topic__in=topics).update(text=text)


def states(case):
    return [section.state for section in progress_of([case])[case.pk].sections]


def test_a_new_case_is_not_started():
    case = CaseFactory()

    progress = progress_of([case])[case.pk]

    assert states(case) == [SectionState.NOT_STARTED] * 6
    assert (progress.parts, progress.text) == ([0] * 6, "0 of 26 topics")
    assert progress.next_to_write.key == "setting"


def test_sections_are_counted_by_themselves():
    case = CaseFactory()
    answer(case, "setting", "objectives")
    Answer.objects.filter(case=case, topic="governance").update(text="The board")
    Answer.objects.filter(case=case, topic="initiation").update(
        is_not_known=True, not_known_reason="The founders left"
    )

    progress = progress_of([case])[case.pk]

    assert [section.count for section in progress.sections] == [
        "6 of 6",
        "7 of 7",
        "2 of 4",
        "0 of 3",
        "0 of 3",
        "0 of 3",
    ]
    assert progress.parts == [100, 100, 50, 0, 0, 0]
    assert states(case)[:4] == ["ready", "ready", "in_progress", "not_started"]
    assert progress.next_to_write.key == "process"


def test_strategic_issues_are_not_ready_without_an_issue_in_focus():
    case = CaseFactory()
    answer(case, *SECTION_BY_KEY)
    issue = StrategicIssueFactory(case=case, is_in_focus=False)

    before = progress_of([case])[case.pk]
    issue.is_in_focus = True
    issue.save()
    after = progress_of([case])[case.pk]

    assert before.sections[5].state == SectionState.IN_PROGRESS
    assert (before.is_complete, before.next_to_write.key) == (False, "strategic_issues")
    assert after.sections[5].state == SectionState.READY
    assert after.is_complete


def test_a_returned_case_shows_where_remarks_are_open():
    case = CaseFactory(status=CaseStatus.RETURNED)
    answer(case, *SECTION_BY_KEY)
    CommentFactory(case=case, topic="growth")
    CommentFactory(case=case, topic="evaluation")
    CommentFactory(case=case, topic="initiation", resolved_at=timezone.now())
    CommentFactory(case=case, topic="")

    assert states(case) == ["ready", "ready", "ready", "returned", "returned", "in_progress"]


def test_a_comment_on_a_draft_returns_nothing():
    case = CaseFactory()
    CommentFactory(case=case, topic="growth")

    assert SectionState.RETURNED not in states(case)


def test_a_submitted_case_is_locked():
    case = CaseFactory(status=CaseStatus.SUBMITTED)
    answer(case, "setting")

    assert states(case) == [SectionState.LOCKED] * 6
    assert progress_of([case])[case.pk].sections[0].is_complete


@pytest.mark.parametrize("number", [0, 1, 3])
def test_any_number_of_cases_takes_one_query(number, django_assert_max_num_queries):
    cases = CaseFactory.create_batch(number)
    StrategicIssueFactory(case=CaseFactory())

    with django_assert_max_num_queries(1):
        progress = progress_of(cases)

    assert set(progress) == {case.pk for case in cases}
