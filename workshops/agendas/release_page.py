"""What the pages about releases show: how the draft stands to them, and all there were."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import Mail, MailStatus
from workshops.agendas.changes import Change, changes_between, concerned, people_coming
from workshops.agendas.days import Conflict, conflicts_of
from workshops.agendas.letters import has_address, mails_of
from workshops.agendas.releases import content_of, is_of_now, release_before
from workshops.models import AgendaItem, AgendaRelease, Workshop


@dataclass
class ReleaseState:
    """The draft of an agenda against what its members read."""

    workshop: Workshop
    items: list[AgendaItem]
    current: AgendaRelease | None
    # The one before it, from whoever has read it already.
    before: AgendaRelease | None = None

    @property
    def is_first(self) -> bool:
        return self.current is None

    @cached_property
    def changes(self) -> list[Change]:
        """What a release would change now; empty before the first."""
        if self.current is None:
            return []
        draft = content_of(self.workshop, self.items)
        return changes_between(self.current.content, draft, self.workshop)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        return conflicts_of(self.workshop, self.items)

    @cached_property
    def errors(self) -> list[Conflict]:
        """What keeps the draft from being released."""
        return [conflict for conflict in self.conflicts if conflict.is_error]

    @property
    def can_release(self) -> bool:
        return bool(self.items) and not self.errors and (self.is_first or bool(self.changes))

    # Whom it concerns

    @cached_property
    def _people(self) -> tuple[int, int, int]:
        coming = people_coming(self.workshop)
        told = concerned(coming, None if self.is_first else self.changes)
        reached = sum(has_address(registration) for registration in told)
        return len(coming), len(told), reached

    @property
    def coming(self) -> int:
        return self._people[0]

    @property
    def concerned(self) -> int:
        return self._people[1]

    @property
    def reached(self) -> int:
        """Concerned, and with an address: to so many a mail goes."""
        return self._people[2]

    @property
    def unreached(self) -> int:
        """Concerned, and without an address to write to."""
        return self._people[1] - self._people[2]

    # Taking the current one back

    @cached_property
    def _mails(self) -> list[Mail]:
        if self.current is None:
            return []
        rows = mails_of(self.current).only("status", "send_after", "claimed_at")
        return list(rows.order_by("send_after"))

    @cached_property
    def can_withdraw(self) -> bool:
        """Until the first mail left; never what a move released, which moving back undoes."""
        out = {MailStatus.SENT, MailStatus.SENDING}
        if self.current is None or any(row.status in out or row.claimed_at for row in self._mails):
            return False
        before = self.before or release_before(self.current)
        return before is None or is_of_now(before, self.workshop)

    @property
    def withdraw_until(self) -> datetime.datetime | None:
        """When the first mail about it leaves; None when none waits."""
        waiting = [row.send_after for row in self._mails if row.status == MailStatus.WAITING]
        if not waiting or not self.can_withdraw:
            return None
        return timezone.localtime(max(waiting[0], timezone.now()), self.workshop.tz)


@dataclass
class PastRelease:
    """A release in the list of all."""

    release: AgendaRelease
    is_current: bool
    # None for a first one, which changes nothing.
    changes: list[Change] | None
    mails: list[Mail] = field(default_factory=list)

    @property
    def at(self) -> datetime.datetime:
        return timezone.localtime(self.release.frozen_at, self.release.workshop.tz)

    @property
    def state(self) -> str:
        if self.release.withdrawn_at:
            return _("withdrawn")
        return _("current") if self.is_current else _("replaced")

    @property
    def chip(self) -> str:
        if self.release.withdrawn_at:
            return "chip-due"
        return "chip-done" if self.is_current else ""

    @property
    def told(self) -> int:
        """To how many people a mail was written that was not dropped."""
        return sum(row.status != MailStatus.DROPPED for row in self.mails)

    @property
    def sent(self) -> int:
        return sum(row.status == MailStatus.SENT for row in self.mails)

    @property
    def failed(self) -> int:
        return sum(row.status == MailStatus.FAILED for row in self.mails)


def past_releases(workshop: Workshop) -> list[PastRelease]:
    """Every release, the latest first, each against the one that members read before it."""
    rows = list(workshop.releases.select_related("frozen_by").order_by("number"))
    mails = Mail.objects.about(f"{workshop.source_prefix}release:").defer("body", "calendar")
    by_key = _by_key(mails)
    found: list[PastRelease] = []
    before: AgendaRelease | None = None
    for release in rows:
        release.workshop = workshop
        changes = changes_between(before.content, release.content, workshop) if before else None
        found.append(PastRelease(release, False, changes, by_key.get(release.mail_key, [])))
        if not release.withdrawn_at:
            before = release
    for past in found:
        past.is_current = past.release is before and workshop.agenda_released_at is not None
    return found[::-1]


def _by_key(mails: Iterable[Mail]) -> dict[str, list[Mail]]:
    """Mails by the key of their release, whose guests have longer ones."""
    found: dict[str, list[Mail]] = {}
    for mail in mails:
        key = ":".join(mail.source_key.split(":")[:4])
        found.setdefault(key, []).append(mail)
    return found
