"""What the site will write by itself in the next days: computed from the rows as they are now.

Nothing of it is in the outbox yet; it is asked again on its day, so a date that moves or a task
that is done takes its mails with it.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.letter_kinds import REMINDER
from programme.letters.kinds import label_of
from programme.mails.digest import KIND as DIGEST
from programme.mails.digest import gathered
from programme.models import Membership, Programme, Role, WorkplanItem
from programme.workplan.reminders import is_narrowed, owners_of

DAYS = 30


@dataclass(frozen=True)
class Planned:
    """Mails of one occasion that are to be written on a day, to so many people, and why."""

    day: datetime.date
    kind: str
    title: str
    number: int
    why: str
    path: str = ""
    readers: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return label_of(self.kind)

    @property
    def people(self) -> str:
        return ngettext("%(n)s person", "%(n)s people", self.number) % {"n": self.number}


@dataclass(frozen=True)
class Span:
    """The days that are looked at, with their ends."""

    first: datetime.date
    last: datetime.date

    def holds(self, day: datetime.date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def day_of(self, day: datetime.date) -> datetime.date:
        """What was due before is caught up with on the first day."""
        return max(day, self.first)


Source = Callable[[Programme, Span], Iterable[Planned]]
_sources: list[Source] = []


def plan(source: Source) -> None:
    """Let an app say what it will write. Called once, when the app is ready."""
    _sources.append(source)


def days_to_come(programme: Programme) -> list[tuple[datetime.date, list[Planned]]]:
    """What will be written in the next thirty days, by day."""
    today = timezone.localdate()
    span = Span(today, today + datetime.timedelta(days=DAYS))
    found = [row for source in _sources for row in source(programme, span)]
    found.sort(key=lambda row: (row.day, row.label, row.title))
    return [(day, list(rows)) for day, rows in groupby(found, key=lambda row: row.day)]


def reminders(programme: Programme, span: Span) -> list[Planned]:
    """The reminders of the workplan; as many queries for many dates as for one, but for the rules
    of which an app above says who is asked."""
    items = list(
        WorkplanItem.objects.open()
        .filter(
            programme=programme,
            remind_on__lte=span.last,
            due_on__gte=span.first,
            reminded_at__isnull=True,
        )
        .select_related("programme", "city")
        .order_by("remind_on", "due_on", "pk")
    )
    holders = _holders(programme) if items else {}
    return [_reminder(item, span, people) for item in items if (people := _people(item, holders))]


def _reminder(item: WorkplanItem, span: Span, people: list[str]) -> Planned:
    words = {
        "role": Role(item.owner_role).label,
        "day": date_format(item.due_on, "j F"),
        "city": item.city.name if item.city else "",
    }
    why = _("Due on %(day)s; a task of %(role)s.")
    if item.city:
        why = _("Due on %(day)s; a task of %(city)s, %(role)s.")
    return Planned(
        day=span.day_of(item.remind_on or item.due_on),
        kind=REMINDER,
        title=item.title,
        number=len(people),
        why=why % words,
        path=item.get_absolute_url(),
        readers=tuple(people),
    )


Holders = dict[tuple[str, int | None], dict[int, str]]


def _holders(programme: Programme) -> Holders:
    """Who holds each role, by the city too. One query."""
    found: Holders = defaultdict(dict)
    rows = Membership.objects.filter(programme=programme, user__is_active=True)
    for role, city, pk, name in rows.values_list("role", "city", "user", "user__name"):
        found[role, None][pk] = name
        found[role, city][pk] = name
    return found


def _people(item: WorkplanItem, holders: Holders) -> list[str]:
    if is_narrowed(item):
        return [person.name for person in owners_of(item)]
    is_of_city = item.owner_role == Role.EDITOR or (
        item.owner_role == Role.PARTICIPANT and item.city_id
    )
    return sorted(holders.get((item.owner_role, item.city_id if is_of_city else None), {}).values())


def digests(programme: Programme, span: Span) -> list[Planned]:
    """What waits for the mail of tomorrow morning."""
    waiting = gathered().filter(programme=programme).order_by()
    counts = waiting.aggregate(mails=Count("pk"), people=Count("user", distinct=True))
    if not counts["people"]:
        return []
    held = ngettext("It holds %(n)s mail.", "They hold %(n)s mails.", counts["mails"])
    return [
        Planned(
            day=span.first + datetime.timedelta(days=1),
            kind=DIGEST,
            title=_("What was gathered until then"),
            number=counts["people"],
            why=held % {"n": counts["mails"]},
        )
    ]


plan(reminders)
plan(digests)
