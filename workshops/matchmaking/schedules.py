"""Who meets whom, when and at which table: by person and by table.

Read by pages, calendars and PDFs alike, as plain data. Nothing of it is told before people may
see their times (``NetworkingSession.shows_times``).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import Prefetch
from django.utils.formats import date_format

from programme.directory.languages import language_name
from workshops.matchmaking.appointments import (
    PEOPLE,
    Appointment,
    Companion,
    Time,
)
from workshops.matchmaking.languages import languages_needed, languages_shared
from workshops.models import (
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingSlot,
    MeetingTable,
    Networker,
    NetworkingSession,
    Registration,
)


@dataclass(frozen=True)
class Line:
    """A slot in somebody’s schedule: a meeting, or time between meetings."""

    time: Time
    meeting: Appointment | None = None
    is_away: bool = False
    # The key of the own row in the meeting.
    row: int | None = None
    # Languages in words: those that all of its people speak, and those for which an interpreter
    # comes to the table.
    shared: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Day:
    day: datetime.date
    lines: tuple[Line, ...]

    @property
    def words(self) -> str:
        return date_format(self.day, "l j F")


@dataclass(frozen=True)
class PersonSchedule:
    """One person’s meetings, with the gaps between them."""

    person: Companion
    days: tuple[Day, ...]
    # Agreed, and without a time.
    unplaced: tuple[Appointment, ...]

    @property
    def lines(self) -> Iterator[Line]:
        return (line for day in self.days for line in day.lines)

    @property
    def meetings(self) -> list[Line]:
        return [line for line in self.lines if line.meeting]


@dataclass(frozen=True)
class TableSchedule:
    """What happens at one table."""

    number: int
    name: str
    seats: int
    days: tuple[Day, ...]

    @property
    def meetings(self) -> list[Line]:
        return [line for day in self.days for line in day.lines if line.meeting]


class SessionSchedule:
    """The meetings of one session: of all its people, or of one. Each read once, if asked for."""

    def __init__(self, session: NetworkingSession, *, only: Networker | None = None) -> None:
        self.session = session
        self.only = only

    @cached_property
    def times(self) -> list[Time]:
        """One query."""
        return [Time.of(slot) for slot in MeetingSlot.objects.filter(session=self.session)]

    @cached_property
    def tables(self) -> list[MeetingTable]:
        """One query."""
        return list(MeetingTable.objects.filter(session=self.session))

    @cached_property
    def networkers(self) -> list[Networker]:
        """By name. One query."""
        if self.only is not None:
            return [self.only]
        rows = Networker.objects.in_choice_b().filter(
            registration__workshop=self.session.workshop_id
        )
        return list(rows.select_related(*PEOPLE))

    @cached_property
    def everybody(self) -> list[Registration]:
        """All who chose networking, also who has not looked for anybody yet. One query."""
        rows = Registration.objects.in_choice_b().filter(workshop=self.session.workshop_id)
        return list(rows.select_related("city__group", "partner", "networker").order_by("name"))

    def idle(self) -> list[Registration]:
        """Those of ``everybody`` who have no meeting with a time."""
        busy = {row.person.pk for row in self.of_people() if row.meetings}
        return [
            row
            for row in self.everybody
            if getattr(row, "networker", None) is None or row.networker.pk not in busy
        ]

    def unplaced(self) -> list[Appointment]:
        """Agreed, and without a time."""
        return [Appointment.of(meeting) for meeting in self.meetings if not meeting.slot_id]

    @cached_property
    def meetings(self) -> list[Meeting]:
        """All that are agreed, with those of their people who agreed; none before people may see
        their times. Two queries."""
        if not self.session.shows_times:
            return []
        agreed = MeetingParticipant.objects.filter(answer=MeetingAnswer.ACCEPTED)
        rows = Meeting.objects.accepted().filter(session=self.session)
        if self.only is not None:
            own = agreed.filter(networker=self.only)
            rows = rows.filter(pk__in=own.values("meeting"))
        people = agreed.select_related(*(f"networker__{path}" for path in PEOPLE))
        return list(
            rows.select_related("slot", "table", "sector").prefetch_related(
                Prefetch("participants", queryset=people)
            )
        )

    @cached_property
    def away(self) -> set[tuple[int, int]]:
        """Who cannot come in which slot: pairs of keys. One query."""
        rows = Networker.away.through.objects.filter(meetingslot__session=self.session)
        if self.only is not None:
            rows = rows.filter(networker=self.only)
        return set(rows.values_list("networker", "meetingslot"))

    def of_person(self, networker: Networker) -> PersonSchedule:
        own = [(row, meeting) for row, meeting in self._own[networker.pk]]
        by_slot = {meeting.slot_id: (row, meeting) for row, meeting in own if meeting.slot_id}
        person = Companion.of(networker)
        lines = []
        for time in self.times if self.session.shows_times else []:
            if time.pk in by_slot:
                row, meeting = by_slot[time.pk]
                lines.append(_line(time, meeting, person, row))
            else:
                is_away = (networker.pk, time.pk) in self.away
                lines.append(Line(time, is_away=is_away))
        return PersonSchedule(
            person=person,
            days=_days(lines),
            unplaced=tuple(
                Appointment.of(meeting, networker.pk)
                for _row, meeting in own
                if not meeting.slot_id
            ),
        )

    def of_people(self) -> list[PersonSchedule]:
        return [self.of_person(networker) for networker in self.networkers]

    def of_tables(self) -> list[TableSchedule]:
        held = {(meeting.table_id, meeting.slot_id): meeting for meeting in self.meetings}
        return [
            TableSchedule(
                number=table.number,
                name=table.name,
                seats=table.seats,
                days=_days(
                    [
                        _line(time, meeting) if meeting else Line(time)
                        for time in self.times
                        for meeting in [held.get((table.pk, time.pk))]
                    ]
                ),
            )
            for table in self.tables
        ]

    def by_time(self) -> list[tuple[Time, list[Line]]]:
        """What happens at each time, by table; without the times at which nothing does."""
        found: dict[int, list[Line]] = defaultdict(list)
        times = {time.pk: time for time in self.times}
        for meeting in self.meetings:
            if meeting.slot_id:
                found[meeting.slot_id].append(_line(times[meeting.slot_id], meeting))
        return [(time, found[time.pk]) for time in self.times if time.pk in found]

    @cached_property
    def _own(self) -> dict[int, list[tuple[int, Meeting]]]:
        """The meetings of each person, with the key of the person’s row in them."""
        found: dict[int, list[tuple[int, Meeting]]] = defaultdict(list)
        for meeting in self.meetings:
            for row in meeting.participants.all():
                found[row.networker_id].append((row.pk, meeting))
        return found


def _line(
    time: Time, meeting: Meeting, person: Companion | None = None, row: int | None = None
) -> Line:
    appointment = Appointment.of(meeting, person.pk if person else None)
    speaking = [one.speaks for one in (person, *appointment.people) if one]
    return Line(
        time=time,
        meeting=appointment,
        row=row,
        shared=tuple(map(language_name, languages_shared(speaking))),
        interpreters=tuple(map(language_name, sorted(languages_needed(speaking)))),
    )


def _days(lines: Sequence[Line]) -> tuple[Day, ...]:
    return tuple(
        Day(day, tuple(found)) for day, found in groupby(lines, key=lambda line: line.time.day)
    )


def schedule_of(networker: Networker, session: NetworkingSession) -> PersonSchedule:
    """One person’s schedule in four queries. ``networker`` is read with ``PEOPLE``."""
    return SessionSchedule(session, only=networker).of_person(networker)


def next_meeting_of(registration: Registration, at: datetime.datetime) -> Line | None:
    """The meeting that the person has now, or the next one of the day; ``at`` is told by the clocks
    of the place. Two queries where there are no meetings, else six."""
    found = Networker.objects.filter(registration=registration).select_related(*PEOPLE).first()
    if found is None:
        return None
    session = NetworkingSession.objects.filter(
        workshop=registration.workshop_id, opened_at__isnull=False
    ).first()
    if session is None:
        return None
    rest = [
        line
        for line in schedule_of(found, session).meetings
        if line.time.day == at.date() and line.time.ends_at > at.time()
    ]
    return rest[0] if rest else None
