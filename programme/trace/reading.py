"""One page of the log, and the trace of one row.

Pages are counted from an entry, not by number: while new entries come in above, nothing moves
to another page and nothing is read twice.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from programme.models import (
    Activity,
    ActivityCity,
    Consent,
    FormerMembership,
    Invitation,
    Membership,
    Programme,
    User,
)
from programme.trace.changes import Told, tell, tell_in_words

PER_PAGE = 50
MOST_EXPORTED = 20_000
SUBJECT = re.compile(r"^([a-z]+\.[a-z]+):(\d{1,18})$")


@dataclass(frozen=True)
class LogPage:
    """The entries of one page, newest first, and where the older ones begin."""

    entries: list[Activity]
    has_older: bool
    is_first: bool

    @classmethod
    def of(cls, entries: models.QuerySet, older_than: int | None) -> "LogPage":
        """The page below the entry. An entry that the person may not see begins no page."""
        rows = entries
        start = entries.filter(pk=older_than).first() if older_than else None
        if start is not None:
            rows = rows.filter(Q(at__lt=start.at) | Q(at=start.at, pk__lt=start.pk))
        found = list(rows[: PER_PAGE + 1])
        return cls(found[:PER_PAGE], len(found) > PER_PAGE, start is None)

    @cached_property
    def told(self) -> list[Told]:
        return tell(self.entries)

    @property
    def last(self) -> int | None:
        return self.entries[-1].pk if self.entries else None


@dataclass(frozen=True)
class Trace:
    """The row whose entries are asked for: itself, and what has its address below the row's; of a
    person what the person did and was given.

    A deleted row has a trace too; it has no name any more.
    """

    subject: str
    row: models.Model | None = field(default=None)

    @classmethod
    def of(cls, subject: str, user: User, programme: Programme) -> "Trace | None":
        """What the address asks for; None for what is no subject. One or two queries."""
        match = SUBJECT.match(subject)
        if match is None:
            return None
        try:
            model = apps.get_model(match[1])
        except LookupError:
            return None
        rows = model._default_manager.all()
        # What this person may not see has no name here, and no entries that others do not have.
        if not hasattr(rows, "visible_to"):
            return cls(subject)
        visible = rows.visible_to(user)
        if hasattr(visible, "in_programme"):
            visible = visible.in_programme(programme)
        return cls(subject, visible.filter(pk=match[2]).first())

    def entries(self) -> Q:
        own = Q(subject=self.subject)
        if isinstance(self.row, User):
            return own | Q(actor=self.row) | Q(subject__in=_seats_of(self.row))
        address = getattr(self.row, "get_absolute_url", None)
        # The address of a programme is the beginning of all others.
        if address is None or isinstance(self.row, Programme):
            return own
        return own | Q(path__startswith=address())


def _seats_of(person: User) -> list[str]:
    """What the log calls the rows that say what a person is in programmes, and agrees to."""
    found = []
    for model in (Membership, FormerMembership, Invitation, Consent):
        keys = model._default_manager.filter(user=person).values_list("pk", flat=True)
        found += [f"{model._meta.label_lower}:{key}" for key in keys]
    return found


def doers_of(entries: models.QuerySet) -> models.QuerySet[User]:
    """Who did what the entries say: nobody whose entries the person may not see."""
    # Asked of each person by itself: an index answers, and most of the log is never read.
    return User.objects.filter(Exists(entries.order_by().filter(actor=OuterRef("pk"))))


def rows_for_export(entries: models.QuerySet) -> Iterator[list[Any]]:
    """Each entry as cells, with all that changed in one of them."""
    rows = list(entries.prefetch_related(None)[:MOST_EXPORTED])
    # One dictionary: a list of further cities on each of so many rows costs seconds.
    further: dict[int, list[str]] = defaultdict(list)
    shared = ActivityCity.objects.filter(entry__in=entries.order_by().values("pk"))
    for key, name in shared.order_by("pk").values_list("entry", "city__name"):
        further[key] += [name] if name else []
    for entry, changes in tell_in_words(rows):
        yield [
            entry.at,
            str(entry.actor) if entry.actor else "",
            ", ".join([*([entry.city.name] if entry.city else []), *further[entry.pk]]),
            entry.sentence,
            entry.remark,
            "\n".join(f"{one.label}: {one.before}" for one in changes if one.before),
            "\n".join(f"{one.label}: {one.after}" for one in changes if one.after),
            entry.verb,
            entry.subject,
        ]
