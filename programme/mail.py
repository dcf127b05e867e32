"""The outbox. ``post`` is the only writer of mails; the worker sends them with ``send_waiting``."""

import datetime
import logging
from collections.abc import Iterable, Sequence
from email.utils import formataddr
from typing import Any, Required, TypedDict, Unpack

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.mail_server import REFUSALS, message_id, new_message, one_line, send_each, words_of
from programme.models import Mail, MailStatus, Programme, User

logger = logging.getLogger(__name__)

# After so many tries an address is given up; the pauses between them double from a minute.
MOST_TRIES = 8
FIRST_PAUSE = datetime.timedelta(minutes=1)


class Reader(TypedDict, total=False):
    """Whom a mail goes to, and when: a person with an account (``to``), or a name and an address.

    ``source_key`` says what it is about: the same address gets that once. ``delay`` is how long
    it waits in the outbox, where it can still be dropped.
    """

    to: User | None
    name: str
    address: str
    source_key: str
    calendar: str
    calendar_method: str
    delay: datetime.timedelta


class Words(Reader, total=False):
    """What a mail says, and to whom. Written by ``programme.letters`` alone."""

    kind: Required[str]
    subject: Required[str]
    body: Required[str]


def draft(programme: Programme, **words: Unpack[Words]) -> Mail:
    """One mail that is not in the outbox yet."""
    to = words.get("to")
    return Mail(
        programme=programme,
        user=to,
        name=one_line(to.name if to else words.get("name", ""))[:160],
        address=to.email if to else words.get("address", "").strip(),
        kind=words["kind"],
        source_key=words.get("source_key", ""),
        subject=one_line(words["subject"])[:250],
        body=words["body"].strip() + "\n",
        calendar=words.get("calendar", ""),
        calendar_method=words.get("calendar_method", ""),
        send_after=timezone.now() + words.get("delay", datetime.timedelta()),
    )


@transaction.atomic
def post(programme: Programme, **words: Unpack[Words]) -> Mail | None:
    """Put one mail into the outbox; it leaves after the transaction, or after its delay.

    With a ``source_key`` the same address gets it once, however often this is called: None when
    it was there already.
    """
    row = draft(programme, **words)
    same = Mail.objects.filter(source_key=row.source_key, address=row.address)
    if row.source_key and same.exists():
        return None
    post_all([row])
    return same.first() if row.source_key else row


@transaction.atomic
def post_all(rows: Sequence[Mail]) -> None:
    """Put drafts into the outbox in one go; those that are there already are left out."""
    if not rows:
        return
    # Two processes may come at once: the constraint lets one of them win.
    Mail.objects.bulk_create([row for row in rows if row.source_key], ignore_conflicts=True)
    Mail.objects.bulk_create([row for row in rows if not row.source_key])
    transaction.on_commit(call_the_worker, robust=True)


def call_the_worker() -> None:
    """Let what waits leave soon; if the message is lost, with the next periodic round."""
    from programme.tasks import send_mails

    send_mails.delay()


def drop(mails: Iterable[int]) -> int:
    """Take mails that have not left out of the outbox, by their keys; how many there were."""
    return Mail.objects.filter(pk__in=list(mails), status=MailStatus.WAITING).update(
        status=MailStatus.DROPPED
    )


def send_waiting() -> None:
    """Send every mail that should have left. Safe to run twice at once, late, or never.

    No transaction is open while the mail server is spoken to: a server that is silent holds up
    nobody else.
    """
    _take_up_stuck()
    keys = list(Mail.objects.waiting().order_by("pk").values_list("pk", flat=True)[:500])
    if keys and (away := send_each(keys, _send_one)):
        logger.warning("The mail server is away: %s mails wait.", len(away.keys))


def _take_up_stuck() -> None:
    """Let mails leave whose worker ended while it had them.

    Nobody knows whether they left. A mail that comes twice, with the same Message-ID, surprises
    less than one that never comes; one that ends its worker every time is given up.
    """
    given_up = {"status": MailStatus.FAILED, "error": _("It was cut off while it was sent.")}
    Mail.objects.stuck().filter(tries__gte=MOST_TRIES).update(**given_up)
    Mail.objects.stuck().update(status=MailStatus.WAITING)


def _send_one(key: int, mailer: Any) -> bool:
    """Send one mail if it is still to be sent; False when it was not taken.

    The row is claimed in one statement before the mail leaves, so of two workers one sends it,
    and nobody waits for the mail server with a lock in hand.
    """
    now = timezone.now()
    claim = {"status": MailStatus.SENDING, "claimed_at": now, "tries": F("tries") + 1}
    if not Mail.objects.waiting().filter(pk=key).update(**claim):
        return True
    row = Mail.objects.select_related("programme").get(pk=key)
    try:
        mailer.send_messages([message_of(row)])
    except REFUSALS as error:
        logger.warning("Mail %s was not sent.", row.pk, exc_info=True)
        outcome = {
            "status": MailStatus.FAILED if row.tries >= MOST_TRIES else MailStatus.WAITING,
            "error": words_of(error),
            "send_after": timezone.now() + FIRST_PAUSE * 2 ** (row.tries - 1),
            "claimed_at": None,
        }
    else:
        outcome = {"status": MailStatus.SENT, "sent_at": timezone.now(), "error": ""}
    # Only if the claim is still this one: a worker that was held up has no say any more.
    mine = Mail.objects.filter(pk=key, status=MailStatus.SENDING, claimed_at=now)
    mine.update(**outcome)
    return outcome["status"] == MailStatus.SENT


def message_of(row: Mail) -> EmailMultiAlternatives:
    """The mail as it leaves: plain words, and an event for the calendar where there is one."""
    message = new_message(
        row.programme,
        subject=row.subject,
        body=row.body,
        to=formataddr((one_line(row.name), row.address)) if row.name else row.address,
        message_id=message_id(
            f"mail-{row.pk}", salt="programme.mail", secret=f"{row.pk}:{row.source_key}"
        ),
    )
    if row.calendar:
        # As an alternative mail programs offer to accept it; as a file others can open it.
        message.attach_alternative(row.calendar, f"text/calendar; method={row.calendar_method}")
        message.attach("invitation.ics", row.calendar.encode(), "application/ics")
    return message
