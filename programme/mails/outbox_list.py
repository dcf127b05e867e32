"""The outbox in lines: mails of one occasion stand in one, and open to the people."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.keys import is_key
from programme.letters.kinds import label_of
from programme.mails.outbox import CAN_LEAVE, CHIPS
from programme.models import Mail, MailStatus
from programme.models.mail import MailQuerySet

# In this order they stand at an occasion: first what somebody may have to see to.
ORDER = (
    MailStatus.FAILED,
    MailStatus.BOUNCED,
    MailStatus.HELD,
    MailStatus.WAITING,
    MailStatus.SENDING,
    MailStatus.GATHERED,
    MailStatus.SENT,
    MailStatus.DROPPED,
)


def by_occasion(mails: MailQuerySet) -> Any:
    """The mails gathered by the occasion on which they were written: first those of which some may
    still leave, then the newest. One query for a page of them."""
    counts = {f"in_{state}": Count("pk", filter=Q(status=state)) for state in MailStatus.values}
    return (
        mails.order_by()
        .values("batch")
        .annotate(
            key=Min("pk"),
            number=Count("pk"),
            subjects=Count("subject", distinct=True),
            written=Max("created_at"),
            leaves=Min("send_after", filter=Q(status=MailStatus.WAITING)),
            left=Max("sent_at"),
            edited=Count("pk", filter=Q(edited_at__isnull=False)),
            to_come=Count("pk", filter=CAN_LEAVE),
            **counts,
        )
        .annotate(is_open=ExpressionWrapper(Q(to_come__gt=0), output_field=BooleanField()))
        .order_by("-is_open", "-written", "-key")
    )


def same_occasion(mails: MailQuerySet, mail: Mail) -> MailQuerySet:
    """All mails of the occasion of one."""
    return mails.filter(batch=mail.batch)


@dataclass(frozen=True)
class State:
    """How many mails of an occasion are in a state."""

    label: str
    chip: str
    number: int


def states_of(counts: Counter[str]) -> list[State]:
    return [
        State(str(MailStatus(state).label), CHIPS.get(state, ""), counts[state])
        for state in ORDER
        if counts[state]
    ]


@dataclass(frozen=True)
class Occasion:
    """One line of the outbox."""

    row: dict[str, Any]
    # Its first.
    mail: Mail

    @classmethod
    def all_of(cls, rows: Sequence[dict[str, Any]]) -> list[Self]:
        """One query for the first mails of all."""
        first = Mail.objects.defer("body", "calendar").in_bulk([row["key"] for row in rows])
        return [cls(row, first[row["key"]]) for row in rows if row["key"] in first]

    @property
    def is_one(self) -> bool:
        return bool(self.row["number"] == 1)

    @property
    def kind(self) -> str:
        return label_of(self.mail.kind)

    @property
    def other_subjects(self) -> str:
        """Where the reader stands in the subject, or some were changed."""
        others = self.row["subjects"] - 1
        words = ngettext("and %(n)s other subject", "and %(n)s other subjects", others)
        return words % {"n": others} if others else ""

    @property
    def states(self) -> list[State]:
        return states_of(Counter({state: self.row[f"in_{state}"] for state in MailStatus.values}))

    @property
    def readers(self) -> str:
        number = self.row["number"]
        return ngettext("%(n)s person", "%(n)s people", number) % {"n": number}

    @property
    def leaves(self) -> datetime.datetime | None:
        """When the first of them leaves, if that is still to come."""
        at = self.row["leaves"]
        return at if at and at > timezone.now() else None

    @property
    def can_change(self) -> bool:
        return bool(self.row["to_come"])

    @property
    def choice(self) -> str:
        """What the tick of the line is called for somebody who does not see it."""
        words = {"subject": self.mail.subject, "readers": self.readers}
        return _("“%(subject)s”, to %(readers)s") % words


def chosen(mails: MailQuerySet, *, keys: Iterable[str], occasions: Iterable[str]) -> list[Mail]:
    """The mails that were ticked, alone or by their occasion; what is no number is nothing."""
    found = {mail.pk: mail for mail in mails.filter(pk__in=_numbers(keys))}
    for first in mails.filter(pk__in=_numbers(occasions)):
        found |= {mail.pk: mail for mail in same_occasion(mails, first)}
    return list(found.values())


def _numbers(words: Iterable[str]) -> list[int]:
    return [int(word) for word in words if is_key(word)]
