"""The page of one meeting: all of its queries run here."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.models import Activity
from workshops.access import runs
from workshops.matchmaking.appointments import PEOPLE, Appointment
from workshops.matchmaking.links import may_begin_link
from workshops.matchmaking.outcomes import open_stage
from workshops.matchmaking.speakers import Speaker
from workshops.models import (
    OPEN_MEETINGS,
    Meeting,
    MeetingAnswer,
    MeetingOutcome,
    MeetingParticipant,
    MeetingStatus,
    NetworkingSession,
    OutcomeStage,
)
from workshops.models.meeting import MeetingQuerySet


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
        if not self.shows_time:
            # Why a draft has no time for it is a draft too, and speaks of others’ meetings.
            return _("Time and table come with the schedule for all.")
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
    if not meeting.slot or open_stage(meeting.session, meeting.slot) is None:
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
