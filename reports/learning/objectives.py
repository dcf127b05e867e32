"""The seven objectives of all cities: how much they matter, and how far each city has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.article import Goal
from cases.outline import OBJECTIVE_KEYS, TOPICS
from reports.learning.reading import LearningCase, alphabetic

BY_GROUP, BY_CITY = "group", "city"
# As many cities are named in a sentence.
MOST_NAMED = 8


@dataclass(frozen=True)
class Cell:
    """One objective of one city. Neither number where the case is silent."""

    key: str
    title: str
    priority: int | None = None
    # How much of the way from start to target is gone.
    percent: int | None = None
    # What is measured, with its numbers: “Firms trained: 21 of 40 by 2010”.
    measured: str = ""
    is_left_out: bool = False

    @property
    def words(self) -> str:
        """The cell without its colours."""
        if self.is_left_out:
            return _("confidential, left out")
        if self.priority is None:
            return _("not stated")
        said = _("priority %(number)s of 5") % {"number": self.priority}
        if self.percent is None:
            return said
        reached = _("%(percent)s %% of the way to the target") % {"percent": self.percent}
        return f"{said}, {reached}"


@dataclass(frozen=True)
class HeatRow:
    city: str
    slug: str
    group: int
    title: str
    is_draft: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """One objective over all cities, and the same in a sentence."""

    key: str
    title: str
    mean: str
    words: str


@dataclass(frozen=True)
class HeatMap:
    """Cities by objectives, in the order that was asked for."""

    columns: tuple[Column, ...]
    rows: tuple[HeatRow, ...]
    order: str

    @classmethod
    def of(cls, cases: Sequence[LearningCase], *, order: str = BY_GROUP) -> "HeatMap":
        """``order`` is “group”, “city”, or the key of an objective: the highest priority first."""
        rows = [_row(case) for case in cases]
        if order in OBJECTIVE_KEYS:
            position = OBJECTIVE_KEYS.index(order)
            rows.sort(key=lambda row: _weight(row.cells[position]), reverse=True)
        elif order == BY_CITY:
            rows.sort(key=lambda row: alphabetic(row.city))
        else:
            order = BY_GROUP
        columns = tuple(
            _column(key, [(row.city, row.cells[position]) for row in rows])
            for position, key in enumerate(OBJECTIVE_KEYS)
        )
        return cls(columns, tuple(rows), order)


def _row(case: LearningCase) -> HeatRow:
    goals = case.goals
    return HeatRow(
        city=case.city,
        slug=case.slug,
        group=case.group.number,
        title=case.title,
        is_draft=case.is_draft,
        cells=tuple(_cell(key, goals.get(key), case.left_out) for key in OBJECTIVE_KEYS),
    )


def _cell(key: str, goal: Goal | None, left_out: frozenset[str]) -> Cell:
    title = str(TOPICS[key].title)
    if goal is None or key in left_out:
        return Cell(key, title, is_left_out=key in left_out)
    return Cell(key, title, goal.priority, goal.percent, _measured(goal))


def _measured(goal: Goal) -> str:
    if not goal.target or not goal.reached:
        return goal.measure
    words = {"measure": goal.measure, "reached": goal.reached_words, "target": goal.target_words}
    if goal.target_year:
        words["year"] = str(goal.target_year)
        return _("%(measure)s: %(reached)s reached, target %(target)s by %(year)s") % words
    return _("%(measure)s: %(reached)s reached, target %(target)s") % words


def _weight(cell: Cell) -> tuple[int, int]:
    """High priorities first, among equals who has come farther; the silent ones last."""
    return (
        -1 if cell.priority is None else cell.priority,
        -1 if cell.percent is None else cell.percent,
    )


def _column(key: str, cells: Sequence[tuple[str, Cell]]) -> Column:
    known = [(city, cell.priority) for city, cell in cells if cell.priority is not None]
    mean = f"{sum(number for _city, number in known) / len(known):.1f}" if known else ""
    return Column(key, str(TOPICS[key].title), mean, _sentences(cells, known))


def _sentences(cells: Sequence[tuple[str, Cell]], known: Sequence[tuple[str, int]]) -> str:
    """What the column shows: who cares most, who has come how far, who says nothing."""
    if not known:
        return _("No city has said how much this matters.")
    most = max(number for _city, number in known)
    sentences = [
        _("Highest priority %(number)s: %(cities)s.")
        % {"number": most, "cities": _list(city for city, number in known if number == most)}
        if most
        else _("No priority anywhere.")
    ]
    reached = sorted(
        ((cell.percent, city) for city, cell in cells if cell.percent is not None),
        key=lambda row: (-row[0], alphabetic(row[1])),
    )
    if reached:
        steps = _list(f"{city} {percent} %" for percent, city in reached)
        sentences.append(_("Way to the target: %(steps)s.") % {"steps": steps})
    if hidden := _list(city for city, cell in cells if cell.is_left_out):
        sentences.append(_("Confidential and left out: %(cities)s.") % {"cities": hidden})
    return " ".join(sentences)


def _list(names: Iterable[str]) -> str:
    """The first names, and how many there are besides: a sentence, not a register."""
    known = list(names)
    more = len(known) - MOST_NAMED
    if more < 2:
        return ", ".join(known)
    words = {"names": ", ".join(known[:MOST_NAMED]), "count": more}
    return _("%(names)s and %(count)s more") % words


def nearest(heat: HeatMap, key: str, city: str, *, most: int) -> list[str]:
    """The cities to read beside this one on an objective: those to which it matters most."""
    position = OBJECTIVE_KEYS.index(key)
    others = sorted(
        (row for row in heat.rows if row.slug != city and not row.cells[position].is_left_out),
        key=lambda row: _weight(row.cells[position]),
        reverse=True,
    )
    return [city, *(row.slug for row in others[: most - 1])]
