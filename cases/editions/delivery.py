"""Bringing an edition to the participants of its workshop by mail. The work of the tasks.

No message of the queue is the truth: the receipts are. A receipt without ``sent_at`` waits,
whoever forgot it: a lost message, a killed worker, a mail server that was away.
"""

import datetime
import logging
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cases.article import Article
from cases.models import Edition, Receipt
from programme.mail import one_line, words_of
from programme.models import Membership, User
from workshops.models import Registration

logger = logging.getLogger(__name__)

# An edition that comes after its workshop is sent too, but nobody is written to weeks later.
GRACE = datetime.timedelta(days=14)


def add_receipts(edition: Edition) -> None:
    """A receipt for everybody who is registered for the workshop and has none yet.

    Only for people who can log in and are still in the programme: the link would lead the
    others nowhere.
    """
    case = edition.case
    coming = Registration.objects.coming()
    readers = (
        User.objects.filter(
            Exists(coming.filter(workshop=case.workshop_id, user=OuterRef("pk"))),
            Exists(Membership.objects.filter(programme=case.programme_id, user=OuterRef("pk"))),
            is_active=True,
        )
        .exclude(Exists(edition.receipts.filter(user=OuterRef("pk"))))
        .order_by("pk")
    )
    receipts = [Receipt(edition=edition, user=user) for user in readers]
    # Two processes may find the same person at once: the constraint lets one of them win.
    Receipt.objects.bulk_create(receipts, ignore_conflicts=True)


def add_receipts_of_late_comers() -> None:
    """Receipts for those who registered after the distribution, until the workshop has ended."""
    today = timezone.localdate()
    running = Edition.objects.current().filter(case__workshop__ends_on__gte=today)
    for edition in running.select_related("case").defer("content"):
        add_receipts(edition)


def waiting(*, have_failed: bool = False) -> QuerySet[Receipt]:
    """Receipts whose mail has not left: fresh ones, or those that failed before.

    Whoever has opened the case meanwhile needs no mail, nor does whoever comes no more.
    """
    registered = Registration.objects.coming().filter(
        workshop=OuterRef("edition__case__workshop"), user=OuterRef("user")
    )
    seated = Membership.objects.filter(
        programme=OuterRef("edition__case__programme"), user=OuterRef("user")
    )
    in_time = Q(edition__case__workshop__ends_on__gte=timezone.localdate()) | Q(
        edition__frozen_at__gte=timezone.now() - GRACE
    )
    found = Receipt.objects.filter(
        in_time,
        Exists(registered),
        Exists(seated),
        edition__in=Edition.objects.current(),
        user__is_active=True,
        sent_at=None,
        opened_at=None,
    ).order_by("pk")
    return found.exclude(send_error="") if have_failed else found.filter(send_error="")


def deliver(receipts: QuerySet[Receipt]) -> None:
    """Send the mail of each receipt and say on the row how it went.

    The way to the mail server is opened outside of any transaction: a server that is silent
    holds up nobody else. When it is away, every receipt says so.
    """
    keys = list(receipts.values_list("pk", flat=True))
    if not keys:
        return
    mailer = get_connection()
    try:
        for done, key in enumerate(keys):
            try:
                mailer.open()
            except OSError as error:
                logger.warning("The mail server is away: %s receipts wait.", len(keys) - done)
                rest = Receipt.objects.filter(pk__in=keys[done:], sent_at=None)
                rest.update(send_error=words_of(error))
                return
            if not deliver_one(key, mailer):
                # What a refused mail left of the conversation is not worth guessing.
                mailer.close()
    finally:
        mailer.close()


@transaction.atomic
def deliver_one(key: int, mailer: Any) -> bool:
    """Send one mail if it is still to be sent; False when it was not taken.

    The row is held while the mail leaves, so two workers send it once. A worker that dies in
    between leaves the row as it was, and the mail goes again, with the same Message-ID.
    """
    receipt = (
        # One that another worker holds is that worker's.
        Receipt.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("user", "edition__case__programme", "edition__case__city")
        .select_related("edition__case__cluster", "edition__case__workshop__city")
        .filter(pk=key, sent_at=None)
        .first()
    )
    if receipt is None:
        return True
    try:
        mailer.send_messages([mail_of(receipt)])
    except (OSError, ValueError) as error:
        # OSError is every way in which a mail server fails; ValueError is an address or a
        # heading that cannot stand in a mail.
        logger.warning("The mail of receipt %s was not sent.", key, exc_info=True)
        receipt.send_error = words_of(error)
    else:
        receipt.sent_at, receipt.send_error = timezone.now(), ""
    receipt.save(update_fields=["sent_at", "send_error"])
    return receipt.sent_at is not None


def mail_of(receipt: Receipt) -> EmailMessage:
    """The mail that brings the edition. It tells nothing confidential: mails travel."""
    edition = receipt.edition
    case = edition.case
    article = Article.of(edition.content, in_confidence=False)
    context = {
        "name": one_line(receipt.user.name),
        "case": one_line(article.title or str(case)),
        "city": one_line(case.city.name),
        "programme": case.programme,
        "workshop": case.workshop,
        "edition": edition,
        "article": article,
        "link": f"{settings.SITE_URL}{case.get_absolute_url()}",
    }
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return EmailMessage(
        subject=one_line(render_to_string("cases/mail/edition_subject.txt", context)),
        body=render_to_string("cases/mail/edition.txt", context),
        from_email=formataddr((one_line(case.programme.name), sender)),
        to=[receipt.user.email],
        headers={"Message-ID": message_id(receipt), "Auto-Submitted": "auto-generated"},
    )


def message_id(receipt: Receipt) -> str:
    """The same for the same receipt, however often it is tried."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    # Nobody can tell from it what is left out for the reader.
    mark = salted_hmac("cases.editions.delivery", receipt.edition.checksum).hexdigest()[:16]
    return f"<case-{receipt.pk}-{mark}@{host}>"
