"""What stands in words about somebody's days at a workshop: in the event and in its mail."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from programme.ical import ONE_DAY
from workshops.calendars.events import ends_at, place_of, starts_at
from workshops.models import AgendaItem, Registration, Workshop
from workshops.people.guests import page_of


def when_of(workshop: Workshop, items: Sequence[AgendaItem]) -> str:
    """“Wednesday 8 September 2010, 13:30, to Friday 10 September 2010, 13:30. Times are Göteborg
    time (CEST).” With the days alone while there are no times; empty without dates."""
    if not items:
        return workshop.dates_in_words
    first = min(starts_at(item, workshop) for item in items)
    last = max(ends_at(item, workshop) for item in items)
    return _("%(span)s. Times are %(zone)s.") % {
        "span": span_in_words(first, last),
        "zone": workshop.time_zone_name,
    }


def span_in_words(start: datetime.date, end: datetime.date) -> str:
    """From the begin to the end of an event, in its own time zone."""
    if isinstance(start, datetime.datetime) and isinstance(end, datetime.datetime):
        return _("%(first)s, to %(last)s") % {"first": _moment(start), "last": _moment(end)}
    # Of whole days the end is the first that is no longer part of it.
    return Workshop(starts_on=start, ends_on=end - ONE_DAY).dates_in_words


def _moment(moment: datetime.datetime) -> str:
    return f"{date_format(moment, 'l j F Y')}, {time_format(moment.time(), 'H:i')}"


def timetable(items: Iterable[AgendaItem]) -> str:
    """The own agenda, day by day."""
    lines: list[str] = []
    for day, found in groupby(items, key=lambda item: item.day):
        lines += ["", date_format(day, "l j F")]
        lines += [_line(item) for item in found]
    return "\n".join(lines).strip()


def _line(item: AgendaItem) -> str:
    times = f"{time_format(item.starts_at, 'H:i')}–{time_format(item.ends_at, 'H:i')}"
    where = item.meeting_point or item.room
    return f"{times} {item}" + (f" ({where})" if where else "")


def mail_about(
    occasion: str,
    registration: Registration,
    items: Sequence[AgendaItem],
    *,
    words: str = "",
    before: str = "",
) -> dict[str, str]:
    """Subject and body of the mail that brings the event. ``occasion`` is “invite”, “update” or
    “cancel”; ``before`` says when it was until now."""
    workshop = registration.workshop
    context = {
        "occasion": occasion,
        "registration": registration,
        "workshop": workshop,
        "programme": workshop.programme,
        "words": words,
        "before": before,
        "when": when_of(workshop, items),
        "where": place_of(workshop),
        "has_times": bool(items),
        "choice": next((item for item in items if item.choice), None),
        "link": page_of(registration),
        "site": settings.SITE_URL,
    }
    return {
        "subject": render_to_string("workshops/mail/calendar_subject.txt", context),
        "body": render_to_string("workshops/mail/calendar.txt", context),
    }
