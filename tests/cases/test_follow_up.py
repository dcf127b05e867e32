"""A city is asked after 6 and after 12 months what became of what it agreed to."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import ActionFollowUp, ProposedAction
from programme.models import Activity, Mail, Role
from programme.workplan.dates import FOLLOW_UP_6, FOLLOW_UP_12
from programme.workplan.reminders import send_due
from tests.factories import ActionFollowUpFactory, ProposedActionFactory, WorkplanItemFactory
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def case(draft):
    return draft


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def date_of(case, rule, in_days):
    return WorkplanItemFactory(
        programme=case.programme,
        city=case.city,
        owner_role=Role.EDITOR,
        source_key=f"{case.workshop.source_prefix}{rule}",
        due_on=days(in_days),
        remind_on=days(0),
    )


@pytest.fixture
def asked(discussed):
    return date_of(discussed, FOLLOW_UP_6, 20)


@pytest.fixture
def action(discussed, asked):
    return ProposedActionFactory(case=discussed, number=1, status="accepted", text="Hire a scout.")


def url_of(case, months=6):
    return reverse("cases:follow_up", args=[case.programme.slug, case.city.slug, months])


@pytest.fixture
def say(client):
    """Post the page as it was shown, with the answers for some actions."""

    def say(person, case, *answers, months=6, shown=None):
        client.force_login(person)
        fields = shown or fields_of(client.get(url_of(case, months)), "follow-up-form")
        for action, progress, why in answers:
            fields |= {f"action-{action.pk}-progress": progress, f"action-{action.pk}-why": why}
        return client.post(url_of(case, months), fields)

    return say


def is_done(item):
    item.refresh_from_db()
    return item.is_done


def said():
    rows = ActionFollowUp.objects.order_by("action__number", "months")
    return list(rows.values_list("action__number", "months", "progress", "why"))


@pytest.mark.parametrize("who", ["editor", "coordinator"])
def test_the_city_and_the_coordinator_for_it_say_what_became(say, action, request, who, asked):
    person = request.getfixturevalue(who)

    response = say(person, action.case, (action, "adopted", "She begins in May."))

    action.refresh_from_db()
    assert response.status_code == 302
    assert said() == [(1, 6, "adopted", "She begins in May.")]
    assert (action.progress, action.follow_ups.get().answered_by) == ("adopted", person)
    assert is_done(asked)
    entry = Activity.objects.get(verb="action_followed_up")
    assert (entry.actor, entry.city) == (person, action.case.city)


@pytest.mark.parametrize("who", ["expert", "stranger", "participant", "neighbour"])
def test_nobody_else_says_it(client, action, request, who):
    client.force_login(request.getfixturevalue(who))

    answers = [client.get(url_of(action.case)), client.post(url_of(action.case), {})]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_what_is_wrong_with_one_keeps_no_other_back(say, action, editor):
    other = ProposedActionFactory(case=action.case, number=2, status="changed", response="Half.")

    response = say(editor, action.case, (action, "dropped", ""), (other, "done", "It stands."))

    assert response.status_code == 422
    assert said() == [(2, 6, "done", "It stands.")]
    [error] = response.context["page"].errors
    assert (error["label"], error["text"]) == (
        f"{action.case.city} A1",
        "Say why the action was dropped.",
    )
    [line, _other] = response.context["page"].lines
    assert line.form["progress"].value() == "dropped"


def test_a_page_that_was_opened_before_does_not_undo_what_others_said(
    client, say, action, editor, coordinator
):
    other = ProposedActionFactory(case=action.case, number=2, status="accepted")
    client.force_login(coordinator)
    old = fields_of(client.get(url_of(action.case)), "follow-up-form")
    say(editor, action.case, (action, "done", "Ready."), (other, "adopted", ""))

    response = say(coordinator, action.case, (other, "dropped", "No money."), shown=old)

    # The first was not touched; of the second it is said that somebody else has answered.
    assert said() == [(1, 6, "done", "Ready."), (2, 6, "adopted", "")]
    assert "Somebody else answered this meanwhile: Adopted" in response.text
    # Now that both know, saving again holds.
    shown = fields_of(response, "follow-up-form")
    say(coordinator, action.case, shown=shown)
    assert said() == [(1, 6, "done", "Ready."), (2, 6, "dropped", "No money.")]


def test_a_mistake_is_mended_and_taken_back_and_the_date_is_open_again(say, action, editor, asked):
    say(editor, action.case, (action, "done", ""))
    say(editor, action.case, (action, "in_progress", "Not quite."))
    assert is_done(asked)

    say(editor, action.case, (action, "", ""))

    action.refresh_from_db()
    assert (said(), action.progress, is_done(asked)) == ([], "", False)
    verbs = Activity.objects.filter(verb__startswith="action_f").order_by("pk")
    assert [entry.verb for entry in verbs] == [
        "action_followed_up",
        "action_followed_up",
        "action_follow_up_taken_back",
    ]
    assert verbs[1].before["progress"] == "Done"


def test_after_12_months_the_page_shows_what_was_said_after_6(client, say, action, editor):
    later = date_of(action.case, FOLLOW_UP_12, 10)
    ActionFollowUpFactory(action=action, months=6, progress="adopted", why="She begins in May.")
    client.force_login(editor)

    page = client.get(url_of(action.case, 12))
    say(editor, action.case, (action, "dropped", "She left."), months=12)

    action.refresh_from_db()
    assert "She begins in May." in page.text
    assert (action.progress, is_done(later)) == ("dropped", True)
    # Mending the first answer does not change how far it is now.
    services.say_what_became(action, 6, by=editor, progress="done")
    action.refresh_from_db()
    assert action.progress == "dropped"


def test_the_date_waits_for_every_answer(say, action, editor, asked):
    proposed = ProposedActionFactory(case=action.case, number=2)
    say(editor, action.case, (action, "done", ""))
    assert not is_done(asked)

    services.answer_action(proposed, by=editor, status="declined", response="No money.")

    assert is_done(asked)


def test_it_opens_45_days_before_its_date(client, action, editor, asked):
    asked.due_on = days(46)
    asked.save()
    client.force_login(editor)

    shut = client.get(url_of(action.case))
    client.post(url_of(action.case), {f"action-{action.pk}-progress": "done"})
    with pytest.raises(services.FollowUpError):
        services.say_what_became(action, 6, by=editor, progress="done")

    assert "Not asked yet" in shut.text
    assert said() == []


def test_nothing_becomes_of_what_the_city_did_not_accept(action, editor):
    ProposedAction.objects.update(status="declined", response="No.")

    with pytest.raises(services.FollowUpError):
        services.say_what_became(action, 6, by=editor, progress="done")


def test_there_is_no_other_date(client, action, editor):
    client.force_login(editor)

    assert client.get(url_of(action.case, 7)).status_code == 404


def test_the_reminder_leads_to_the_page_and_is_sent_once(action, asked, editor):
    send_due()
    send_due()

    [mail] = Mail.objects.filter(user=editor)
    assert url_of(action.case) in mail.body


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_three_rows_as_for_one(
    client, action, editor, rows, django_assert_num_queries
):
    for number in range(2, rows + 1):
        ProposedActionFactory(case=action.case, number=number, status="accepted")
    ActionFollowUpFactory(action=action)
    client.force_login(editor)

    # Session, user, seats, case, dates, actions, what was said.
    with django_assert_num_queries(7):
        client.get(url_of(action.case))


@pytest.mark.parametrize("field", ["progress", "why", "was_progress", "was_why"])
def test_odd_input_breaks_nothing(client, action, editor, field):
    name = f"action-{action.pk}"
    client.force_login(editor)

    response = client.post(url_of(action.case), {f"{name}-why": "x", f"{name}-{field}": "a\0b"})

    assert response.status_code == 422
    assert said() == []
