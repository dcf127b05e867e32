"""What is on now at a workshop, and what comes next, in the time of its place."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from workshops.matchmaking.schedules import Line
from workshops.models import AgendaItem, AgendaItemKind, Workshop


@dataclass(frozen=True)
class Moment:
    """An item as a line of “now” or “next” tells it."""

    item: AgendaItem
    is_today: bool
    # When the bus leaves, while it has not left.
    bus_at: datetime.time | None = None

    @property
    def place(self) -> str:
        """Where to go: the meeting point while one can still go there, else the room."""
        return (self.item.meeting_point if self.bus_at else "") or self.item.room

    @property
    def is_break(self) -> bool:
        return self.item.kind == AgendaItemKind.BREAK


@dataclass(frozen=True)
class NowAndNext:
    """What is on, and what follows: both may be empty, between items and after the last."""

    workshop: Workshop
    at: datetime.datetime
    now: list[Moment]
    next: list[Moment]

    @property
    def is_before_the_first(self) -> bool:
        return not self.now and bool(self.next) and not self.has_begun

    @property
    def is_over(self) -> bool:
        return not self.now and not self.next

    # Whether an item has begun by now.
    has_begun: bool = False
    # The person’s own meeting of choice B that is on, or the next one of this day.
    meeting: Line | None = None


def now_and_next(
    workshop: Workshop,
    items: Iterable[AgendaItem],
    at: datetime.datetime | None = None,
    *,
    chosen_pk: int | None = None,
) -> NowAndNext | None:
    """What is on at this moment; None except on the days of the workshop, and without an agenda.

    Of two parallel choices only ``chosen_pk`` is shown to whoever has chosen, both to others.
    Runs no query.
    """
    local = (at or timezone.now()).astimezone(workshop.tz)
    today, time = local.date(), local.time()
    own = _own(items, chosen_pk)
    if today not in workshop.days or not own:
        return None
    begun = [item for item in own if (item.day, item.starts_at) <= (today, time)]
    now = [item for item in begun if item.day == today and time < item.ends_at]
    rest = [item for item in own if (item.day, item.starts_at) > (today, time)]
    following = [item for item in rest if (item.day, item.starts_at) == _start(rest[0])]
    return NowAndNext(
        workshop,
        local,
        now=[_moment(item, today, time) for item in now],
        next=[_moment(item, today, time) for item in following],
        has_begun=bool(begun),
    )


def _own(items: Iterable[AgendaItem], chosen_pk: int | None) -> list[AgendaItem]:
    found: Sequence[AgendaItem] = [
        item for item in items if not (item.choice and chosen_pk and item.pk != chosen_pk)
    ]
    return sorted(found, key=lambda item: (*_start(item), item.choice, item.pk or 0))


def _start(item: AgendaItem) -> tuple[datetime.date, datetime.time]:
    return item.day, item.starts_at


def _moment(item: AgendaItem, today: datetime.date, time: datetime.time) -> Moment:
    is_today = item.day == today
    has_left = is_today and item.bus_at is not None and item.bus_at < time
    return Moment(item, is_today, bus_at=None if has_left else item.bus_at)
