"""The networking map “City case × Networking opportunity”, and what it says in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from programme.models import City, MapCell, Mark, Programme, Sector, User


@dataclass(frozen=True)
class MatrixRow:
    """A city and its mark per sector, in the order of the sectors; None is not answered."""

    city: City
    marks: list[tuple[Sector, Mark | None]]

    @property
    def is_unanswered(self) -> bool:
        return all(mark is None for _sector, mark in self.marks)


@dataclass(frozen=True)
class Meeting:
    """A city case of a sector and the cities that look for contacts in it."""

    sector: Sector
    host: City
    seekers: list[City]


@dataclass(frozen=True)
class NetworkingMap:
    """The whole matrix and its reading."""

    sectors: list[Sector]
    rows: list[MatrixRow]
    meetings: list[Meeting] = field(default_factory=list)
    # Sectors in which only one city has a case or an opportunity: it has no partner.
    lonely: list[tuple[Sector, City]] = field(default_factory=list)
    unmarked: list[Sector] = field(default_factory=list)

    @property
    def unanswered(self) -> list[City]:
        return [row.city for row in self.rows if row.is_unanswered]

    @property
    def answered(self) -> int:
        return len(self.rows) - len(self.unanswered)

    @classmethod
    def of(cls, programme: Programme, user: User) -> "NetworkingMap":
        """Three queries: sectors, cities, marks."""
        sectors = list(Sector.objects.visible_to(user).in_programme(programme))
        cities = City.objects.visible_to(user).in_programme(programme).select_related("group")
        cells = MapCell.objects.visible_to(user).in_programme(programme)
        marks = {(cell.city_id, cell.sector_id): Mark(cell.mark) for cell in cells}
        rows = [
            MatrixRow(city, [(sector, marks.get((city.pk, sector.pk))) for sector in sectors])
            for city in cities
        ]
        return cls(
            sectors=sectors,
            rows=rows,
            meetings=_meetings(sectors, rows),
            lonely=[
                (sector, cities[0]) for sector, cities in _marked(sectors, rows) if len(cities) == 1
            ],
            unmarked=[sector for sector, cities in _marked(sectors, rows) if not cities],
        )


def _with_mark(rows: Sequence[MatrixRow], sector: Sector, *marks: Mark) -> list[City]:
    return [row.city for row in rows for own, mark in row.marks if own == sector and mark in marks]


def _marked(
    sectors: Sequence[Sector], rows: Sequence[MatrixRow]
) -> list[tuple[Sector, list[City]]]:
    return [(sector, _with_mark(rows, sector, Mark.CASE, Mark.OPPORTUNITY)) for sector in sectors]


def _meetings(sectors: Sequence[Sector], rows: Sequence[MatrixRow]) -> list[Meeting]:
    return [
        Meeting(sector, host, seekers)
        for sector in sectors
        if (seekers := _with_mark(rows, sector, Mark.OPPORTUNITY))
        for host in _with_mark(rows, sector, Mark.CASE)
    ]
