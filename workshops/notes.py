"""The notes of a workshop, item by item, with what was decided: read, and written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from programme.access import Seat
from programme.models import User
from programme.writing.presence import others_in
from workshops.access import runs
from workshops.agendas.releases import released_items
from workshops.forms.notes import NotesForm, OutcomeForm
from workshops.models import AgendaItem, AgendaItemKind, ItemNotes, Outcome, OutcomeKind, Workshop
from workshops.services.notes import open_notes


def open_actions(seat: Seat) -> QuerySet[Outcome]:
    """What was agreed at the workshops of the programme and is not done, the first due first.

    Each comes with its item and workshop.
    """
    rows = Outcome.objects.visible_to(seat.user).in_programme(seat.programme)
    rows = rows.filter(kind=OutcomeKind.ACTION, done_at__isnull=True)
    return rows.select_related("item__workshop__city").order_by("due_on", "pk")


def own_open_actions(seat: Seat) -> QuerySet[Outcome]:
    """Those that name the person, or a city that the person edits."""
    names = [seat.user.name, *(city.name for city in seat.edited_cities)]
    is_own = Q(pk__in=[])
    for name in filter(None, names):
        is_own |= Q(owner__iexact=name)
    return open_actions(seat).filter(is_own)


def is_late(outcome: Outcome) -> bool:
    is_open = outcome.kind == OutcomeKind.ACTION and outcome.done_at is None
    return bool(is_open and outcome.due_on and outcome.due_on < timezone.localdate())


# Writing


def notes_of(item: AgendaItem) -> ItemNotes:
    """The notes of the item; not saved yet where nobody has written."""
    found = ItemNotes.objects.filter(item=item).select_related("updated_by").first()
    notes = found or ItemNotes(item=item)
    notes.item = item
    return notes


def notes_form(item: AgendaItem, data: Mapping[str, Any] | None = None) -> NotesForm:
    """The form of the item's notes, with what was posted if anything was."""
    return NotesForm(data, instance=notes_of(item), prefix=f"item-{item.pk}")


@transaction.atomic
def save_notes(item: AgendaItem, data: Mapping[str, Any], *, by: User) -> NotesForm:
    """Save the notes of an item. The form says whether they are saved, in conflict or wrong.

    Raises NotesError, and saves nothing, when the item was deleted meanwhile.
    """
    form = NotesForm(data, instance=open_notes(item), prefix=f"item-{item.pk}")
    if form.is_valid():
        form.save_version(by=by)
    return form


# Pages


@dataclass
class NotedItem:
    """An item with what was written about it."""

    item: AgendaItem
    notes: ItemNotes | None = None
    outcomes: list["OutcomeLine"] = field(default_factory=list)
    write_url: str = ""

    @property
    def text(self) -> str:
        return self.notes.text if self.notes else ""

    @property
    def words(self) -> int:
        return self.notes.word_count if self.notes else 0

    @property
    def has_anything(self) -> bool:
        return bool(self.text or self.outcomes)

    @property
    def anchor(self) -> str:
        return f"item-{self.item.pk}"


@dataclass(frozen=True)
class OutcomeLine:
    """A decision or an action as a page shows it."""

    row: Outcome
    item: AgendaItem

    @property
    def is_action(self) -> bool:
        return self.row.kind == OutcomeKind.ACTION

    @property
    def is_late(self) -> bool:
        return is_late(self.row)


def noted_items(workshop: Workshop, seat: Seat) -> list[NotedItem]:
    """The items as this person reads them, with notes and outcomes. Three or four queries."""
    items = _items_for(workshop, seat)
    notes = ItemNotes.objects.visible_to(seat.user).filter(item__in=[item.pk for item in items])
    notes_by_item = {row.item_id: row for row in notes.select_related("updated_by")}
    found = {
        item.pk: NotedItem(item, notes_by_item.get(item.pk), write_url=_write_url(workshop, item))
        for item in items
    }
    for row in Outcome.objects.visible_to(seat.user).filter(item__in=list(found)):
        line = OutcomeLine(row, found[row.item_id].item)
        found[row.item_id].outcomes.append(line)
    # A break is no subject, unless something came of it.
    return [
        each
        for each in found.values()
        if each.item.kind != AgendaItemKind.BREAK or each.has_anything
    ]


def _items_for(workshop: Workshop, seat: Seat) -> list[AgendaItem]:
    """Whoever runs the workshop has the rows; everybody else the words of the release."""
    if not runs(seat, workshop):
        return released_items(workshop)
    items = list(AgendaItem.objects.visible_to(seat.user).in_draft().filter(workshop=workshop))
    for item in items:
        item.workshop = workshop
    return items


def _write_url(workshop: Workshop, item: AgendaItem) -> str:
    names = [workshop.programme.slug, workshop.slug, item.pk]
    return reverse("workshops:notes_write", args=names)


@dataclass(frozen=True)
class NotesPage:
    """All notes of a workshop, by day."""

    workshop: Workshop
    items: list[NotedItem]
    can_write: bool

    @classmethod
    def of(cls, workshop: Workshop, seat: Seat) -> "NotesPage":
        can_write = runs(seat, workshop)
        items = noted_items(workshop, seat)
        shown = items if can_write else [each for each in items if each.has_anything]
        return cls(workshop, shown, can_write)

    @property
    def days(self) -> list[tuple[Any, list[NotedItem]]]:
        by_day = groupby(self.items, key=lambda each: each.item.day)
        return [(day, list(items)) for day, items in by_day]

    @property
    def lines(self) -> list[OutcomeLine]:
        return [line for each in self.items for line in each.outcomes]

    @property
    def open_actions(self) -> list[OutcomeLine]:
        found = [line for line in self.lines if line.is_action and not line.row.done_at]
        return sorted(found, key=lambda line: (line.row.due_on, line.row.pk))

    @property
    def has_anything(self) -> bool:
        return any(each.has_anything for each in self.items)


@dataclass(frozen=True)
class NotesWritePage:
    """One item while its notes are written, and its place among the others."""

    workshop: Workshop
    items: list[NotedItem]
    current: NotedItem
    form: NotesForm
    outcome_form: OutcomeForm
    # What was posted to an item that was deleted meanwhile: nothing of it is saved.
    typed: Sequence[tuple[str, str]] = ()
    # Who else has these notes open.
    present: Sequence[str] = ()

    @classmethod
    def of(
        cls,
        workshop: Workshop,
        seat: Seat,
        item: AgendaItem,
        form: NotesForm,
        outcome_form: OutcomeForm,
    ) -> "NotesWritePage":
        items = noted_items(workshop, seat)
        current = next((each for each in items if each.item.pk == item.pk), None)
        if current is None:
            # A break in which nothing was written yet.
            current = NotedItem(item, write_url=_write_url(workshop, item))
            items = [*items, current]
        return cls(
            workshop=workshop,
            items=items,
            current=current,
            form=form,
            outcome_form=outcome_form,
            present=others_in(form.device_key, but=seat.user),
        )

    @property
    def errors(self) -> list[dict[str, str]]:
        """What was not saved and why: an anchor, a label and a text each."""
        return [
            {"anchor": self.form[name].auto_id, "label": self.form.heading, "text": str(message)}
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    @property
    def _place(self) -> int:
        return self.items.index(self.current)

    @property
    def before(self) -> NotedItem | None:
        return self.items[self._place - 1] if self._place else None

    @property
    def after(self) -> NotedItem | None:
        return self.items[self._place + 1] if self._place + 1 < len(self.items) else None

    @property
    def save_url(self) -> str:
        """Where the text saves by itself."""
        return f"{self.current.write_url}save/"

    @property
    def presence_url(self) -> str:
        return f"{self.current.write_url}presence/"

    @property
    def preview_url(self) -> str:
        return f"{self.current.write_url}preview/"

    @property
    def history_url(self) -> str:
        return f"{self.current.write_url}history/"
