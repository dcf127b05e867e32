"""What a date of the programme may clash with: public holidays, and events of others.

A clash is said, never forbidden: who plans decides.
"""

import datetime
import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import holidays
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import City, ExternalEvent, ItemKind, Programme, WorkplanItem

# The names of the package that every country has, or nearly: the words of this site.
LANGUAGE = "en_US"
# A calendar taken in may have many events on a day: so many are named.
MOST_NAMED = 3

# For a programme: the last days of computed dates that take several, by their source key.
LastDays = Callable[[Programme], dict[str, datetime.date]]
_lasting: list[LastDays] = []


def lasts(ask: LastDays) -> None:
    """Let an app above say which computed dates take several days. Called once, at the start."""
    if ask not in _lasting:
        _lasting.append(ask)


def last_days_of(programme: Programme) -> dict[str, datetime.date]:
    return {key: day for ask in _lasting for key, day in ask(programme).items()}


@functools.lru_cache(maxsize=2_000)
def holidays_of(country: str, year: int) -> dict[datetime.date, str]:
    """The public holidays of a whole country in a year, by their English names.

    Empty for a country that the package does not know: nothing is said then.
    """
    try:
        found = holidays.country_holidays(country, years=year, language=LANGUAGE)
    except (NotImplementedError, KeyError, ValueError, TypeError):
        return {}
    return dict(found)


@dataclass(frozen=True)
class BusyDays:
    """The holidays and events of a programme, to be asked for any days without a query."""

    # Cities by country code, in the order of the programme.
    cities: dict[str, list[City]]
    events: list[ExternalEvent]

    @classmethod
    def of(cls, cities: Iterable[City], events: Iterable[ExternalEvent]) -> Self:
        by_country: dict[str, list[City]] = {}
        for city in cities:
            by_country.setdefault(city.country.code, []).append(city)
        # What somebody typed comes first: it is there to be seen.
        watched = [event for event in events if event.may_clash]
        return cls(by_country, sorted(watched, key=lambda event: event.calendar_id is not None))

    @classmethod
    def of_programme(cls, programme: Programme, first: datetime.date, last: datetime.date) -> Self:
        """What a date of this programme on these days may clash with. At most four queries."""
        cities = City.objects.in_programme(programme)
        events = ExternalEvent.objects.in_programme(programme).between(first, last)
        return cls.of(cities, events.with_organisers())

    def words_on(self, first: datetime.date, last: datetime.date, host: City | None) -> list[str]:
        """Every holiday of a partner country and every event on these days; the host's first."""
        return [*self.holiday_words(first, last, host), *self.event_words(first, last)]

    def holiday_words(
        self, first: datetime.date, last: datetime.date, host: City | None
    ) -> list[str]:
        """“14 May is a public holiday, Ascension Day, in Germany (Dortmund, Leipzig)”."""
        home = host.country.code if host else ""
        found: list[tuple[bool, datetime.date, str]] = []
        for day in days_between(first, last):
            for name, countries in self._named_on(day).items():
                words = {"day": date_format(day, "l j F"), "name": name}
                if home in countries:
                    own = _("%(day)s is a public holiday where it takes place: %(name)s.")
                    found.append((False, day, own % words))
                if elsewhere := [country for country in countries if country != home]:
                    words["where"] = "; ".join(self._where(country) for country in elsewhere)
                    other = _("%(day)s is a public holiday, %(name)s: %(where)s.")
                    found.append((True, day, other % words))
        return [words for _is_elsewhere, _on, words in sorted(found)]

    def _named_on(self, day: datetime.date) -> dict[str, list[str]]:
        """The holidays of a day, each with the countries that have it."""
        names: dict[str, list[str]] = {}
        for country in self.cities:
            if name := holidays_of(country, day.year).get(day):
                names.setdefault(name, []).append(country)
        return names

    def _where(self, country: str) -> str:
        """“Germany (Dortmund, Leipzig)”."""
        cities = self.cities[country]
        return f"{cities[0].country.name} ({', '.join(city.name for city in cities)})"

    def event_words(self, first: datetime.date, last: datetime.date) -> list[str]:
        """The first few events by name, and how many more there are."""
        found = [
            event for event in self.events if event.starts_on <= last and event.ends_on >= first
        ]
        words = [
            _("An event of others is on these days: %(event)s, %(dates)s.")
            % {"event": _named(event), "dates": event.dates}
            for event in found[:MOST_NAMED]
        ]
        if more := len(found) - len(words):
            sentence = ngettext(
                "One more event of others is on these days.",
                "%(more)s more events of others are on these days.",
                more,
            )
            words.append(sentence % {"more": more})
        return words

    def mark_of(self, item: WorkplanItem, last_day: datetime.date | None) -> str:
        """What an open date of the workplan clashes with, in a word or two; mostly empty.

        A meeting with everything; a deadline only with a holiday of the city whose task it is.
        """
        if item.is_done or item.days_left < 0:
            return ""
        if item.kind == ItemKind.MILESTONE:
            return " ".join(self.words_on(item.due_on, last_day or item.due_on, item.city))
        if item.city is None:
            return ""
        name = holidays_of(item.city.country.code, item.due_on.year).get(item.due_on)
        words = _("A public holiday in %(country)s: %(name)s.")
        return words % {"country": item.city.country.name, "name": name} if name else ""


def days_between(first: datetime.date, last: datetime.date) -> Sequence[datetime.date]:
    return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]


def _named(event: ExternalEvent) -> str:
    if not event.organised_by:
        return event.title
    return _("%(event)s (%(organiser)s)") % {"event": event, "organiser": event.organised_by}
