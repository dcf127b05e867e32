"""What the cities of the demonstration answered for the networking map, and when."""

from collections.abc import Mapping
from typing import Any

from programme.demo.calendar import Calendar
from programme.mapping.answers import answer_map
from programme.mapping.history import ANSWERED
from programme.models import Activity, City, Sector


def load_answers(
    rows: list[dict[str, Any]],
    calendar: Calendar,
    cities: Mapping[str, City],
    sectors: Mapping[str, Sector],
) -> None:
    """Give the answers in the order of the file, each on its day: the log then tells the rest."""
    for row in rows:
        city, day = cities[row.pop("city")], row.pop("on")
        answer_map(city, {sectors[slug]: mark for slug, mark in row.items()}, by=None)
        entry = Activity.objects.about(city).filter(verb=ANSWERED).latest("pk")
        Activity.objects.filter(pk=entry.pk).update(at=calendar.moment(day, hour=11))
