"""The rules from which dates follow: what a change does is shown, then done, over all workshops."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity, CountbackRule, WorkplanItem
from programme.workplan.dates import default_rules
from tests.factories import CityFactory, WorkshopFactory
from tests.together import run_together
from tests.workshops.conftest import wednesday_in
from workshops.services import schedule_workshop
from workshops.services.rules import save_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(programme, coordinator):
    """Two workshops ahead, with their dates in the workplan."""
    found = []
    for number, weeks in ((1, 30), (2, 40)):
        workshop = WorkshopFactory(
            city=CityFactory(programme=programme), number=number, starts_on=None
        )
        first = wednesday_in(weeks)
        found.append(workshop)
        schedule_workshop(workshop, starts_on=first, ends_on=first, by=None)
    return found


@pytest.fixture
def own(client, coordinator):
    client.force_login(coordinator)
    return client


def rule(programme, key):
    return CountbackRule.objects.get(programme=programme, key=key)


def address(name, programme, *rest):
    return reverse(f"workshops:{name}", args=[programme.slug, *rest])


def typed(own_rule, **values):
    """What the form of the rule posts."""
    return {
        "title": own_rule.title,
        "kind": own_rule.kind,
        "phase": own_rule.phase,
        "owner_role": own_rule.owner_role,
        "months": abs(own_rule.months),
        "days": abs(own_rule.days),
        "direction": "after" if own_rule.days > 0 or own_rule.months > 0 else "before",
        "anchor": own_rule.anchor,
        "remind_days": "" if own_rule.remind_days is None else own_rule.remind_days,
        "only_with_case": "on" if own_rule.only_with_case else "",
    } | values


def dates_of(programme, key):
    items = WorkplanItem.objects.filter(programme=programme, source_key__endswith=f":{key}")
    return {item.pk: (item.due_on, item.remind_on) for item in items}


def test_a_changed_rule_shows_what_moves_before_anything_does(own, programme, planned):
    case_due = rule(programme, "case_due")
    before = dates_of(programme, "case_due")
    url = address("rule_edit", programme, case_due.pk)

    shown = own.post(url, typed(case_due, days=21))
    nothing_yet = dates_of(programme, "case_due")
    own.post(url, typed(case_due, days=21, previewed=shown.context["form"].token))

    after = dates_of(programme, "case_due")
    assert shown.context["headline"] == "2 dates move, 2 reminders"
    assert nothing_yet == before
    assert {(before[key][0] - after[key][0]).days for key in after} == {7}
    assert {(due - remind).days for due, remind in after.values()} == {7}
    entry = Activity.objects.get(verb="countback_rule_changed")
    assert (entry.before, entry.after) == ({"days": -14}, {"days": -21})


@pytest.mark.once
def test_what_is_done_is_not_counted_among_days_that_are_past(own, programme, planned):
    case_due = rule(programme, "case_due")
    rows = WorkplanItem.objects.filter(source_key__endswith=":case_due").order_by("due_on")
    rows.filter(pk=rows[0].pk).update(done_at=timezone.now())

    shown = own.post(address("rule_edit", programme, case_due.pk), typed(case_due, days=900))

    assert "1 open date gets a day that is past." in shown.content.decode()


def test_what_was_previewed_is_what_is_applied(own, programme, planned):
    case_due = rule(programme, "case_due")
    url = address("rule_edit", programme, case_due.pk)
    shown = own.post(url, typed(case_due, days=21))

    again = own.post(url, typed(case_due, days=28, previewed=shown.context["form"].token))

    case_due.refresh_from_db()
    assert (again.status_code, case_due.days) == (200, -14)


def test_a_rule_of_ones_own_gives_every_workshop_a_date(own, programme, planned):
    values = typed(
        CountbackRule(title="Thank-you letter", kind="deadline", phase="after", days=3),
        owner_role="editor",
        anchor="end",
    )
    shown = own.post(address("rule_create", programme), values)
    own.post(address("rule_create", programme), values | {"previewed": shown.context["form"].token})

    rows = WorkplanItem.objects.filter(source_key__endswith=":own-thank-you-letter")
    assert shown.context["headline"] == "2 dates follow"
    assert {row.title for row in rows} == {
        f"{workshop.city.name}: thank-you letter" for workshop in planned
    }


@pytest.mark.parametrize(
    "values",
    [
        {"days": 7},
        {"anchor": "end"},
        {"direction": "after"},
        {"days": 30, "months": 1, "direction": "after"},
    ],
)
def test_the_hard_rule_stays_more_than_one_week_and_says_why(own, programme, planned, values):
    distributed = rule(programme, "case_distributed")
    url = address("rule_edit", programme, distributed.pk)

    refused = own.post(url, typed(distributed, **values))

    distributed.refresh_from_db()
    assert refused.status_code == 422
    assert "more than one week before they meet" in refused.context["form"].errors["days"][0]
    assert distributed.days == -8


def test_the_database_keeps_the_hard_rule_too(programme):
    distributed = CountbackRule.objects.filter(programme=programme, key="case_distributed")

    with pytest.raises(IntegrityError), transaction.atomic():
        distributed.update(days=-7)
    distributed.update(days=-10)
    distributed.update(days=0, months=-1)

    assert distributed.get().distance == "1 month before the first day"


def test_the_service_refuses_it_as_well(programme, coordinator):
    distributed = rule(programme, "case_distributed")
    distributed.days = -7

    with pytest.raises(ValidationError, match="more than one week"):
        save_rule(distributed, by=coordinator)


@pytest.mark.django_db(transaction=True)
def test_a_rule_changed_while_a_workshop_moves_leaves_the_dates_in_step(
    programme, planned, coordinator
):
    case_due = rule(programme, "case_due")
    case_due.days = -21
    days = {"starts_on": wednesday_in(50), "ends_on": wednesday_in(50)}

    answers = run_together(
        lambda: save_rule(case_due, by=coordinator),
        lambda: schedule_workshop(planned[0], **days, by=coordinator),
    )

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    due = {due_on for due_on, _remind_on in dates_of(programme, "case_due").values()}
    first_days = [wednesday_in(50), planned[1].starts_on]
    assert due == {day - datetime.timedelta(days=21) for day in first_days}


def test_deleting_a_rule_names_what_is_lost_and_it_can_come_back(own, programme, planned):
    choice = rule(programme, "choice_due")
    url = address("rule_delete", programme, choice.pk)

    question = own.get(url).content.decode()
    own.post(url)
    gone = dates_of(programme, "choice_due")
    create = address("rule_create", programme) + "?usual=choice_due"
    values = typed(next(r for r in default_rules(programme) if r.key == "choice_due"))
    shown = own.post(create, values)
    own.post(create, values | {"previewed": shown.context["form"].token})

    assert "2 dates go." in question
    assert "until the first day" in question
    assert gone == {}
    assert len(dates_of(programme, "choice_due")) == 2


def test_rules_that_the_programme_stands_on_cannot_be_deleted(own, programme, planned):
    held = rule(programme, "workshop_held")
    url = address("rule_delete", programme, held.pk)

    question = own.get(url).content.decode()
    own.post(url)

    assert "so it stays" in question
    assert CountbackRule.objects.filter(pk=held.pk).exists()


def test_only_the_coordinator_changes_rules(client, expert, programme, planned):
    case_due = rule(programme, "case_due")
    client.force_login(expert)

    answers = {
        client.post(address("rule_edit", programme, case_due.pk), typed(case_due)).status_code,
        client.post(address("rule_delete", programme, case_due.pk)).status_code,
        client.post(address("rule_create", programme), typed(case_due)).status_code,
    }

    assert answers == {403}
    assert CountbackRule.objects.filter(programme=programme).count() == 9
