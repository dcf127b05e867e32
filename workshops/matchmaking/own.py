"""The page of somebody’s own meetings, and that of one meeting. All of their queries run here."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.access import Seat
from programme.models import Activity
from workshops.access import runs
from workshops.matchmaking.appointments import PEOPLE, Appointment
from workshops.matchmaking.links import may_begin_link
from workshops.matchmaking.outcomes import Asking, asking
from workshops.matchmaking.schedules import (
    Line,
    PersonSchedule,
    schedule_of,
)
from workshops.matchmaking.speakers import Speaker
from workshops.models import (
    OPEN_MEETINGS,
    Choice,
    Meeting,
    MeetingAnswer,
    MeetingOutcome,
    MeetingParticipant,
    MeetingSlot,
    MeetingStatus,
    Networker,
    NetworkingSession,
    OutcomeStage,
    Registration,
    Workshop,
)
from workshops.models.meeting import MeetingQuerySet


@dataclass(frozen=True)
class OwnLine:
    """A slot of the own schedule as the page shows it."""

    line: Line
    # The form in which to say what came of it; empty while nothing is asked.
    ask_url: str = ""
    # What was said already in the stage that is open.
    said: str = ""


@dataclass(frozen=True)
class OwnDay:
    words: str
    lines: list[OwnLine]


@dataclass(frozen=True)
class OwnMeetings:
    """When, where and with whom one person meets."""

    speaker: Speaker
    session: NetworkingSession | None
    networker: Networker | None
    schedule: PersonSchedule | None
    days: list[OwnDay]

    @classmethod
    def of(cls, speaker: Speaker, session: NetworkingSession | None) -> "OwnMeetings":
        """At most six queries, however many meetings there are. ``session`` is one that the
        speaker may see."""
        found = Networker.objects.filter(registration=speaker.registration)
        networker = found.select_related(*PEOPLE).first()
        if session is None or networker is None or not session.shows_times:
            return cls(speaker, session, networker, None, [])
        networker.registration = speaker.registration
        schedule = schedule_of(networker, session)
        if not schedule.meetings and not _is_in_b(speaker.registration):
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
        if self.speaker.is_for_another:
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


def _is_in_b(registration: Registration) -> bool:
    sign_up = getattr(registration, "sign_up", None)
    return bool(sign_up and sign_up.item.choice == Choice.B)


def _days(speaker: Speaker, session: NetworkingSession, schedule: PersonSchedule) -> list[OwnDay]:
    rows = [line.row for line in schedule.meetings]
    said = {
        (outcome.participant_id, outcome.stage): str(outcome)
        for outcome in MeetingOutcome.objects.filter(participant__in=rows)
    }
    days = []
    for day in schedule.days:
        lines = []
        for line in day.lines:
            if line.meeting is None and session.workshop.is_held:
                continue
            now = _asking(session, line) if line.meeting else None
            if now is None:
                lines.append(OwnLine(line))
                continue
            url = speaker.address("meeting_outcome", line.row)
            lines.append(OwnLine(line, url, said.get((line.row or 0, now.stage), "")))
        if lines:
            days.append(OwnDay(day.words, lines))
    return days


def _asking(session: NetworkingSession, line: Line) -> Asking | None:
    time = line.time
    return asking(
        session, MeetingSlot(day=time.day, starts_at=time.starts_at, ends_at=time.ends_at)
    )


def people_to_speak_for(workshop: Workshop, seat: Seat) -> list[Registration]:
    """Whose schedule the person may open besides the own; by name. One query."""
    rows = Registration.objects.filter(
        workshop=workshop, networker__in=Networker.objects.editable_by(seat.user)
    )
    return list(rows.order_by("name", "pk"))


@dataclass(frozen=True)
class MeetingPage:
    """One meeting, for whoever takes part in it or arranges it."""

    meeting: Meeting
    appointment: Appointment
    people: list[MeetingParticipant]
    outcomes: list[MeetingOutcome]
    log: list[Activity]
    runs_it: bool
    # Where the person can say what came of it; empty while nothing is asked.
    ask_url: str
    # Whether the person may begin a link between the clusters of its people.
    can_link: bool
    # Where the person answers, moves or cancels it; empty once nothing is left to be done.
    own_url: str

    @classmethod
    def of(cls, meeting: Meeting, seat: Seat) -> "MeetingPage":
        """``meeting`` comes from ``with_people``. The same queries for two people or for five."""
        people = list(meeting.participants.all())
        runs_it = runs(seat, meeting.session.workshop)
        outcomes = MeetingOutcome.objects.visible_to(seat.user).filter(participant__in=people)
        log = Activity.objects.visible_to(seat.user).about(meeting).select_related("actor")
        return cls(
            meeting=meeting,
            appointment=Appointment.of(meeting),
            people=people,
            outcomes=list(outcomes.select_related("participant__networker__registration")),
            log=list(log.order_by("-at", "-pk")[:30]) if runs_it else [],
            runs_it=runs_it,
            ask_url=_ask_url(meeting, people, seat),
            can_link=may_begin_link(meeting, arranges=runs_it),
            own_url=_own_url(meeting, people, seat),
        )

    @property
    def status_words(self) -> str:
        """As on the page of the own meetings."""
        if self.meeting.status == MeetingStatus.ACCEPTED:
            return _("Agreed")
        if self.meeting.status == MeetingStatus.REQUESTED:
            return _("Waits for answers")
        return str(self.meeting.get_status_display())

    @property
    def when(self) -> str:
        """Time and place; else why there are none, in a sentence."""
        meeting, appointment = self.meeting, self.appointment
        if self.shows_time and appointment.time:
            time = f"{appointment.time.day_words}, {appointment.time.words}"
            return f"{time}, {appointment.place}" if appointment.place else time
        if meeting.status not in OPEN_MEETINGS:
            return meeting.ended_reason
        return meeting.unplaced_reason or _("It has no time yet.")

    @property
    def shows_time(self) -> bool:
        """Those who arrange it see a draft too."""
        return self.runs_it or self.meeting.session.shows_times

    @property
    def stages(self) -> list[tuple[str, list[MeetingOutcome]]]:
        return [
            (str(stage.label), found)
            for stage in OutcomeStage
            if (found := [outcome for outcome in self.outcomes if outcome.stage == stage])
        ]


def with_people(session: NetworkingSession) -> MeetingQuerySet:
    """The meetings of a session with all that their page shows."""
    people = MeetingParticipant.objects.select_related(
        *(f"networker__{path}" for path in PEOPLE), "networker__cluster__city"
    )
    return (
        Meeting.objects.filter(session=session)
        .select_related("slot", "table", "sector", "link__first", "link__second")
        .prefetch_related(Prefetch("participants", queryset=people))
    )


def _ask_url(meeting: Meeting, people: list[MeetingParticipant], seat: Seat) -> str:
    if not meeting.slot or asking(meeting.session, meeting.slot) is None:
        return ""
    row, speaker = _own_part(meeting, people, seat)
    return speaker.address("meeting_outcome", row.pk) if row and speaker else ""


def _own_url(meeting: Meeting, people: list[MeetingParticipant], seat: Seat) -> str:
    if meeting.status not in OPEN_MEETINGS or meeting.session.workshop.is_held:
        return ""
    row, speaker = _own_part(meeting, people, seat)
    if row is None or speaker is None or row.answer == MeetingAnswer.DECLINED:
        return ""
    return f"{speaker.home}#meeting-{meeting.pk}"


def _own_part(
    meeting: Meeting, people: list[MeetingParticipant], seat: Seat
) -> tuple[MeetingParticipant | None, Speaker | None]:
    """The row of the person who looks at the page; nothing for whoever only arranges it."""
    for row in people:
        if row.networker.registration.user_id == seat.user.pk:
            row.networker.registration.workshop = meeting.session.workshop
            return row, Speaker(row.networker.registration, seat.user)
    return None, None
