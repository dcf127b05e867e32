"""What the pages about one's own data show."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Subquery, Value
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programme.models import (
    OPEN_REQUESTS,
    DataRequest,
    DataRequestKind,
    DataRequestStatus,
    User,
)
from programme.privacy.claims import WAITING_DAYS
from programme.privacy.exporting import FILE_KEPT, is_downloadable
from programme.privacy.guests import Guest, person_of_guest
from programme.privacy.holders import Holding, OnErasure, Person, in_order
from programme.privacy.neutral import nameless
from programme.privacy.obstacles import obstacles_for
from programme.privacy.requests import coordinates_all_seats, guest_requests


@dataclass(frozen=True)
class Held:
    """One kind of thing that is held of a person, in words."""

    label: str
    number: int
    why: str


@dataclass(frozen=True)
class DataPage:
    """Where the file and the erasure of somebody stand. One query."""

    @cached_property
    def requests(self) -> list[DataRequest]:
        raise NotImplementedError

    @cached_property
    def file(self) -> DataRequest | None:
        """The file that was asked for last."""
        return next((row for row in self.requests if row.kind == DataRequestKind.EXPORT), None)

    @property
    def is_at_work(self) -> bool:
        return self.file is not None and self.file.status in OPEN_REQUESTS

    @property
    def can_fetch(self) -> bool:
        return self.file is not None and is_downloadable(self.file)

    @property
    def has_failed(self) -> bool:
        return self.file is not None and self.file.status == DataRequestStatus.FAILED

    @property
    def fetch_until(self) -> datetime.datetime | None:
        return self.file.done_at + FILE_KEPT if self.file and self.file.done_at else None

    @property
    def at_work_words(self) -> str:
        if self.file and self.file.status == DataRequestStatus.WAITING:
            return _("Your file is about to be put together.")
        return _("Your data are being put together.")

    @cached_property
    def erasure(self) -> DataRequest | None:
        """The erasure that waits, runs, or could not be done."""
        shown = {*OPEN_REQUESTS, DataRequestStatus.FAILED}
        latest = next((row for row in self.requests if row.kind == DataRequestKind.ERASURE), None)
        return latest if latest and latest.status in shown else None

    @property
    def waits_for_erasure(self) -> bool:
        return self.erasure is not None and self.erasure.status in OPEN_REQUESTS


@dataclass(frozen=True)
class OwnDataPage(DataPage):
    """The page of somebody with an account."""

    user: User

    @cached_property
    def requests(self) -> list[DataRequest]:
        rows = DataRequest.objects.visible_to(self.user).select_related("requested_by")
        return list(rows[:20])


class HeldPage:
    """What goes and what stays without a name, and why."""

    @property
    def person(self) -> Person:
        raise NotImplementedError

    @cached_property
    def held(self) -> list[tuple[Holding, int]]:
        """Each kind of thing with how many there are. One query."""
        rows = in_order()
        columns = [_number_of(row, self.person) for row in rows]
        # Any row there is: the numbers ask for nothing of it.
        numbers = User.objects.order_by("pk").values_list(*columns)[:1].get()
        return [(row, number) for row, number in zip(rows, numbers, strict=True) if number]

    @property
    def goes(self) -> list[Held]:
        return self._of({OnErasure.DELETE})

    @property
    def stays(self) -> list[Held]:
        return self._of({OnErasure.NAMELESS, OnErasure.KEEP})

    def _of(self, kinds: set[OnErasure]) -> list[Held]:
        return [
            Held(capfirst(str(row.label)), number, str(row.why))
            for row, number in self.held
            if row.on_erasure in kinds
        ]


@dataclass(frozen=True)
class GuestDataPage(DataPage, HeldPage):
    """The page of somebody without an account, for the guest or for a coordinator (``by``)."""

    guest: Guest
    by: User | None = None

    @property
    def person(self) -> Person:
        return person_of_guest(self.guest)

    @cached_property
    def requests(self) -> list[DataRequest]:
        return list(guest_requests(self.guest)[:20])

    @property
    def is_own(self) -> bool:
        return self.by is None

    @property
    def can_ask(self) -> bool:
        """Once a day."""
        return not self.is_at_work and not self.can_fetch

    @property
    def can_keep(self) -> bool:
        return self.erasure is not None and (
            self.is_own or self.erasure.requested_by_id is not None
        )


@dataclass(frozen=True)
class ErasurePage(HeldPage):
    """What goes, what stays without a name and why, and what must be done first."""

    user: User
    by: User

    @property
    def person(self) -> Person:
        return Person(self.user, (self.user.name,), (self.user.email,))

    @property
    def is_own(self) -> bool:
        return self.user.pk == self.by.pk

    @property
    def days(self) -> int:
        return WAITING_DAYS

    @property
    def label(self) -> str:
        """What stands in the place of the name."""
        return nameless(self.user)[0]

    @cached_property
    def refusals(self) -> list[str]:
        """Why it cannot be asked for."""
        if self.is_own:
            return obstacles_for(self.user)
        if self.user.is_staff or self.user.is_superuser:
            return [_("This person runs the site. Only an operator can erase the account.")]
        if not coordinates_all_seats(self.by, self.user):
            return [
                _(
                    "%(person)s is in programmes that you do not coordinate. You can take the"
                    " person out of yours; the operators of the site can erase the person."
                )
                % {"person": self.user}
            ]
        return obstacles_for(self.user)


def _number_of(holding: Holding, person: Person) -> Subquery:
    rows = holding.of(person).order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return Subquery(rows.annotate(number=Count("pk")).values("number"))
