"""The meetings of one person, as that person sees them: what waits, what is agreed, what ended."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.matchmaking.free import FreeTimes
from workshops.matchmaking.limits import begins_at
from workshops.matchmaking.names import name_of, names_of
from workshops.matchmaking.people import Person
from workshops.matchmaking.times import place_in_time
from workshops.models import (
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingSlot,
    MeetingStatus,
    Networker,
    NetworkingSession,
)

ENDED_CHIPS: dict[str, str] = {MeetingStatus.CANCELLED: "chip-late"}


@dataclass(frozen=True)
class OwnMeeting:
    """One meeting with the row of the person who looks at it."""

    meeting: Meeting
    mine: MeetingParticipant
    others: list[MeetingParticipant]
    # When all who may come are free; empty where the person picks nothing.
    times: list[MeetingSlot] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"meeting-{self.meeting.pk}"

    @property
    def asker(self) -> MeetingParticipant | None:
        return next((row for row in [self.mine, *self.others] if row.is_requester), None)

    @property
    def with_whom(self) -> str:
        """“Paula Winter, Techtera and Jan Kok, Point-One”; in a group the names alone."""
        coming = self.coming
        if len(coming) == 1:
            return name_of(coming[0].networker)
        return names_of(row.networker for row in coming)

    @property
    def coming(self) -> list[MeetingParticipant]:
        """The others, without those who declined; all of them where nobody is left."""
        stay = [row for row in self.others if row.answer != MeetingAnswer.DECLINED]
        return stay or self.others

    @property
    def not_coming(self) -> str:
        gone = [row.networker for row in self.others if row.answer == MeetingAnswer.DECLINED]
        return names_of(gone) if len(gone) < len(self.others) else ""

    @property
    def is_group(self) -> bool:
        return len(self.others) > 1

    @property
    def is_mine(self) -> bool:
        return self.mine.is_requester

    @property
    def waits_for_me(self) -> bool:
        waits = self.meeting.status == MeetingStatus.REQUESTED
        return waits and self.mine.answer == MeetingAnswer.ASKED

    @property
    def answer_by(self) -> str:
        """“Thursday 2 September, 18:00”, in the workshop’s own time."""
        if self.meeting.answer_by is None:
            return ""
        local = timezone.localtime(self.meeting.answer_by, self.meeting.session.workshop.tz)
        return date_format(local, "l j F, H:i")

    @property
    def is_soon(self) -> bool:
        left = self.meeting.answer_by and self.meeting.answer_by - timezone.now()
        return bool(left and left < datetime.timedelta(hours=36))

    @property
    def waits_for(self) -> str:
        """Who has not answered yet."""
        silent = [row.networker for row in self.others if row.answer == MeetingAnswer.ASKED]
        return names_of(silent)

    @property
    def proposed(self) -> str:
        slot = self.meeting.proposed_slot
        return place_in_time(slot) if slot else ""

    @property
    def when(self) -> str:
        """“Thursday 9 September, 14:00–14:25”; empty while there is no time to be seen."""
        meeting = self.meeting
        if meeting.slot is None or not meeting.session.shows_times:
            return ""
        return place_in_time(meeting.slot)

    @property
    def where(self) -> str:
        table = self.meeting.table
        if table is None:
            return ""
        return f"{table}, {table.name}" if table.name else str(table)

    @property
    def why_no_time(self) -> str:
        """What is to be said where there is no time yet."""
        session, reason = self.meeting.session, self.meeting.unplaced_reason
        if session.is_computed and not (session.shows_times and reason):
            return _("Time and table come with the schedule for all.")
        return reason or _("There is no time yet.")

    @property
    def has_begun(self) -> bool:
        meeting = self.meeting
        if meeting.slot is None:
            return meeting.session.workshop.is_held
        return begins_at(meeting.slot, meeting.session) <= timezone.now()

    @property
    def can_pick(self) -> bool:
        return bool(self.times) and not self.has_begun

    @property
    def lost(self) -> str:
        """What becomes of an agreed meeting without the person, before it is cancelled."""
        if len(self.coming) > 1:
            return _("The others are told, and still meet.")
        words = {"people": names_of(row.networker for row in self.coming)}
        return _("%(people)s is told by mail, and the time is free for somebody else.") % words

    @property
    def ending(self) -> str:
        """What became of a request, in the person’s own view."""
        status = self.meeting.status
        if self.mine.answer == MeetingAnswer.DECLINED and status != MeetingStatus.WITHDRAWN:
            return _("You declined.") if self.mine.answered_at else _("You did not answer in time.")
        if status == MeetingStatus.WITHDRAWN:
            return _("You withdrew it.") if self.is_mine else _("It was withdrawn.")
        if status == MeetingStatus.DECLINED:
            return _("Declined.")
        if status == MeetingStatus.EXPIRED:
            return _("It was not answered in time.")
        return _("Cancelled.")

    @property
    def chip(self) -> str:
        return ENDED_CHIPS.get(self.meeting.status, "")


@dataclass(frozen=True)
class OwnMeetings:
    """All meetings of one person, sorted by what is to do."""

    networker: Networker
    meetings: list[OwnMeeting]

    @classmethod
    def of(cls, session: NetworkingSession, networker: Networker, free: FreeTimes) -> Self:
        """One query."""
        own = MeetingParticipant.objects.filter(networker=networker).values("meeting")
        rows = MeetingParticipant.objects.filter(
            meeting__in=own, meeting__session=session
        ).select_related(
            "meeting__slot",
            "meeting__table",
            "meeting__proposed_slot",
            "meeting__sector",
            "networker__registration__city",
            "networker__cluster",
        )
        by_meeting: dict[int, list[MeetingParticipant]] = {}
        for row in rows.order_by("meeting", "-is_requester", "pk"):
            row.meeting.session = session
            by_meeting.setdefault(row.meeting_id, []).append(row)
        found = [_own(people, networker, session, free) for people in by_meeting.values()]
        return cls(networker, found)

    @cached_property
    def waiting(self) -> list[OwnMeeting]:
        """Those that wait for the person’s own answer, the most urgent first."""
        waiting = [one for one in self.meetings if one.waits_for_me]
        return sorted(
            waiting, key=lambda one: (one.meeting.answer_by is None, one.meeting.answer_by)
        )

    @cached_property
    def asked(self) -> list[OwnMeeting]:
        """Those that wait for others."""
        return [
            one
            for one in self.meetings
            if one.meeting.status == MeetingStatus.REQUESTED
            and one.mine.answer == MeetingAnswer.ACCEPTED
        ]

    @cached_property
    def agreed(self) -> list[OwnMeeting]:
        """In order of their times; those without one last."""
        agreed = [
            one
            for one in self.meetings
            if one.meeting.status == MeetingStatus.ACCEPTED
            and one.mine.answer == MeetingAnswer.ACCEPTED
        ]
        return sorted(agreed, key=_time_of)

    @property
    def can_move(self) -> bool:
        return any(one.can_pick and one.when for one in self.agreed)

    @cached_property
    def ended(self) -> list[OwnMeeting]:
        kept = {one.meeting.pk for one in [*self.waiting, *self.asked, *self.agreed]}
        rest = [one for one in self.meetings if one.meeting.pk not in kept]
        return sorted(rest, key=lambda one: one.meeting.requested_at, reverse=True)

    @cached_property
    def met_or_asked(self) -> set[int]:
        """Networkers with whom there is, or was, something: they are not suggested again."""
        gone = {MeetingStatus.EXPIRED, MeetingStatus.WITHDRAWN}
        return {
            row.networker_id
            for one in self.meetings
            if one.meeting.status not in gone
            for row in one.others
        }

    def say_states(self, persons: Iterable[Person]) -> None:
        """Write at each of the people what there is with that person already."""
        for person in persons:
            person.state = self._state_with(person.networker.pk) if person.networker else ""

    def _state_with(self, networker: int) -> str:
        """In words; empty for nothing."""
        for words, meetings in (
            (_("You meet"), self.agreed),
            (_("Waits for your answer"), self.waiting),
            (_("Asked"), self.asked),
        ):
            if any(row.networker_id == networker for one in meetings for row in one.coming):
                return words
        return ""

    @property
    def sentence(self) -> str:
        """“2 requests wait for your answer. 3 meetings are agreed.”"""
        words = []
        if count := len(self.waiting):
            words.append(
                ngettext(
                    "%(number)s request waits for your answer.",
                    "%(number)s requests wait for your answer.",
                    count,
                )
                % {"number": count}
            )
        if count := len(self.agreed):
            words.append(
                ngettext("%(number)s meeting is agreed.", "%(number)s meetings are agreed.", count)
                % {"number": count}
            )
        if count := len(self.asked):
            words.append(
                ngettext(
                    "%(number)s request of yours waits for others.",
                    "%(number)s requests of yours wait for others.",
                    count,
                )
                % {"number": count}
            )
        return " ".join(words) or _("No meeting is agreed yet.")


def say_states(session: NetworkingSession, me: Person, others: Iterable[Person]) -> None:
    """Write at each of the others what there is between the two already. One query."""
    if me.networker is None:
        return
    OwnMeetings.of(session, me.networker, FreeTimes()).say_states(others)


def _own(
    people: list[MeetingParticipant],
    networker: Networker,
    session: NetworkingSession,
    free: FreeTimes,
) -> OwnMeeting:
    mine = next(row for row in people if row.networker_id == networker.pk)
    others = [row for row in people if row is not mine]
    for row in people:
        row.networker.registration.workshop = session.workshop
    meeting = mine.meeting
    times = []
    if not session.is_computed and meeting.status in {
        MeetingStatus.REQUESTED,
        MeetingStatus.ACCEPTED,
    }:
        coming = {row.networker_id for row in people if row.answer == MeetingAnswer.ACCEPTED}
        times = free.for_people(coming | {networker.pk})
    return OwnMeeting(meeting, mine, others, times)


def _time_of(one: OwnMeeting) -> tuple[bool, datetime.date, datetime.time, int]:
    slot = one.meeting.slot if one.when else None
    if slot is None:
        return (True, datetime.date.max, datetime.time.max, one.meeting.pk)
    return (False, slot.day, slot.starts_at, one.meeting.pk)
