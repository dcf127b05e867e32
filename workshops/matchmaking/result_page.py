"""What became of the meetings of one workshop, for those who run it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import Cluster, Mail, User
from programme.spreadsheets import table_file
from workshops.calendars.invitations import address_of
from workshops.matchmaking.outcomes import (
    OpenStage,
    last_slot_of,
    open_stage,
    reminder_of,
    session_is_over,
)
from workshops.matchmaking.results import STEPS, MeetingCounts, counts_of
from workshops.models import (
    Happened,
    Meeting,
    MeetingAnswer,
    MeetingOutcome,
    MeetingParticipant,
    MeetingStatus,
    NetworkingSession,
    OutcomeStage,
    OutcomeStep,
    Workshop,
)
from workshops.services.registration import mail_key

BAR = 240


@dataclass(frozen=True)
class Bar:
    """A number of meetings with a bar beside it; ``most`` is as long as a bar gets."""

    label: str
    number: int
    most: int

    @property
    def width(self) -> int:
        return round(BAR * self.number / self.most) if self.most else 0


@dataclass(frozen=True)
class Stage:
    """What was answered at one stage."""

    key: str
    label: str
    answers: int
    asked: int
    bars: list[Bar]


@dataclass(frozen=True)
class MeetingLine:
    """One meeting with all that its people said."""

    meeting: Meeting
    people: list[MeetingParticipant]
    outcomes: list[MeetingOutcome]

    @property
    def names(self) -> str:
        return ", ".join(row.networker.registration.name for row in self.people)

    @property
    def disagrees(self) -> bool:
        """Whether its people say different things about whether they met."""
        evening = {o.happened for o in self.outcomes if o.stage == OutcomeStage.EVENING}
        return len(evening) > 1


@dataclass(frozen=True)
class ResultsPage:
    counts: MeetingCounts
    stages: list[Stage]
    became: list[Bar]
    no_shows: list[MeetingLine]
    lines: list[MeetingLine]
    # Who has not answered in the stage that is open.
    silent: list[MeetingParticipant]
    open_stage: OpenStage | None
    # Whether one of these was not reminded yet, and can be.
    can_remind: bool = False
    is_over: bool = False

    @classmethod
    def of(cls, session: NetworkingSession, user: User) -> "ResultsPage":
        """The same queries however many meetings there are."""
        counts = counts_of([session.workshop])[session.workshop.pk]
        lines = lines_of(session, user)
        last = last_slot_of(session)
        now = open_stage(session, last)
        silent = list(_silent(lines, now.stage)) if now else []
        return cls(
            counts=counts,
            stages=_stages(counts),
            became=_became(counts, with_time=len(lines)),
            no_shows=[line for line in lines if line.meeting.happened == Happened.NO_SHOW],
            lines=lines,
            silent=silent,
            open_stage=now,
            can_remind=_can_remind(session.workshop, silent, now.stage) if now else False,
            is_over=last is None or session_is_over(session, last),
        )

    @property
    def sentence(self) -> str:
        counts = self.counts
        if not counts.accepted:
            return _("Nobody has agreed to meet yet.")
        words = {"accepted": counts.accepted, "held": counts.held, "no_show": counts.no_show}
        if not (counts.held or counts.no_show or counts.moved):
            if not self.is_over:
                return (
                    ngettext(
                        "%(accepted)s meeting was agreed; it is still to come.",
                        "%(accepted)s meetings were agreed; they are still to come.",
                        counts.accepted,
                    )
                    % words
                )
            return (
                _("%(accepted)s meetings agreed; nobody has said yet what became of them.") % words
            )
        return (
            _("%(accepted)s meetings agreed, %(held)s held, %(no_show)s without somebody.") % words
        )

    @property
    def answered(self) -> bool:
        return any(stage.answers for stage in self.stages)


def _stages(counts: MeetingCounts) -> list[Stage]:
    most = max((max(steps.values()) for steps in counts.steps.values()), default=0)
    return [
        Stage(
            key=stage.value,
            label=str(stage.label),
            answers=counts.answers[stage],
            asked=counts.asked,
            bars=[
                Bar(str(OutcomeStep(step).label), counts.steps[stage][step], most) for step in STEPS
            ],
        )
        for stage in OutcomeStage
    ]


def _can_remind(workshop: Workshop, silent: list[MeetingParticipant], stage: OutcomeStage) -> bool:
    """Whether somebody with an address was not reminded yet. One query."""
    keys = set()
    for row in silent:
        registration = row.networker.registration
        registration.workshop = workshop
        if address_of(registration):
            keys.add(f"{mail_key(registration)}{reminder_of(stage)}")
    return Mail.objects.filter(source_key__in=keys).count() < len(keys)


def _became(counts: MeetingCounts, *, with_time: int) -> list[Bar]:
    """``with_time`` of the agreed meetings got one; the others cannot have taken place."""
    without_time = counts.accepted - counts.cancelled - with_time
    rows = [
        (_("Agreed"), counts.accepted),
        (Happened.HELD.label, counts.held),
        (Happened.NO_SHOW.label, counts.no_show),
        (Happened.MOVED.label, counts.moved),
        (_("Cancelled before"), counts.cancelled),
        (_("Without a time"), without_time),
        (_("Nothing said yet"), counts.not_told - without_time),
    ]
    return [Bar(str(label), number, counts.accepted) for label, number in rows]


def lines_of(session: NetworkingSession, user: User) -> list[MeetingLine]:
    """The agreed meetings that had a time, with what the person may read of them. Two queries."""
    rows = (
        MeetingParticipant.objects.filter(
            meeting__session=session,
            meeting__status=MeetingStatus.ACCEPTED,
            meeting__slot__isnull=False,
            answer=MeetingAnswer.ACCEPTED,
        )
        .select_related(
            "meeting__slot",
            "meeting__table",
            "meeting__link",
            "networker__cluster",
            "networker__registration__city",
            "networker__registration__user",
        )
        .order_by(
            "meeting__slot__day",
            "meeting__slot__starts_at",
            "meeting__table__number",
            "meeting",
            "-is_requester",
            "pk",
        )
    )
    found = MeetingOutcome.objects.visible_to(user).filter(participant__in=rows)
    said: dict[int, list[MeetingOutcome]] = {}
    for outcome in found:
        said.setdefault(outcome.participant_id, []).append(outcome)
    lines = []
    for _key, group in groupby(rows, key=lambda row: row.meeting_id):
        people = list(group)
        outcomes = []
        for row in people:
            for outcome in said.get(row.pk, []):
                outcome.participant = row
                outcomes.append(outcome)
        lines.append(MeetingLine(people[0].meeting, people, outcomes))
    return lines


def _silent(lines: list[MeetingLine], stage: OutcomeStage) -> Iterator[MeetingParticipant]:
    for line in lines:
        answered = {o.participant_id for o in line.outcomes if o.stage == stage}
        yield from (row for row in line.people if row.pk not in answered)


def results_file(session: NetworkingSession | None, user: User) -> bytes:
    """A row for each person of each meeting. What people typed is never computed."""
    headings = [
        *(_("Day"), _("Time"), _("Table"), _("Person"), _("City"), _("Cluster"), _("With")),
        *(_("About"), _("What became of it")),
        *(f"{stage.label}: {_('did you meet?')}" for stage in OutcomeStage),
        *(f"{stage.label}: {_('what came of it')}" for stage in OutcomeStage),
        *(f"{stage.label}: {_('in a few words')}" for stage in OutcomeStage),
    ]
    lines = lines_of(session, user) if session else []
    rows = [_cells(line, row) for line in lines for row in line.people]
    return table_file("csv", _("Meetings"), headings, rows)


def _cells(line: MeetingLine, row: MeetingParticipant) -> list[object]:
    meeting, registration = line.meeting, row.networker.registration
    said = {o.stage: o for o in line.outcomes if o.participant_id == row.pk}
    answers = [said.get(stage.value) for stage in OutcomeStage]
    cluster: Cluster | None = row.networker.cluster
    return [
        meeting.slot.day.isoformat() if meeting.slot else "",
        str(meeting.slot or ""),
        meeting.table.number if meeting.table else "",
        registration.name,
        registration.city.name if registration.city else "",
        cluster.name if cluster else "",
        ", ".join(other.networker.registration.name for other in line.people if other.pk != row.pk),
        meeting.reason,
        meeting.get_happened_display(),
        *(answer.get_happened_display() if answer else "" for answer in answers),
        *(answer.get_step_display() if answer else "" for answer in answers),
        *(answer.note if answer else "" for answer in answers),
    ]
