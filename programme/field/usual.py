"""The usual entries of the field, with which a new programme begins."""

import tomllib
from pathlib import Path
from typing import Any

from programme.models import FieldEntry, FieldEntryKind, Programme

TAKEN_OVER = ("kind", "name", "country", "exists", "website", "note", "source", "as_of")


def usual_entries(programme: Programme) -> list[FieldEntry]:
    """Fresh rows, not saved, each with where it is from and when it was true."""
    with (Path(__file__).parent / "usual.toml").open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
    origin = {"source": data["source"], "as_of": data["as_of"]}
    return [
        FieldEntry(programme=programme, kind=kind, **origin, **row)
        for kind in FieldEntryKind
        for row in data[kind]
    ]


def begin_field(programme: Programme) -> list[FieldEntry]:
    return FieldEntry.objects.bulk_create(usual_entries(programme))


def copy_field(source: Programme, target: Programme) -> None:
    """The entries alone: events and calendars a new programme finds itself."""
    FieldEntry.objects.bulk_create(
        FieldEntry(programme=target, **{name: getattr(row, name) for name in TAKEN_OVER})
        for row in source.field_entries.all()
    )
