"""Mails leave the outbox: taken by one worker, asked whether they are still true, handed over.

Whatever happens to a worker, no mail is lost: one that was taken and not noted as sent is taken up
again. None comes twice, but in one case: the mail server had the whole mail, and the worker or its
machine died before the row said so. That is the time from the last byte of the mail to one UPDATE;
no protocol for mail closes it. The second mail has the same Message-ID, by which many mail
programs show it once. In a folder (``programme.mails.folder``) there is no such case.
"""

import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.mails.hooks import reason_against, tell_followers
from programme.mails.message import message_of
from programme.mails.posting import FIRST_PAUSE, MOST_TRIES, is_optional
from programme.mails.server import REFUSALS, send_each, words_of
from programme.models import Mail, MailStatus, User

logger = logging.getLogger(__name__)

# Seconds after which a row is written again when the database is away.
PAUSES = (0, 1, 3, 10, 30, 60)


def send_waiting() -> None:
    """Send every mail that should have left. Safe to run twice at once, late, or never.

    No transaction is open while the mail server is spoken to: a server that is silent holds up
    nobody else.
    """
    _take_up_stuck()
    _release_reachable()
    keys = list(Mail.objects.waiting().order_by("pk").values_list("pk", flat=True)[:500])
    if keys and (away := send_each(keys, _send_one)):
        logger.warning("The mail server is away: %s mails wait.", len(away.keys))
        _tell_that_it_waits(away.keys, words_of(away.error))


def _take_up_stuck() -> None:
    """Let mails leave whose worker ended while it had them; one that ends its worker every time
    is given up."""
    given_up = {"status": MailStatus.FAILED, "error": _("It was cut off while it was sent.")}
    Mail.objects.stuck().filter(tries__gte=MOST_TRIES).update(**given_up)
    Mail.objects.stuck().update(status=MailStatus.WAITING)


def _release_reachable() -> None:
    """Let mails go, to the address of now, that were held because mails to their readers came
    back: the address is another one, or is tried again."""
    address = User.objects.filter(pk=OuterRef("user")).values("email")
    held = Mail.objects.filter(status=MailStatus.HELD, user__address_refused_at=None)
    for mail in held.exclude(error="").exclude(user=None).annotate(now=Subquery(address)):
        same = Mail.objects.filter(source_key=mail.source_key, address=mail.now)
        is_free = not mail.source_key or not same.exclude(pk=mail.pk).exists()
        Mail.objects.filter(pk=mail.pk, status=MailStatus.HELD).update(
            status=MailStatus.WAITING if is_free else MailStatus.DROPPED,
            error="" if is_free else _("The same mail has gone to the new address."),
            address=mail.now if is_free else mail.address,
        )


def _tell_that_it_waits(keys: list[int], error: str) -> None:
    """The mails stay as they are; who follows them may say why they have not left."""
    for mail in Mail.objects.waiting().filter(pk__in=keys).select_related("user"):
        mail.error = error
        tell_followers(mail)


def _send_one(key: int, mailer: Any) -> bool:
    """Send one mail if it is still to be sent; False when it was not taken.

    The row is claimed in one statement before the mail leaves, so of two workers one sends it,
    and nobody waits for the mail server with a lock in hand.
    """
    now = timezone.now()
    claim = {"status": MailStatus.SENDING, "claimed_at": now, "tries": F("tries") + 1}
    if not Mail.objects.waiting().filter(pk=key).update(**claim):
        return True
    row = Mail.objects.select_related("programme", "user").get(pk=key)
    if kept := _kept_back(row):
        _write_down(row, kept)
        return True
    try:
        mailer.send_messages([message_of(row)])
    except REFUSALS as error:
        logger.warning("Mail %s was not sent.", row.pk, exc_info=True)
        _write_down(row, _refused(row, error))
        return False
    sent_at = timezone.now()
    _write_down(row, {"status": MailStatus.SENT, "sent_at": sent_at, "error": ""})
    return True


def _kept_back(row: Mail) -> dict[str, Any]:
    """What becomes of a mail that should not leave now; empty when it should.

    Asked with the mail in hand: however long it waited, it tells nothing that is over.
    """
    rest = {"claimed_at": None, "tries": row.tries - 1}
    if row.user and not row.user.is_active:
        return rest | {"status": MailStatus.DROPPED, "error": _("This person has no account now.")}
    if reason := reason_against(row) or _moved(row):
        return rest | {"status": MailStatus.DROPPED, "error": reason}
    if is_refused(row):
        return rest | {
            "status": MailStatus.HELD,
            "error": _("Mails to this address came back. Is it written correctly?"),
        }
    return {}


def _moved(row: Mail) -> str:
    """Let the mail go to the address that its reader has now; why not, where it has gone there."""
    if not row.user or row.user.email.lower() == row.address.lower():
        return ""
    same = Mail.objects.filter(source_key=row.source_key, address=row.user.email)
    if row.source_key and same.exists():
        return _("The same mail has gone to the new address.")
    row.address = row.user.email
    Mail.objects.filter(pk=row.pk).update(address=row.address)
    return ""


def is_refused(row: Mail) -> bool:
    """Whether mails to this reader come back, and this one can do without."""
    reader = row.user
    return (
        reader is not None
        and reader.address_refused_at is not None
        and reader.email.lower() == row.address.lower()
        and is_optional(row.kind)
    )


def _refused(row: Mail, error: Exception) -> dict[str, Any]:
    return {
        "status": MailStatus.FAILED if row.tries >= MOST_TRIES else MailStatus.WAITING,
        "error": words_of(error),
        "send_after": timezone.now() + FIRST_PAUSE * 2 ** (row.tries - 1),
        "claimed_at": None,
    }


def _write_down(row: Mail, outcome: dict[str, Any]) -> None:
    """Write what became of a mail that this worker has. While the database is away it is tried
    again: a mail that left and is not noted would leave once more."""
    for pause in PAUSES:
        time.sleep(pause)
        try:
            _note(row, outcome)
        except (OperationalError, InterfaceError):
            logger.warning("What became of mail %s is not written yet.", row.pk, exc_info=True)
            connection.close()
        else:
            return
    _note(row, outcome)


@transaction.atomic
def _note(row: Mail, outcome: dict[str, Any]) -> None:
    # Only if the claim is still this one: a worker that was held up has no say any more.
    mine = Mail.objects.filter(pk=row.pk, status=MailStatus.SENDING, claimed_at=row.claimed_at)
    if not mine.update(**outcome):
        return
    after = Mail.objects.select_related("programme", "user").get(pk=row.pk)
    try:
        with transaction.atomic():
            tell_followers(after)
    except Exception:
        # The mail has left, whatever those do who follow it; it must not be taken back.
        logger.exception("Nobody was told what became of mail %s.", row.pk)
