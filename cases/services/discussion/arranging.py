"""What the leader does with the points: groups, order, other phases, away and back.

Each call is one change of the room, with one number, however many points it concerns. All of it
can be done after the discussion too: somebody has to tidy up.
"""

from collections.abc import Collection, Iterable
from typing import TypeVar

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from cases.models import BoardGroup, BoardNote, Discussion
from cases.services.discussion.rows import (
    DiscussionError,
    WordsChanged,
    held_room,
    next_change,
)
from cases.services.log import log
from programme.models import User

Placed = TypeVar("Placed", BoardNote, BoardGroup)


@transaction.atomic
def make_group(room: Discussion, *, title: str, numbers: Collection[int]) -> BoardGroup:
    """Put points of one phase together under a title."""
    room = held_room(room)
    notes = _chosen(room, numbers)
    phases = {note.phase for note in notes}
    if len(phases) > 1:
        raise DiscussionError(gettext("Only points of one phase can be put together."))
    last = room.groups.aggregate(last=Max("position"))["last"] or 0
    change = next_change(room)
    group = BoardGroup.objects.create(
        discussion=room, phase=phases.pop(), title=title, position=last + 1, change=change
    )
    _write(notes, change, group=group)
    return group


@transaction.atomic
def put_into_group(room: Discussion, *, group: int, numbers: Collection[int]) -> BoardGroup:
    """Put points into a group that is there; points of other phases come along into its phase."""
    room = held_room(room)
    into = _group(room, group)
    _write(_chosen(room, numbers), next_change(room), group=into, phase=into.phase)
    return into


@transaction.atomic
def take_out(room: Discussion, *, numbers: Collection[int]) -> None:
    """Take points out of their groups."""
    room = held_room(room)
    _write(_chosen(room, numbers), next_change(room), group=None)


@transaction.atomic
def move_to_phase(room: Discussion, *, phase: str, numbers: Collection[int]) -> None:
    room = held_room(room)
    _write(_chosen(room, numbers), next_change(room), phase=phase, group=None)


@transaction.atomic
def put_away(room: Discussion, *, numbers: Collection[int], by: User) -> None:
    """Take points off the board; they are kept."""
    room = held_room(room)
    notes = _chosen(room, numbers)
    _write(notes, next_change(room), put_away_at=timezone.now(), group=None)
    sentence = gettext("Points were put away from the board of the case %(case)s.")
    values = {"points": [note.text for note in notes]}
    log(room.case, "points_put_away", sentence % {"case": room.case}, by=by, before=values)


@transaction.atomic
def bring_back(room: Discussion, *, numbers: Collection[int], by: User) -> None:
    room = held_room(room)
    notes = _chosen(room, numbers, are_away=True)
    _write(notes, next_change(room), put_away_at=None)
    sentence = gettext("Points came back to the board of the case %(case)s.")
    values = {"points": [note.text for note in notes]}
    log(room.case, "points_brought_back", sentence % {"case": room.case}, by=by, after=values)


@transaction.atomic
def move_point(room: Discussion, *, number: int, is_up: bool) -> None:
    """Change places with the point before or after it in the same list."""
    room = held_room(room)
    [note] = _chosen(room, [number])
    beside = room.board_notes.filter(phase=note.phase, group=note.group_id, put_away_at=None)
    _swap(room, note, beside, is_up=is_up)


@transaction.atomic
def rename_group(room: Discussion, *, group: int, title: str, before: str) -> BoardGroup:
    """Give a group another title; raises WordsChanged unless it still has the one of ``before``."""
    room = held_room(room)
    named = _group(room, group)
    if named.title == title:
        return named
    if named.title != before:
        raise WordsChanged(named.title)
    named.title, named.change = title, next_change(room)
    named.save(update_fields=["title", "change"])
    return named


@transaction.atomic
def take_apart(room: Discussion, *, group: int) -> None:
    """End a group; its points stand by themselves again."""
    room = held_room(room)
    ended = _group(room, group)
    change = next_change(room)
    ended.removed_at, ended.change = timezone.now(), change
    ended.save(update_fields=["removed_at", "change"])
    room.board_notes.filter(group=ended).update(group=None, change=change)


@transaction.atomic
def move_group(room: Discussion, *, group: int, is_up: bool) -> None:
    """Change places with the group before or after it."""
    room = held_room(room)
    moved = _group(room, group)
    beside = room.groups.filter(phase=moved.phase, removed_at=None)
    _swap(room, moved, beside, is_up=is_up)


def _chosen(
    room: Discussion, numbers: Collection[int], *, are_away: bool = False
) -> list[BoardNote]:
    if not numbers:
        raise DiscussionError(gettext("Mark the points first."))
    notes = room.board_notes.filter(number__in=numbers, put_away_at__isnull=not are_away)
    found = list(notes)
    if not found:
        raise DiscussionError(gettext("These points are not on the board any more."))
    return found


def _group(room: Discussion, pk: int) -> BoardGroup:
    group = room.groups.filter(pk=pk, removed_at=None).first()
    if group is None:
        raise DiscussionError(gettext("This group was taken apart."))
    return group


def _write(notes: Iterable[BoardNote], change: int, **values: object) -> None:
    pks = [note.pk for note in notes]
    BoardNote.objects.filter(pk__in=pks).update(change=change, **values)


def _swap(room: Discussion, one: Placed, beside: QuerySet[Placed], *, is_up: bool) -> None:
    nearest = beside.filter(position__lt=one.position) if is_up else beside
    if is_up:
        other = nearest.order_by("-position").first()
    else:
        other = nearest.filter(position__gt=one.position).order_by("position").first()
    if other is None:
        return
    one.position, other.position = other.position, one.position
    one.change = other.change = next_change(room)
    for row in (one, other):
        row.save(update_fields=["position", "change"])
