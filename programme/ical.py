"""What every calendar of ours is made of (RFC 5545): names, words, moments, time zones."""

import datetime
import unicodedata
import zoneinfo
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard

# How often a calendar program should look again.
REFRESH = datetime.timedelta(hours=1)
ONE_DAY = datetime.timedelta(days=1)


def uid(name: str) -> str:
    """The name of an event in every calendar of the world, the same for as long as it lives."""
    return f"{name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"


def plain(text: object) -> str:
    """Words that somebody typed, without what could end a line or be no text at all."""
    lines = str(text).splitlines()
    return "\n".join("".join(filter(_is_written, line)) for line in lines)


def _is_written(character: str) -> bool:
    return character == "\t" or unicodedata.category(character) not in {"Cc", "Cs"}


def in_utc(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC)


def new_calendar(name: str, *, method: str = "PUBLISH") -> Calendar:
    """An empty calendar. One that is published says its name and how often to look again."""
    calendar = Calendar()
    calendar.add("prodid", "-//Clusnet//Clusnet//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if method == "PUBLISH":
        calendar.add("x-wr-calname", plain(name))
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    return calendar


def zone_of(key: str, first: datetime.date, last: datetime.date) -> Timezone:
    """A time zone with every change of its clocks in the years of the two days. To be written,
    not changed: the next calendar gets the same.

    The library of calendars has one too, an hour off in spring; this one asks the zone itself.
    """
    return _zone_in(key, first.year, last.year)


@lru_cache(maxsize=100)
def _zone_in(key: str, first_year: int, last_year: int) -> Timezone:
    tz = zoneinfo.ZoneInfo(key)
    found = Timezone()
    found.add("tzid", key)
    # Where clocks are behind, the year begins later.
    start = datetime.datetime(first_year - 1, 12, 30, tzinfo=datetime.UTC)
    found.add_component(_observance(start, start - datetime.timedelta(hours=12), tz))
    for day in range((datetime.date(last_year + 1, 1, 1) - start.date()).days):
        before = start + day * ONE_DAY
        if _offset(before, tz) != _offset(before + ONE_DAY, tz):
            found.add_component(_observance(_change(before, tz), before, tz))
    return found


def _change(before: datetime.datetime, tz: zoneinfo.ZoneInfo) -> datetime.datetime:
    """The minute, in the day from this moment on, in which the clocks change."""
    early, late = before, before + ONE_DAY
    while late - early > datetime.timedelta(minutes=1):
        middle = (early + (late - early) / 2).replace(second=0, microsecond=0)
        if _offset(middle, tz) == _offset(before, tz):
            early = middle
        else:
            late = middle
    return late


def _observance(
    onset: datetime.datetime, before: datetime.datetime, tz: zoneinfo.ZoneInfo
) -> TimezoneStandard | TimezoneDaylight:
    local = onset.astimezone(tz)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    # The onset is told by the clocks as they were until then.
    part.add("dtstart", (onset + _offset(before, tz)).replace(tzinfo=None))
    part.add("tzoffsetfrom", _offset(before, tz))
    part.add("tzoffsetto", _offset(onset, tz))
    part.add("tzname", local.tzname())
    return part


def _offset(moment: datetime.datetime, tz: zoneinfo.ZoneInfo) -> datetime.timedelta:
    offset = moment.astimezone(tz).utcoffset()
    return offset if offset is not None else datetime.timedelta()
