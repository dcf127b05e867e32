"""Holding, releasing, discarding, sending and editing mails, also while a worker is at work."""

import datetime

import pytest
from django.core import mail as outbox
from django.utils import timezone

from programme.mails.outbox_editing import Marked, edit_alike
from programme.mails.outbox_verbs import MailError, discard, hold, release, send_now
from programme.mails.posting import drop
from programme.mails.sending import send_waiting
from programme.models import Activity, Mail, MailStatus
from tests.factories import MailFactory
from tests.together import run_together

pytestmark = pytest.mark.django_db


def states():
    return dict(Mail.objects.values_list("subject", "status"))


@pytest.fixture
def mails(programme):
    """One in each state."""
    now = timezone.now()
    more = {
        MailStatus.SENDING: {"claimed_at": now},
        MailStatus.SENT: {"sent_at": now},
        MailStatus.BOUNCED: {"sent_at": now, "bounced_at": now},
    }
    return [
        MailFactory(programme=programme, subject=status, status=status, **more.get(status, {}))
        for status in MailStatus.values
    ]


@pytest.mark.parametrize(
    ("verb", "changed", "to"),
    [
        (hold, {"waiting", "gathered"}, MailStatus.HELD),
        (release, {"held"}, MailStatus.WAITING),
        (discard, {"waiting", "gathered", "held", "failed"}, MailStatus.DROPPED),
        (send_now, {"waiting", "gathered", "held", "failed"}, MailStatus.WAITING),
    ],
)
def test_a_verb_changes_what_has_not_left_and_names_the_rest(verb, changed, to, mails, coordinator):
    done = verb(Mail.objects.all(), by=coordinator)

    assert done.count == len(changed)
    assert {mail.subject for mail in done.late} == set(MailStatus.values) - changed
    assert states() == {status: status for status in MailStatus.values} | dict.fromkeys(changed, to)
    entry = Activity.objects.get()
    assert (entry.actor, entry.programme) == (coordinator, mails[0].programme)


@pytest.mark.once
def test_what_left_in_a_digest_or_has_lost_its_words_is_not_sent_any_more(programme, coordinator):
    digest = MailFactory(programme=programme, status=MailStatus.SENT, sent_at=timezone.now())
    mails = [
        MailFactory(programme=programme, status=MailStatus.GATHERED, digest=digest),
        MailFactory(programme=programme, status=MailStatus.FAILED, body=""),
    ]

    done = send_now(mails, by=coordinator)

    assert (done.count, done.late) == (0, mails)
    assert drop([mails[0].pk]) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", [hold, discard])
def test_what_is_held_at_the_moment_a_worker_comes_either_left_or_stays(
    verb, programme, coordinator
):
    coming = [MailFactory(programme=programme) for _number in range(12)]

    def work():
        return verb(coming, by=coordinator)

    _nothing, done = run_together(send_waiting, work)

    left = {message.to[0] for message in outbox.outbox}
    for mail in coming:
        mail.refresh_from_db()
        assert (mail.status == MailStatus.SENT) == any(mail.address in reader for reader in left)
    stayed = Mail.objects.filter(status__in=[MailStatus.HELD, MailStatus.DROPPED]).count()
    assert stayed == done.count


def test_a_mail_leaves_with_the_words_that_it_was_given_last(programme, coordinator):
    mail = MailFactory(programme=programme, subject="Old", body="Old words\n")
    hold([mail], by=coordinator)
    shown = Marked.of(mail)
    edit_alike(
        [mail], shown, subject="New\r\nBcc: x@example.com", body=" New words ", by=coordinator
    )
    send_waiting()
    assert outbox.outbox == []

    release([mail], by=coordinator)
    send_waiting()

    [left] = outbox.outbox
    assert (left.subject, left.body) == ("New Bcc: x@example.com", "New words\n")
    with pytest.raises(MailError, match="has left"):
        edit_alike(
            [mail],
            Marked.of(Mail.objects.get(pk=mail.pk)),
            subject="Too",
            body="late",
            by=coordinator,
        )


def test_what_waits_for_its_time_goes_on_waiting_when_it_is_released(programme, coordinator):
    later = timezone.now() + datetime.timedelta(hours=1)
    mail = MailFactory(programme=programme, send_after=later)
    hold([mail], by=coordinator)
    release([mail], by=coordinator)
    send_waiting()
    assert outbox.outbox == []

    send_now([mail], by=coordinator)
    send_waiting()

    assert len(outbox.outbox) == 1
