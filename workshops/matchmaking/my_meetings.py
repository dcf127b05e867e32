"""The page of somebody’s own schedule: all of its queries run here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.access import Seat
from workshops.matchmaking.appointments import PEOPLE
from workshops.matchmaking.outcomes import OpenStage, open_stage
from workshops.matchmaking.schedules import (
    Line,
    PersonSchedule,
    schedule_of,
)
from workshops.matchmaking.speakers import Speaker
from workshops.models import (
    Choice,
    MeetingOutcome,
    MeetingSlot,
    Networker,
    NetworkingSession,
    Registration,
    Workshop,
)


@dataclass(frozen=True)
class OwnLine:
    """A slot of the own schedule as the page shows it."""

    line: Line
    # The form in which to say what came of it; empty while nothing is asked.
    ask_url: str = ""
    # What was said already in the stage that is open; while none is, what was said last.
    said: str = ""


@dataclass(frozen=True)
class OwnDay:
    words: str
    lines: list[OwnLine]


@dataclass(frozen=True)
class MyMeetingsPage:
    """When, where and with whom one person meets."""

    speaker: Speaker
    session: NetworkingSession | None
    networker: Networker | None
    schedule: PersonSchedule | None
    days: list[OwnDay]

    @classmethod
    def of(cls, speaker: Speaker, session: NetworkingSession | None) -> "MyMeetingsPage":
        """At most six queries, however many meetings there are. ``session`` is one that the
        speaker may see."""
        found = Networker.objects.filter(registration=speaker.registration)
        networker = found.select_related(*PEOPLE).first()
        if session is None or networker is None or not session.shows_times:
            return cls(speaker, session, networker, None, [])
        networker.registration = speaker.registration
        schedule = schedule_of(networker, session)
        if not schedule.meetings and speaker.registration.choice != Choice.B:
            # Free for nothing: who left choice B needs no empty times.
            return cls(speaker, session, None, None, [])
        return cls(speaker, session, networker, schedule, _days(speaker, session, schedule))

    @property
    def meetings(self) -> int:
        return len(self.schedule.meetings) if self.schedule else 0

    @property
    def sentence(self) -> str:
        """Where it stands, in a sentence."""
        if self.networker is None or self.session is None:
            if self.speaker.is_for_another:
                return _("%(person)s has no meetings at this workshop.") % {
                    "person": self.speaker.registration.name
                }
            return _("You have no meetings at this workshop.")
        if not self.session.shows_times:
            return _("The schedule is not published yet: you are told by mail when it is.")
        if not self.meetings:
            return _("No meeting has a time yet.")
        words = {"number": self.meetings, "person": self.speaker.registration.name}
        if self.session.workshop.is_held:
            sentence = ngettext(
                "%(number)s meeting had a time.", "%(number)s meetings had a time.", self.meetings
            )
        elif self.speaker.is_for_another:
            sentence = ngettext(
                "%(person)s has %(number)s meeting.",
                "%(person)s has %(number)s meetings.",
                self.meetings,
            )
        else:
            sentence = ngettext(
                "You have %(number)s meeting.", "You have %(number)s meetings.", self.meetings
            )
        return sentence % words


def _days(speaker: Speaker, session: NetworkingSession, schedule: PersonSchedule) -> list[OwnDay]:
    rows = [line.row for line in schedule.meetings]
    outcomes = list(MeetingOutcome.objects.filter(participant__in=rows).order_by("given_at", "pk"))
    said = {(outcome.participant_id, outcome.stage): str(outcome) for outcome in outcomes}
    last = {outcome.participant_id: str(outcome) for outcome in outcomes}
    days = []
    for day in schedule.days:
        lines = []
        for line in day.lines:
            if line.meeting is None and session.workshop.is_held:
                continue
            now = _stage_of(session, line) if line.meeting else None
            if now is None:
                lines.append(OwnLine(line, said=last.get(line.row or 0, "")))
                continue
            url = speaker.address("meeting_outcome", line.row)
            lines.append(OwnLine(line, url, said.get((line.row or 0, now.stage), "")))
        if lines:
            days.append(OwnDay(day.words, lines))
    return days


def _stage_of(session: NetworkingSession, line: Line) -> OpenStage | None:
    time = line.time
    return open_stage(
        session, MeetingSlot(day=time.day, starts_at=time.starts_at, ends_at=time.ends_at)
    )


def people_to_speak_for(workshop: Workshop, seat: Seat) -> list[Registration]:
    """Whose schedule the person may open besides the own; by name. One query."""
    rows = Registration.objects.filter(
        workshop=workshop, networker__in=Networker.objects.editable_by(seat.user)
    )
    return list(rows.order_by("name", "pk"))
