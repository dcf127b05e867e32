"""The PDFs of the meetings of choice B: by person, by table, and for the desk."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.contexts.workshop import (
    Person,
    WorkshopPrint,
    WorkshopRows,
    head_of,
    people_of,
)
from workshops.matchmaking.appointments import PEOPLE, Appointment, Time
from workshops.matchmaking.schedules import (
    Line,
    PersonSchedule,
    SessionSchedule,
    TableSchedule,
    schedule_of,
)
from workshops.models import Networker, Workshop


@dataclass(frozen=True, kw_only=True)
class MeetingsPrint(WorkshopPrint):
    """What the four share: a foot that every page carries, and why there may be nothing."""

    template: ClassVar[str]

    # How the times are told: “Times are Göteborg time (CEST).”
    zone: str
    # Why it is empty, in a sentence; empty where it is not.
    missing: str


def _head(rows: WorkshopRows, kind: str, *, is_empty: bool) -> dict[str, Any]:
    workshop, plan = rows.workshop, rows.meetings
    missing = ""
    if plan is None or not plan.session.shows_times:
        missing = _("The schedule of the meetings is not published yet.")
    elif is_empty:
        missing = _("No meeting has a time yet.")
    zone = ""
    if workshop.is_dated:
        zone = _("Times are %(zone)s.") % {"zone": workshop.time_zone_name}
    return {**head_of(workshop, kind), "zone": zone, "missing": missing}


@dataclass(frozen=True, kw_only=True)
class MeetingSchedulesPrint(MeetingsPrint):
    """One page for each person who meets somebody, to hand out."""

    template: ClassVar[str] = "reports/pdf/meeting_schedules.html"

    schedules: tuple[PersonSchedule, ...]

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        rows = WorkshopRows.of(subject)
        every = rows.meetings.of_people() if rows.meetings else []
        found = tuple(schedule for schedule in every if schedule.meetings or schedule.unplaced)
        return cls(**_head(rows, _("Meeting schedules"), is_empty=not found), schedules=found)


@dataclass(frozen=True, kw_only=True)
class MyMeetingsPrint(MeetingsPrint):
    """The same page, of one person."""

    template: ClassVar[str] = "reports/pdf/meeting_schedules.html"

    schedules: tuple[PersonSchedule, ...]

    @classmethod
    def of(cls, subject: Networker) -> Self:
        """What the person may see, and nobody else’s meetings."""
        person = Networker.objects.select_related(*PEOPLE).get(pk=subject.pk)
        rows = WorkshopRows.of(person.registration.workshop)
        found: tuple[PersonSchedule, ...] = ()
        if rows.meetings:
            rows.meetings = SessionSchedule(rows.meetings.session, only=person)
            found = (schedule_of(person, rows.meetings.session),)
        head = _head(rows, _("Meetings"), is_empty=not any(each.meetings for each in found))
        return cls(**head, schedules=found)

    @property
    def title(self) -> str:
        """With the name: the library of the host has one of each person."""
        named = self.schedules[0].person.name if self.schedules else ""
        return ", ".join(filter(None, [super().title, named]))


@dataclass(frozen=True, kw_only=True)
class TableSchedulesPrint(MeetingsPrint):
    """One page for each table, to lay on it."""

    template: ClassVar[str] = "reports/pdf/meeting_tables.html"

    tables: tuple[TableSchedule, ...]

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        rows = WorkshopRows.of(subject)
        every = rows.meetings.of_tables() if rows.meetings else []
        found = tuple(table for table in every if table.meetings)
        return cls(**_head(rows, _("Tables of the meetings"), is_empty=not found), tables=found)


@dataclass(frozen=True)
class Check:
    """One time at the desk: who meets at which table, and how many interpreters are needed."""

    time: Time
    lines: tuple[Line, ...]

    @property
    def people(self) -> int:
        return sum(len(line.meeting.people) for line in self.lines if line.meeting)

    @property
    def count_words(self) -> str:
        return ngettext("%(people)s person", "%(people)s people", self.people) % {
            "people": self.people
        }


@dataclass(frozen=True)
class Interpreting:
    """Where interpreters of a language are needed at one time."""

    time: Time
    language: str
    tables: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingDeskPrint(MeetingsPrint):
    """To tick off who came, and to bring people together on the spot."""

    template: ClassVar[str] = "reports/pdf/meeting_desk.html"

    checks: tuple[Check, ...]
    idle: tuple[Person, ...]
    unplaced: tuple[Appointment, ...]
    interpreting: tuple[Interpreting, ...]

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        rows = WorkshopRows.of(subject)
        plan = rows.meetings
        shown = plan if plan and plan.session.shows_times else None
        checks = tuple(Check(t, tuple(lines)) for t, lines in shown.by_time()) if shown else ()
        return cls(
            **_head(rows, _("Meeting desk"), is_empty=not checks),
            checks=checks,
            idle=_idle(rows, shown),
            unplaced=tuple(shown.unplaced()) if shown else (),
            interpreting=tuple(row for check in checks for row in _interpreting(check)),
        )


def _idle(rows: WorkshopRows, plan: SessionSchedule | None) -> tuple[Person, ...]:
    if plan is None:
        return ()
    keys = {row.pk for row in plan.idle()}
    return people_of(row for row in rows.coming if row.pk in keys)


def _interpreting(check: Check) -> list[Interpreting]:
    languages = sorted({language for line in check.lines for language in line.interpreters})
    return [
        Interpreting(
            check.time,
            language,
            tuple(
                line.meeting.table
                for line in check.lines
                if line.meeting and line.meeting.table and language in line.interpreters
            ),
        )
        for language in languages
    ]
