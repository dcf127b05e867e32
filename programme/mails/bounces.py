"""What mail servers send back: which mail was not delivered, why, and whether the address is bad.

Anybody can write to the address to which mails come back. So a report counts only where it names
one of our mails by its whole Message-ID, whose mark nobody can make up, and says that it failed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import record
from programme.mails.hooks import tell_followers
from programme.mails.message import mail_named
from programme.mails.outbox_verbs import let_go
from programme.mails.posting import call_the_worker
from programme.mails.server import one_line
from programme.models import Mail, MailStatus, User

# Headers and a report; of the mail that comes back nobody needs the rest.
MOST_BYTES = 2 * 1024 * 1024
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# An answer of a mail server as it stands in reports written for people: “550 no such user”.
REPLY = re.compile(r"(?m)(?<![\d.])([45])[0-5]\d[ -](?=\S)")
# Within a line: over the ends of lines a mail of nothing but these would take hours.
MESSAGE_ID = re.compile(r"(?im)^[> \t|]*message-id:\s{0,3}(<[^>\n]+>)")
SERVERS = re.compile(r"(?i)^(mailer-daemon|postmaster|mail-daemon|mdaemon|maildaemon)\b")


@dataclass(frozen=True)
class Report:
    """What one report says: the mail that it is about, and what became of it."""

    message_id: str
    is_final: bool
    status: str
    words: str

    @property
    def speaks_of_address(self) -> bool:
        """Whether nothing can be delivered to the address, whatever the mail.

        Not for long: the server gave up (4), the mailbox is full (5.2.2), this mail is too large
        or not wanted (5.2.3, 5.3, 5.6, 5.7), goes in circles or took too long (5.4); not the
        reader's: our own address is the bad one (5.1.7, 5.1.8).
        """
        major, subject, detail = self.status.split(".")
        if major != "5":
            return False
        if subject == "1":
            return detail not in {"7", "8"}
        return subject == "0" or (subject, detail) in {
            *(("2", "0"), ("2", "1")),
            # No such domain, as mail servers say it; 5.4.1 is how Microsoft says “no such address”.
            *(("4", "0"), ("4", "1"), ("4", "4"), ("4", "310")),
        }

    @property
    def reason(self) -> str:
        return f"{reason_in_words(self.status)} {self.words}".strip()[:200]


def take_bounce(raw: bytes) -> Mail | None:
    """Note what a mail server reports about one of our mails; the mail, or None where it is about
    none of them or says nothing new. Safe to repeat."""
    report = read_report(raw)
    if report is None:
        return None
    mail = mail_named(report.message_id)
    return _note(mail, report) if mail else None


@transaction.atomic
def _note(found: Mail, report: Report) -> Mail | None:
    rows = Mail.objects.select_for_update(of=("self",), no_key=True)
    mail = rows.select_related("programme", "user").get(pk=found.pk)
    may_have_left = mail.status == MailStatus.SENT or mail.claimed_at is not None
    if mail.status in (MailStatus.BOUNCED, MailStatus.DROPPED) or not may_have_left:
        return None
    mail.error = report.reason
    if not report.is_final:
        # The server goes on trying: no more than a remark.
        mail.save(update_fields=["error"])
        return mail
    now = timezone.now()
    mail.status, mail.bounced_at, mail.sent_at = MailStatus.BOUNCED, now, mail.sent_at or now
    mail.save(update_fields=["error", "status", "bounced_at", "sent_at"])
    tell_followers(mail)
    if report.speaks_of_address and mail.user:
        _refuse_address(mail, mail.user)
    return mail


def _refuse_address(mail: Mail, reader: User) -> None:
    """Let no more mails go there but those that cannot be done without."""
    same = User.objects.filter(pk=reader.pk, email__iexact=mail.address, address_refused_at=None)
    if not same.update(address_refused_at=timezone.now()):
        return
    words = {"name": reader.name, "address": mail.address}
    record(
        "address_refused",
        mail,
        _("Mails to %(name)s come back: the address %(address)s is refused.") % words,
        by=None,
        programme=mail.programme,
        path=mail.get_absolute_url(),
    )


@transaction.atomic
def try_address_again(mail: Mail, *, by: User) -> None:
    """Send a mail that came back once more, and let mails go to its reader again. Those that were
    held for the address leave by themselves."""
    sent = let_go([mail]).count if mail.status == MailStatus.BOUNCED else 0
    refused = User.objects.filter(pk=mail.user_id, address_refused_at__isnull=False)
    if not refused.update(address_refused_at=None) and not sent:
        return
    record(
        "address_tried_again",
        mail,
        _("The address of %(name)s is tried again.") % {"name": mail.name or mail.address},
        by=by,
        programme=mail.programme,
        path=mail.get_absolute_url(),
    )
    transaction.on_commit(call_the_worker, robust=True)


# Reading


def read_report(raw: bytes) -> Report | None:
    """What a delivery status notification (RFC 3464) says, or one of the many that only look like
    one; None where it is something else: an answer, a note of absence, a receipt."""
    try:
        message = message_from_bytes(raw[:MOST_BYTES], policy=policy.compat32)
        fields = list(_status_fields(message))
        if fields:
            return _structured(message, fields)
        # A report of another kind says that a mail was read, or is not liked.
        is_plain = message.get_content_type() != "multipart/report" and _is_from_server(message)
        return _plain(message) if is_plain else None
    except (LookupError, ValueError, RecursionError):
        # Headers and alphabets that nobody can read, or a thousand mails each within the other:
        # nothing follows from them.
        return None


def _structured(message: Message, fields: list[Message]) -> Report | None:
    # Exchange leaves the head of the mail out, and answers it.
    answered = f"{message.get('In-Reply-To', '')} {message.get('References', '')}".strip()
    message_id = _original_id(message) or answered
    for part in fields:
        action = str(part.get("Action", "")).strip().lower()
        if action not in ("failed", "delayed") or not message_id:
            continue
        why = str(part.get("Diagnostic-Code", ""))
        found = [_status_in(str(part.get("Status", ""))), _status_in(why)]
        # Exim writes 5.0.0 whatever the other server said.
        status = next((one for one in found if one and not one.endswith(".0.0")), found[0])
        default = "5.0.0" if action == "failed" else "4.0.0"
        said = one_line(why.partition(";")[2]) or _said_of(part, message)
        return Report(message_id, action == "failed", status or default, said)
    return None


def _said_of(fields: Message, message: Message) -> str:
    """What the text for people says below the address, where the fields say nothing."""
    address = str(fields.get("Final-Recipient", "")).partition(";")[2].strip()
    lines = iter("\n".join(_texts(message)).splitlines())
    below = (next(lines, "") for line in lines if address and address in line)
    return one_line(next(below, ""))


def _plain(message: Message) -> Report | None:
    """A report in words alone: it has to come from a mail server, hold the head of our mail, and
    name a failure. Notes of absence only answer."""
    text = "\n".join(_texts(message))
    head, _mark, _rest = text.partition("Message-ID:")
    status = _status_in(head) or _status_in(text)
    reply = REPLY.search(head)
    if not status and reply:
        status = f"{reply[1]}.0.0"
    message_id = _original_id(message)
    if not status or status.startswith("2") or not message_id:
        return None
    lines = head.splitlines()
    line = next((line for line in lines if REPLY.search(line) or STATUS.search(line)), "")
    return Report(message_id, status.startswith("5"), status, one_line(line))


def _status_fields(message: Message) -> Iterator[Message]:
    """What a machine-readable part says, one for each reader."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        if isinstance(blocks, str):
            # Some servers write it as text.
            texts = re.split(r"\r?\n\s*\r?\n", blocks)
            blocks = [message_from_bytes(text.encode(errors="replace")) for text in texts]
        yield from (block for block in blocks if isinstance(block, Message) and "Action" in block)


def _original_id(message: Message) -> str:
    """The Message-ID of the mail that came back, as its own head says it."""
    for part in message.walk():
        if part is message:
            continue
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            head = inner[0] if isinstance(inner, list) and inner else None
            if isinstance(head, Message) and head.get("Message-ID"):
                return str(head["Message-ID"])
        if kind == "text/rfc822-headers" and (found := MESSAGE_ID.search(_text_of(part))):
            return found[1]
    found = MESSAGE_ID.search("\n".join(_texts(message)))
    return found[1] if found else ""


def _texts(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield _text_of(part)


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _is_from_server(message: Message) -> bool:
    sender = parseaddr(str(message.get("From", "")))[1]
    return bool(SERVERS.match(sender)) or "X-Failed-Recipients" in message


def _status_in(text: str) -> str:
    found = STATUS.search(text)
    return found[0] if found else ""


def reason_in_words(status: str) -> str:
    """What a status code (RFC 3463) means for people."""
    major, subject, detail = status.split(".")
    if major == "4":
        return _("The mail server of the reader could not take it in time.")
    if subject == "1":
        return _("There is no such address.")
    if subject == "2":
        return _("The mailbox is full.") if detail == "2" else _("The mailbox takes no mails.")
    if subject == "4":
        return _("The mail server of the reader cannot be found.")
    if subject == "7":
        return _("The mail server of the reader does not want this mail.")
    return _("The mail server of the reader sent it back.")
