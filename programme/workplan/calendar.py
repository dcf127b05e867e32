"""Dates of the workplan for calendar programs (RFC 5545)."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from programme.ical import new_calendar, plain, uid
from programme.models import Programme, WorkplanItem


def event_of(item: WorkplanItem) -> Event:
    """A date of the workplan as an event of one whole day, which stays the same when it moves.

    The item comes with its programme.
    """
    event = Event()
    event.add("uid", uid(f"workplan-item-{item.pk}"))
    event.add("sequence", item.calendar_sequence)
    event.add("dtstamp", timezone.now().astimezone(datetime.UTC))
    title = _("Done: %(title)s") % {"title": item} if item.is_done else item.title
    event.add("summary", plain(title))
    event.add("dtstart", item.due_on)
    event.add("dtend", item.due_on + datetime.timedelta(days=1))
    # A deadline takes nobody's day.
    event.add("transp", "TRANSPARENT")
    words = filter(None, [item.extension_words, item.note])
    if description := "\n".join(words):
        event.add("description", plain(description))
    event.add("url", f"{settings.SITE_URL}{item.path or item.get_absolute_url()}")
    return event


def calendar_of(programme: Programme, items: Iterable[WorkplanItem]) -> bytes:
    """These dates as one file."""
    calendar = new_calendar(_("%(programme)s: workplan") % {"programme": programme.name})
    for item in items:
        item.programme = programme
        calendar.add_component(event_of(item))
    return calendar.to_ical()
