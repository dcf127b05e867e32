"""How an edition reaches the participants of its workshop, whatever goes wrong on the way."""

import datetime
import smtplib
from email.utils import parseaddr

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from cases import services, tasks
from cases.editions.delivery import mail_of, mails_of, waiting
from cases.models import Answer, Edition, Receipt
from programme.mails.message import message_of
from programme.mails.outbox_verbs import discard
from programme.mails.sending import send_waiting
from programme.models import Activity, Mail, MailStatus
from tests.factories import (
    MembershipFactory,
    RegistrationFactory,
    UserFactory,
)
from workshops.models import monday_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(draft):
    """A participant from elsewhere who is registered for the workshop of the case."""
    return register(draft)


def register(case, **user):
    person = MembershipFactory(programme=case.programme, user=UserFactory(**user)).user
    RegistrationFactory(workshop=case.workshop, user=person)
    return person


def held(workshop, *, days_ago):
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    workshop.starts_on = workshop.ends_on = day
    workshop.week = monday_of(day)
    workshop.save()


def send():
    """What happens by itself within a minute."""
    tasks.find_readers()
    send_waiting()


def receipts():
    return {receipt.user: receipt for receipt in Receipt.objects.all()}


def refusing(monkeypatch, error, addresses=None):
    """A mail server that refuses these addresses, or everything."""
    send = EmailBackend.send_messages

    def refuse(self, messages):
        if addresses is None or any(parseaddr(to)[1] in addresses for m in messages for to in m.to):
            raise error
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


# Distribution


def test_distribution_sends_each_registered_participant_a_mail(
    accepted, guest, coordinator, django_capture_on_commit_callbacks
):
    RegistrationFactory(workshop=accepted.workshop, user=None, name="Without an account")

    with django_capture_on_commit_callbacks(execute=True):
        services.distribute_case(accepted, by=coordinator)

    [sent] = mail.outbox
    assert parseaddr(sent.to[0])[1] == guest.email
    assert sent.subject == f"{accepted.programme.name}: the case {accepted} is ready to read"
    assert "Which way should the cluster go?" in sent.body
    assert "about 1 minute." in sent.body
    assert f"http://localhost:8000{accepted.get_absolute_url()}" in sent.body
    assert receipts()[guest].sent_at is not None


def test_somebody_who_left_the_programme_gets_no_mail(accepted, coordinator):
    left = register(accepted)
    left.memberships.all().delete()
    locked_out = register(accepted, is_active=False)

    services.distribute_case(accepted, by=coordinator)

    assert left not in receipts()
    assert locked_out not in receipts()


def test_without_a_queue_the_distribution_stands_and_the_mail_goes_later(
    accepted, guest, coordinator, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args):
        raise ConnectionError

    monkeypatch.setattr("programme.tasks.send_mails.delay", away)

    with django_capture_on_commit_callbacks(execute=True):
        services.distribute_case(accepted, by=coordinator)
    assert mail.outbox == []
    send()

    assert len(mail.outbox) == 1


# The text


def test_a_name_cannot_add_a_line_to_the_heading_or_the_text(distributed, guest):
    guest.name = "Eve\r\nBcc: all@example.com\n\nhttp://evil.example/"
    guest.save()
    distributed.cluster.name = "Case\nBcc: all@example.com"
    distributed.cluster.save()
    distributed.programme.name = 'Evil"\r\nReply-To: eve@example.com'
    distributed.programme.save()
    edition = distributed.editions.get()
    edition.content["title"] = "Case\r\nBcc: all@example.com"

    message = message_of(mail_of(Receipt(pk=1, edition=edition, user=guest)))
    text = message.message()

    assert text["Bcc"] is None
    assert "eve@" not in str(text["Reply-To"])
    assert "\nhttp://evil.example/" not in message.body


def test_a_mail_tells_nothing_confidential(accepted, guest, coordinator):
    Answer.objects.filter(case=accepted, topic="firm_formation").update(
        text="We speak with a secret firm. " * 400, is_confidential=True
    )

    services.distribute_case(accepted, by=coordinator)
    send()

    [sent] = mail.outbox
    assert "secret firm" not in sent.body
    # Nor how long it is.
    assert "about 1 minute." in sent.body


# What goes wrong


def test_a_refused_mail_says_why_and_the_others_arrive(accepted, coordinator, monkeypatch):
    bad, good = register(accepted), register(accepted)
    refused = smtplib.SMTPRecipientsRefused({bad.email: (550, b"no such user")})
    refusing(monkeypatch, refused, {bad.email})

    services.distribute_case(accepted, by=coordinator)
    send()

    assert receipts()[bad].sent_at is None
    assert "does not accept the address" in receipts()[bad].send_error
    assert receipts()[good].sent_at is not None


def test_a_mail_server_that_is_away_is_said_on_every_receipt(distributed, monkeypatch):
    people = [register(distributed), register(distributed)]

    def closed(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", closed)
    send()

    found = receipts()
    assert {found[person].send_error for person in people} == {
        "The mail server could not be reached."
    }


def test_what_failed_is_tried_again(distributed, guest, monkeypatch):
    with monkeypatch.context() as broken:
        refusing(broken, TimeoutError())
        send()
    assert "could not be reached" in receipts()[guest].send_error
    send()
    assert mail.outbox == []

    Mail.objects.update(send_after=timezone.now())
    send()

    assert len(mail.outbox) == 1
    assert receipts()[guest].send_error == ""
    assert receipts()[guest].sent_at is not None


# Who comes later, and who does not come


def test_who_registers_later_is_found(distributed):
    late = register(distributed)

    send()
    send()

    [sent] = mail.outbox
    assert parseaddr(sent.to[0])[1] == late.email


def test_after_the_workshop_nobody_is_looked_for(distributed):
    held(distributed.workshop, days_ago=1)
    register(distributed)

    send()

    assert receipts() == {}


def test_who_opened_the_case_or_withdrew_needs_no_mail(distributed):
    opened, withdrawn = register(distributed), register(distributed)
    edition = distributed.editions.get()
    services.note_opened(edition, by=opened)
    Receipt.objects.create(edition=edition, user=withdrawn)
    withdrawn.registrations.all().delete()

    send()

    assert mail.outbox == []


def test_what_became_of_the_mail_in_the_outbox_stands_on_the_receipt(
    distributed, guest, coordinator
):
    tasks.find_readers()
    edition = distributed.editions.get()
    discard(mails_of(edition), by=coordinator)
    send()
    assert (mail.outbox, receipts()[guest].sent_at) == ([], None)

    Mail.objects.update(status=MailStatus.WAITING)
    services.note_opened(edition, by=guest)
    send()

    assert mail.outbox == []
    assert Mail.objects.get().error == "The reader has opened the case already."


def test_an_old_edition_is_not_sent_any_more(distributed, guest, editor, coordinator):
    first = distributed.editions.get()
    Receipt.objects.create(edition=first, user=guest)
    Edition.objects.create(
        case=distributed, number=2, content=first.content, checksum="1" * 64, remark="New words."
    )

    send()

    [sent] = mail.outbox
    assert "edition 2" in sent.subject
    assert "New words." in sent.body


def test_nobody_is_written_to_weeks_later(distributed, guest):
    send()
    Receipt.objects.update(sent_at=None)
    Mail.objects.all().delete()
    held(distributed.workshop, days_ago=30)
    Edition.objects.update(frozen_at=timezone.now() - datetime.timedelta(days=40))

    assert not waiting().exists()


def test_staff_send_again_what_failed(client, distributed, guest, expert):
    Receipt.objects.create(edition=distributed.editions.get(), user=guest, send_error="Away.")
    client.force_login(expert)

    client.post(f"{distributed.get_absolute_url()}editions/1/send-again/")

    assert receipts()[guest].send_error == ""
    assert Activity.objects.about(distributed).filter(verb="receipts_sent_again").exists()


@pytest.mark.parametrize("who", ["editor", "participant"])
def test_nobody_else_sends_again(client, distributed, guest, who, request):
    Receipt.objects.create(edition=distributed.editions.get(), user=guest, send_error="Away.")
    client.force_login(request.getfixturevalue(who))

    answer = client.post(f"{distributed.get_absolute_url()}editions/1/send-again/")

    assert answer.status_code == 403
    assert receipts()[guest].send_error == "Away."


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_for_late_comers_asks_per_case_and_not_per_person(
    distributed, rows, django_assert_num_queries
):
    for _row in range(rows):
        register(distributed)
    send()

    # Running editions, missing readers of the one, receipts without a mail.
    with django_assert_num_queries(3):
        tasks.find_readers()


def test_the_page_of_distribution_says_how_many_are_sent_a_mail(
    client, accepted, guest, coordinator
):
    left = register(accepted)
    left.memberships.all().delete()
    RegistrationFactory(workshop=accepted.workshop, user=None, name="Without an account")
    client.force_login(coordinator)

    page = client.get(f"{accepted.get_absolute_url()}distribute/")

    assert page.context["readership"].registered == 3
    assert "1 participant is sent the link by mail" in page.text
