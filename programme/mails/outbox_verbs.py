"""What those who run a programme do about mails that have not left: hold, release, discard, send
now. Their words are changed in ``programme.mails.outbox_editing``.

A worker may take a mail at the same moment. The rows are held while their state is looked at, so
either the worker has it, and it is told as left, or the worker finds it changed. What is held or
discarded leaves only when a person says so.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import record, remember
from programme.mails.hooks import tell_followers
from programme.mails.outbox import HOLDABLE, UNSENT
from programme.mails.posting import call_the_worker
from programme.models import Mail, MailStatus, User


class MailError(Exception):
    """Nothing can be done about the mail any more; the text says why."""


@dataclass(frozen=True)
class Done:
    """What a verb did: how many mails it changed, and which ones it came too late for.

    ``late`` are mails in another state by now: sent, on their way, in a digest that has left,
    or no longer needed.
    """

    count: int
    late: list[Mail]


@transaction.atomic
def hold(mails: Iterable[Mail], *, by: User) -> Done:
    """Let mails not leave until somebody releases them. They may wait, or wait for a digest."""
    rows, late = _taken(mails, HOLDABLE)
    _set(rows, status=MailStatus.HELD, error="")
    _log(
        "mail_held",
        rows,
        by=by,
        one=_("The mail “%(subject)s” to %(reader)s is held."),
        many=_("%(n)s mails are held."),
    )
    return Done(len(rows), late)


@transaction.atomic
def release(mails: Iterable[Mail], *, by: User) -> Done:
    """Let held mails leave: at their own time if that is still to come, otherwise now."""
    rows, late = _taken(mails, [MailStatus.HELD])
    _set(rows, status=MailStatus.WAITING)
    _log(
        "mail_released",
        rows,
        by=by,
        one=_("The mail “%(subject)s” to %(reader)s is no longer held."),
        many=_("%(n)s mails are no longer held."),
    )
    _send_soon(rows)
    return Done(len(rows), late)


@transaction.atomic
def discard(mails: Iterable[Mail], *, by: User) -> Done:
    """Do not send mails that have not left."""
    rows, late = _taken(mails, UNSENT)
    _set(rows, status=MailStatus.DROPPED, error=_("Discarded by %(name)s.") % {"name": by.name})
    _log(
        "mail_held_back",
        rows,
        by=by,
        one=_("The mail “%(subject)s” to %(reader)s is not sent."),
        many=_("%(n)s mails are not sent."),
    )
    return Done(len(rows), late)


@transaction.atomic
def send_now(mails: Iterable[Mail], *, by: User) -> Done:
    """Let mails leave now: those that failed, are held, or wait for their time or a digest."""
    rows, late = _taken(mails, UNSENT)
    _set(rows, status=MailStatus.WAITING, tries=0, error="", send_after=timezone.now())
    _log(
        "mail_sent_again",
        rows,
        by=by,
        one=_("The mail “%(subject)s” to %(reader)s is sent now."),
        many=_("%(n)s mails are sent now."),
    )
    _send_soon(rows)
    return Done(len(rows), late)


@transaction.atomic
def let_go(mails: Iterable[Mail]) -> Done:
    """Let mails leave now, those that came back too, without an entry in the log: for services
    that write their own."""
    rows, late = _taken(mails, [*UNSENT, MailStatus.BOUNCED])
    _set(
        rows,
        status=MailStatus.WAITING,
        tries=0,
        error="",
        send_after=timezone.now(),
        sent_at=None,
        bounced_at=None,
    )
    _send_soon(rows)
    return Done(len(rows), late)


def _taken(mails: Iterable[Mail], states: Collection[str]) -> tuple[list[Mail], list[Mail]]:
    """Hold the rows; those in one of the states, and the rest. The calendar is left out."""
    keys = [mail.pk for mail in mails]
    rows = [
        remember(mail)
        for mail in Mail.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme")
        .filter(pk__in=keys)
        .defer("calendar")
        .order_by("pk")
    ]
    # One whose words were erased says nothing any more.
    fit = [row for row in rows if row.status in states and row.digest_id is None and row.body]
    chosen = {row.pk for row in fit}
    return fit, [row for row in rows if row.pk not in chosen]


def _set(rows: list[Mail], **values: Any) -> None:
    Mail.objects.filter(pk__in=[row.pk for row in rows]).update(**values)
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
        tell_followers(row)


def _send_soon(rows: list[Mail]) -> None:
    if rows:
        transaction.on_commit(call_the_worker, robust=True)


def _log(verb: str, rows: list[Mail], *, by: User, one: str, many: str) -> None:
    """One entry, however many mails it were."""
    if not rows:
        return
    first = rows[0]
    if len(rows) == 1:
        record(
            verb,
            first,
            one % _words(first),
            by=by,
            programme=first.programme,
            path=first.get_absolute_url(),
        )
        return
    record(
        verb,
        first.programme,
        many % {"n": len(rows)},
        by=by,
        programme=first.programme,
        path=reverse("programme:mails", args=[first.programme.slug]),
        after={"mails": [row.pk for row in rows]},
    )


def _words(mail: Mail) -> dict[str, str]:
    return {"subject": mail.subject, "reader": mail.name or mail.address}
