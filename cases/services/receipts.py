"""Who was sent an edition, who opened it, and who says that it is read. The first time counts.

The mails themselves are ``cases.editions.delivery``. No entry goes into the log: the receipt is the
record.
"""

from django.db import models, transaction
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from cases.editions.delivery import bring, mails_of, waiting, write_mails
from cases.models import Edition, Receipt
from cases.services.log import log
from programme.mails.outbox_verbs import let_go
from programme.models import User
from workshops.models import Registration


@transaction.atomic
def send_out(edition: Edition) -> None:
    """Make the receipts of the workshop's participants, and have the mails sent."""
    bring(edition)


@transaction.atomic
def send_again(edition: Edition, *, by: User) -> int:
    """Try the mails again that did not leave. Returns how many wait now."""
    failed = edition.receipts.filter(sent_at=None).exclude(send_error="")
    let_go(mails_of(edition).filter(user__in=failed.values("user")))
    again = failed.update(send_error="")
    if again:
        write_mails(waiting().filter(edition=edition))
        sentence = _("Mails about the case %(case)s were sent again.") % {"case": edition.case}
        log(edition.case, "receipts_sent_again", sentence, by=by)
    return again


def note_opened(edition: Edition, *, by: User) -> Receipt | None:
    """Remember that a participant has opened the edition; None for whoever does not take part."""
    receipt = edition.receipts.filter(user=by).first() or _receipt_of_late_comer(edition, by)
    if receipt is not None and receipt.opened_at is None:
        _own(receipt).filter(opened_at=None).update(opened_at=Now())
        receipt.refresh_from_db(fields=["opened_at"])
    return receipt


def mark_read(edition: Edition, *, by: User) -> Receipt | None:
    """Remember that a participant has read the edition; None for whoever does not take part."""
    receipt = note_opened(edition, by=by)
    if receipt is not None:
        # One statement: two tabs that say it at once leave the first time on the row.
        _own(receipt).update(read_at=Coalesce("read_at", Now()))
        receipt.refresh_from_db(fields=["read_at"])
    return receipt


def take_back_read(edition: Edition, *, by: User) -> Receipt | None:
    """Forget that the participant has read it. That it was opened stays."""
    receipt = edition.receipts.filter(user=by).first()
    if receipt is not None:
        _own(receipt).update(read_at=None)
        receipt.read_at = None
    return receipt


def _own(receipt: Receipt) -> models.QuerySet[Receipt]:
    return Receipt.objects.filter(pk=receipt.pk)


def _receipt_of_late_comer(edition: Edition, user: User) -> Receipt | None:
    """Somebody who registered a minute ago has no receipt yet and opens the case already."""
    coming = Registration.objects.coming().filter(workshop=edition.case.workshop_id)
    if not coming.filter(user=user).exists():
        return None
    receipt, _created = Receipt.objects.get_or_create(edition=edition, user=user)
    return receipt
