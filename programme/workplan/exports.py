"""The list of the workplan as a table for a spreadsheet."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from programme.spreadsheets import table_file
from programme.workplan.page import PlanLine

Row = list[Any]


def headings() -> Row:
    return [
        _("Date"),
        _("First planned for"),
        _("What"),
        _("Kind"),
        _("Phase"),
        _("City"),
        _("Whose task"),
        _("State"),
        _("Done on"),
        _("What shows that it is done"),
        _("File"),
        _("How the date follows"),
        _("More time"),
        _("Remind on"),
        _("Clashes with"),
        _("Note"),
    ]


def rows_of(lines: Iterable[PlanLine]) -> Iterator[Row]:
    """The lines as cells, with days as days."""
    for line in lines:
        item = line.item
        yield [
            item.due_on,
            item.baseline_on,
            line.title,
            item.get_kind_display(),
            item.get_phase_display(),
            item.city.name if item.city else "",
            line.owner,
            line.standing,
            timezone.localdate(item.done_at) if item.done_at else None,
            item.evidence,
            item.evidence_name,
            line.origin,
            item.extension_words,
            item.remind_on,
            line.clash,
            item.note,
        ]


def workplan_file(kind: str, title: str, lines: Iterable[PlanLine]) -> bytes:
    """These lines as a file of one of the kinds of ``programme.spreadsheets``."""
    return table_file(kind, title, headings(), rows_of(lines))
