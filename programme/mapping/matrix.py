"""The networking map “City case × Networking opportunity”, and what it says in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.mapping.history import Marks
from programme.models import City, MapCell, Mark, Programme, Sector, User

NOT_ANSWERED = ""
MARKED = (Mark.CASE, Mark.OPPORTUNITY)
# All answers, with the key that gives each; the missing one is an answer of its own.
MARKS = [
    (Mark.CASE.value, Mark.CASE.label, "c"),
    (Mark.OPPORTUNITY.value, Mark.OPPORTUNITY.label, "o"),
    (Mark.NONE.value, Mark.NONE.label, "n"),
    (NOT_ANSWERED, gettext_lazy("Not answered"), "?"),
]


def said(mark: str | None) -> str:
    """A mark in words, also the missing one."""
    return str(Mark(mark).label) if mark else _("Not answered")


@dataclass(frozen=True)
class Cell:
    """What a city says about a sector; in a comparison also what it said before."""

    city: City
    sector: Sector
    mark: Mark | None
    before: Mark | None = None
    is_compared: bool = False
    # The clusters for which the city could mark this sector (see ``suggestions``).
    suggested: str = ""

    @property
    def has_changed(self) -> bool:
        return self.is_compared and self.mark != self.before

    @property
    def value(self) -> str:
        return self.mark or NOT_ANSWERED

    @property
    def words(self) -> str:
        return said(self.mark)

    @property
    def sentence(self) -> str:
        """“Lyon, Biotech: City case; before: Not answered”."""
        words = {"city": self.city, "sector": self.sector, "mark": self.words}
        if self.has_changed:
            words["before"] = said(self.before)
            return _("%(city)s, %(sector)s: %(mark)s; before: %(before)s") % words
        return _("%(city)s, %(sector)s: %(mark)s") % words


@dataclass(frozen=True)
class MatrixRow:
    """A city and its cells, in the order of the sectors; no mark is “not answered”."""

    city: City
    cells: list[Cell]
    may_answer: bool = False

    @property
    def marks(self) -> list[tuple[Sector, Mark | None]]:
        return [(cell.sector, cell.mark) for cell in self.cells]

    @property
    def is_unanswered(self) -> bool:
        return all(cell.mark is None for cell in self.cells)

    @property
    def open_sectors(self) -> list[Sector]:
        """What the city has not answered."""
        return [cell.sector for cell in self.cells if cell.mark is None]


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
    def cities(self) -> list[City]:
        return [row.city for row in self.rows]

    @property
    def unanswered(self) -> list[City]:
        return [row.city for row in self.rows if row.is_unanswered]

    @property
    def partly_answered(self) -> list[MatrixRow]:
        return [row for row in self.rows if row.open_sectors and not row.is_unanswered]

    @property
    def open_by_sector(self) -> list[tuple[Sector, list[MatrixRow]]]:
        """Who has left out a sector, having answered for others."""
        rows = self.partly_answered
        return [
            (sector, those)
            for place, sector in enumerate(self.sectors)
            if (those := [row for row in rows if row.cells[place].mark is None])
        ]

    @property
    def answered(self) -> int:
        return len(self.rows) - len(self.unanswered)

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def changed(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.has_changed]

    @classmethod
    def of(
        cls,
        programme: Programme,
        user: User,
        *,
        sector: str = "",
        sectors: QuerySet[Sector] | None = None,
    ) -> "NetworkingMap":
        """What a person sees of it, or of one sector. Three queries: sectors, cities, marks.

        ``sectors`` are those of the programme, where more of them is asked than usual.
        """
        if sectors is None:
            sectors = Sector.objects.visible_to(user).in_programme(programme)
        return cls._of(
            list(sectors),
            City.objects.visible_to(user).in_programme(programme),
            MapCell.objects.visible_to(user).in_programme(programme),
        ).narrowed(sector)

    @classmethod
    def of_programme(cls, programme: Programme) -> "NetworkingMap":
        """For a document, which is made for nobody alone. Three queries."""
        sectors = list(Sector.objects.in_programme(programme))
        cities = City.objects.in_programme(programme)
        return cls._of(sectors, cities, MapCell.objects.in_programme(programme))

    @classmethod
    def _of(
        cls, sectors: list[Sector], cities: QuerySet[City], cells: QuerySet[MapCell]
    ) -> "NetworkingMap":
        answers = cells.order_by().values_list("city", "sector", "mark")
        marks = {(city, sector): Mark(mark) for city, sector, mark in answers}
        return cls.read(
            sectors,
            [
                MatrixRow(
                    city,
                    [Cell(city, sector, marks.get((city.pk, sector.pk))) for sector in sectors],
                )
                for city in cities.select_related("group")
            ],
        )

    @classmethod
    def read(cls, sectors: list[Sector], rows: list[MatrixRow]) -> "NetworkingMap":
        """The matrix with what it says."""
        marked = _marked(sectors, rows)
        return cls(
            sectors=sectors,
            rows=rows,
            meetings=_meetings(sectors, rows),
            lonely=[(sector, cities[0]) for sector, cities in marked if len(cities) == 1],
            unmarked=[sector for sector, cities in marked if not cities],
        )

    def narrowed(self, slug: str) -> "NetworkingMap":
        """With one sector alone; all of it for a sector that is not there."""
        if slug not in {sector.slug for sector in self.sectors}:
            return self
        return self.read(
            [sector for sector in self.sectors if sector.slug == slug],
            [
                replace(row, cells=[cell for cell in row.cells if cell.sector.slug == slug])
                for row in self.rows
            ],
        )

    def compared(self, before: Mapping[int, Marks]) -> "NetworkingMap":
        """Each cell with what it was: marks by the key of the city and the name of the sector."""
        rows = [
            replace(
                row,
                cells=[
                    replace(cell, before=_mark_of(before[row.city.pk], cell), is_compared=True)
                    for cell in row.cells
                ],
            )
            for row in self.rows
        ]
        return replace(self, rows=rows)

    def earlier(self) -> "NetworkingMap":
        """The map as it was, of one that is compared."""
        rows = [
            replace(row, cells=[Cell(cell.city, cell.sector, cell.before) for cell in row.cells])
            for row in self.rows
        ]
        return self.read(self.sectors, rows)

    @property
    def marks_by_name(self) -> dict[int, dict[str, str]]:
        """By the key of the city and the name of the sector, as the log has them."""
        return {
            row.city.pk: {cell.sector.name: cell.mark for cell in row.cells if cell.mark}
            for row in self.rows
        }

    @property
    def possible_pairs(self) -> int:
        """How many pairs of cities could meet because a case meets an opportunity."""
        return len(
            {frozenset((one.host.pk, seeker.pk)) for one in self.meetings for seeker in one.seekers}
        )


def _mark_of(marks: Marks, cell: Cell) -> Mark | None:
    mark = marks.get(cell.sector.name, "")
    return Mark(mark) if mark in Mark.values else None


def _with_mark(rows: Sequence[MatrixRow], place: int, *marks: Mark) -> list[City]:
    """The cities with one of the marks in a column; cells stand in the order of the sectors."""
    return [row.city for row in rows if row.cells[place].mark in marks]


def _marked(
    sectors: Sequence[Sector], rows: Sequence[MatrixRow]
) -> list[tuple[Sector, list[City]]]:
    return [(sector, _with_mark(rows, place, *MARKED)) for place, sector in enumerate(sectors)]


def _meetings(sectors: Sequence[Sector], rows: Sequence[MatrixRow]) -> list[Meeting]:
    return [
        Meeting(sector, host, seekers)
        for place, sector in enumerate(sectors)
        if (seekers := _with_mark(rows, place, Mark.OPPORTUNITY))
        for host in _with_mark(rows, place, Mark.CASE)
    ]
