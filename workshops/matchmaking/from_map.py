"""From a mark of the networking map to somebody to ask: where, whom, or what is missing."""

from dataclasses import dataclass, field
from typing import Self

from django.utils import timezone

from programme.access import Seat
from programme.models import City, Sector
from workshops.matchmaking.limits import why_closed
from workshops.matchmaking.own_meetings import say_states
from workshops.matchmaking.people import Person, me_and_others
from workshops.matchmaking.speakers import Speaker
from workshops.matchmaking.standing import MeetingStanding
from workshops.matchmaking.suggestions import suggestions_for
from workshops.models import NetworkingSession, Registration, Workshop

ROWS = ("sign_up__item", "choice_wait__item", "networker__cluster__sector", "city")


@dataclass(frozen=True)
class WhomToAsk:
    """The next session in which the person can ask, and whom of a city and a sector."""

    city: City | None
    sector: Sector | None
    standing: MeetingStanding | None = None
    closed: str = ""
    speaker: Speaker | None = None
    me: Person | None = None
    others: list[Person] = field(default_factory=list)

    @classmethod
    def of(cls, seat: Seat, *, city: City | None, sector: Sector | None) -> Self:
        """Seven queries at most, however many people there are."""
        standing = _next_standing(seat)
        if standing is None or not standing.is_in or standing.session is None:
            return cls(city, sector, standing)
        registration = standing.registration
        assert registration is not None  # noqa: S101  whoever is in has one
        me, others = me_and_others(registration)
        say_states(standing.session, me, others)
        return cls(
            city,
            sector,
            standing,
            closed=why_closed(standing.session),
            speaker=Speaker(registration, seat.user),
            me=me,
            others=others,
        )

    @property
    def can_ask(self) -> bool:
        return self.speaker is not None and not self.closed

    @property
    def wanted(self) -> list[Person]:
        """Those of the city and of the sector; of the city alone where none is of both."""
        of_city = [one for one in self.others if self.city is None or self._is_of_city(one)]
        of_both = [one for one in of_city if self.sector is None or one.sector == self.sector]
        return of_both or (of_city if self.city else [])

    def _is_of_city(self, person: Person) -> bool:
        return self.city is not None and person.city_pk == self.city.pk

    @property
    def is_of_sector(self) -> bool:
        """Whether those who are shown are of the sector that was asked for."""
        return self.sector is None or any(one.sector == self.sector for one in self.wanted)

    @property
    def with_reasons(self) -> list[tuple[Person, str]]:
        """Each with what speaks for a meeting, if anything is known."""
        if self.me is None:
            return []
        found = suggestions_for(self.me, self.wanted, marks={}, sectors=[])
        reasons = {one.person.pk: one.reason for one in found}
        return [(one, reasons.get(one.pk, "")) for one in self.wanted]


def _next_standing(seat: Seat) -> MeetingStanding | None:
    """That at the next workshop with an open session, best where the person is in choice B; else
    at the next workshop. None where none comes."""
    today = timezone.localdate()
    coming = (
        Workshop.objects.visible_to(seat.user)
        .in_programme(seat.programme)
        .filter(ends_on__gte=today)
        .select_related("city__group", "networking_session")
        .order_by("starts_on", "pk")
    )
    workshops = [one for one in coming if not one.is_held]
    own = Registration.objects.visible_to(seat.user).filter(
        user=seat.user, workshop__in=[one.pk for one in workshops]
    )
    registrations = {row.workshop_id: row for row in own.select_related(*ROWS)}
    standings = []
    for workshop in workshops:
        workshop.programme = seat.programme
        registration = registrations.get(workshop.pk)
        if registration:
            registration.workshop = workshop
        standings.append(MeetingStanding(workshop, _open(workshop), registration))
    with_session = [one for one in standings if one.session]
    ways = [one for one in with_session if one.is_in] or with_session or standings
    return ways[0] if ways else None


def _open(workshop: Workshop) -> NetworkingSession | None:
    session: NetworkingSession | None = getattr(workshop, "networking_session", None)
    if session is None or not session.is_open:
        return None
    session.workshop = workshop
    return session
