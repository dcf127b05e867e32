"""What stands behind one mark of the map: who is there, whom they could meet, which links."""

from dataclasses import dataclass, replace

from django.db.models import Count, Min, Q, QuerySet

from programme.access import Seat
from programme.mapping.matrix import Cell, MatrixRow, NetworkingMap
from programme.mapping.suggestions import Clusters
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

    @staticmethod
    def only_cell(user: User, city: City, sector: Sector) -> Cell:
        """The mark alone, as it is now. One query."""
        marks = MapCell.objects.visible_to(user).filter(city=city, sector=sector)
        mark = marks.values_list("mark", flat=True).first()
        return Cell(city, sector, Mark(mark) if mark else None)

    @classmethod
    def of(cls, seat: Seat, city: City, sector: Sector) -> "CellPage":
        """At most seven queries: three of the map, and one each for what is listed."""
        programme, user = seat.programme, seat.user
        rows = NetworkingMap.of(programme, user, sector=sector.slug).rows
        clusters = clusters_of(seat, city, sector)
        return cls(
            cell=_suggested(_cell_of(rows, city, sector), clusters),
            may_answer=seat.is_coordinator or seat.edits(city),
            clusters=list(clusters[:MOST]),
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


def _suggested(cell: Cell, clusters: QuerySet[Cluster]) -> Cell:
    """The cell, with the clusters for which it could be marked. One query if it is open."""
    if cell.mark:
        return cell
    found = clusters.order_by().aggregate(number=Count("pk"), name=Min("name"))
    return replace(cell, suggested=Clusters(**found).words) if found["number"] else cell


def clusters_of(seat: Seat, city: City, sector: Sector) -> QuerySet[Cluster]:
    """The clusters of a city that are in the sector, or in its ecosystem."""
    within = Q(sector=sector)
    if sector.ecosystem:
        within |= Q(ecosystem=sector.ecosystem)
        within |= Q(ecosystem="", sector__ecosystem=sector.ecosystem)
    rows = Cluster.objects.visible_to(seat.user).in_programme(seat.programme)
    # By the index of names, which stops after the first few.
    rows = rows.filter(within, city=city).order_by("name", "pk")
    return rows.select_related("sector", "city")
