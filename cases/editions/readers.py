"""Who has an edition before them: for the discussion leader by name, for the host in numbers."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, CaseStatus, Edition, Receipt
from cases.moves import may_read_draft
from programme.access import Seat
from workshops.models import Registration


@dataclass(frozen=True)
class Reader:
    """One participant, and how far the edition came with this person."""

    receipt: Receipt

    @property
    def name(self) -> str:
        return self.receipt.user.name or self.receipt.user.email

    @property
    def is_undelivered(self) -> bool:
        """Neither did the mail leave nor was the case found without it."""
        return bool(self.receipt.send_error) and not self.receipt.opened_at

    @property
    def state(self) -> str:
        if self.receipt.read_at:
            return _("Read")
        if self.receipt.opened_at:
            return _("Opened")
        if self.receipt.sent_at:
            return _("Sent")
        return _("Not delivered") if self.is_undelivered else _("On its way")

    @property
    def chip(self) -> str:
        if self.receipt.read_at:
            return "chip-done"
        if self.receipt.opened_at:
            return "chip-info"
        return "chip-late" if self.is_undelivered else ""

    @property
    def at(self) -> datetime.datetime | None:
        receipt = self.receipt
        return receipt.read_at or receipt.opened_at or receipt.sent_at


@dataclass(frozen=True)
class Readers:
    """The participants of a workshop who can log in, those who have read least first."""

    edition: Edition
    rows: list[Reader]
    # Names are for those who lead the discussion.
    has_names: bool

    @classmethod
    def of(cls, edition: Edition, seat: Seat) -> "Readers | None":
        """What the person may know of the others; None for readers. One query."""
        if not may_read_draft(seat, edition.case):
            return None
        registered = Registration.objects.coming().filter(
            workshop=edition.case.workshop_id, user=OuterRef("user")
        )
        receipts = edition.receipts.filter(Exists(registered)).select_related("user")
        rows = sorted((Reader(receipt) for receipt in receipts), key=_order)
        return cls(edition, rows, has_names=seat.is_staff)

    @property
    def read(self) -> int:
        return sum(1 for row in self.rows if row.receipt.read_at)

    @property
    def opened(self) -> int:
        return sum(1 for row in self.rows if row.receipt.opened_at)

    @property
    def sent(self) -> int:
        return sum(1 for row in self.rows if row.receipt.sent_at or row.receipt.opened_at)

    @property
    def unreached(self) -> list[Reader]:
        """Those to whom somebody has to see."""
        return [row for row in self.rows if row.is_undelivered]

    @property
    def reached(self) -> list[Reader]:
        return [row for row in self.rows if not row.is_undelivered]

    @property
    def parts(self) -> list[int]:
        """What the meter draws: percent who have read it."""
        return [round(100 * self.read / len(self.rows))] if self.rows else []

    @property
    def sentence(self) -> str:
        """“8 of 14 have read it”."""
        return words_of(self.read, len(self.rows))


def reading_of(cases: Iterable[Case]) -> dict[int, str]:
    """How many have read each case that goes to its workshop. One query at most."""
    waiting = [case.pk for case in cases if case.status == CaseStatus.DISTRIBUTED]
    if not waiting:
        return {}
    registered = Registration.objects.coming().filter(
        workshop=OuterRef("edition__case__workshop"), user=OuterRef("user")
    )
    rows = (
        Receipt.objects.filter(
            Exists(registered), edition__in=Edition.objects.current().filter(case__in=waiting)
        )
        .order_by()
        .values("edition__case")
        .annotate(everybody=Count("pk"), read=Count("read_at"))
        .values_list("edition__case", "read", "everybody")
    )
    return {case: words_of(read, everybody) for case, read, everybody in rows}


def words_of(read: int, everybody: int) -> str:
    return ngettext("%(read)s of %(all)s has read it", "%(read)s of %(all)s have read it", read) % {
        "read": read,
        "all": everybody,
    }


def _order(row: Reader) -> tuple[bool, bool, bool, bool, str]:
    receipt = row.receipt
    return (
        not row.is_undelivered,
        receipt.read_at is not None,
        receipt.opened_at is not None,
        receipt.sent_at is not None,
        row.name.casefold(),
    )
