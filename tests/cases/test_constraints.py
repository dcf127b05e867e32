"""What the database itself refuses, whoever writes."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cases.models import CaseStatus
from tests.factories import CommentFactory, ReceiptFactory

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
