"""What a calendar of others says, read so that nothing in it can hurt: no date without end, no
text without measure, no mark-up. Asks neither the database nor the world.
"""

import datetime
import hashlib
import html
import itertools
import re
import time
import zoneinfo
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import icalendar
import nh3
import recurring_ical_events
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from programme.ical import plain
from programme.plain import plain as folded

MOST_EVENTS = 2_000
# Of one event that repeats, so many dates: weekly for four years.
MOST_REPEATS = 210
PAST = datetime.timedelta(days=365)
AHEAD = datetime.timedelta(days=3 * 365)
MOST_RULES = 3
SECONDS = 30
# Only the day of an event counts here, so a repetition within a day says nothing.
TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
# The libraries were not made for strangers: a calendar can make them raise any of these.
UNREADABLE = (
    *(ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError),
    # A time zone may be called like a folder.
    OSError,
)
# Mark-up that parts words; and marks that turn the direction of what follows.
BREAKS = re.compile(r"<\s*(?:/\s*)?(?:br|p|div|li|tr|h\d)\b[^<>]*>", re.IGNORECASE)
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST_READ = 10_000
LONGEST_UID = 255
FIRST_YEAR, LAST_YEAR = 1900, 2199

is_website = URLValidator(schemes=["http", "https"])


class UnreadableError(Exception):
    """This is no calendar that can be read; the text says why, and can be shown."""


@dataclass(frozen=True)
class FoundEvent:
    """One event of the calendar, as a row wants it."""

    uid: str
    title: str
    starts_on: datetime.date
    ends_on: datetime.date
    organiser: str = ""
    place: str = ""
    country: str = ""
    website: str = ""
    note: str = ""


@dataclass
class Reading:
    """The events of a calendar within the years that count, and how many were left out and why."""

    today: datetime.date
    # Where moments that name no place are meant; none says at this site.
    zone: zoneinfo.ZoneInfo | None = None
    found: dict[tuple[str, datetime.date], FoundEvent] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def events(self) -> list[FoundEvent]:
        """What is ahead first, so that of too many the old ones are left out."""
        order = sorted(
            self.found.values(),
            key=lambda event: (event.ends_on < self.today, event.starts_on, event.title),
        )
        return order[:MOST_EVENTS]

    @property
    def words(self) -> str:
        """“14 events. Left out: 2 without a date.”"""
        number = len(self.events)
        words = ngettext("%(n)s event.", "%(n)s events.", number) % {"n": number}
        reasons = [f"{count} {reason}" for reason, count in self.left_out.items()]
        if (more := len(self.found) - number) > 0:
            reasons.append(_("%(n)s more than can be taken in") % {"n": more})
        if reasons:
            words += " " + _("Left out: %(reasons)s.") % {"reasons": ", ".join(reasons)}
        return words

    def add(self, part: Any) -> None:
        """One event, or one date of an event that repeats."""
        reason = self._problem_of(part)
        if reason:
            self.left_out[reason] += 1
            return
        first, last = _days_of(part, self.zone)
        title = text_of(part.get("SUMMARY"), 200)
        place, country = _place_of(text_of(part.get("LOCATION"), 400))
        event = FoundEvent(
            uid=_uid_of(part, title),
            title=title,
            starts_on=first,
            ends_on=last,
            organiser=text_of(_organiser_of(part), 160),
            place=place,
            country=country,
            website=_website_of(part),
            note=text_of(part.get("DESCRIPTION"), 300),
        )
        self.found.setdefault((event.uid, first), event)

    def leave_out(self, known: Collection[tuple[str, datetime.date]], reason: str) -> None:
        """Take out again what is known by its folded title and its first day."""
        for key, event in list(self.found.items()):
            if (folded(event.title), event.starts_on) in known:
                del self.found[key]
                self.left_out[reason] += 1

    def _problem_of(self, part: Any) -> str:
        """Why an event is left out; empty for one that is taken in."""
        if _word_of(part, "STATUS") == "CANCELLED":
            return _("cancelled")
        try:
            first, last = _days_of(part, self.zone)
        except UNREADABLE:
            return _("without a date")
        if last < self.today - PAST or first > self.today + AHEAD:
            return _("over for more than a year, or more than three years ahead")
        return "" if text_of(part.get("SUMMARY"), 200) else _("without a name")


def read_calendar(content: bytes, today: datetime.date | None = None) -> Reading:
    """Read the content of a file or an address. Raises UnreadableError with words to be shown."""
    reading = Reading(today or timezone.localdate())
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        raise UnreadableError(_("This is no calendar in the iCal form (.ics)."))
    if not content.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise UnreadableError(_("The calendar breaks off in the middle."))
    try:
        # As bytes: a text could be taken for the name of a file of this server.
        calendars: Any = icalendar.Calendar.from_ical(bytes(head), multiple=True)
        series = [(_zone_of(own), parts) for own in calendars for parts in _series_of(own)]
    except UNREADABLE as error:
        raise UnreadableError(_("The calendar has a mistake and cannot be read.")) from error
    ends_at = time.monotonic() + SECONDS
    for zone, parts in series:
        if time.monotonic() > ends_at:
            raise UnreadableError(_("The calendar repeats so much that reading it takes too long."))
        reading.zone = zone
        _add_series(parts, reading)
    return reading


def _zone_of(calendar: Any) -> zoneinfo.ZoneInfo | None:
    """The time zone that a calendar says for all its events, as those of Google do."""
    try:
        return zoneinfo.ZoneInfo(str(calendar["X-WR-TIMEZONE"]))
    except UNREADABLE:
        return None


def _series_of(calendar: Any) -> Iterator[list[Any]]:
    """The events of a calendar, those together that are one event with its changed dates."""
    groups: dict[str, list[Any]] = {}
    for number, part in enumerate(calendar.walk("VEVENT")):
        uid = str(part.get("UID", ""))
        groups.setdefault(uid or f"without:{number}", []).append(part)
    yield from groups.values()


def _add_series(parts: list[Any], reading: Reading) -> None:
    if not any(name in part for part in parts for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
        for part in parts:
            reading.add(part)
        return
    first, last = reading.today - PAST, reading.today + AHEAD
    try:
        dates = _dates_of(parts, first, last, reading.zone)
    except UNREADABLE:
        reading.left_out[_("with a repetition that cannot be read")] += 1
        return
    for date in itertools.islice(dates, MOST_REPEATS):
        reading.add(date)
    if (more := len(dates) - MOST_REPEATS) > 0:
        reading.left_out[_("more dates of events that repeat")] += more


def _dates_of(
    parts: list[Any],
    first: datetime.date,
    last: datetime.date,
    zone: zoneinfo.ZoneInfo | None,
) -> list[Any]:
    """The dates of an event that repeats, within these days and in their order."""
    calendar = icalendar.Calendar()
    if zone:
        calendar.add("x-wr-timezone", zone.key)
    for part in parts:
        for rule in _rules_of(part):
            _bound(rule, part["DTSTART"].dt, last)
        calendar.add_component(part)
    dates = recurring_ical_events.of(calendar).between(first, last)
    return sorted(dates, key=lambda date: _days_of(date, zone)[0])


def _rules_of(part: Any) -> list[Any]:
    rules = part.get("RRULE", [])
    rules = rules if isinstance(rules, list) else [rules]
    if len(rules) > MOST_RULES:
        raise ValueError
    return rules


def _bound(rule: Any, start: datetime.date, last: datetime.date) -> None:
    """Give a rule of repetition an end that is near, or raise ValueError."""
    if TOO_OFTEN.intersection(map(str, rule.get("FREQ", []))):
        raise ValueError
    if min(rule.get("INTERVAL", [1])) < 1:
        # Every zeroth day is the same day, for ever.
        raise ValueError
    for name in WITHIN_A_DAY:
        rule.pop(name, None)
    until: datetime.date = last + datetime.timedelta(days=1)
    own = rule.get("UNTIL", [until])[0]
    if "COUNT" in rule or (own.year, own.month, own.day) < (until.year, until.month, until.day):
        return
    if isinstance(start, datetime.datetime):
        tz = datetime.UTC if start.tzinfo else None
        until = datetime.datetime.combine(until, datetime.time(), tzinfo=tz)
    rule["UNTIL"] = [until]


def _days_of(part: Any, zone: zoneinfo.ZoneInfo | None) -> tuple[datetime.date, datetime.date]:
    """The first and the last day. An end is the first moment that is no longer part of it."""
    start = part["DTSTART"].dt
    end = part["DTEND"].dt if "DTEND" in part else None
    if end is None and "DURATION" in part:
        end = start + part["DURATION"].dt
    first = _day_of(start, zone)
    if end is None:
        return first, first
    is_moment = isinstance(end, datetime.datetime)
    instant = datetime.timedelta(microseconds=1) if is_moment else datetime.timedelta(days=1)
    return first, max(first, _day_of(end - instant, zone))


def _day_of(moment: Any, zone: zoneinfo.ZoneInfo | None) -> datetime.date:
    """The day at the place of the event."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError
    if not isinstance(moment, datetime.datetime):
        return moment
    if moment.tzname() != "UTC":
        return moment.date()
    return timezone.localdate(moment, zone) if zone else timezone.localdate(moment)


def text_of(value: Any, most: int) -> str:
    """Plain words on one line, without mark-up and not longer than there is room for."""
    text = str(value or "")[:LONGEST_READ]
    # Calendars are fond of mark-up that is written as words.
    for _turn in range(2):
        if "<" in text or "&" in text:
            text = html.unescape(nh3.clean(BREAKS.sub(" ", text), tags=set()))
    text = " ".join(TURNS.sub("", plain(text)).split())
    return Truncator(text).chars(most)


def _word_of(part: Any, name: str) -> str:
    return str(part.get(name, "")).strip().upper()


def _uid_of(part: Any, title: str) -> str:
    """What the event is called in its calendar; made up where it is called nothing."""
    uid = plain(str(part.get("UID", ""))).strip()
    if not uid:
        uid = hashlib.sha256(f"{title}{part['DTSTART'].dt}".encode()).hexdigest()
    return uid if len(uid) <= LONGEST_UID else hashlib.sha256(uid.encode()).hexdigest()


def _organiser_of(part: Any) -> str:
    """The name of the organiser. An address for mails is nobody's name."""
    organiser = part.get("ORGANIZER")
    return str(getattr(organiser, "params", {}).get("CN", ""))


def _website_of(part: Any) -> str:
    address = str(part.get("URL", "")).strip()
    try:
        is_website(address)
    except ValidationError:
        return ""
    return address if len(address) <= 200 else ""


def _place_of(location: str) -> tuple[str, str]:
    """“Kolding, Denmark” as a place and the code of a country."""
    place, _comma, last = location.rpartition(",")
    if country := _country_codes().get(last.strip().casefold(), ""):
        location = place.strip()
    return Truncator(location).chars(120), country


@cache
def _country_codes() -> dict[str, str]:
    return {str(name).casefold(): str(code) for code, name in countries}
