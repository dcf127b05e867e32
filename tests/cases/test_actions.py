import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cases import services
from cases.models import ActionProgress, ActionStatus, Case, ProposedAction
from programme.models import Activity
from tests.factories import (
    ActionFollowUpFactory,
    BoardNoteFactory,
    DiscussionFactory,
    ProposedActionFactory,
)

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
    ProposedActionFactory(case=discussed, number=3, position=4)
    Case.objects.update(last_action_number=7)

    response = send(client, request.getfixturevalue(who), "action_create", discussed, **PROPOSAL)

    action = ProposedAction.objects.get(text=PROPOSAL["text"])
    assert response.url == f"{discussed.get_absolute_url()}#actions"
    assert (action.case, action.position, action.status) == (discussed, 5, ActionStatus.PROPOSED)
    assert (action.number, action.issue) == (8, discussed.issues.get(is_in_focus=True))
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


def test_of_two_who_change_an_action_the_second_reads_what_the_first_wrote(client, action, expert):
    client.force_login(expert)
    page = url_of("action_edit", action.case, action.pk)
    form = client.get(page).context["form"]
    shown = {form[name].html_initial_name: form.stored(name) for name in form.fields}
    ProposedAction.objects.filter(pk=action.pk).update(text="Words of the first.")

    refused = client.post(page, shown | PROPOSAL)

    action.refresh_from_db()
    assert "Words of the first." in str(refused.context["form"].errors["text"])
    assert action.text == "Words of the first."


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


def test_an_action_comes_from_an_option_on_the_board(client, discussed, expert):
    room = DiscussionFactory(case=discussed)
    option = BoardNoteFactory(discussion=room, phase="options", text="Hire a scout.")
    client.force_login(expert)
    url = f"{url_of('action_create', discussed)}?option={option.pk}&from=room"

    asked = client.get(url)
    response = client.post(url, PROPOSAL)

    assert asked.context["form"]["text"].value() == "Hire a scout."
    assert ProposedAction.objects.get().option == option
    assert response.url.endswith("/discussion/#actions")


@pytest.mark.parametrize("phase", ["options", "facts"])
def test_only_an_option_of_this_case_becomes_an_action(client, discussed, expert, phase):
    """A note of another programme, or one that is no option."""
    here = {} if phase == "options" else {"discussion": DiscussionFactory(case=discussed)}
    note = BoardNoteFactory(phase=phase, **here)
    client.force_login(expert)

    answers = [
        client.get(f"{url_of('action_create', discussed)}?option={pk}").status_code
        for pk in (note.pk, "x", "²", 10**17)
    ]

    assert answers == [404] * 4


def test_the_number_of_a_deleted_action_is_not_given_again(discussed, expert):
    first = services.propose_action(discussed, by=expert, text="One.", level="city")
    services.delete_action(first, by=expert)

    second = services.propose_action(discussed, by=expert, text="Two.", level="city")

    assert (first.number, second.number) == (1, 2)


def test_staff_put_actions_into_another_order(client, discussed, action, expert):
    later = ProposedActionFactory(case=discussed, position=2)

    send(client, expert, "action_move", discussed, later.pk, to="up")
    send(client, expert, "action_move", discussed, later.pk, to="up")

    assert list(discussed.proposed_actions.all()) == [later, action]
    assert verbs() == ["action_moved"]


@pytest.mark.parametrize(
    ("name", "who", "data"),
    [
        ("action_edit", "expert", PROPOSAL),
        ("action_answer", "editor", {"status": "accepted", "response": PROPOSAL["text"]}),
    ],
)
def test_who_writes_on_an_action_that_is_deleted_gets_the_own_words_back(
    client, action, monkeypatch, request, name, who, data
):
    """In the very moment: the page has read the row, the service finds it gone."""
    service = "change_action" if name == "action_edit" else "answer_action"
    real = getattr(services, service)

    def late(row, **words):
        ProposedAction.objects.all().delete()
        return real(row, **words)

    monkeypatch.setattr(services, service, late)

    response = send(client, request.getfixturevalue(who), name, action.case, action.pk, **data)

    assert response.status_code == 404
    assert PROPOSAL["text"] in response.text


# The host city


def test_the_host_answers_an_action(client, action, editor):
    response = send(
        client,
        editor,
        "action_answer",
        action.case,
        action.pk,
        status="changed",
        agreed_text="Buy three first versions a year.",
        response="Three instead of five.",
    )

    action.refresh_from_db()
    assert response.url == f"{action.case.get_absolute_url()}#actions"
    assert action.status == ActionStatus.CHANGED
    assert action.response == "Three instead of five."
    assert action.agreed_text == "Buy three first versions a year."
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


def test_a_city_agrees_to_no_words_that_it_has_not_read(client, action, editor, expert):
    client.force_login(editor)
    page = client.get(url_of("action_answer", action.case, action.pk))
    read = page.context["form"]["read"].value()
    send(client, expert, "action_edit", action.case, action.pk, **PROPOSAL)

    answer = {"status": "accepted", "read": read}
    refused = send(client, editor, "action_answer", action.case, action.pk, **answer)
    action.refresh_from_db()
    is_open = action.status == ActionStatus.PROPOSED
    answer["read"] = refused.context["form"]["read"].value()
    send(client, editor, "action_answer", action.case, action.pk, **answer)

    action.refresh_from_db()
    assert (refused.status_code, is_open) == (422, True)
    assert PROPOSAL["text"] in refused.context["form"].non_field_errors()[0]
    assert action.status == ActionStatus.ACCEPTED


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"status": "declined"}, "response"),
        ({"status": "changed", "response": "Less."}, "agreed_text"),
        ({"status": "accepted", "agreed_text": "Half of it."}, "agreed_text"),
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


def test_what_was_followed_up_is_not_declined(client, action, editor):
    ProposedAction.objects.filter(pk=action.pk).update(status="accepted", progress="done")
    ActionFollowUpFactory(action=action, months=6, progress="done")

    response = send(
        client, editor, "action_answer", action.case, action.pk, status="declined", response="No."
    )

    action.refresh_from_db()
    assert response.status_code == 422
    assert "said already what became of this action" in response.text
    assert action.status == ActionStatus.ACCEPTED
