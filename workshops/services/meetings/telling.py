"""Telling people the times and tables of their meetings: when they are published, and when one
changes."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from programme.letters.writing import Template
from programme.mails.server import one_line
from workshops.matchmaking.speakers import meetings_page_of
from workshops.matchmaking.times import place_in_time
from workshops.meeting_letter_kinds import CHANGED, PUBLISHED
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
            "others": _others(person, people),
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
    # A draft is no place that anybody knows.
    known = session.shows_times
    before = {row.pk: place_in_words(row) if known else "" for row in _placed(session)}
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
    template = Template.of(session.workshop.programme, CHANGED)
    for person, own in concerned.values():
        lines = [change.sentence_for(person, people[change.meeting.pk]) for change in own]
        values = {"why": why, "meetings": _list(lines)}
        _write(person, session, template, values, key=f"meetings:changed:{_mark_of(own)}")


def tell_published(session: NetworkingSession, meetings: Sequence[Meeting]) -> int:
    """One mail for each person of the meetings, with all of the own in the order of time. Returns
    how many people that are."""
    people = with_people(meetings)
    concerned: dict[int, tuple[Networker, list[str]]] = {}
    for meeting in meetings:
        for person in people[meeting.pk]:
            line = _line(meeting, person, people[meeting.pk])
            concerned.setdefault(person.pk, (person, []))[1].append(line)
    template = Template.of(session.workshop.programme, PUBLISHED)
    for person, lines in concerned.values():
        values = {"meetings": _list(lines)}
        _write(person, session, template, values, key="meetings:published")
    return len(concerned)


def _line(meeting: Meeting, person: Networker, people: Sequence[Networker]) -> str:
    words = {"others": _others(person, people), "place": place_in_words(meeting)}
    if words["place"]:
        return _("%(place)s: with %(others)s.") % words
    words["reason"] = meeting.unplaced_reason
    return _("With %(others)s: no time was found. %(reason)s") % words


def _others(person: Networker, people: Sequence[Networker]) -> str:
    return ", ".join(str(other) for other in people if other.pk != person.pk)


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {one_line(line)}" for line in lines)


def _write(
    person: Networker,
    session: NetworkingSession,
    template: Template,
    values: Mapping[str, object],
    *,
    key: str,
) -> None:
    workshop = session.workshop
    person.registration.workshop = workshop
    write_to(
        person.registration,
        kind=template.kind,
        values={"zone": workshop.time_zone_name, **values},
        key=key,
        page=meetings_page_of(person.registration),
        template=template,
    )


def _mark_of(changes: Sequence[Changed]) -> str:
    """The same for the same change of the same meetings, another for the next one."""
    meetings = sorted((c.meeting.pk, c.meeting.calendar_sequence) for c in changes)
    return hashlib.sha256(repr(meetings).encode()).hexdigest()[:20]
