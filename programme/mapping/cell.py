"""What stands behind one mark of the map: who is there, whom they could meet, which links."""

from dataclasses import dataclass

from django.db.models import Q

from programme.access import Seat
from programme.mapping.matrix import Cell, MatrixRow, NetworkingMap
from programme.mapping.suggestions import ClusterCounts, with_suggestions
from programme.models import City, Cluster, ClusterLink, MapCell, Mark, Membership, Sector, User

# A mark stands for a few clusters and links; the directory and the list of links have all.
MOST = 30


@dataclass(frozen=True)
class CellPage:
    """A mark of the map, as one person sees it."""

    cell: Cell
    may_answer: bool
    clusters: list[Cluster]
    people: list[Membership]
    links: list[ClusterLink]
    # The other cities that have marked the sector.
    others: list[Cell]

    @property
    def meets(self) -> list[Cell]:
        """Where a case and an opportunity come together."""
        wanted = {Mark.CASE: Mark.OPPORTUNITY, Mark.OPPORTUNITY: Mark.CASE}
        return [
            cell
            for cell in self.others
            if self.cell.mark and cell.mark == wanted.get(self.cell.mark)
        ]

    @property
    def alike(self) -> list[Cell]:
        """With the same mark: a city in the same position."""
        return [cell for cell in self.others if cell not in self.meets]

    @staticmethod
    def only_cell(user: User, city: City, sector: Sector) -> Cell:
        """The mark alone, as it is now. One query."""
        marks = MapCell.objects.visible_to(user).filter(city=city, sector=sector)
        mark = marks.values_list("mark", flat=True).first()
        return Cell(city, sector, Mark(mark) if mark else None)

    @classmethod
    def of(cls, seat: Seat, city: City, sector: Sector) -> "CellPage":
        """Seven queries: three of the map, and one each for what is listed."""
        programme, user = seat.programme, seat.user
        whole = NetworkingMap.of(programme, user, sector=sector.slug)
        profiles = ClusterCounts.of(programme, user, whole.sectors).profiles
        rows = with_suggestions(whole, profiles).rows
        return cls(
            cell=_cell_of(rows, city, sector),
            may_answer=seat.is_coordinator or seat.edits(city),
            clusters=list(clusters_of(seat, city, sector)),
            people=list(
                Membership.objects.visible_to(user)
                .in_programme(programme)
                .filter(city=city)
                .select_related("user", "city")
            ),
            links=list(
                ClusterLink.objects.visible_to(user)
                .in_programme(programme)
                .open()
                .filter(Q(first__city=city) | Q(second__city=city))
                .filter(
                    Q(sector=sector)
                    | Q(sector=None, first__sector=sector)
                    | Q(sector=None, second__sector=sector)
                )
                .select_related("first__city", "second__city")[:MOST]
            ),
            others=[
                cell
                for row in rows
                for cell in row.cells
                if row.city != city and cell.mark in (Mark.CASE, Mark.OPPORTUNITY)
            ],
        )


def _cell_of(rows: list[MatrixRow], city: City, sector: Sector) -> Cell:
    cells = [cell for row in rows if row.city == city for cell in row.cells]
    return next((cell for cell in cells if cell.sector == sector), Cell(city, sector, None))


def clusters_of(seat: Seat, city: City, sector: Sector) -> list[Cluster]:
    """The clusters of a city that are in the sector, or in its ecosystem. One query."""
    within = Q(sector=sector)
    if sector.ecosystem:
        within |= Q(ecosystem=sector.ecosystem)
        within |= Q(ecosystem="", sector__ecosystem=sector.ecosystem)
    rows = Cluster.objects.visible_to(seat.user).in_programme(seat.programme)
    return list(rows.filter(within, city=city).select_related("sector", "city")[:MOST])
