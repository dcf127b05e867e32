"""The field around the demonstration: usual entries, invented events, one calendar from a file."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from icalendar import Event

from programme.demo.calendar import Calendar, read
from programme.field.calendars import take_in
from programme.field.usual import begin_field
from programme.ical import new_calendar
from programme.models import EventCalendar, ExternalEvent, FieldEntryKind, Programme
from programme.stored_files import stored

NOTE = "Demo: invented event and date."


def load_field(programme: Programme, calendar: Calendar, *, has_events: bool) -> None:
    """Give the programme its field. Events that are there already find their organisers."""
    entries = begin_field(programme)
    data = read("programme", "field") if has_events else {"events": []}
    for row in data["events"]:
        days = {name: calendar.day(row.pop(name)) for name in ("starts_on", "ends_on")}
        ExternalEvent.objects.create(programme=programme, note=NOTE, **days, **row)
    for entry in entries:
        if entry.kind == FieldEntryKind.ACTOR:
            programme.external_events.filter(organiser=entry.name).update(actor=entry)
    if has_events:
        _take_in_file(programme, calendar, data["calendar"])


def remove_field(programmes: Iterable[Programme]) -> None:
    """Delete the files of calendars; their rows go with the programmes."""
    for row in EventCalendar.objects.filter(programme__in=programmes).exclude(file=""):
        row.file.delete(save=False)


def _take_in_file(programme: Programme, calendar: Calendar, data: dict[str, Any]) -> None:
    file = new_calendar(data["name"])
    for row in data["events"]:
        file.add_component(_entry(row, calendar))
    taken = EventCalendar(programme=programme, name=data["name"])
    with stored(taken, ContentFile(file.to_ical(), name="fairs.ics"), suffix=".ics"):
        taken.full_clean()
        taken.save()
    take_in(taken.pk)


def _entry(row: dict[str, Any], calendar: Calendar) -> Event:
    entry = Event()
    entry.add("uid", f"{row['uid']}@demo.example")
    entry.add("summary", row["title"])
    entry.add("description", NOTE)
    if "starts_on" in row:
        entry.add("dtstart", calendar.day(row["starts_on"]))
        entry.add("dtend", calendar.day(row["ends_on"]) + datetime.timedelta(days=1))
    for name, key in (("location", "place"), ("status", "status")):
        if key in row:
            entry.add(name, row[key])
    return entry
