"""Bringing an edition to the participants of its workshop by mail.

The mails leave by the outbox like all others (``programme.mails.sending``). The receipts keep for
each reader what became of them, and say who opened and read the case.
"""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.article import Article
from cases.letter_kinds import CASE_CHANGED, CASE_READY
from cases.models import Edition, Receipt
from programme.letters.writing import Template
from programme.mails.posting import post_all
from programme.models import Mail, MailStatus, Membership, User
from workshops.models import Registration

KINDS = (CASE_READY, CASE_CHANGED)
# An edition that comes after its workshop is sent too, but nobody is written to weeks later.
GRACE = datetime.timedelta(days=14)
MARK = "case-edition:"


@transaction.atomic
def bring(edition: Edition) -> None:
    """A receipt and a mail for everybody who is registered for the workshop and has none yet."""
    add_receipts(edition)
    write_mails(waiting().filter(edition=edition))


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


def bring_to_late_comers() -> None:
    """The same for those who registered after the distribution, until the workshop has ended."""
    today = timezone.localdate()
    running = Edition.objects.current().filter(case__workshop__ends_on__gte=today)
    for edition in running.select_related("case").defer("content"):
        add_receipts(edition)
    write_mails(waiting())


def waiting() -> QuerySet[Receipt]:
    """Receipts for which there is no mail yet."""
    key = Concat(
        Value("workshop:"),
        Cast(OuterRef("edition__case__workshop"), CharField()),
        Value(f":{MARK}"),
        Cast(OuterRef("edition"), CharField()),
    )
    written = Mail.objects.filter(source_key=key, user=OuterRef("user"))
    return wanted().filter(~Exists(written))


def wanted() -> QuerySet[Receipt]:
    """Receipts whose readers are to be written to.

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
    return Receipt.objects.filter(
        in_time,
        Exists(registered),
        Exists(seated),
        edition__in=Edition.objects.current(),
        user__is_active=True,
        sent_at=None,
        opened_at=None,
    ).order_by("pk")


def write_mails(receipts: QuerySet[Receipt]) -> int:
    """Put the mail of each receipt into the outbox; how many. Safe to repeat."""
    rows = receipts.select_related(
        "user",
        "edition__case__programme",
        "edition__case__city",
        "edition__case__cluster",
        "edition__case__workshop__city",
    )
    templates: dict[int, Template] = {}
    mails = [mail_of(receipt, templates) for receipt in rows]
    return post_all(mails) if mails else 0


def mail_of(receipt: Receipt, templates: dict[int, Template] | None = None) -> Mail:
    """The mail that brings the edition. It tells nothing confidential: mails travel.

    ``templates`` keeps the words for each edition, for many mails.
    """
    edition = receipt.edition
    case, workshop = edition.case, edition.case.workshop
    kind = CASE_READY if edition.number == 1 else CASE_CHANGED
    known = {} if templates is None else templates
    if edition.pk not in known:
        known[edition.pk] = Template.of(case.programme, kind)
    article = Article.of(edition.content, in_confidence=False)
    dated = ""
    if workshop and workshop.is_dated:
        dated = f"{workshop.place_name}, {workshop.dates}"
    values: dict[str, object] = {
        "name": receipt.user.name,
        "case": article.title or str(case),
        "city": case.city.name,
        "workshop": dated,
        "question": article.issue.question if article.issue else "",
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", article.minutes)
        % {"n": article.minutes},
        "link": f"{settings.SITE_URL}{case.get_absolute_url()}",
    }
    if kind == CASE_CHANGED:
        values |= {"edition": edition.number, "remark": edition.remark}
    return known[edition.pk].draft(values, to=receipt.user, source_key=key_of(edition))


def key_of(edition: Edition) -> str:
    """What its mails are about. It begins like the keys of all mails of the workshop."""
    return f"workshop:{edition.case.workshop_id}:{MARK}{edition.pk}"


def mails_of(edition: Edition) -> QuerySet[Mail]:
    """The mails that bring this edition to its readers."""
    programme = edition.case.programme_id
    return Mail.objects.filter(programme=programme, source_key=key_of(edition))


def receipts_of(mail: Mail) -> QuerySet[Receipt]:
    """The receipt of a mail: one, or none where its edition is gone."""
    edition = mail.source_key.rpartition(MARK)[2]
    if not edition.isdigit():
        return Receipt.objects.none()
    return Receipt.objects.filter(edition=int(edition), user=mail.user_id)


def reason_against(mail: Mail) -> str:
    """Why the mail should not leave any more: opened, replaced, or not for this reader now."""
    receipts = receipts_of(mail)
    if not mail.source_key or wanted().filter(pk__in=receipts.values("pk")).exists():
        return ""
    receipt = receipts.select_related("edition").defer("edition__content").first()
    if receipt is None:
        return _("This edition is gone.")
    if receipt.opened_at:
        return _("The reader has opened the case already.")
    if not Edition.objects.current().filter(pk=receipt.edition_id).exists():
        return _("The case has a newer edition, or is not distributed any more.")
    return _("The reader does not come any more, or the workshop is over.")


def follow_mail(mail: Mail) -> None:
    """Keep with the receipt what became of its mail."""
    own = receipts_of(mail)
    if mail.status == MailStatus.SENT:
        own.update(sent_at=mail.sent_at, send_error="")
    elif mail.status == MailStatus.DROPPED:
        own.filter(sent_at=None).update(send_error="")
    else:
        # Refused, held, or come back; without a word while it simply waits.
        own.update(sent_at=None, send_error=mail.error)
