"""“Needs you” about meetings, the networking map and links between clusters."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import City
from reports.overview.counted import AskedOfPerson, session_of
from reports.overview.rows import ProgrammeRows
from reports.overview.task import Task
from workshops.matchmaking.outcomes import OPEN_FOR
from workshops.models import Choice, NetworkingSession, OutcomeStage, Workshop, WorkshopKind

# So long before a workshop its session should be open, and from then on it is asked for.
OPEN_BEFORE = datetime.timedelta(days=21)
OPEN_ASKED = datetime.timedelta(days=45)
# So long before it a schedule is computed and shown.
SCHEDULE_BEFORE = datetime.timedelta(days=7)
SHOWN_BEFORE = datetime.timedelta(days=2)


@dataclass
class OfMeetings:
    """Tasks from the rows of the overview; no query of its own."""

    rows: ProgrammeRows

    def __post_init__(self) -> None:
        self.seat = self.rows.seat
        self.slug = self.seat.programme.slug

    @cached_property
    def today(self) -> datetime.date:
        return timezone.localdate()

    def tasks(self) -> Iterator[Task]:
        for workshop in self.rows.workshops:
            session = session_of(workshop)
            if session:
                yield from self._requests(workshop)
                yield from self._outcomes(workshop, session)
        for workshop in self.rows.coming:
            session = session_of(workshop)
            if session and session.is_open:
                yield from self._own_profile(workshop, session)
            if self._arranges(workshop):
                yield from self._arranging(workshop, session)
        yield from self._map()
        yield from self._links()

    def _url(self, name: str, workshop: Workshop) -> str:
        return reverse(f"workshops:{name}", args=[self.slug, workshop.slug])

    def _own(self, workshop: Workshop) -> AskedOfPerson:
        return self.rows.asked_of_person.get(workshop.pk, AskedOfPerson())

    def _arranges(self, workshop: Workshop) -> bool:
        """The host, at a city workshop: elsewhere there is no choice B."""
        return workshop.kind == WorkshopKind.CITY and self.seat.edits(workshop.city)

    def _requests(self, workshop: Workshop) -> Iterator[Task]:
        own = self._own(workshop)
        number, until = own.asked_me, own.asked_until
        if number and not workshop.is_held:
            title = ngettext(
                "Answer a request for a meeting at %(workshop)s",
                "Answer %(number)s requests for meetings at %(workshop)s",
                number,
            ) % {"number": number, "workshop": workshop}
            due = timezone.localdate(until, workshop.tz) if until else workshop.starts_on
            why = _("Whoever asked waits for a yes or a no; unanswered it expires.")
            yield Task(title, why, self._url("meetings", workshop), due)

    def _outcomes(self, workshop: Workshop, session: NetworkingSession) -> Iterator[Task]:
        if not session.shows_times:
            return
        words, url = {"workshop": workshop}, self._url("my_meetings", workshop)
        own = self._own(workshop)
        if asked_at := session.six_months_asked_at:
            number = own.to_say_later
            until = timezone.localdate(asked_at, workshop.tz) + OPEN_FOR[OutcomeStage.SIX_MONTHS]
            if number and until >= self.today:
                title = _("Say what came of your meetings at %(workshop)s, half a year later")
                yield Task(title % words, self._how_many(number), url, until)
            return
        number, first = own.to_say, own.to_say_from
        if first:
            title = _("Say what came of your meetings at %(workshop)s")
            until = first + OPEN_FOR[OutcomeStage.EVENING]
            yield Task(title % words, self._how_many(number), url, until)

    @staticmethod
    def _how_many(number: int) -> str:
        return ngettext(
            "%(number)s meeting; a word on it is enough.",
            "%(number)s meetings; a word on each is enough.",
            number,
        ) % {"number": number}

    def _own_profile(self, workshop: Workshop, session: NetworkingSession) -> Iterator[Task]:
        own = self.rows.own_place(workshop)
        is_filled = workshop.has_own_profile  # type: ignore[attr-defined]
        if own and own.choice == Choice.B and not is_filled:
            yield Task(
                _("Say whom you want to meet at %(workshop)s") % {"workshop": workshop},
                _("What you offer and seek: others find you by it, and are suggested to you."),
                self._url("meeting_profile", workshop),
                session.requests_until or workshop.starts_on,
            )

    def _arranging(self, workshop: Workshop, session: NetworkingSession | None) -> Iterator[Task]:
        words = {"workshop": workshop}
        if session is None or not session.is_open:
            has_choice = workshop.has_choice_b  # type: ignore[attr-defined]
            if has_choice and workshop.agenda_released_at and self._is_near(workshop):
                yield Task(
                    _("Open the meetings of choice B at %(workshop)s") % words,
                    _("From then on people say what they look for, and ask each other."),
                    self._url("meeting_session", workshop),
                    workshop.first_day - OPEN_BEFORE,
                )
            return
        if workshop.first_day > self.today + SCHEDULE_BEFORE:
            return
        if not session.shows_times and not session.requests_are_over:
            yield Task(
                _("Close the requests for meetings at %(workshop)s") % words,
                _("Then the schedule can be computed for all of them."),
                self._url("meeting_session", workshop),
                workshop.first_day - SHOWN_BEFORE,
            )
        yield from self._scheduling(workshop, session)

    def _is_near(self, workshop: Workshop) -> bool:
        return workshop.first_day <= self.today + OPEN_ASKED

    def _scheduling(self, workshop: Workshop, session: NetworkingSession) -> Iterator[Task]:
        unplaced = workshop.meetings_unplaced  # type: ignore[attr-defined]
        placed = workshop.meetings_placed  # type: ignore[attr-defined]
        url = self._url("meeting_board", workshop)
        if unplaced:
            title = ngettext(
                "%(number)s agreed meeting at %(workshop)s has no time yet",
                "%(number)s agreed meetings at %(workshop)s have no time yet",
                unplaced,
            ) % {"number": unplaced, "workshop": workshop}
            why = _("Place them by hand, or have the schedule computed.")
            yield Task(title, why, url, workshop.first_day)
        if placed and not session.shows_times:
            title = _("Publish the schedule of meetings at %(workshop)s")
            why = _("Until then nobody sees when and where they meet.")
            due = workshop.first_day - SHOWN_BEFORE
            yield Task(title % {"workshop": workshop}, why, url, due)

    def _map(self) -> Iterator[Task]:
        for city in self._edited():
            number = city.sectors_open  # type: ignore[attr-defined]
            if number:
                why = ngettext(
                    "%(number)s sector is not answered; a “none” is an answer too.",
                    "%(number)s sectors are not answered; a “none” is an answer too.",
                    number,
                ) % {"number": number}
                url = reverse("programme:map_row_edit", args=[self.slug, city.slug])
                yield Task(
                    _("Answer for %(city)s on the networking map") % {"city": city}, why, url
                )

    def _links(self) -> Iterator[Task]:
        for city in self._edited():
            number = city.links_quiet  # type: ignore[attr-defined]
            if number:
                title = ngettext(
                    "Ask how a quiet link of %(city)s goes on",
                    "Ask how %(number)s quiet links of %(city)s go on",
                    number,
                ) % {"number": number, "city": city}
                url = reverse("programme:link_list", args=[self.slug])
                query = f"?city={city.slug}&quiet=yes"
                remark = _("Between clusters; nobody has written a word for six months.")
                yield Task(title, remark, url + query)

    def _edited(self) -> list[City]:
        keys = {city.pk for city in self.seat.edited_cities}
        return [city for city in self.rows.cities if city.pk in keys]
