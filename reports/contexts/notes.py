"""The PDF of what was said and decided at a workshop."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Self

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.contexts.base import day_words
from reports.contexts.workshop import WorkshopPrint, WorkshopRows, as_of_words, head_of
from workshops.models import AgendaItem, ItemNotes, Outcome, OutcomeKind, Workshop

# An item, what was noted at it, and what came of it.
Noted = tuple[AgendaItem, str, list[Outcome]]


@dataclass(frozen=True)
class Decided:
    """A decision; or an action, which somebody does until a day."""

    text: str
    item: str
    owner: str = ""
    due: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class NotedItem:
    time: str
    title: str
    led_by: str
    text: str
    decisions: tuple[Decided, ...]
    actions: tuple[Decided, ...]


@dataclass(frozen=True)
class NotedDay:
    title: str
    items: tuple[NotedItem, ...]


@dataclass(frozen=True, kw_only=True)
class NotesPrint(WorkshopPrint):
    template: ClassVar[str] = "reports/pdf/notes.html"

    days: tuple[NotedDay, ...]

    @property
    def decisions(self) -> list[Decided]:
        return [row for day in self.days for item in day.items for row in item.decisions]

    @property
    def actions(self) -> list[Decided]:
        return [row for day in self.days for item in day.items for row in item.actions]

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        """Items without a note and without an outcome are left out.

        Members read this: once there is a release, it has the released items and their words.
        """
        rows = WorkshopRows.of(subject)
        workshop = rows.workshop
        notes = {note.item_id: note for note in ItemNotes.objects.filter(item__workshop=workshop)}
        outcomes: dict[int, list[Outcome]] = defaultdict(list)
        for outcome in Outcome.objects.filter(item__workshop=workshop):
            outcomes[outcome.item_id].append(outcome)
        items = [
            (item, notes[item.pk].text if item.pk in notes else "", outcomes[item.pk])
            for item in rows.released or rows.items
        ]
        moments = [note.updated_at for note in notes.values()]
        moments += [outcome.created_at for each in outcomes.values() for outcome in each]
        return cls(
            **head_of(
                workshop,
                _("Notes, decisions and actions"),
                edition=as_of_words(workshop, moments),
            ),
            days=tuple(_days(noted for noted in items if noted[1] or noted[2])),
        )


def _days(items: Iterable[Noted]) -> Iterable[NotedDay]:
    for day, of_day in groupby(items, key=lambda noted: noted[0].day):
        yield NotedDay(date_format(day, "l j F"), tuple(_item(*noted) for noted in of_day))


def _item(item: AgendaItem, text: str, outcomes: Iterable[Outcome]) -> NotedItem:
    decided = [
        (
            row.kind,
            Decided(
                row.text, item.title, row.owner, day_words(row.due_on), row.done_at is not None
            ),
        )
        for row in outcomes
    ]
    return NotedItem(
        time=f"{item.starts_at:%H:%M}–{item.ends_at:%H:%M}",
        title=str(item),
        led_by=item.led_by,
        text=text,
        decisions=tuple(row for kind, row in decided if kind == OutcomeKind.DECISION),
        actions=tuple(row for kind, row in decided if kind == OutcomeKind.ACTION),
    )
