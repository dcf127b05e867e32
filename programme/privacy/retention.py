"""How long what is about people is kept, what will go and when, and the erasing itself.

Each app registers what it keeps (``<app>/retention.py``): which rows, from which day the time is
counted, and how one of them is erased. A programme may lengthen or shorten most times within
bounds (``RetentionRule``). The days before erasing are told on a page; what went stands in the log
in numbers. Who asks for the erasing of the own data does not wait for any of this: that is
``erasing.py`` beside this file.
"""

import datetime
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Value
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from programme.activity import record
from programme.editing import lock_programme
from programme.models import Programme, RetentionRule, User
from programme.privacy.holding import is_held, without_held
from programme.search.updating import forget

logger = logging.getLogger(__name__)

Words = str | Promise
# So many rows go in one transaction, with one entry in the log.
BATCH = 500
# Nobody waits: what a single run does not manage is left to the next.
BATCHES = 40


class RetentionError(Exception):
    """The time cannot be so long or so short; the text can be shown."""


@dataclass(frozen=True)
class Retained:
    """One kind of thing about people that is not kept for ever.

    ``rows`` gives the rows of a programme that still hold it, and no row that was emptied;
    ``since`` is a day (or the expression of one) from which ``days`` are counted. ``erase`` takes
    some of these rows and returns how many it erased; without it a task of its own does so and
    the time is fixed.
    """

    key: str
    label: Words
    why: Words
    counted_from: Words
    days: int
    rows: Callable[[Programme], models.QuerySet]
    since: str | Combinable
    erase: Callable[[models.QuerySet], int] | None = None
    least: int = 0
    most: int = 3650

    @property
    def is_fixed(self) -> bool:
        return self.erase is None

    def dated(self, programme: Programme) -> models.QuerySet:
        since = models.F(self.since) if isinstance(self.since, str) else self.since
        return self.rows(programme).annotate(counted_from=since).exclude(counted_from=None)

    def due(self, programme: Programme, last_day: datetime.date) -> models.QuerySet:
        """The rows whose time began on the day or before it."""
        return self.dated(programme).filter(counted_from__lte=last_day)


KINDS: dict[str, Retained] = {}


def retain(*kinds: Retained) -> None:
    """Let an app say what it keeps. Called once, when the app is ready."""
    for kind in kinds:
        if KINDS.setdefault(kind.key, kind) is not kind:
            raise ValueError(f"Something is kept as “{kind.key}” already.")


def erase_rows(rows: models.QuerySet) -> int:
    """The usual way: the rows go, and what hangs on them."""
    erased, by_model = rows.delete()
    return by_model.get(rows.model._meta.label, erased)


def days_in(programme: Programme) -> dict[str, int]:
    """How many days each kind is kept in the programme. One query."""
    own = dict(RetentionRule.objects.filter(programme=programme).values_list("key", "days"))
    return {
        key: own.get(key, kind.days) if not kind.is_fixed else kind.days
        for key, kind in KINDS.items()
    }


@transaction.atomic
def keep_for(programme: Programme, key: str, days: int, *, by: User) -> None:
    """Let the programme keep a kind for so long. Raises RetentionError outside the bounds."""
    kind = KINDS[key]
    if kind.is_fixed:
        raise RetentionError(_("This time is the same for every programme."))
    if not kind.least <= days <= kind.most:
        bounds = {"least": kind.least, "most": kind.most}
        raise RetentionError(_("From %(least)s to %(most)s days.") % bounds)
    before = days_in(programme)[key]
    if before == days:
        return
    # What is erased in this moment is erased by the time of before, and nothing after it.
    lock_programme(programme)
    rule, _is_new = RetentionRule.objects.update_or_create(
        programme=programme, key=key, defaults={"days": days}
    )
    sentence = _("%(what)s: kept for %(days)s days instead of %(before)s.")
    words: dict[str, Any] = {"what": kind.label, "days": days, "before": before}
    record(
        "retention_changed",
        rule,
        sentence % words,
        by=by,
        programme=programme,
        before={"days": before},
        after={"days": days},
    )


@dataclass(frozen=True)
class Upcoming:
    """How much of a kind goes on one day."""

    day: datetime.date
    number: int


# So many days are named one by one.
DAYS_NAMED = 3


@dataclass(frozen=True)
class Line:
    """One kind on the page: how long, how much there is, and what goes when, the next first."""

    kind: Retained
    days: int
    upcoming: list[Upcoming]

    @property
    def number(self) -> int:
        return sum(one.number for one in self.upcoming)

    @property
    def next(self) -> list[Upcoming]:
        return self.upcoming[:DAYS_NAMED]

    @property
    def rest(self) -> Upcoming | None:
        """All that goes after the days that are named, with the last of its days."""
        more = self.upcoming[DAYS_NAMED:]
        return Upcoming(more[-1].day, sum(one.number for one in more)) if more else None


def lines_of(programme: Programme, today: datetime.date) -> list[Line]:
    """All kinds with what goes when, what goes first above. Two queries, however many kinds."""
    days, counted = days_in(programme), _counted(programme)
    lines = [_line(kind, days[kind.key], counted[kind.key], today) for kind in KINDS.values()]
    never = datetime.date.max
    return sorted(lines, key=lambda line: line.upcoming[0].day if line.upcoming else never)


def _counted(programme: Programme) -> dict[str, dict[datetime.date, int]]:
    """From which day on how much of each kind is counted. One query."""
    questions = [
        kind.dated(programme)
        .order_by()
        .annotate(kind_key=Value(kind.key, models.CharField()))
        .values("kind_key", "counted_from")
        .annotate(number=Count("pk"))
        .values_list("kind_key", "counted_from", "number")
        for kind in KINDS.values()
    ]
    counted: dict[str, dict[datetime.date, int]] = {key: {} for key in KINDS}
    for key, day, number in questions[0].union(*questions[1:], all=True):
        counted[key][day] = number
    return counted


def _line(
    kind: Retained, days: int, counted: dict[datetime.date, int], today: datetime.date
) -> Line:
    upcoming: dict[datetime.date, int] = {}
    for day, number in counted.items():
        # It goes on the day after its last one; what is late goes with the next run.
        goes = max(day + datetime.timedelta(days=days + 1), today)
        upcoming[goes] = upcoming.get(goes, 0) + number
    return Line(kind, days, [Upcoming(day, number) for day, number in sorted(upcoming.items())])


def erase_due(today: datetime.date | None = None) -> int:
    """Erase in every programme whose time is over; how many things.

    Safe to run at any time, twice at once and after any pause: each batch is one transaction,
    held by the programme's row, and finds its rows anew.
    """
    today = today or timezone.localdate()
    return sum(_erase_in(programme, today) for programme in Programme.objects.order_by("pk"))


def _erase_in(programme: Programme, today: datetime.date) -> int:
    erased = sum(
        _erase_kind(kind, programme, today) for kind in KINDS.values() if kind.erase is not None
    )
    if erased:
        # What was found by its words is not found by them any more.
        forget(programme)
    return erased


def _erase_kind(kind: Retained, programme: Programme, today: datetime.date) -> int:
    erased = 0
    for _batch in range(BATCHES):
        number = _erase_batch(kind, programme, today)
        erased += number
        if not number:
            break
    return erased


@transaction.atomic
def _erase_batch(kind: Retained, programme: Programme, today: datetime.date) -> int:
    assert kind.erase is not None  # noqa: S101  for the type checker
    if not _due(kind, programme, today).exists():
        return 0
    lock_programme(programme)
    # Asked anew for each batch: a hold or a longer time may have come between.
    if is_held(programme):
        return 0
    due = without_held(_due(kind, programme, today), programme)
    keys = list(due.order_by("pk").values_list("pk", flat=True)[:BATCH])
    number = kind.erase(due.model._base_manager.filter(pk__in=keys))
    if number:
        _note(kind, programme, number)
    return number


def _due(kind: Retained, programme: Programme, today: datetime.date) -> models.QuerySet:
    days = days_in(programme)[kind.key]
    return kind.due(programme, today - datetime.timedelta(days=days + 1))


def _note(kind: Retained, programme: Programme, number: int) -> None:
    sentence = _("Erased because its time was over: %(what)s (%(number)s).")
    record(
        f"retention_{kind.key.replace('-', '_')}_erased",
        programme,
        sentence % {"what": kind.label, "number": number},
        by=None,
        programme=programme,
        after={"number": number},
    )
    logger.info("Programme %s: erased %s of %s.", programme.pk, number, kind.key)


def going_within(lines: Iterable[Line], last_day: datetime.date) -> int:
    """How much goes until the end of the day, over all kinds."""
    return sum(one.number for line in lines for one in line.upcoming if one.day <= last_day)
