"""The PDF of what was said and decided at a workshop."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Self

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.contexts.base import day_words
from reports.contexts.workshop import WorkshopPrint, WorkshopRows, as_of_words, head_of
from workshops.models import AgendaItem, ItemNotes, OutcomeKind, Workshop


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
        """Items without a note and without an outcome are left out."""
        rows = WorkshopRows.of(subject)
        workshop = rows.workshop
        # Members read this: an item that is being renamed has its released name until then.
        released = {item.pk: item for item in rows.released}
        notes = {note.item_id: note for note in ItemNotes.objects.filter(item__workshop=workshop)}
        items = [
            (item, notes.get(item.pk))
            for item in workshop.agenda_items.prefetch_related("outcomes")
            if item.outcomes.all() or (item.pk in notes and notes[item.pk].text)
        ]
        moments = [note.updated_at for note in notes.values()]
        moments += [row.created_at for item, _note in items for row in item.outcomes.all()]
        return cls(
            **head_of(
                workshop,
                _("Notes, decisions and actions"),
                edition=as_of_words(workshop, moments),
            ),
            days=tuple(_days(items, released)),
        )


def _days(
    items: Iterable[tuple[AgendaItem, ItemNotes | None]], released: dict[int, AgendaItem]
) -> Iterable[NotedDay]:
    for day, of_day in groupby(items, key=lambda pair: pair[0].day):
        rows = tuple(_item(item, note, released.get(item.pk, item)) for item, note in of_day)
        yield NotedDay(date_format(day, "l j F"), rows)


def _item(item: AgendaItem, note: ItemNotes | None, shown: AgendaItem) -> NotedItem:
    outcomes: dict[str, list[Decided]] = {kind: [] for kind in OutcomeKind.values}
    for row in item.outcomes.all():
        decided = Decided(
            row.text, shown.title, row.owner, day_words(row.due_on), row.done_at is not None
        )
        outcomes[row.kind].append(decided)
    return NotedItem(
        time=f"{shown.starts_at:%H:%M}–{shown.ends_at:%H:%M}",
        title=str(shown),
        led_by=shown.led_by,
        text=note.text if note else "",
        decisions=tuple(outcomes[OutcomeKind.DECISION]),
        actions=tuple(outcomes[OutcomeKind.ACTION]),
    )
