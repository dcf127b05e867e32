"""The outbox. ``post`` alone writes mails; the worker sends them (``programme.mails.sending``)."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from programme.letters.kinds import LETTERS
from programme.mails.server import one_line
from programme.models import (
    CalendarMethod,
    Delivery,
    Mail,
    MailPreference,
    MailStatus,
    Programme,
    User,
)
from programme.models.mail import MailQuerySet

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
    batch: uuid.UUID


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
        batch=words.get("batch") or uuid.uuid4(),
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
    it was there already, or the reader does not want such mails.
    """
    row = draft(programme, **words)
    same = Mail.objects.filter(source_key=row.source_key, address=row.address)
    if row.source_key and same.exists():
        return None
    if not post_all([row]):
        return None
    return same.first() if row.source_key else row


@transaction.atomic
def post_all(rows: Sequence[Mail]) -> int:
    """Put drafts into the outbox in one go, as their readers want them; how many are meant for it.
    Those that are there already are left out."""
    rows = _as_wanted(rows)
    if not rows:
        return 0
    # Two processes may come at once: the constraint lets one of them win.
    Mail.objects.bulk_create([row for row in rows if row.source_key], ignore_conflicts=True)
    Mail.objects.bulk_create([row for row in rows if not row.source_key])
    transaction.on_commit(call_the_worker, robust=True)
    return len(rows)


def call_the_worker() -> None:
    """Let what waits leave soon; if the message is lost, with the next periodic round."""
    from programme.tasks import send_mails

    send_mails.delay()


def drop(mails: Iterable[int], *, reason: str = "") -> int:
    """Take mails that have not left out of the outbox, by their keys; how many there were."""
    return unsent(mails).update(status=MailStatus.DROPPED, error=reason[:200])


def unsent(mails: Iterable[int]) -> MailQuerySet:
    """Those of the mails that have not left, and may still leave without anybody's doing."""
    states = [MailStatus.WAITING, MailStatus.HELD, MailStatus.GATHERED]
    return Mail.objects.filter(pk__in=list(mails), status__in=states, digest=None)


def is_optional(kind: str) -> bool:
    """Whether people may choose to get mails of this kind later, or not at all."""
    letter = LETTERS.get(kind)
    return letter is not None and not letter.is_required


def _as_wanted(rows: Sequence[Mail]) -> list[Mail]:
    """The drafts that their readers want by mail; those for the digest are marked. One query.

    An event that is struck out has to leave the reader's calendar, whatever was chosen since.
    """
    choosable = [
        row
        for row in rows
        if row.user_id and is_optional(row.kind) and row.calendar_method != CalendarMethod.CANCEL
    ]
    if not choosable:
        return list(rows)
    chosen = MailPreference.objects.filter(
        user__in={row.user_id for row in choosable},
        programme__in={row.programme_id for row in choosable},
    )
    wishes = {
        (user, programme, kind): delivery
        for user, programme, kind, delivery in chosen.order_by().values_list(
            "user", "programme", "kind", "delivery"
        )
    }
    unwanted = set()
    for row in choosable:
        wish = wishes.get((row.user_id, row.programme_id, row.kind))
        if wish == Delivery.NEVER:
            unwanted.add(id(row))
        elif wish == Delivery.DIGEST and not row.calendar:
            # An event is of use in the mail that carries it alone.
            row.status = MailStatus.GATHERED
    return [row for row in rows if id(row) not in unwanted]
