"""Both addresses agree, or two people want one address, in the same moment."""

import pytest

from programme.accounts.email_change import (
    EmailChangeError,
    Step,
    confirm_change,
    request_change,
)
from programme.models.account import EmailChange
from tests.factories import UserFactory
from tests.together import run_together

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "ada@new.example"


def test_both_addresses_agree_at_once_and_the_e_mail_changes_once():
    user = UserFactory()
    change = request_change(user, NEW)

    answers = run_together(
        lambda: confirm_change(change.old_key), lambda: confirm_change(change.new_key)
    )

    user.refresh_from_db()
    assert answers.count(Step.NOTHING) == 1
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert user.email == NEW


def test_of_two_who_get_the_same_address_at_once_one_does():
    users = [UserFactory(), UserFactory()]
    changes = [request_change(user, NEW) for user in users]
    for change in changes:
        confirm_change(change.old_key)

    answers = run_together(*[lambda key=change.new_key: confirm_change(key) for change in changes])

    for user in users:
        user.refresh_from_db()
    assert answers.count(Step.NOTHING) == 1
    assert [isinstance(answer, EmailChangeError) for answer in answers].count(True) == 1
    assert [user.email for user in users].count(NEW) == 1
    assert not EmailChange.objects.exists()
