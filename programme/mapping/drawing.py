"""The matrix beside the map as one drawing: where everything stands."""

from dataclasses import dataclass

from programme.mapping.europe import HEIGHT, WIDTH, Europe
from programme.mapping.matrix import Cell, NetworkingMap
from programme.mapping.names import width_of
from programme.palette import group_colour

MARGIN = 24
# From the top: the title, then the names of the sectors, then the rows.
TITLE = 64
ROW = 24
COLUMN = 46
# The names of sectors stand slanted where they are many or long.
HEAD_FLAT, HEAD_SLANTED = 30, 110
LONGEST = 22
# With so few sectors the columns are wide.
FEW = 6
# Room for the legend of the matrix, even without any sector.
LEAST = 330
# Below the matrix and below the map.
LEGEND = 56


@dataclass(frozen=True)
class Column:
    """A sector and the middle of its column."""

    name: str
    x: float


@dataclass(frozen=True)
class MarkAt:
    """A cell and its middle."""

    cell: Cell
    x: float


@dataclass(frozen=True)
class Row:
    """A city with its marks."""

    name: str
    colour: str
    y: float
    marks: list[MarkAt]


@dataclass(frozen=True)
class Drawing:
    """Everything with its place."""

    columns: list[Column]
    rows: list[Row]
    europe: Europe
    is_slanted: bool
    top: float
    matrix_width: float
    width: float
    height: float

    @property
    def map_x(self) -> float:
        return self.matrix_width + 2 * MARGIN

    @property
    def map_width(self) -> int:
        return WIDTH

    @property
    def map_height(self) -> int:
        return HEIGHT

    @property
    def below_matrix(self) -> float:
        return self.top + ROW * len(self.rows) + 22

    @property
    def below_map(self) -> float:
        return TITLE + HEIGHT + 28

    @classmethod
    def of(cls, networking_map: NetworkingMap, europe: Europe) -> "Drawing":
        names = [_short(sector.name) for sector in networking_map.sectors]
        column = COLUMN if len(names) > FEW else COLUMN * 1.6
        is_slanted = any(width_of(name) > column - 4 for name in names)
        first = MARGIN + 24 + max([60.0, *(width_of(row.city.name) for row in networking_map.rows)])
        places = [first + column * (n + 0.5) for n in range(len(names))]
        top = TITLE + (HEAD_SLANTED if is_slanted else HEAD_FLAT)
        rows = [
            Row(
                row.city.name,
                group_colour(row.city.group.number if row.city.group else None),
                top + ROW * (n + 0.5),
                [MarkAt(cell, x) for cell, x in zip(row.cells, places, strict=True)],
            )
            for n, row in enumerate(networking_map.rows)
        ]
        matrix_width = max(first + column * len(names) + (60 if is_slanted else 0), LEAST)
        return cls(
            columns=[Column(name, x) for name, x in zip(names, places, strict=True)],
            rows=rows,
            europe=europe,
            is_slanted=is_slanted,
            top=top,
            matrix_width=matrix_width,
            width=matrix_width + WIDTH + 3 * MARGIN,
            height=max(top + ROW * len(rows), TITLE + HEIGHT) + LEGEND + MARGIN,
        )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
