"""Two people, or one with two presses, in the same moment."""

import pytest

from cases import services
from cases.models import Answer, Comment, SectionLock
from cases.outline import SECTION_BY_KEY
from cases.writing.saving import save_answer
from programme.models import Activity
from programme.writing.comments.services import CommentSettled
from programme.writing.services import base_of
from tests.cases.remarks import add_comment, withdraw_comment
from tests.factories import CommentFactory
from tests.together import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_comment_that_is_sent_twice_at_once_is_one_comment(case, editor):
    answers = run_together(
        *[lambda: add_comment(case, by=editor, text="Why nine?", about="growth")] * 3
    )

    [comment] = Comment.objects.all()
    assert answers == [comment] * 3
    assert Activity.objects.about(case).filter(verb="comment_added").count() == 1


def test_of_two_who_lock_a_section_at_once_one_is_first_and_both_see_who(case, expert, coordinator):
    section = SECTION_BY_KEY["setting"]

    answers = run_together(
        *(
            lambda person=person: services.lock_section(case, section, by=person, reason="Good.")
            for person in (expert, coordinator)
        )
    )

    assert answers == [SectionLock.objects.get()] * 2


def test_a_text_that_is_saved_while_the_section_is_locked_is_saved_or_refused(case, editor, expert):
    answer = Answer.objects.get(case=case, topic="life_cycle")
    fields = {
        "life_cycle-text": "Typed at the same moment.",
        "life_cycle-base": base_of(
            answer, ["text", "is_not_known", "not_known_reason", "is_confidential"]
        ),
    }

    saved, _lock = run_together(
        lambda: save_answer(case, "life_cycle", fields, by=editor),
        lambda: services.lock_section(case, SECTION_BY_KEY["setting"], by=expert, reason="Good."),
    )

    answer.refresh_from_db()
    was_refused = isinstance(saved, services.SectionLocked)
    assert was_refused or not saved.errors
    # What the person was told is what happened.
    assert (answer.text == "") == was_refused


def test_a_comment_that_is_answered_while_its_author_withdraws_it_is_answered_or_gone(
    case, editor, expert
):
    comment = CommentFactory(case=case, author=editor)

    withdrawn, answered = run_together(
        lambda: withdraw_comment(comment, by=editor),
        lambda: add_comment(case, by=expert, text="So?", parent=comment),
    )

    if isinstance(withdrawn, CommentSettled):
        assert Comment.objects.count() == 2
    else:
        assert Comment.objects.count() == 0
        assert isinstance(answered, CommentSettled)
