"""The outbox: what leaves, once, and what becomes of it when a mail server or a worker fails."""

import datetime
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused
from types import SimpleNamespace

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError
from django.utils import timezone

from programme.mails import hooks, sending
from programme.mails.posting import MOST_TRIES, drop, post
from programme.mails.sending import send_waiting
from programme.models import Mail, MailStatus
from programme.models.mail import LONGEST_CLAIM
from tests.factories import MailFactory, UserFactory

pytestmark = pytest.mark.django_db


class Server(EmailBackend):
    """A mail server on which tests say what happens."""

    when_opened = when_sending = None

    def open(self):
        if Server.when_opened:
            Server.when_opened()

    def send_messages(self, messages):
        if Server.when_sending:
            Server.when_sending(messages[0])
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def server(settings):
    settings.EMAIL_BACKEND = "tests.programme.test_mail.Server"
    yield Server
    Server.when_opened = Server.when_sending = None


def readers():
    return [parseaddr(message.to[0])[1] for message in outbox.outbox]


@pytest.mark.once
def test_who_has_no_account_any_more_gets_no_mail_either_that_was_waiting(programme):
    reader = UserFactory(is_active=False)
    mail = MailFactory(programme=programme, user=reader, address=reader.email, kind="guest-link")

    send_waiting()

    mail.refresh_from_db()
    assert (readers(), mail.status) == ([], MailStatus.DROPPED)


def test_two_workers_send_each_mail_once(server):
    MailFactory.create_batch(3)

    def let_another_worker_send_all(*args):
        server.when_opened = server.when_sending = None
        send_waiting()

    # Once between looking for mails and taking the first, once while it is on its way.
    server.when_opened = let_another_worker_send_all
    send_waiting()
    MailFactory.create_batch(3)
    server.when_sending = let_another_worker_send_all
    send_waiting()

    assert len(readers()) == len(set(readers())) == 6
    assert set(Mail.objects.values_list("status", "tries")) == {(MailStatus.SENT, 1)}


def test_while_the_server_is_away_mails_wait_as_they_are(server):
    mail = MailFactory()
    before = Mail.objects.values().get()

    def is_away():
        raise ConnectionRefusedError

    server.when_opened = is_away
    send_waiting()
    assert Mail.objects.values().get() == before

    server.when_opened = None
    send_waiting()
    assert readers() == [mail.address]


def test_a_refused_address_holds_up_nobody_and_is_given_up_after_some_tries(server):
    refused, good = MailFactory(), MailFactory()

    def refuse(message):
        if message.to == [refused.address]:
            raise SMTPRecipientsRefused({})

    server.when_sending = refuse
    send_waiting()
    refused.refresh_from_db()
    assert readers() == [good.address]
    assert (refused.status, refused.tries, refused.claimed_at) == (MailStatus.WAITING, 1, None)
    assert "Is it written correctly?" in refused.error
    assert refused.send_after > timezone.now() + datetime.timedelta(seconds=50)

    for _again in range(MOST_TRIES):
        Mail.objects.update(send_after=timezone.now())
        send_waiting()
    refused.refresh_from_db()
    assert (refused.status, refused.tries) == (MailStatus.FAILED, MOST_TRIES)


def test_a_mail_whose_worker_was_killed_goes_again_later_as_the_same_mail(server):
    MailFactory()
    seen = []

    def die(message):
        seen.append(message.extra_headers["Message-ID"])
        if len(seen) == 1:
            raise SystemExit

    server.when_sending = die
    with pytest.raises(SystemExit):
        send_waiting()
    send_waiting()
    assert len(seen) == 1
    assert Mail.objects.out().exists()
    assert drop(Mail.objects.values_list("pk", flat=True)) == 0

    Mail.objects.update(claimed_at=timezone.now() - 2 * LONGEST_CLAIM)
    send_waiting()

    assert len(seen) == 2
    assert len(set(seen)) == 1
    assert Mail.objects.get().status == MailStatus.SENT


def test_a_mail_that_ends_its_worker_every_time_is_given_up():
    long_ago = timezone.now() - 2 * LONGEST_CLAIM
    MailFactory(status=MailStatus.SENDING, claimed_at=long_ago, tries=MOST_TRIES)

    send_waiting()

    mail = Mail.objects.get()
    assert (mail.status, mail.error) == (MailStatus.FAILED, "It was cut off while it was sent.")
    assert outbox.outbox == []


def test_a_worker_that_was_held_up_does_not_overrule_the_next_one(server):
    MailFactory()

    def lose_the_claim(message):
        Mail.objects.update(claimed_at=timezone.now() + datetime.timedelta(hours=1))

    server.when_sending = lose_the_claim
    send_waiting()

    assert Mail.objects.get().status == MailStatus.SENDING


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_left_while_the_database_was_away_is_noted_later(monkeypatch):
    MailFactory()
    really, calls = sending._note, []

    def is_away_once(*said):
        calls.append(said)
        if len(calls) == 1:
            raise OperationalError
        really(*said)

    monkeypatch.setattr(sending, "_note", is_away_once)
    # Without the pause, and on the connection that this test keeps open.
    monkeypatch.setattr(sending, "PAUSES", (0, 0))
    monkeypatch.setattr(sending, "connection", SimpleNamespace(close=lambda: None))

    send_waiting()

    assert (len(calls), len(outbox.outbox)) == (2, 1)
    assert Mail.objects.get().status == MailStatus.SENT


def test_who_follows_a_mail_and_fails_does_not_let_it_leave_again(monkeypatch):
    MailFactory(kind="followed")

    def fails(mail):
        raise RuntimeError

    monkeypatch.setitem(hooks._followers, "followed", fails)

    send_waiting()

    assert Mail.objects.get().status == MailStatus.SENT


def test_the_same_thing_is_written_to_an_address_once(programme):
    user = UserFactory()
    words = {"kind": "reminder", "subject": "A", "body": "B"}

    first = post(programme, **words, to=user, source_key="workplan:1")
    second = post(programme, **words, to=user, source_key="workplan:1")
    other = post(programme, **words, name="Guest", address="g@example.com", source_key="workplan:1")

    assert (first.address, second, other.name) == (user.email, None, "Guest")
    assert Mail.objects.count() == 2


def test_a_mail_with_a_delay_waits_and_can_be_dropped(programme):
    words = {"kind": "reminder", "subject": "A", "body": "B", "address": "g@example.com"}
    mail = post(programme, **words, delay=datetime.timedelta(minutes=10))

    send_waiting()
    assert (outbox.outbox, drop([mail.pk])) == ([], 1)
    Mail.objects.update(send_after=timezone.now())
    send_waiting()

    assert outbox.outbox == []


@pytest.mark.once
def test_words_that_somebody_typed_make_no_heading(programme):
    words = {"kind": "reminder", "body": "Bcc: x@example.com", "address": "g@example.com"}
    programme.name = 'A "B"\nBcc: evil@example.com'
    programme.save()
    post(
        programme, **words, subject="Ő\r\nBcc: evil@example.com", name='Å "x",\n<evil@example.com>'
    )

    send_waiting()

    (message,) = outbox.outbox
    assert message.recipients() == message.to
    assert parseaddr(message.to[0])[1] == "g@example.com"
    assert [name for name in message.message() if name.lower() in ("bcc", "cc")] == []
