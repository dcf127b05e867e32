"""Events of others as files: a table, or a calendar."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from programme.ical import new_calendar, plain, uid
from programme.models import ExternalEvent
from programme.spreadsheets import table_file


def events_file(kind: str, title: str, events: Iterable[ExternalEvent]) -> bytes:
    """These events as a file of one of the kinds of ``programme.spreadsheets``."""
    headings = [
        _("First day"),
        _("Last day"),
        _("Event"),
        _("Organiser"),
        _("Place"),
        _("Country"),
        _("Website"),
        _("Note"),
        _("Taken in from"),
    ]
    rows: Iterable[list[Any]] = (
        [
            event.starts_on,
            event.ends_on,
            event.title,
            event.organised_by,
            event.place,
            event.country.name,
            event.website,
            event.note,
            event.calendar.name if event.calendar else "",
        ]
        for event in events
    )
    return table_file(kind, title, headings, rows)


def calendar_of_events(title: str, events: Iterable[ExternalEvent]) -> bytes:
    """These events as one calendar, each for its whole days."""
    calendar = new_calendar(title)
    for event in events:
        calendar.add_component(_as_entry(event))
    return calendar.to_ical()


def _as_entry(event: ExternalEvent) -> Event:
    entry = Event()
    entry.add("uid", uid(f"event-of-others-{event.pk}"))
    entry.add("dtstamp", timezone.now().astimezone(datetime.UTC))
    entry.add("summary", plain(event.title))
    entry.add("dtstart", event.starts_on)
    entry.add("dtend", event.ends_on + datetime.timedelta(days=1))
    # It takes nobody's day before somebody decides to go.
    entry.add("transp", "TRANSPARENT")
    if event.where:
        entry.add("location", plain(event.where))
    if words := ". ".join(filter(None, [event.organised_by, event.note])):
        entry.add("description", plain(words))
    if event.website:
        entry.add("url", event.website)
    return entry
