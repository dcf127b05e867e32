"""The reminder of a case, from the days of the workshop to the mail server: once, in time, and only
while the case is not handed in."""

import datetime

import pytest
import time_machine
from django.core import mail as outbox
from django.utils import timezone

from cases import services
from programme.mails.outbox_verbs import hold, release
from programme.models import Mail, MailStatus, WorkplanItem
from programme.tasks import send_mails, send_reminders
from programme.workplan.dates import apply_plan, default_rules
from workshops.services import planned_items, schedule_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(draft):
    """A case whose dates follow from the days of its workshop, as people would have it."""
    for rule in default_rules(draft.programme):
        rule.save()
    apply_plan(draft.programme, draft.workshop.source_prefix, planned_items(draft.workshop))
    return draft


def day_of_reminder(case):
    return WorkplanItem.objects.get(source_key=case.due_key).remind_on


def on(day):
    """Nine in the morning of the day, where the site is."""
    morning = datetime.datetime.combine(day, datetime.time(9), timezone.get_current_timezone())
    return time_machine.travel(morning, tick=False)


def work():
    """What happens by itself, twice."""
    for _again in range(2):
        send_reminders()
        send_mails()


def reminded(case):
    """The mails that left about handing in the case."""
    sent = Mail.objects.about(f"{case.due_key}:reminder:").filter(status=MailStatus.SENT)
    assert {mail.subject for mail in sent} <= {message.subject for message in outbox.outbox}
    return [mail.address for mail in sent]


def written(case):
    return Mail.objects.get(source_key__startswith=f"{case.due_key}:reminder:")


def test_a_reminder_is_sent_once_on_its_day(planned, editor):
    day = day_of_reminder(planned)
    for number in range(-2, 5):
        with on(day + datetime.timedelta(days=number)):
            work()
            assert reminded(planned) == ([editor.email] if number >= 0 else [])


def test_nobody_is_reminded_of_a_case_that_was_handed_in(planned, editor):
    day = day_of_reminder(planned)
    with on(day):
        send_reminders()
        held = written(planned)
        # Written and held by somebody who wants to read it first; meanwhile it is handed in.
        services.submit_case(planned, by=editor)
        Mail.objects.filter(pk=held.pk).update(status=MailStatus.HELD)
        release([held], by=editor)
        work()

    held.refresh_from_db()
    assert (reminded(planned), held.status, held.error) == ([], MailStatus.DROPPED, "It is done.")


def test_a_reminder_moves_with_its_workshop_also_while_the_mail_server_is_away(
    planned, editor, coordinator
):
    day, workshop = day_of_reminder(planned), planned.workshop
    with on(day):
        send_reminders()
        waiting = written(planned)
        hold([waiting], by=coordinator)
        later = datetime.timedelta(weeks=4)
        schedule_workshop(
            workshop,
            starts_on=workshop.starts_on + later,
            ends_on=workshop.ends_on + later,
            by=coordinator,
        )
        Mail.objects.filter(pk=waiting.pk).update(status=MailStatus.WAITING)
        send_mails()
        waiting.refresh_from_db()
        assert (reminded(planned), waiting.status) == ([], MailStatus.DROPPED)
        assert waiting.error.startswith("The date has moved to")
    with on(day + later - datetime.timedelta(days=1)):
        work()
        assert reminded(planned) == []
    with on(day + later):
        work()

    assert reminded(planned) == [editor.email]
