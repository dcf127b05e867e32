import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from cases.models import ActionProgress, ActionStatus, ProposedAction
from programme.models import Activity
from programme.workplan import FOLLOW_UP_6
from tests.factories import ProposedActionFactory, WorkplanItemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PROPOSAL = {"text": "Buy five first versions a year.", "owner": "Mayor’s office", "level": "city"}


@pytest.fixture
def case(draft):
    return draft


@pytest.fixture
def action(discussed):
    return ProposedActionFactory(case=discussed, text="Appoint a jury.")


def url_of(name, case, *more):
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])


def send(client, user, name, case, *more, **data):
    client.force_login(user)
    return client.post(url_of(name, case, *more), data)


def verbs():
    return [
        verb
        for verb in Activity.objects.order_by("pk").values_list("verb", flat=True)
        if verb.startswith("action_")
    ]


# What the page shows


def test_everybody_reads_the_actions_and_what_became_of_them(client, discussed, participant):
    ProposedActionFactory(case=discussed, text="Hire a scout.", progress=ActionProgress.DONE)
    ProposedActionFactory(case=discussed)
    client.force_login(participant)

    response = client.get(discussed.get_absolute_url())

    assert "Hire a scout." in response.text
    assert "1 of 2 taken up" in response.text


def test_actions_are_not_asked_for_before_the_workshop(client, distributed, expert):
    client.force_login(expert)

    page = client.get(distributed.get_absolute_url()).context["page"]

    assert not page.actions.is_shown


@pytest.mark.parametrize(
    ("who", "can_edit", "can_answer"),
    [("coordinator", True, False), ("expert", True, False), ("editor", False, True)]
    + [("participant", False, False), ("stranger", False, False)],
)
def test_staff_write_actions_and_the_host_answers(
    client, action, request, who, can_edit, can_answer
):
    client.force_login(request.getfixturevalue(who))

    actions = client.get(action.case.get_absolute_url()).context["page"].actions

    assert (actions.can_edit, actions.can_answer) == (can_edit, can_answer)


# Staff


@pytest.mark.parametrize("who", ["coordinator", "expert"])
def test_staff_propose_an_action(client, discussed, request, who):
    ProposedActionFactory(case=discussed, position=4)

    response = send(client, request.getfixturevalue(who), "action_create", discussed, **PROPOSAL)

    action = ProposedAction.objects.get(text=PROPOSAL["text"])
    assert response.url == f"{discussed.get_absolute_url()}#actions"
    assert (action.case, action.position, action.status) == (discussed, 5, ActionStatus.PROPOSED)
    assert verbs() == ["action_proposed"]


def test_an_action_needs_a_text_and_a_level(client, discussed, expert):
    response = send(client, expert, "action_create", discussed, owner="Mayor’s office")

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"text", "level"}
    assert "Mayor’s office" in response.text


def test_nothing_is_proposed_on_a_case_that_is_not_distributed(client, accepted, expert):
    response = send(client, expert, "action_create", accepted, **PROPOSAL)

    [message] = get_messages(response.wsgi_request)
    assert str(message) == "Actions are proposed once the case is distributed."
    assert ProposedAction.objects.count() == 0


def test_staff_change_an_action_and_leave_the_answer_alone(client, action, expert):
    ProposedAction.objects.filter(pk=action.pk).update(status=ActionStatus.ACCEPTED)

    send(client, expert, "action_edit", action.case, action.pk, **PROPOSAL)

    action.refresh_from_db()
    assert (action.text, action.status) == (PROPOSAL["text"], ActionStatus.ACCEPTED)
    assert verbs() == ["action_changed"]


def test_a_deletion_says_what_is_lost_before_it_does_it(client, action, expert):
    ProposedAction.objects.filter(pk=action.pk).update(response="We shall.")
    client.force_login(expert)

    asked = client.get(url_of("action_delete", action.case, action.pk))
    still_there = ProposedAction.objects.filter(pk=action.pk).exists()
    client.post(url_of("action_delete", action.case, action.pk))

    assert "Appoint a jury." in asked.text
    assert "We shall." in asked.text
    assert still_there
    assert not ProposedAction.objects.filter(pk=action.pk).exists()
    assert verbs() == ["action_deleted"]


@pytest.mark.parametrize("name", ["action_edit", "action_delete"])
@pytest.mark.parametrize("who", ["editor", "participant", "stranger"])
def test_others_do_not_change_actions(client, action, request, name, who):
    response = send(client, request.getfixturevalue(who), name, action.case, action.pk, **PROPOSAL)

    action.refresh_from_db()
    assert response.status_code == 403
    assert action.text == "Appoint a jury."


@pytest.mark.parametrize("who", ["editor", "participant", "stranger"])
def test_others_do_not_propose_actions(client, discussed, request, who):
    response = send(client, request.getfixturevalue(who), "action_create", discussed, **PROPOSAL)

    assert response.status_code == 403


# The host city


def test_the_host_answers_an_action(client, action, editor):
    response = send(
        client,
        editor,
        "action_answer",
        action.case,
        action.pk,
        status="changed",
        response="Three instead of five.",
        progress="in_progress",
    )

    action.refresh_from_db()
    assert response.url == f"{action.case.get_absolute_url()}#actions"
    assert action.status == ActionStatus.CHANGED
    assert action.response == "Three instead of five."
    assert action.progress == ActionProgress.IN_PROGRESS
    entry = Activity.objects.get(verb="action_answered")
    assert (entry.actor, entry.city) == (editor, action.case.city)
    assert entry.before["status"] == "proposed"
    assert entry.after["status"] == "changed"


def test_an_answer_does_not_undo_what_staff_changed_meanwhile(client, action, editor, expert):
    client.force_login(editor)
    client.get(url_of("action_answer", action.case, action.pk))
    send(client, expert, "action_edit", action.case, action.pk, **PROPOSAL)

    send(client, editor, "action_answer", action.case, action.pk, status="accepted")

    action.refresh_from_db()
    assert (action.text, action.status) == (PROPOSAL["text"], ActionStatus.ACCEPTED)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"status": "declined"}, "response"),
        ({"status": "declined", "response": "No money.", "progress": "done"}, "progress"),
        ({"response": "We think."}, "status"),
        ({"status": "proposed"}, "status"),
        ({"status": "nonsense"}, "status"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_at_its_field(
    client, action, editor, answer, field
):
    response = send(client, editor, "action_answer", action.case, action.pk, **answer)

    action.refresh_from_db()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert action.status == ActionStatus.PROPOSED


@pytest.mark.parametrize("who", ["coordinator", "expert", "stranger", "participant", "neighbour"])
def test_nobody_answers_for_the_host(client, action, request, who):
    person = request.getfixturevalue(who)

    response = send(client, person, "action_answer", action.case, action.pk, status="accepted")

    action.refresh_from_db()
    assert response.status_code == 403
    assert action.status == ActionStatus.PROPOSED


def test_an_action_is_reached_through_its_own_case_alone(client, discussed, expert):
    elsewhere = ProposedActionFactory()

    response = send(client, expert, "action_edit", discussed, elsewhere.pk, **PROPOSAL)

    assert response.status_code == 404


# The follow-up in the workplan


@pytest.fixture
def asked(discussed):
    """After six months the city is asked what became of the actions."""
    return WorkplanItemFactory(
        programme=discussed.programme,
        city=discussed.city,
        source_key=f"{discussed.workshop.source_prefix}{FOLLOW_UP_6}",
        due_on=timezone.localdate() - datetime.timedelta(days=3),
    )


def is_done(item):
    item.refresh_from_db()
    return item.is_done


def test_follow_up_is_met_when_the_last_action_says_what_became_of_it(
    client, asked, action, editor
):
    later = ProposedActionFactory(case=action.case, status=ActionStatus.ACCEPTED)

    answer = {"status": "accepted", "progress": "adopted"}
    send(client, editor, "action_answer", action.case, action.pk, **answer)
    assert not is_done(asked)

    send(client, editor, "action_answer", action.case, later.pk, **answer)
    assert is_done(asked)
    assert asked.done_by == editor


def test_follow_up_far_ahead_is_asked_all_the_same(client, asked, action, editor):
    asked.due_on += datetime.timedelta(days=90)
    asked.save()

    answer = {"status": "accepted", "progress": "adopted"}
    send(client, editor, "action_answer", action.case, action.pk, **answer)

    assert not is_done(asked)
