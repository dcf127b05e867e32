"""Moving, doubling and taking out the items of an agenda. The draft alone changes: members read
the release."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.activity import values_of
from programme.editing import delete_recorded
from programme.models import User
from workshops.agendas.positions import PastMidnightError, Position, following, place
from workshops.models import AgendaItem, Workshop
from workshops.services.agenda import AgendaError
from workshops.services.rows import locked_workshop, log_workshop

GONE = gettext_lazy("Somebody has taken the item off the agenda meanwhile.")
MOVED_FIELDS = ["day", "starts_at", "ends_at", "bus_at", "bus_back_at", "updated_at"]


class StaleMoveError(AgendaError):
    """Somebody else has moved the item since the page was made."""


@dataclass(frozen=True)
class Move:
    """An item that went from one position to another."""

    pk: int
    before: Position
    after: Position


@transaction.atomic
def move_item(
    item: AgendaItem,
    *,
    day: datetime.date,
    starts_at: datetime.time,
    ends_at: datetime.time,
    base: Position,
    by: User,
    with_following: bool = False,
) -> list[Move]:
    """Give an item a day and times; with ``with_following`` the rest of its day moves along.

    ``base`` is where the person saw it: when it stands elsewhere by now, nothing is changed and
    StaleMoveError says where it is. Raises AgendaError for a position that cannot be. Returns
    every item that moved, the one asked for first; none if it stands there already.
    """
    workshop, rows = _locked_draft(item.workshop)
    row = _standing(rows, item.pk, base)
    position = Position(day, starts_at, ends_at)
    _check(position, workshop)
    if position == base:
        return []
    try:
        others = following(row, position, rows.values()) if with_following else []
    except PastMidnightError as error:
        raise AgendaError(
            _("What follows would end after midnight. Nothing was changed.")
        ) from error
    moves = _move([(row, position), *others])
    sentence = _("“%(item)s” was moved to %(position)s.")
    _record_move(row, moves, sentence % {"item": row.title, "position": position.in_words}, by=by)
    return moves


@transaction.atomic
def undo_moves(workshop: Workshop, moves: Sequence[Move], *, by: User) -> list[Move]:
    """Bring items back to where they were before. Returns these moves, which can be undone too.

    Raises AgendaError, and changes nothing, when one of them does not stand where it was put.
    """
    workshop, rows = _locked_draft(workshop)
    back = [(_standing(rows, move.pk, move.after), move.before) for move in moves]
    undone = _move(back)
    row, position = back[0]
    sentence = _("“%(item)s” was moved back to %(position)s.")
    _record_move(row, undone, sentence % {"item": row.title, "position": position.in_words}, by=by)
    return undone


def _locked_draft(workshop: Workshop) -> tuple[Workshop, dict[int, AgendaItem]]:
    """Workshop and items as they are now, kept from others until the transaction ends."""
    workshop = locked_workshop(workshop)
    rows = workshop.agenda_items.in_draft().select_for_update(of=("self",), no_key=True)
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.workshop = workshop
    return workshop, found


def _present(rows: dict[int, AgendaItem], pk: int) -> AgendaItem:
    row = rows.get(pk)
    if row is None:
        raise AgendaError(GONE)
    return row


def _standing(rows: dict[int, AgendaItem], pk: int, base: Position) -> AgendaItem:
    """The row, if it stands where the person saw it."""
    row = _present(rows, pk)
    if Position.of(row) != base:
        raise StaleMoveError(
            _("“%(item)s” was moved meanwhile: it is on %(position)s now. Nothing was changed.")
            % {"item": row.title, "position": Position.of(row).in_words}
        )
    return row


def _check(position: Position, workshop: Workshop) -> None:
    if position.ends_at <= position.starts_at:
        raise AgendaError(
            _("The end, %(end)s, is not after the beginning, %(start)s.")
            % {"end": f"{position.ends_at:%H:%M}", "start": f"{position.starts_at:%H:%M}"}
        )
    if position.day not in workshop.days:
        raise AgendaError(_("The workshop is not on that day. Nothing was changed."))


def _move(placed: Sequence[tuple[AgendaItem, Position]]) -> list[Move]:
    moves = []
    for row, position in placed:
        moves.append(Move(row.pk, Position.of(row), position))
        try:
            place(row, position)
        except PastMidnightError as error:
            raise AgendaError(
                _("The bus of “%(item)s” would leave on another day. Change its times first.")
                % {"item": row.title}
            ) from error
        if row.bus_at and row.bus_back_at and row.bus_back_at <= row.bus_at:
            raise AgendaError(
                _("The bus of “%(item)s” would be back before it leaves. Change its times first.")
                % {"item": row.title}
            )
        row.save(update_fields=MOVED_FIELDS)
    return moves


def _record_move(row: AgendaItem, moves: Sequence[Move], sentence: str, *, by: User) -> None:
    along = len(moves) - 1
    if along:
        sentence += " " + ngettext(
            "%(count)s item moved along.", "%(count)s items moved along.", along
        ) % {"count": along}
    log_workshop(
        "agenda_item_moved",
        row.workshop,
        sentence,
        by=by,
        about=row,
        before={"position": str(moves[0].before)},
        after={"position": str(moves[0].after)},
    )


@transaction.atomic
def duplicate_item(item: AgendaItem, *, by: User) -> AgendaItem:
    """Put a second such item after the first, of the same length and for everybody.

    Raises AgendaError when there is no room for it before midnight, or it is gone.
    """
    _workshop, rows = _locked_draft(item.workshop)
    row = _present(rows, item.pk)
    source = row.title
    start = Position.of(row)
    length = datetime.datetime.combine(row.day, row.ends_at) - datetime.datetime.combine(
        row.day, row.starts_at
    )
    try:
        place(row, start.later(length))
    except PastMidnightError as error:
        raise AgendaError(_("There is no room for it before midnight.")) from error
    row.pk, row.choice, row.capacity = None, "", None
    row.sequence, row.is_released = 0, False
    row._state.adding = True
    row.full_clean()
    row.save()
    sentence = _("“%(item)s” was doubled.") % {"item": source}
    after = values_of(row)
    log_workshop("agenda_item_added", row.workshop, sentence, by=by, about=row, after=after)
    return row


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User) -> bool:
    """Take an item out. What members read now stays for them, with choices and notes, until the
    next release; anything else is deleted. Returns whether it can be put back.

    Raises AgendaError if somebody has taken it out meanwhile.
    """
    workshop, rows = _locked_draft(item.workshop)
    row = _present(rows, item.pk)
    sentence = _("“%(item)s” was taken off the agenda of %(workshop)s.") % {
        "item": row.title,
        "workshop": workshop.title,
    }
    # As it is now: it may have been released since the page was opened.
    if not (row.is_released and workshop.agenda_released_at):
        delete_recorded(
            row,
            "agenda_item_deleted",
            sentence,
            by=by,
            programme=workshop.programme,
            city=workshop.city,
        )
        return False
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at", "updated_at"])
    before = values_of(row)
    log_workshop("agenda_item_removed", workshop, sentence, by=by, about=row, before=before)
    return True


@transaction.atomic
def put_back_item(item: AgendaItem, *, by: User) -> AgendaItem:
    """Put an item that was taken out since the last release on the agenda again.

    Raises AgendaError if another item has become the same choice, or the item was deleted.
    """
    workshop = locked_workshop(item.workshop)
    if not workshop.agenda_items.filter(pk=item.pk).exists():
        raise AgendaError(GONE)
    item.removed_at = None
    try:
        item.validate_constraints()
    except ValidationError as error:
        raise AgendaError(" ".join(error.messages)) from error
    item.save(update_fields=["removed_at", "updated_at"])
    sentence = _("“%(item)s” was put back on the agenda of %(workshop)s.")
    values = {"item": item.title, "workshop": item.workshop.title}
    sentence %= values
    after = values_of(item)
    log_workshop("agenda_item_put_back", workshop, sentence, by=by, about=item, after=after)
    return item
