"""Moves the historic calendar of the demonstration by whole weeks, so that it plays today."""

import datetime
import tomllib
import zoneinfo
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

# Workshop 5, Göteborg, opened on this Wednesday. Around it the demonstration is set.
FIFTH_WORKSHOP = datetime.date(2010, 9, 8)
# Today it opens in 12 to 18 days: always a Wednesday, and the case can still go out in time.
LEAD = datetime.timedelta(days=12)


@dataclass(frozen=True)
class Calendar:
    """``weeks`` is how far every date of the programme is moved; 0 keeps history."""

    weeks: int = 0

    @classmethod
    def around(cls, today: datetime.date) -> "Calendar":
        """The calendar in which workshop 5 opens about two weeks after ``today``."""
        days = (today + LEAD - FIFTH_WORKSHOP).days
        return cls(weeks=-(-days // 7))

    def day(self, historic: datetime.date) -> datetime.date:
        return historic + datetime.timedelta(weeks=self.weeks)

    def maybe(self, historic: datetime.date | None) -> datetime.date | None:
        return self.day(historic) if historic else None

    def moment(
        self, historic: datetime.date, hour: int = 10, tz: str = "Europe/Paris"
    ) -> datetime.datetime:
        """The moved day at a full hour of the time zone."""
        time = datetime.time(hour)
        return datetime.datetime.combine(self.day(historic), time, tzinfo=zoneinfo.ZoneInfo(tz))


def days_before(moment: datetime.datetime, days: int) -> datetime.datetime:
    """A moment some days earlier, but never in the future: nobody has acted tomorrow."""
    return min(moment - datetime.timedelta(days=days), timezone.now())


def read(folder: str, name: str) -> dict[str, Any]:
    """One data file that stands in a ``demo`` folder of the project."""
    path = Path(__file__).resolve().parent.parent.parent / folder / "demo" / f"{name}.toml"
    with path.open("rb") as file:
        return tomllib.load(file)
