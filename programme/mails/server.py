"""How a mail leaves, whatever it is about: its head, the way to the server, and what went wrong."""

import datetime
import errno
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from smtplib import SMTPAuthenticationError, SMTPException, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from programme.models import Programme

# Every way in which a mail server fails, and an address or a heading that cannot stand in a mail.
REFUSALS = (OSError, ValueError)
# All but the ends of lines and the tab. What turns the direction of words could show an address
# as another; Arabic and Hebrew are read well without.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

# A round ends by itself long before the queue would end it, perhaps between a mail and its row.
LONGEST_ROUND = datetime.timedelta(minutes=4)


@dataclass(frozen=True)
class Away:
    """The mail server could not be reached: what is left to be sent, and why."""

    keys: list[int]
    error: OSError


def send_each(
    keys: Sequence[int],
    send_one: Callable[[int, Any], bool],
    *,
    longest: datetime.timedelta = LONGEST_ROUND,
) -> Away | None:
    """Send the mails of these keys over one connection, as many as time allows. ``send_one`` says
    whether its mail was taken; what a refused one left of the conversation is not worth guessing.
    """
    # Nobody waits for a page here, and a server that thinks about a mail may have taken it.
    mailer = get_connection(timeout=settings.MAIL_SERVER_PATIENCE)
    ends_at = time.monotonic() + longest.total_seconds()
    try:
        for done, key in enumerate(keys):
            if time.monotonic() > ends_at:
                return None
            try:
                mailer.open()
            except OSError as error:
                return Away(list(keys[done:]), error)
            if not send_one(key, mailer):
                mailer.close()
    finally:
        mailer.close()
    return None


def new_message(
    programme: Programme,
    *,
    subject: str,
    body: str,
    to: str,
    message_id: str,
    reply_to: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """A mail in the name of the programme, to one person."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    from_email = formataddr((one_line(programme.name), sender))
    head = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", **(headers or {})}
    if settings.BOUNCE_ADDRESS:
        # What cannot be delivered goes back there (Return-Path), and is read by take_bounce.
        head["From"] = from_email
    return EmailMultiAlternatives(
        subject=one_line(subject),
        body=body,
        from_email=settings.BOUNCE_ADDRESS or from_email,
        to=[to],
        reply_to=list(reply_to),
        headers=head,
    )


def message_id(name: str, *, salt: str, secret: str) -> str:
    """The same for the same row, however often its mail is tried. Nobody can tell from it what
    the secret is."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mark = salted_hmac(salt, secret).hexdigest()[:16]
    return f"<{name}-{mark}@{host}>"


def one_line(text: str) -> str:
    """Words that somebody typed, fit for a heading: no line of their own, and nothing that a mail
    program reads as anything but words."""
    return " ".join(without_controls(text).split()).replace("=?", "= ?")


def without_controls(text: str) -> str:
    """The words without what steers a screen or a printer, or turns the way they are read."""
    return CONTROL.sub(" ", text)


def words_of(error: Exception) -> str:
    """What can be done about a mail that did not leave."""
    if isinstance(error, SMTPRecipientsRefused):
        return _("The mail server does not accept the address. Is it written correctly?")
    if isinstance(error, SMTPAuthenticationError):
        return _("The mail server refused the log-in of this site. Its operator has to see to it.")
    if isinstance(error, SMTPException):
        return _("The mail server did not take the mail (%(error)s).") % {
            "error": type(error).__name__
        }
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _("The disk of the site is full.")
    if isinstance(error, OSError):
        return _("The mail server could not be reached.")
    return _("The mail could not be written to this address. Is it correct?")
