"""The page on which an agenda is written: its days beside each other, in true proportion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count
from django.utils.formats import date_format

from programme.access import Seat
from workshops.agendas.days import Conflict, overlap
from workshops.agendas.positions import Position
from workshops.agendas.release_page import ReleaseState
from workshops.agendas.releases import current_release
from workshops.models import AgendaItem, AgendaItemKind, Choice, Workshop, WorkshopFile

# The hours that a day shows even when nothing is on: there must be room to move to.
FIRST_HOUR, LAST_HOUR = 8, 18
# Items up to so many minutes have room for one line of words, or for two.
ONE_LINE, TWO_LINES = 25, 40
MOST_LANES = 8


@dataclass(frozen=True)
class Block:
    """An item where it stands: its times, and its share of the column's width."""

    item: AgendaItem
    lane: int
    lanes: int
    conflicts: list[Conflict]
    files: int

    @property
    def position(self) -> str:
        """What a form sends back to say where the person saw the item."""
        return str(Position.of(self.item))

    @property
    def has_error(self) -> bool:
        return any(conflict.is_error for conflict in self.conflicts)

    @property
    def doubts(self) -> list[str]:
        """What does not fit, each once, in few words."""
        return list(dict.fromkeys(conflict.brief for conflict in self.conflicts))

    @property
    def minutes(self) -> int:
        start, end = self.item.starts_at, self.item.ends_at
        return (end.hour - start.hour) * 60 + end.minute - start.minute

    @property
    def css_classes(self) -> str:
        """Where it stands (the policy lets a page carry no styles of its own), and what it is."""
        start, end = self.item.starts_at, self.item.ends_at
        place = f"from-h{start.hour} from-m{start.minute} to-h{end.hour} to-m{end.minute}"
        # More beside each other than there is room for lie over one another.
        lanes = f"lane-{self.lane % MOST_LANES} lanes-{min(self.lanes, MOST_LANES)}"
        return " ".join([place, lanes, *self._looks()])

    def _looks(self) -> Iterator[str]:
        if self.minutes <= ONE_LINE:
            yield "is-line"
        elif self.minutes <= TWO_LINES:
            yield "is-short"
        if self.item.kind == AgendaItemKind.BREAK:
            yield "is-break"
        if self.item.choice == Choice.B:
            yield "is-other"
        if self.conflicts:
            yield "is-wrong" if self.has_error else "is-doubtful"


@dataclass(frozen=True)
class Column:
    """One day. ``is_outside`` for a day on which the workshop no longer is."""

    date: date
    blocks: list[Block]
    is_outside: bool

    # Every item can be moved to every day: both are written there as often.
    @cached_property
    def iso(self) -> str:
        return self.date.isoformat()

    @cached_property
    def words(self) -> str:
        return date_format(self.date, "l j F")


@dataclass
class Board:
    """The draft of an agenda as those who write it see it."""

    workshop: Workshop
    seat: Seat
    items: list[AgendaItem]
    removed: list[AgendaItem]
    files: dict[int, int]
    # How it stands to what members read.
    state: ReleaseState

    @classmethod
    def of(cls, workshop: Workshop, seat: Seat) -> "Board":
        workshop.programme = seat.programme
        rows = AgendaItem.objects.visible_to(seat.user).filter(workshop=workshop).with_taken()
        files = (
            WorkshopFile.objects.visible_to(seat.user)
            .filter(workshop=workshop, item__isnull=False)
            .order_by()
            .values_list("item")
            .annotate(Count("pk"))
        )
        found = list(rows)
        items = [item for item in found if item.removed_at is None]
        return cls(
            workshop=workshop,
            seat=seat,
            items=items,
            removed=[item for item in found if item.removed_at is not None],
            state=ReleaseState(workshop, items, current_release(workshop)),
            files={pk: count for pk, count in files if pk},
        )

    @property
    def can_edit(self) -> bool:
        """Whether the person fixes the days."""
        return self.seat.is_coordinator

    @property
    def is_draft(self) -> bool:
        return self.workshop.agenda_released_at is None

    @property
    def change_count(self) -> int:
        """How much differs from what members read."""
        return len(self.state.changes)

    @property
    def group_class(self) -> str:
        city = self.workshop.city
        return f"group-{city.group.number}" if city and city.group else ""

    @property
    def conflicts(self) -> list[Conflict]:
        return self.state.conflicts

    @cached_property
    def columns(self) -> list[Column]:
        """The workshop's days in order; days that are left over come too."""
        inside = set(self.workshop.days)
        days = sorted(inside | {item.day for item in self.items})
        return [Column(day, list(self._blocks(day)), day not in inside) for day in days]

    @property
    def column_count(self) -> int:
        return len(self.columns)

    def _blocks(self, day: date) -> Iterator[Block]:
        for beside in _side_by_side([item for item in self.items if item.day == day]):
            lanes = max(lane for _item, lane in beside) + 1
            for item, lane in beside:
                found = [conflict for conflict in self.conflicts if item in conflict.items]
                yield Block(item, lane, lanes, found, self.files.get(item.pk, 0))

    @cached_property
    def first_hour(self) -> int:
        return min([FIRST_HOUR, *(item.starts_at.hour for item in self.items)])

    @cached_property
    def last_hour(self) -> int:
        """The full hour at which the latest item has ended."""
        ends = (item.ends_at.hour + bool(item.ends_at.minute) for item in self.items)
        return max([LAST_HOUR, *ends])

    @property
    def hours(self) -> range:
        return range(self.first_hour, self.last_hour + 1)


def _side_by_side(items: Sequence[AgendaItem]) -> Iterator[list[tuple[AgendaItem, int]]]:
    """Items of a day, in runs of those that overlap, each with its lane from 0.

    They come in the order of their beginning, the choices A and B so that A is on the left.
    """
    run: list[tuple[AgendaItem, int]] = []
    for item in items:
        beside = [lane for other, lane in run if overlap(item, other)]
        if run and not beside and all(other.ends_at <= item.starts_at for other, _lane in run):
            yield run
            run = []
        free = next(lane for lane in range(len(run) + 1) if lane not in beside)
        run.append((item, free))
    if run:
        yield run
