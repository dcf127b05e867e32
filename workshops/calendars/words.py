"""What stands in words about somebody's days at a workshop: in the event and in its mail."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from programme.ical import ONE_DAY
from workshops.calendars.events import ends_at, place_of, starts_at
from workshops.letter_kinds import NO_DATES, PLACE, PLACE_CHANGED, PLACE_ENDED
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


def kind_of(occasion: str, workshop: Workshop) -> str:
    """Which mail brings the event. ``occasion`` is “invite”, “update” or “cancel”."""
    if occasion == "cancel":
        return PLACE_ENDED if workshop.is_dated else NO_DATES
    return {"invite": PLACE, "update": PLACE_CHANGED}[occasion]


def values_of(
    kind: str,
    registration: Registration,
    items: Sequence[AgendaItem],
    *,
    words: str = "",
    before: str = "",
) -> dict[str, object]:
    """What stands in the mail that brings the event; ``before`` says when it was until now,
    ``words`` what else is to be said with the first."""
    workshop = registration.workshop
    values: dict[str, object] = {
        "name": registration.name,
        "workshop": workshop.title,
        "link": page_of(registration),
    }
    if kind in (PLACE_ENDED, NO_DATES):
        # The link of a guest opens no more.
        leads_on = registration.user_id or kind == NO_DATES
        return values | {"link": values["link"] if leads_on else ""}
    values |= {
        "dates": workshop.dates,
        "when": when_of(workshop, items),
        "where": place_of(workshop),
        "choice": next((item for item in items if item.choice), ""),
        "no_times": "" if items else _("The times follow when the agenda is released."),
    }
    return values | ({"before": before} if kind == PLACE_CHANGED else {"words": words})
