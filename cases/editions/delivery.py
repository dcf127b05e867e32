"""Bringing an edition to the participants of its workshop by mail. The work of the tasks.

No message of the queue is the truth: the receipts are. A receipt without ``sent_at`` waits,
whoever forgot it: a lost message, a killed worker, a mail server that was away.
"""

import datetime
import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from cases.article import Article
from cases.models import Edition, Receipt
from programme.mail_server import REFUSALS, message_id, new_message, one_line, send_each, words_of
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
    if keys and (away := send_each(keys, deliver_one)):
        logger.warning("The mail server is away: %s receipts wait.", len(away.keys))
        rest = Receipt.objects.filter(pk__in=away.keys, sent_at=None)
        rest.update(send_error=words_of(away.error))


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
    except REFUSALS as error:
        logger.warning("The mail of receipt %s was not sent.", key, exc_info=True)
        receipt.send_error = words_of(error)
    else:
        receipt.sent_at, receipt.send_error = timezone.now(), ""
    receipt.save(update_fields=["sent_at", "send_error"])
    return receipt.sent_at is not None


def mail_of(receipt: Receipt) -> EmailMultiAlternatives:
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
    return new_message(
        case.programme,
        subject=render_to_string("cases/mail/edition_subject.txt", context),
        body=render_to_string("cases/mail/edition.txt", context),
        to=receipt.user.email,
        # Nobody can tell from it what is left out for the reader.
        message_id=message_id(
            f"case-{receipt.pk}", salt="cases.editions.delivery", secret=edition.checksum
        ),
    )
