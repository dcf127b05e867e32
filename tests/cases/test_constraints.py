"""What the database itself refuses, whoever writes."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cases.models import CaseStatus
from tests.factories import (
    ActionFollowUpFactory,
    BoardGroupFactory,
    BoardNoteFactory,
    CommentFactory,
    DiscussionFactory,
    OptionVoteFactory,
    ProposedActionFactory,
    ReceiptFactory,
)

pytestmark = pytest.mark.django_db


def test_a_closed_case_is_not_open_for_a_new_edition(distributed):
    distributed.status, distributed.reopened_at = CaseStatus.CLOSED, timezone.now()

    with pytest.raises(IntegrityError, match="case_reopened_is_distributed"):
        distributed.save()


def test_a_mail_that_left_has_not_failed(distributed):
    with pytest.raises(IntegrityError, match="receipt_sent_has_no_error"):
        ReceiptFactory(
            edition=distributed.editions.get(), sent_at=timezone.now(), send_error="Away."
        )


@pytest.mark.parametrize("said", [{"resolved_at": timezone.now()}, {"quote": "nine firms"}])
def test_a_reply_belongs_to_its_thread(draft, said):
    thread = CommentFactory(case=draft)

    with pytest.raises(IntegrityError, match="comment_thread_is_resolved_as_one"):
        CommentFactory(case=draft, parent=thread, **said)


@pytest.mark.parametrize(
    ("make", "values", "rule"),
    [
        (DiscussionFactory, {"phase": "lunch"}, "discussion_phase_known"),
        (
            DiscussionFactory,
            {"closed_at": timezone.now(), "is_voting": True},
            "discussion_closed_has_no_vote",
        ),
        (BoardGroupFactory, {"title": ""}, "board_group_has_title"),
        (BoardNoteFactory, {"text": ""}, "board_note_has_text"),
        (OptionVoteFactory, {"impact": 6}, "option_vote_from_1_to_5"),
        (OptionVoteFactory, {"feasibility": 0}, "option_vote_from_1_to_5"),
        (ProposedActionFactory, {"status": "declined"}, "action_declined_has_answer"),
        (ProposedActionFactory, {"status": "changed"}, "action_changed_says_what"),
        (ProposedActionFactory, {"agreed_text": "Half."}, "action_worded_anew_is_changed"),
        (
            ProposedActionFactory,
            {"progress": "done", "status": "proposed"},
            "action_progress_of_accepted",
        ),
        (ActionFollowUpFactory, {"months": 9}, "follow_up_after_6_or_12_months"),
        (ActionFollowUpFactory, {"progress": "dropped", "why": ""}, "follow_up_dropped_says_why"),
    ],
)
def test_what_is_discussed_and_agreed_keeps_its_rules(make, values, rule):
    with pytest.raises(IntegrityError, match=rule):
        make(**values)
