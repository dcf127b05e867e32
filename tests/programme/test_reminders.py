"""Reminders: one mail to each owner, on the day, once; never of what is done or has moved."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from programme.mails.outbox_verbs import hold, release
from programme.mails.preferences import choose
from programme.mails.sending import send_waiting
from programme.models import Delivery, Mail, MailStatus, Role, User, WorkplanItem
from programme.tasks import send_reminders
from programme.workplan.dates import CHOICE_DUE, extend
from programme.workplan.reminders import owners_of, send_due
from tests.factories import (
    AgendaItemFactory,
    MembershipFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkplanItemFactory,
    WorkshopFactory,
)
from tests.together import run_together

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture
def task(programme, city):
    return WorkplanItemFactory(
        programme=programme,
        city=city,
        owner_role=Role.EDITOR,
        title="Sign the list",
        due_on=days(7),
        remind_on=days(0),
    )


def reminded():
    return sorted(Mail.objects.values_list("address", flat=True))


def test_the_editors_of_the_city_are_reminded_once(task, editor, stranger, coordinator):
    second = MembershipFactory(programme=task.programme, role=Role.EDITOR, city=task.city).user

    send_reminders()
    send_reminders()

    assert reminded() == sorted([editor.email, second.email])
    mail = Mail.objects.filter(user=editor).get()
    assert (mail.kind, mail.status) == ("reminder", MailStatus.WAITING)
    assert "Sign the list" in mail.subject
    assert f"/{task.programme.slug}/workplan/#item-{task.pk}" in mail.body
    task.refresh_from_db()
    assert task.reminded_at


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(task, editor):
    answers = run_together(send_due, send_due)

    assert sorted(answers) == [0, 1]
    assert reminded() == [editor.email]


@pytest.mark.parametrize(
    "values",
    [
        {"done_at": timezone.now()},
        {"remind_on": days(1)},
        {"remind_on": None},
        {"due_on": days(-1), "remind_on": days(-8)},
    ],
    ids=["done", "tomorrow", "never", "the day is past"],
)
def test_nobody_is_reminded_of_what_is_not_to_be_done_now(task, editor, values):
    WorkplanItem.objects.filter(pk=task.pk).update(**values)

    send_reminders()

    assert reminded() == []


def test_a_reminder_that_was_missed_is_caught_up_with(task, editor):
    WorkplanItem.objects.filter(pk=task.pk).update(remind_on=days(-3))

    send_reminders()

    assert reminded() == [editor.email]


def test_a_date_that_moves_takes_its_reminder_along_and_reminds_anew(task, editor, coordinator):
    WorkplanItem.objects.filter(pk=task.pk).update(source_key="workshop:1:own-list")
    send_reminders()
    moved = extend(task, until=days(21), reason="A strike", by=coordinator)
    first_day = moved.remind_on
    send_reminders()
    too_early = Mail.objects.count()
    WorkplanItem.objects.filter(pk=task.pk).update(remind_on=days(0))
    send_reminders()

    assert (first_day, too_early) == (days(14), 1)
    assert [mail.source_key.rpartition(":")[2] for mail in Mail.objects.order_by("pk")] == [
        str(days(7)),
        str(days(21)),
    ]


def test_a_reminder_that_could_not_leave_before_the_task_was_done_is_dropped(task, editor):
    send_reminders()
    WorkplanItem.objects.filter(pk=task.pk).update(done_at=timezone.now())

    send_reminders()

    assert Mail.objects.get().status == MailStatus.DROPPED


def test_a_date_that_moves_away_and_back_is_reminded_of_all_the_same(task, editor):
    rows, first_day = WorkplanItem.objects.filter(pk=task.pk), task.due_on
    send_reminders()
    rows.update(due_on=days(21), reminded_at=None, remind_on=days(14))
    send_reminders()
    rows.update(due_on=first_day, remind_on=days(0))

    send_reminders()

    states = Mail.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [MailStatus.DROPPED, MailStatus.WAITING]


@pytest.mark.once
def test_a_reminder_that_waited_goes_to_the_address_of_now_and_counts_the_days_of_now(
    task, editor, mailoutbox
):
    send_reminders()
    assert "7 days are left" in Mail.objects.get().body
    User.objects.filter(pk=editor.pk).update(email="moved@city.example")

    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        send_waiting()

    [sent] = mailoutbox
    assert sent.to[0].endswith("<moved@city.example>")
    assert "5 days are left" in sent.body
    assert (Mail.objects.get().address, Mail.objects.get().status) == ("moved@city.example", "sent")


@pytest.mark.once
def test_what_was_held_when_its_reader_stopped_such_mails_is_not_let_go(
    task, editor, coordinator, mailoutbox
):
    send_reminders()
    hold(Mail.objects.all(), by=coordinator)
    choose(editor, task.programme, {"reminder": Delivery.NEVER})

    release(Mail.objects.all(), by=coordinator)
    send_waiting()

    assert mailoutbox == []
    assert Mail.objects.get().error == "The reader wants no such mails."


def test_who_gets_the_task_in_time_is_still_reminded(task):
    send_reminders()
    late_comer = MembershipFactory(programme=task.programme, role=Role.EDITOR, city=task.city).user

    send_reminders()

    assert reminded() == [late_comer.email]


def test_only_those_who_come_and_have_not_chosen_are_reminded_to_choose(programme, city):
    workshop = WorkshopFactory(city=city)
    a = AgendaItemFactory(workshop=workshop, choice="A")
    undecided, decided, waiting, _absent = (
        MembershipFactory(programme=programme).user for _ in range(4)
    )
    RegistrationFactory(workshop=workshop, user=undecided)
    SignUpFactory(registration=RegistrationFactory(workshop=workshop, user=decided), item=a)
    RegistrationFactory(workshop=workshop, user=waiting, is_waiting=True)
    item = WorkplanItemFactory(
        programme=programme,
        city=city,
        owner_role=Role.PARTICIPANT,
        source_key=f"{workshop.source_prefix}{CHOICE_DUE}",
    )

    assert owners_of(item) == [undecided]
