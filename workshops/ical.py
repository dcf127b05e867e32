"""An agenda as a calendar file."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from workshops.contexts import WorkshopPage
from workshops.models import AgendaItem, Workshop


def calendar_of(page: WorkshopPage) -> bytes:
    """The agenda as the person sees it, without the choice not taken. While no agenda can be
    seen, the days themselves. The workshop must have its dates.

    An item keeps its identity, so a second import moves it instead of doubling it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Clusnet//Workshops//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", page.workshop.title)
    calendar.add("x-wr-timezone", page.workshop.time_zone)
    items = [item for item in page.items if _is_attended(item, page)]
    for item in items:
        calendar.add_component(_event(item, page.workshop, is_draft=page.is_draft))
    if not items:
        calendar.add_component(_days(page.workshop))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _is_attended(item: AgendaItem, page: WorkshopPage) -> bool:
    return not item.choice or page.chosen_pk in (None, item.pk)


def _event(item: AgendaItem, workshop: Workshop, *, is_draft: bool) -> Event:
    event = Event()
    event.add("uid", _uid(f"agenda-item-{item.pk}"))
    event.add("summary", str(item))
    event.add("dtstart", datetime.datetime.combine(item.day, item.starts_at, tzinfo=workshop.tz))
    event.add("dtend", datetime.datetime.combine(item.day, item.ends_at, tzinfo=workshop.tz))
    event.add("dtstamp", timezone.now().astimezone(datetime.UTC))
    event.add("last-modified", item.updated_at.astimezone(datetime.UTC))
    event.add("status", "TENTATIVE" if is_draft else "CONFIRMED")
    event.add("location", ", ".join(filter(None, [item.room, workshop.venue, workshop.place_name])))
    led_by = _("Led by %(person)s.") % {"person": item.led_by} if item.led_by else ""
    if description := "\n".join(filter(None, [item.description, led_by])):
        event.add("description", description)
    event.add("url", f"{settings.SITE_URL}{workshop.get_absolute_url()}")
    return event


def _days(workshop: Workshop) -> Event:
    """The workshop as an event of whole days, of which the last is not part."""
    event = Event()
    event.add("uid", _uid(f"workshop-{workshop.pk}"))
    event.add("summary", workshop.title)
    event.add("dtstart", workshop.first_day)
    event.add("dtend", workshop.last_day + datetime.timedelta(days=1))
    event.add("dtstamp", timezone.now().astimezone(datetime.UTC))
    event.add("location", ", ".join(filter(None, [workshop.venue, workshop.place_name])))
    event.add("url", f"{settings.SITE_URL}{workshop.get_absolute_url()}")
    return event


def _uid(name: str) -> str:
    return f"{name}@{urlsplit(settings.SITE_URL).hostname}"
