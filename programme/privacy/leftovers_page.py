"""The list of what is left to look at after erasures, and the way to each place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count

from programme.models import DataRequest, Leftover, Programme, User
from programme.privacy.leftovers import what_is_gone
from programme.privacy.neutral import neutral_of
from programme.privacy.places import FURTHEST

# Somebody with a common name may stand in thousands of texts; the next come when these are done.
MOST_OPEN = 100
MOST_SETTLED = 100
# What has no page of its own and does not stand on that of what it belongs to.
LEADS: dict[type[models.Model], Callable[[Any], str]] = {}


def lead_to(model: type[models.Model], page_of: Callable[[Any], str]) -> None:
    """Let an app say where a row stands and can be changed. Called once, when the app is ready."""
    LEADS[model] = page_of


@dataclass(frozen=True)
class Erasure:
    """What one erasure left in the programme. The name is nowhere any more: only its number is."""

    request: DataRequest
    files: list[Leftover]
    words: list[Leftover]
    settled: list[Leftover]
    number_open: int

    @property
    def label(self) -> str:
        return neutral_of(self.request)[0]

    @property
    def parts(self) -> list[tuple[bool, list[Leftover]]]:
        """Files and words apart: only words can be changed by hand."""
        return [
            (is_file, rows) for is_file, rows in ((True, self.files), (False, self.words)) if rows
        ]

    @property
    def more(self) -> int:
        """How many are open beside those that are shown."""
        return self.number_open - len(self.files) - len(self.words)

    @property
    def is_finished(self) -> bool:
        return not self.number_open


@dataclass(frozen=True)
class LeftoversPage:
    """Everything that was, or is, to be looked at in one programme."""

    programme: Programme
    user: User

    @cached_property
    def number_open(self) -> int:
        return sum(self._open_by_request.values())

    @cached_property
    def erasures(self) -> list[Erasure]:
        """Those with something to do first. Four queries, and one for each kind of file or row."""
        listed = [*self._open, *self._settled]
        requests = {row.request_id: row.request for row in listed}
        found = [self._erasure(request) for request in requests.values()]
        return sorted(found, key=lambda one: (one.is_finished, -one.request.pk))

    def _erasure(self, request: DataRequest) -> Erasure:
        mine = [row for row in self._open if row.request_id == request.pk]
        return Erasure(
            request,
            [row for row in mine if row.column],
            [row for row in mine if not row.column],
            [row for row in self._settled if row.request_id == request.pk],
            self._open_by_request.get(request.pk, 0),
        )

    @cached_property
    def _open_by_request(self) -> dict[int, int]:
        counted = self._still_open.order_by().values_list("request").annotate(number=Count("pk"))
        return dict(counted)

    @cached_property
    def _open(self) -> list[Leftover]:
        return list(self._still_open.select_related("request__user")[:MOST_OPEN])

    @cached_property
    def _settled(self) -> list[Leftover]:
        rows = self._rows.filter(settled_at__isnull=False).order_by("-settled_at", "pk")
        return list(rows.select_related("request__user", "settled_by")[:MOST_SETTLED])

    @cached_property
    def _still_open(self) -> models.QuerySet[Leftover]:
        """What was replaced or deleted a moment ago is not shown any more; a task notes it."""
        rows = self._rows.open()
        return rows.exclude(pk__in=what_is_gone(rows))

    @property
    def _rows(self) -> Any:
        return Leftover.objects.visible_to(self.user).in_programme(self.programme)


def page_of(leftover: Leftover) -> str:
    """Where the row stands, or what it belongs to; nothing when no page shows it."""
    label, _colon, key = leftover.subject.partition(":")
    row = apps.get_model(label)._base_manager.filter(pk=key).first()
    rows = [row] if row else []
    for _step in range(FURTHEST):
        for one in rows:
            if lead := LEADS.get(type(one)):
                return lead(one)
            if url := _own_page(one):
                return url
        rows = [parent for one in rows for parent in _parents(one)]
    return ""


def _own_page(row: Any) -> str:
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""


def _parents(row: models.Model) -> list[Any]:
    columns = [
        column
        for column in row._meta.concrete_fields
        if column.related_model not in (None, User, Programme)
    ]
    return [parent for column in columns if (parent := getattr(row, column.name)) is not None]
