"""The networking map as it stood on an earlier day: worked back from now through the log."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from programme.models import Activity, City, MapCell, Programme, Sector, subject_of

ANSWERED = "map_answered"
# The marks of a city by the name of their sector; no entry where it has not answered.
Marks = Mapping[str, str]


@dataclass(frozen=True)
class MapAnswer:
    """What a city said at one time, and what it had said before."""

    at: datetime.datetime
    before: Marks
    after: Marks


class MapLog:
    """All answers that were given for a map. Who gave them is not in it: that is for few."""

    def __init__(self, answers: Iterable[tuple[str, MapAnswer]]) -> None:
        self._of: dict[str, list[MapAnswer]] = defaultdict(list)
        for subject, answer in answers:
            self._of[subject].append(answer)

    @classmethod
    def of(cls, programme: Programme) -> "MapLog":
        """One query. The marks are for every member, so what they were is too."""
        entries = Activity.objects.filter(programme=programme, verb=ANSWERED).order_by("at", "pk")
        rows = entries.values_list("subject", "at", "before", "after")
        return cls((subject, MapAnswer(*answer)) for subject, *answer in rows)

    def answers(self, city: City) -> Sequence[MapAnswer]:
        """What a city answered, the first one first."""
        return self._of.get(subject_of(city), [])

    def after(
        self, city: City, day: datetime.date, zone: datetime.tzinfo | None
    ) -> list[MapAnswer]:
        """What a city answered after the end of a day, in a time zone."""
        return [one for one in self.answers(city) if one.at.astimezone(zone).date() > day]


def undone(marks: Marks, answers: Sequence[MapAnswer]) -> dict[str, str]:
    """The marks before these answers were given; empty where there was none.

    Answers for a sector that was renamed since stand under its old name.
    """
    state = dict(marks)
    for answer in reversed(answers):
        for sector in {*answer.before, *answer.after}:
            state[sector] = answer.before.get(sector, "")
    return state


@dataclass(frozen=True)
class MapState:
    """The map as it is now. ``marks`` by the key of the city and the name of the sector."""

    sectors: tuple[str, ...]
    cities: tuple[City, ...]
    marks: Mapping[int, Marks]

    @classmethod
    def of(cls, programme: Programme, cities: Sequence[City]) -> "MapState":
        """Two queries."""
        marks: dict[int, dict[str, str]] = {city.pk: {} for city in cities}
        cells = MapCell.objects.filter(city__programme=programme)
        for city, sector, mark in cells.values_list("city", "sector__name", "mark"):
            marks[city][sector] = mark
        sectors = Sector.objects.filter(programme=programme).values_list("name", flat=True)
        return cls(tuple(sectors), tuple(cities), marks)

    def rows(self, marks: Mapping[int, Marks] | None = None) -> list[list[str]]:
        """City by sector; no mark where a city has not answered."""
        said = self.marks if marks is None else marks
        return [[said[city.pk].get(name, "") for name in self.sectors] for city in self.cities]

    def on(self, log: MapLog, day: datetime.date, zone: datetime.tzinfo) -> dict[int, Marks]:
        """The marks as they stood when a day was over."""
        return {
            city.pk: undone(self.marks[city.pk], log.after(city, day, zone)) for city in self.cities
        }

    def first(self, log: MapLog) -> dict[int, Marks]:
        """The marks of each city's first answer."""
        return {city.pk: undone(self.marks[city.pk], log.answers(city)[1:]) for city in self.cities}
