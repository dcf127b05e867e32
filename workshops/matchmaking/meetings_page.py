"""What the page of meetings shows to one person of choice B. Its queries run here."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from workshops.matchmaking.free import FreeTimes
from workshops.matchmaking.limits import why_closed
from workshops.matchmaking.own_meetings import OwnMeetings
from workshops.matchmaking.people import Person, me_and_others
from workshops.matchmaking.suggestions import Suggestion, marks_of, suggestions_for
from workshops.models import Networker, NetworkingSession, Registration

# As many as can be read in five seconds.
MOST_SUGGESTIONS = 5


@dataclass
class MeetingsPage:
    """The own meetings, whom to ask, and everybody else."""

    session: NetworkingSession
    me: Person
    own: OwnMeetings | None
    others: list[Person]
    free: FreeTimes

    @classmethod
    def of(cls, session: NetworkingSession, registration: Registration) -> Self:
        """Seven queries; without the person in the session two."""
        me, others = me_and_others(registration)
        own = None
        picks = me.networker is not None and not session.is_computed
        free = FreeTimes.of(session) if picks else FreeTimes()
        if me.networker:
            own = OwnMeetings.of(session, me.networker, free)
            own.say_states(others)
        return cls(session, me, own, others, free)

    @cached_property
    def closed(self) -> str:
        """Why nobody can ask now; empty where one can."""
        return why_closed(self.session, self.free.session_begins)

    @property
    def networker(self) -> Networker | None:
        return self.me.networker

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """The best ones. One query."""
        cities = {person.city_pk for person in [self.me, *self.others]} - {None}
        marks, sectors = marks_of({city for city in cities if city})
        return suggestions_for(
            self.me,
            self.others,
            marks=marks,
            sectors=sectors,
            leave_out=self.own.met_or_asked if self.own else (),
        )[:MOST_SUGGESTIONS]

    @property
    def says_nothing(self) -> bool:
        """Whether the person has still to say what others need to know."""
        return self.networker is None or not (
            self.networker.about or self.me.offers or self.me.seeks
        )
