"""Somebody of choice B, a time and a meeting as plain data, for pages, calendars and PDFs."""

import datetime
import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.matchmaking.languages import Speaks
from workshops.models import Meeting, MeetingSlot, Networker

PEOPLE = ("registration__city__group", "registration__partner", "registration__user", "cluster")


@dataclass(frozen=True)
class Companion:
    """Somebody of choice B, as the others read it who meet that person."""

    pk: int
    name: str
    organisation: str
    # City or partner; empty for those who belong to neither.
    home: str
    group: int
    cluster: str
    about: str
    speaks: Speaks

    @classmethod
    def of(cls, networker: Networker) -> "Companion":
        """Runs no query on a row read with ``PEOPLE``."""
        row = networker.registration
        city, partner, cluster = row.city, row.partner, networker.cluster
        return cls(
            pk=networker.pk,
            name=row.name,
            organisation=row.organisation or (partner.name if partner else ""),
            home=city.name if city else partner.short_name if partner else "",
            group=city.group.number if city and city.group else 0,
            cluster=cluster.name if cluster else "",
            about=networker.about,
            speaks=Speaks.of(networker),
        )

    @property
    def belongs_to(self) -> str:
        """“Techtera, Lyon”: the cluster, or the organisation where there is none, and the home."""
        first = self.cluster or self.organisation
        is_said = re.search(rf"\b{re.escape(self.home)}\b", first) is not None
        return ", ".join(filter(None, [first, "" if is_said else self.home]))


@dataclass(frozen=True)
class Time:
    """A slot, as plain data."""

    pk: int
    day: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time

    @classmethod
    def of(cls, slot: MeetingSlot) -> "Time":
        return cls(slot.pk, slot.day, slot.starts_at, slot.ends_at)

    @property
    def words(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    @property
    def day_words(self) -> str:
        return date_format(self.day, "l j F")


@dataclass(frozen=True)
class Appointment:
    """An agreed meeting; without time and table while it has no place in the schedule."""

    pk: int
    people: tuple[Companion, ...]
    # The keys of their rows in the meeting, in the same order.
    rows: tuple[int, ...]
    reason: str
    sector: str
    time: Time | None
    table: int | None
    table_name: str
    unplaced_reason: str
    sequence: int
    happened: str

    @classmethod
    def of(cls, meeting: Meeting, own: int | None = None) -> "Appointment":
        """As one of its people reads it: ``own`` is the key of that person’s networker."""
        rows = [row for row in meeting.participants.all() if row.networker_id != own]
        return cls(
            pk=meeting.pk,
            people=tuple(Companion.of(row.networker) for row in rows),
            rows=tuple(row.pk for row in rows),
            reason=meeting.reason,
            sector=meeting.sector.name if meeting.sector else "",
            time=Time.of(meeting.slot) if meeting.slot else None,
            table=meeting.table.number if meeting.table else None,
            table_name=meeting.table.name if meeting.table else "",
            unplaced_reason=meeting.unplaced_reason,
            sequence=meeting.calendar_sequence,
            happened=meeting.happened,
        )

    @property
    def names(self) -> str:
        return ", ".join(person.name for person in self.people)

    @property
    def place(self) -> str:
        """“Table 3, Winter garden”; empty without a table."""
        if self.table is None:
            return ""
        table = _("Table %(number)s") % {"number": self.table}
        return f"{table}, {self.table_name}" if self.table_name else table
