"""What mail servers send back is said on the mail that it is about, and on no other."""

import io
import textwrap
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone

from programme.mails.bounces import take_bounce, try_address_again
from programme.mails.message import message_id_of, message_of
from programme.mails.posting import post
from programme.mails.sending import send_waiting
from programme.models import Activity, Mail, MailStatus, User
from tests.factories import MailFactory, MembershipFactory
from tests.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db

OPTIONAL = "reminder"
REQUIRED = "guest-link"

STRUCTURED = """\
    From: MAILER-DAEMON@mx.example (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"

    --b
    Content-Type: text/plain

    This is the mail system at host mx.example. I'm sorry.

    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example

    Final-Recipient: rfc822; reader@example.com
    Action: {action}
    Status: {status}
    Diagnostic-Code: smtp; 550 {status} <reader@example.com>: as it is

    --b
    Content-Type: {kind}

    Received: from here
    Message-ID: {message_id}
    Subject: Old

    --b--
    """


def report(shape, mail, *, action="failed", status="5.1.1", message_id="", kind="message/rfc822"):
    words = textwrap.dedent(shape).format(
        action=action, status=status, kind=kind, message_id=message_id or message_id_of(mail)
    )
    return words.encode()


@pytest.fixture
def sent(programme):
    """A mail that has left, to somebody with an account."""
    reader = MembershipFactory(programme=programme).user
    return MailFactory(
        programme=programme, user=reader, address=reader.email, kind=OPTIONAL,
        status=MailStatus.SENT, sent_at=timezone.now(), claimed_at=timezone.now(),
    )  # fmt: skip


# As mail servers write them: what becomes of the mail, whether its address is bad, and why.
UNKNOWN = (MailStatus.BOUNCED, True, "There is no such address.")
WRITTEN = {
    "postfix": UNKNOWN,
    "exchange": UNKNOWN,
    "gmail": UNKNOWN,
    "qmail": UNKNOWN,
    "exim": (MailStatus.BOUNCED, True, "Unrouteable address"),
    "exim-in-words": (MailStatus.BOUNCED, True, "550-Verification failed"),
    "office-365": (MailStatus.BOUNCED, False, "does not want this mail"),
    "qmail-full": (MailStatus.BOUNCED, False, "The mailbox is full."),
    "postfix-delayed": (MailStatus.SENT, False, "Connection timed out"),
}


def written(name, message_id):
    text = (Path(__file__).parent / "bounces" / f"{name}.eml").read_text()
    return text.replace("{message_id}", message_id).encode()


@pytest.mark.once
@pytest.mark.parametrize("server", WRITTEN)
def test_what_mail_servers_write_says_on_the_mail_what_became_of_it(sent, server):
    status, is_refused, why = WRITTEN[server]

    assert take_bounce(written(server, message_id_of(sent))) == sent

    sent.refresh_from_db()
    assert (sent.status, bool(sent.user.address_refused_at)) == (status, is_refused)
    assert why in sent.error
    assert list(Activity.objects.values_list("verb", flat=True)) == ["address_refused"] * is_refused


def test_what_comes_back_from_an_older_address_says_nothing_of_the_new_one(sent):
    User.objects.filter(pk=sent.user_id).update(email="now@city.example")

    take_bounce(report(STRUCTURED, sent))

    sent.refresh_from_db()
    assert (sent.status, sent.user.address_refused_at) == (MailStatus.BOUNCED, None)


def test_a_mail_comes_back_once(sent):
    assert take_bounce(report(STRUCTURED, sent)) == sent
    assert take_bounce(report(STRUCTURED, sent)) is None


@pytest.mark.once
@pytest.mark.parametrize(
    "what",
    [
        "absence",
        "absence-postmaster",
        "vacation",
        "read-receipt",
        "complaint",
        "delivered",
        "forwarded-by-a-person",
    ],
)
def test_an_answer_of_a_machine_is_no_failure(sent, what):
    assert take_bounce(written(f"none/{what}", message_id_of(sent))) is None

    sent.refresh_from_db()
    assert (sent.status, sent.error, sent.user.address_refused_at) == (MailStatus.SENT, "", None)


def test_what_a_server_took_and_sends_back_is_found_by_what_it_was_given(sent, settings):
    Mail.objects.update(status=MailStatus.WAITING, sent_at=None, claimed_at=None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.BOUNCE_ADDRESS = "bounce@clusnet.example"
    with SmtpServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        send_waiting()

    assert server.senders == ["bounce@clusnet.example"]
    assert take_bounce(written("postfix", server.arrived[0])) == sent


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"action": "delayed", "status": "4.4.1"}, MailStatus.SENT),
        ({"action": "failed", "status": "4.4.7"}, MailStatus.BOUNCED),
        ({"action": "failed", "status": "5.2.2"}, MailStatus.BOUNCED),
        ({"action": "failed", "status": "5.1.8"}, MailStatus.BOUNCED),
        ({"action": "failed", "status": "5.4.6"}, MailStatus.BOUNCED),
    ],
    ids=["delayed", "given up", "mailbox full", "our address is bad", "in a circle"],
)
def test_what_may_be_better_tomorrow_leaves_the_address_as_it_is(sent, said, status):
    take_bounce(report(STRUCTURED, sent, **said))

    sent.refresh_from_db()
    assert (sent.status, sent.user.address_refused_at) == (status, None)
    assert sent.error


def test_a_report_that_is_forged_or_about_something_else_changes_nothing(sent):
    waiting = MailFactory(programme=sent.programme)
    own = message_id_of(sent)
    before = list(Mail.objects.order_by("pk").values())
    answer = f"From: reader@example.com\nIn-Reply-To: {own}\n\nI am away. 550 5.1.1".encode()

    for raw in (
        report(STRUCTURED, sent, message_id=own.replace("-", "-0", 2)),
        report(STRUCTURED, sent, message_id=f"<mail-{sent.pk}-{'0' * 16}@localhost>"),
        report(STRUCTURED, sent, message_id=own.replace("@localhost", "@evil.example")),
        report(STRUCTURED, sent, action="delivered", status="2.0.0"),
        report(STRUCTURED, waiting),
        answer,
        b"",
        b"\xff\xfe\x00" * 99,
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status",
    ):
        assert take_bounce(raw) is None

    assert list(Mail.objects.order_by("pk").values()) == before
    assert Activity.objects.count() == 0


def test_only_what_is_required_goes_to_a_refused_address_until_it_is_tried_again(
    sent, programme, coordinator
):
    take_bounce(report(STRUCTURED, sent))
    reader = sent.user
    optional = post(programme, kind=OPTIONAL, subject="Later", body="Words", to=reader)
    post(programme, kind=REQUIRED, subject="Now", body="Words", to=reader)

    send_waiting()
    optional.refresh_from_db()
    assert [message.subject for message in outbox.outbox] == ["Now"]
    assert (optional.status, optional.tries) == (MailStatus.HELD, 0)
    assert "came back" in optional.error

    sent.refresh_from_db()
    try_address_again(sent, by=coordinator)
    send_waiting()

    assert {message.subject for message in outbox.outbox} == {"Now", "Later", sent.subject}


def test_the_command_reads_a_folder_or_its_input(sent, tmp_path, monkeypatch):
    other = MailFactory(status=MailStatus.SENT, sent_at=timezone.now())
    (tmp_path / "1.eml").write_bytes(report(STRUCTURED, sent))
    (tmp_path / "2.eml").write_bytes(b"nothing")
    said = io.StringIO()

    call_command("take_bounce", tmp_path, delete=True, stdout=said)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(report(STRUCTURED, other))))
    call_command("take_bounce")

    assert said.getvalue() == "2 files read, 1 of them about mails of ours.\n"
    assert list(tmp_path.iterdir()) == []
    assert set(Mail.objects.values_list("status", flat=True)) == {MailStatus.BOUNCED}


def test_mails_come_back_to_the_address_for_it(sent, settings):
    settings.BOUNCE_ADDRESS = "bounce@clusnet.example"

    message = message_of(sent)

    assert message.from_email == "bounce@clusnet.example"
    assert sent.programme.name in message.message()["From"]


@pytest.mark.once
@pytest.mark.parametrize(
    "raw",
    [
        # Each of these lines would be looked through to the end of the mail: for hours.
        b"From: MAILER-DAEMON@x.example\n\n550 5.1.1 no\n" + b"\n>" * 500_000 + b"x",
        b"Content-Type: message/rfc822\n\n" * 3000,
    ],
    ids=["lines", "mails within mails"],
)
def test_nobody_keeps_the_reader_of_bounces_busy(raw):
    assert take_bounce(raw) is None
