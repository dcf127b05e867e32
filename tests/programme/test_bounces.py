"""What mail servers send back is said on the mail that it is about, and on no other."""

import io
import textwrap

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone

from programme.mails.bounces import take_bounce, try_address_again
from programme.mails.message import message_id_of, message_of
from programme.mails.posting import post
from programme.mails.sending import send_waiting
from programme.models import Activity, Mail, MailStatus
from tests.factories import MailFactory, MembershipFactory

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
# As exim and some others write: words alone, with the head of the mail below.
IN_WORDS = """\
    From: Mail Delivery System <Mailer-Daemon@mx.example>
    X-Failed-Recipients: reader@example.com
    Subject: Mail delivery failed: returning message to sender

    A message that you sent could not be delivered:

      reader@example.com
        host mx.example: 550 {status} No such user here

    ------ This is a copy of the message, including all the headers. ------

    Subject: Old
    Message-ID: {message_id}
    """
# As Exchange may write: no head of the mail, but an answer to it.
ANSWER = STRUCTURED.replace("    Message-ID: {message_id}\n", "").replace(
    "    Subject: Und", "    In-Reply-To: {message_id}\n    Subject: Und"
)


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


@pytest.mark.parametrize(
    ("shape", "more"),
    [
        (STRUCTURED, {}),
        (STRUCTURED, {"kind": "text/rfc822-headers"}),
        (ANSWER, {}),
        (IN_WORDS, {}),
    ],
    ids=["whole mail", "its head", "an answer", "words"],
)
def test_a_mail_that_comes_back_says_why_and_its_address_is_left_alone(sent, shape, more):
    assert take_bounce(report(shape, sent, **more)) == sent
    assert take_bounce(report(shape, sent, **more)) is None

    sent.refresh_from_db()
    assert sent.status == MailStatus.BOUNCED
    assert sent.error.startswith("There is no such address.")
    assert sent.user.address_refused_at
    assert Activity.objects.get().verb == "address_refused"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"action": "delayed", "status": "4.4.1"}, MailStatus.SENT),
        ({"action": "failed", "status": "4.4.7"}, MailStatus.BOUNCED),
        ({"action": "failed", "status": "5.2.2"}, MailStatus.BOUNCED),
    ],
    ids=["delayed", "given up", "mailbox full"],
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
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(report(IN_WORDS, other))))
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
