"""Two people, or one with two presses, at the actions of one case in the same moment."""

import pytest

from cases import services
from cases.models import ProposedAction
from tests.factories import ProposedActionFactory
from tests.together import run_together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(draft):
    return draft


def test_actions_proposed_at_once_have_numbers_of_their_own(discussed, expert, coordinator):
    gone = services.propose_action(discussed, by=expert, text="Gone.", level="city")
    services.delete_action(gone, by=expert)

    run_together(
        *(
            lambda person=person: services.propose_action(
                discussed, by=person, text="A step.", level="city"
            )
            for person in (expert, coordinator, expert)
        )
    )

    actions = ProposedAction.objects.order_by("number")
    assert [action.number for action in actions] == [2, 3, 4]


def test_an_answer_to_an_action_that_is_deleted_at_once_is_there_or_refused(
    discussed, expert, editor
):
    action = ProposedActionFactory(case=discussed, number=1)

    answered, deleted = run_together(
        lambda: services.answer_action(action, by=editor, status="accepted"),
        lambda: services.delete_action(action, by=expert),
    )

    assert deleted is None
    assert answered is False or isinstance(answered, services.ActionGone)
