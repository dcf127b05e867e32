"""From any row to its programme, whatever the model; and places to look at after an erasure."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from programme.models import Programme, User

# So many rows stand at the most between a row and its programme.
FURTHEST = 4


@dataclass(frozen=True)
class Place:
    """Where a name may still stand, for somebody to look at: a row, and of a file its column."""

    programme: int | None
    words: str
    subject: str
    column: str = ""
    file: str = ""


def in_programme(model: type[models.Model], programme: int) -> Q:
    """The rows of a model that stand in the programme; none of a model that stands in none."""
    asked = Q(pk__in=[])
    for path in paths_to_programme(model):
        asked |= Q(**{path: programme})
    return asked


def programme_of(model: type[models.Model], key: Any) -> int | None:
    """The programme of a row, for those that have one."""
    row = model._base_manager.filter(pk=key)
    found = (row.values_list(path, flat=True).first() for path in paths_to_programme(model))
    return next((programme for programme in found if programme), None)


@cache
def paths_to_programme(model: type[models.Model]) -> tuple[str, ...]:
    """The ways from a row to its programme, the shortest first: a row may have one of several."""
    if model is Programme:
        return ("pk",)
    found: list[str] = []
    ways: list[tuple[str, type[models.Model]]] = [("", model)]
    for _step in range(FURTHEST):
        further: list[tuple[str, type[models.Model]]] = []
        for way, at in ways:
            for column in at._meta.concrete_fields:
                to = column.related_model
                if to is Programme:
                    found.append(f"{way}{column.name}")
                elif isinstance(to, type) and to is not User:
                    further.append((f"{way}{column.name}__", to))
        ways = further
    return tuple(found)
