"""The board of one phase, as one person sees it. Two queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from cases.models import BoardGroup, BoardNote, Discussion, DiscussionPhase
from cases.services.discussion import is_untouched
from programme.access import Seat


@dataclass(frozen=True)
class Reader:
    """For whom the room is drawn; on the wall for nobody in particular, with nothing to press."""

    user_pk: int
    leads: bool
    is_wall: bool = False

    @classmethod
    def of(cls, seat: Seat, *, is_wall: bool = False) -> "Reader":
        return cls(seat.user.pk, leads=seat.is_staff and not is_wall, is_wall=is_wall)


@dataclass
class Point:
    """A point and what its reader may do with it."""

    note: BoardNote
    is_own: bool
    can_change: bool
    # Who said it is for those who lead the discussion; a board speaks for all.
    author: str

    @classmethod
    def of(cls, room: Discussion, note: BoardNote, reader: Reader) -> "Point":
        is_own = note.author_id == reader.user_pk and not reader.is_wall
        return cls(
            note=note,
            is_own=is_own,
            can_change=reader.leads or (is_own and is_untouched(room, note, reader.user_pk)),
            author=str(note.author or "") if reader.leads else "",
        )

    @property
    def is_option(self) -> bool:
        return self.note.phase == DiscussionPhase.OPTIONS and self.note.put_away_at is None


@dataclass
class GroupOfPoints:
    group: BoardGroup
    points: list[Point] = field(default_factory=list)


@dataclass
class Board:
    """Points under their titles, those that stand by themselves, and those put away."""

    phase: str
    label: str
    groups: list[GroupOfPoints]
    single: list[Point]
    away: list[Point]

    @classmethod
    def of(cls, room: Discussion, phase: str, reader: Reader) -> "Board":
        rows = room.groups.filter(phase=phase, removed_at=None).order_by("position", "pk")
        groups = {row.pk: GroupOfPoints(row) for row in rows}
        board = cls(phase, str(DiscussionPhase(phase).label), list(groups.values()), [], [])
        notes = notes_for(reader, room).filter(phase=phase)
        for point in points_of(room, notes.order_by("position", "number"), reader):
            if point.note.put_away_at is not None:
                board.away.append(point)
            elif point.note.group_id in groups:
                groups[point.note.group_id].points.append(point)
            else:
                board.single.append(point)
        return board

    @property
    def notes(self) -> list[BoardNote]:
        """What is on the board, grouped or not, in its order."""
        points = [*self.single, *(point for group in self.groups for point in group.points)]
        notes = [point.note for point in points]
        return sorted(notes, key=lambda note: (note.position, note.number))

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.single


def notes_for(reader: Reader, room: Discussion) -> QuerySet[BoardNote]:
    """The points that somebody may read: those put away are for the leader to bring back."""
    notes = room.board_notes.all()
    return notes.select_related("author") if reader.leads else notes.filter(put_away_at=None)


def points_of(room: Discussion, notes: Iterable[BoardNote], reader: Reader) -> list[Point]:
    return [Point.of(room, note, reader) for note in notes]


def counts_of(room: Discussion) -> dict[str, int]:
    """How many points each phase has on the board. One query."""
    notes = room.board_notes.filter(put_away_at=None).order_by()
    return dict(notes.values_list("phase").annotate(Count("pk")))
