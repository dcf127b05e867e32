"""Items of an agenda and workshops as events of a calendar (RFC 5545). Runs no query."""

import datetime
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from programme.ical import ONE_DAY, in_utc, plain, uid, zone_of
from workshops.models import AgendaItem, Workshop


def place_of(workshop: Workshop) -> str:
    return ", ".join(filter(None, [workshop.venue, workshop.place_name]))


def link_to(workshop: Workshop) -> str:
    return f"{settings.SITE_URL}{workshop.get_absolute_url()}"


def starts_at(item: AgendaItem, workshop: Workshop) -> datetime.datetime:
    return datetime.datetime.combine(item.day, item.starts_at, tzinfo=workshop.tz)


def ends_at(item: AgendaItem, workshop: Workshop) -> datetime.datetime:
    return datetime.datetime.combine(item.day, item.ends_at, tzinfo=workshop.tz)


def event_of_item(
    item: AgendaItem, workshop: Workshop, stamp: datetime.datetime, *, is_open_choice: bool = False
) -> Event:
    """One entry of a released agenda. A choice that is still open is tentative."""
    event = Event()
    event.add("uid", uid(f"agenda-item-{item.pk}"))
    event.add("sequence", item.sequence)
    event.add("dtstamp", in_utc(stamp))
    if item.updated_at:
        event.add("last-modified", in_utc(item.updated_at))
    event.add("summary", plain(item))
    event.add("dtstart", starts_at(item, workshop))
    event.add("dtend", ends_at(item, workshop))
    event.add("status", "TENTATIVE" if is_open_choice else "CONFIRMED")
    event.add("location", plain(", ".join(filter(None, [item.room, place_of(workshop)]))))
    if description := plain("\n".join(_particulars(item))):
        event.add("description", description)
    event.add("url", link_to(workshop))
    return event


def _particulars(item: AgendaItem) -> Iterable[str]:
    if item.description:
        yield item.description
    if item.led_by:
        yield _("Led by %(person)s.") % {"person": item.led_by}
    if item.speakers:
        yield _("Speakers: %(names)s.") % {"names": item.speakers}
    if item.meeting_point:
        yield _("Meeting point: %(place)s.") % {"place": item.meeting_point}
    if item.bus_at:
        yield _("The bus leaves at %(time)s.") % {"time": time_format(item.bus_at, "H:i")}
    if item.bus_back_at:
        yield _("The bus is back at %(time)s.") % {"time": time_format(item.bus_back_at, "H:i")}


def event_of_days(workshop: Workshop, stamp: datetime.datetime) -> Event:
    """A workshop that has dates, as whole days."""
    event = Event()
    event.add("uid", uid(f"workshop-{workshop.pk}"))
    event.add("sequence", workshop.calendar_sequence)
    event.add("dtstamp", in_utc(stamp))
    event.add("summary", plain(workshop.title))
    add_days(event, workshop)
    event.add("status", "CONFIRMED")
    event.add("location", plain(place_of(workshop)))
    event.add("url", link_to(workshop))
    return event


def add_days(event: Event, workshop: Workshop) -> None:
    event.add("dtstart", workshop.first_day)
    # The end of an event of whole days is the first day that is no longer part of it.
    event.add("dtend", workshop.last_day + ONE_DAY)


def events_of_agenda(
    workshop: Workshop,
    items: Sequence[AgendaItem],
    stamp: datetime.datetime,
    *,
    chosen: int | None,
) -> list[Event]:
    """What one person attends of a workshop: the released items without the choice not taken,
    each day of the workshop while there is none."""
    attended = [item for item in items if not item.choice or chosen in (None, item.pk)]
    if not attended:
        return [event_of_days(workshop, stamp)]
    return [
        event_of_item(item, workshop, stamp, is_open_choice=bool(item.choice and chosen != item.pk))
        for item in attended
    ]


def write(calendar: Calendar, events: Iterable[Event]) -> str:
    """The calendar as text, with the time zones in which its events stand."""
    moments: dict[str, list[datetime.date]] = {}
    for event in events:
        for end in (event.decoded("dtstart"), event.decoded("dtend")):
            if isinstance(end, datetime.datetime):
                moments.setdefault(str(end.tzinfo), []).append(end.date())
        calendar.add_component(event)
    for key, days in sorted(moments.items(), reverse=True):
        calendar.subcomponents.insert(0, zone_of(key, min(days), max(days)))
    return calendar.to_ical().decode()
