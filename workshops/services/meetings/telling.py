"""Telling people that the time or the table of their meetings has changed."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from workshops.matchmaking.speakers import meetings_page_of
from workshops.matchmaking.times import place_in_time
from workshops.models import (
    Meeting,
    MeetingAnswer,
    MeetingStatus,
    Networker,
    NetworkingSession,
)
from workshops.services.registration import write_to


def with_people(meetings: Sequence[Meeting]) -> dict[int, list[Networker]]:
    """Who takes part in each of the meetings, by its key. One query."""
    people: dict[int, list[Networker]] = {meeting.pk: [] for meeting in meetings}
    rows = (
        Networker.objects.filter(
            meetings__meeting__in=people, meetings__answer=MeetingAnswer.ACCEPTED
        )
        .select_related("registration__user", "registration__city")
        .annotate(in_meeting=F("meetings__meeting"))
        .order_by("pk")
    )
    for person in rows:
        people[person.in_meeting].append(person)
    return people


def place_in_words(meeting: Meeting) -> str:
    """“Thursday 9 September, 14:00–14:25, Table 3, Foyer”; empty while it has no time."""
    if meeting.slot is None or meeting.table is None:
        return ""
    words = [place_in_time(meeting.slot), str(meeting.table)]
    return ", ".join([*words, meeting.table.name] if meeting.table.name else words)


@dataclass(frozen=True)
class Changed:
    """A meeting that people know at another place than the one it has now."""

    meeting: Meeting
    before: str

    def sentence_for(self, person: Networker, people: Sequence[Networker]) -> str:
        now = place_in_words(self.meeting)
        words = {
            "others": ", ".join(str(other) for other in people if other.pk != person.pk),
            "before": self.before,
            "now": now,
        }
        if now and self.before:
            return _("With %(others)s: now %(now)s. It was %(before)s.") % words
        if now:
            return _("With %(others)s: %(now)s.") % words
        return _("With %(others)s: it has no time now. It was %(before)s.") % words


def _placed(session: NetworkingSession) -> list[Meeting]:
    accepted = Meeting.objects.filter(session=session, status=MeetingStatus.ACCEPTED)
    return list(accepted.select_related("slot", "table"))


def is_told(session: NetworkingSession) -> bool:
    """Whether people hear of a change now."""
    return session.is_open and session.shows_times and not session.workshop.is_held


@contextmanager
def telling_those_concerned(session: NetworkingSession, *, why: str = "") -> Iterator[None]:
    """Write to everybody whose meeting has another time or table afterwards; one mail for each
    person. To be used inside the transaction that changes them.

    Nobody is told of a computed schedule that is not published, nor once the workshop is over.
    """
    before = {meeting.pk: place_in_words(meeting) for meeting in _placed(session)}
    yield
    if not is_told(session):
        return
    changed = [
        Changed(meeting, before[meeting.pk])
        for meeting in _placed(session)
        if meeting.pk in before and place_in_words(meeting) != before[meeting.pk]
    ]
    tell(session, changed, why=why)


def tell(session: NetworkingSession, changed: Sequence[Changed], *, why: str) -> None:
    """One mail for each person concerned, with all that changed for the person."""
    people = with_people([change.meeting for change in changed])
    concerned: dict[int, tuple[Networker, list[Changed]]] = {}
    for change in changed:
        for person in people[change.meeting.pk]:
            concerned.setdefault(person.pk, (person, []))[1].append(change)
    workshop = session.workshop
    for person, own in concerned.values():
        registration = person.registration
        registration.workshop = workshop
        lines = [change.sentence_for(person, people[change.meeting.pk]) for change in own]
        if all(change.before for change in own):
            opening = _("times of your meetings at %(workshop)s have changed.")
        else:
            opening = _("your meetings at %(workshop)s have their times.")
        sentences = [opening % {"workshop": workshop.title}, why, *lines]
        write_to(
            registration,
            kind="meetings_changed",
            subject=_("Your meetings at %(workshop)s") % {"workshop": workshop.title},
            sentences=[*filter(None, sentences), zone_sentence(session)],
            key=f"meetings:changed:{_mark_of(own)}",
            page=meetings_page_of(registration),
        )


def zone_sentence(session: NetworkingSession) -> str:
    return _("All times are %(zone)s.") % {"zone": session.workshop.time_zone_name}


def _mark_of(changes: Sequence[Changed]) -> str:
    """The same for the same change of the same meetings, another for the next one."""
    meetings = sorted((c.meeting.pk, c.meeting.calendar_sequence) for c in changes)
    return hashlib.sha256(repr(meetings).encode()).hexdigest()[:20]
