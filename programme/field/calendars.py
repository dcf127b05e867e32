"""Taking calendars of others in. The only module that writes the state of a calendar and the
events that came from one; events that somebody typed are never touched.

The row is the truth, not the message to the worker: what was lost, or left by a worker that
ended, is found by ``due`` and taken up again.
"""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import record
from programme.field.fetching import FetchError, fetch
from programme.field.reading import FoundEvent, Reading, UnreadableError, read_calendar
from programme.models import EventCalendar, EventCalendarStatus, ExternalEvent, User
from programme.plain import plain as folded

# A calendar that ended its worker so often is given up until somebody asks again.
MOST_TRIES = 3
LARGEST = 2 * 1024 * 1024
TAKEN_IN = ("title", "organiser", "place", "country", "starts_on", "ends_on", "website", "note")

Fetch = Callable[[str], bytes]


class CalendarBusyError(Exception):
    """The calendar is being read already; the text says so."""


@transaction.atomic
def ask_for_calendar(calendar: EventCalendar, *, by: User) -> EventCalendar:
    """Let a worker read the calendar now. Raises CalendarBusyError while one does."""
    free = EventCalendar.objects.filter(pk=calendar.pk).exclude(
        pk__in=EventCalendar.objects.in_hand()
    )
    if not free.update(status=EventCalendarStatus.WAITING, tries=0):
        raise CalendarBusyError(_("“%(name)s” is being read already.") % {"name": calendar})
    record(
        "event_calendar_asked",
        calendar,
        _("The calendar “%(name)s” was asked for its events.") % {"name": calendar},
        by=by,
        programme=calendar.programme,
        path=calendar.get_absolute_url(),
    )
    call_the_worker(calendar.pk)
    return calendar


def call_the_worker(calendar_pk: int) -> None:
    """Let the calendar be read after the transaction; if the message is lost, a minute later."""
    from programme.tasks import read_event_calendar

    transaction.on_commit(lambda: read_event_calendar.delay(calendar_pk), robust=True)


def due_calendars() -> list[int]:
    """The keys of all calendars that should be read now. One query."""
    return list(EventCalendar.objects.due().order_by("pk").values_list("pk", flat=True))


def take_in(calendar_pk: int, *, fetch: Fetch = fetch) -> None:
    """Read one calendar and take its events in. Safe to run twice at once, late, or never.

    No transaction is open while the world is asked.
    """
    claim = timezone.now()
    taken = EventCalendar.objects.due().filter(pk=calendar_pk)
    if not taken.update(
        status=EventCalendarStatus.FETCHING, heartbeat_at=claim, tries=F("tries") + 1
    ):
        return
    calendar = EventCalendar.objects.select_related("actor").get(pk=calendar_pk)
    if calendar.tries > MOST_TRIES:
        _finish(
            calendar, claim, error=_("Reading it was cut off three times. It may be too large.")
        )
        return
    try:
        reading = read_calendar(_content_of(calendar, fetch))
    except (FetchError, UnreadableError) as error:
        _finish(calendar, claim, error=str(error))
    else:
        _finish(calendar, claim, reading=reading)


def _content_of(calendar: EventCalendar, fetch: Fetch) -> bytes:
    if calendar.address:
        return fetch(calendar.address)
    try:
        with calendar.file.open("rb") as file:
            return file.read(LARGEST)
    except FileNotFoundError as error:
        raise UnreadableError(_("The file is not in its place. Give it again.")) from error


@transaction.atomic
def _finish(
    calendar: EventCalendar,
    claim: datetime.datetime,
    *,
    reading: Reading | None = None,
    error: str = "",
) -> None:
    """Keep what came of it, if the claim is still this one and the calendar still there."""
    mine = EventCalendar.objects.filter(
        pk=calendar.pk, status=EventCalendarStatus.FETCHING, heartbeat_at=claim
    )
    if mine.select_for_update().first() is None:
        return
    if reading is None:
        mine.update(status=EventCalendarStatus.FAILED, result=error, tries=0)
        return
    reading.leave_out(_typed_days(calendar), _("there already, typed by hand"))
    replace_events(calendar, reading.events)
    mine.update(
        status=EventCalendarStatus.FETCHED,
        result=reading.words[:500],
        fetched_at=claim,
        tries=0,
    )


def _typed_days(calendar: EventCalendar) -> set[tuple[str, datetime.date]]:
    """What somebody typed for the programme: titles without accents and capitals, first days."""
    typed = ExternalEvent.objects.filter(programme=calendar.programme_id, calendar=None)
    return {(folded(title), day) for title, day in typed.values_list("title", "starts_on")}


def replace_events(calendar: EventCalendar, found: Iterable[FoundEvent]) -> None:
    """Let the calendar have these events: new ones are added, changed ones follow, those that
    are gone go. The calendar's row is held."""
    rows = {(row.uid, row.starts_on): row for row in calendar.events.all()}
    wanted = {(event.uid, event.starts_on): event for event in found}
    pairs = [(rows.pop(key), wanted.pop(key)) for key in list(wanted) if key in rows]
    # An event that moved keeps its row: what is left of both sides under one name.
    left: dict[str, list[ExternalEvent]] = {}
    for row in rows.values():
        left.setdefault(row.uid, []).append(row)
    for key, event in list(wanted.items()):
        if left.get(event.uid):
            row = left[event.uid].pop(0)
            pairs.append((rows.pop((row.uid, row.starts_on)), wanted.pop(key)))
    changed = [row for row, event in pairs if _follow(row, event, calendar)]
    new = [
        ExternalEvent(programme_id=calendar.programme_id, calendar=calendar) for _event in wanted
    ]
    for row, event in zip(new, wanted.values(), strict=True):
        row.uid = event.uid
        _follow(row, event, calendar)
    calendar.events.filter(pk__in=[row.pk for row in rows.values()]).delete()
    ExternalEvent.objects.bulk_update(changed, [*TAKEN_IN, "actor"], batch_size=200)
    ExternalEvent.objects.bulk_create(new, batch_size=200)


def _follow(row: ExternalEvent, event: FoundEvent, calendar: EventCalendar) -> bool:
    """Write an event on its row; whether anything differs."""
    values: dict[str, Any] = {name: getattr(event, name) for name in TAKEN_IN}
    values["actor_id"] = calendar.actor_id
    if calendar.actor:
        values["organiser"] = calendar.actor.name
    elif not event.organiser:
        values["organiser"] = calendar.name
    is_new = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    return is_new
