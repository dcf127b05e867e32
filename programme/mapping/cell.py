"""What stands behind one mark of the map: who is there, whom they could meet, which links."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from programme.access import Seat
from programme.mapping.matrix import Cell, MatrixRow, NetworkingMap
from programme.mapping.suggestions import Clusters
from programme.models import City, Cluster, ClusterLink, MapCell, Mark, Membership, Sector, User
from programme.plain import plain

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
        names = _names_of(seat, city, sector)
        return cls(
            cell=_suggested(_cell_of(rows, city, sector), names),
            may_answer=seat.is_coordinator or seat.edits(city),
            clusters=_clusters_of(seat, [key for _name, key in names[:MOST]]),
            people=list(
                Membership.objects.visible_to(user)
                .in_programme(programme)
                .filter(city=city)
                .select_related("user", "city")
            ),
            links=_links_of(seat, city, sector),
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


def _suggested(cell: Cell, found: Sequence[tuple[str, int]]) -> Cell:
    """The cell, if it is open with the clusters for which it could be marked."""
    if cell.mark or not found:
        return cell
    return replace(cell, suggested=Clusters(len(found), found[0][0]).words)


def _names_of(seat: Seat, city: City, sector: Sector) -> list[tuple[str, int]]:
    """Names and keys of the clusters of a city that are in the sector, or in its ecosystem.

    One query. Sorted here: the database would walk through the names of a whole directory.
    """
    within = Q(sector=sector)
    if sector.ecosystem:
        within |= Q(ecosystem=sector.ecosystem)
        within |= Q(ecosystem="", sector__ecosystem=sector.ecosystem)
    rows = Cluster.objects.visible_to(seat.user).in_programme(seat.programme)
    names = rows.filter(within, city=city).order_by().values_list("name", "pk")
    return sorted(names, key=lambda one: (plain(one[0]), one[1]))


def _clusters_of(seat: Seat, keys: Sequence[int]) -> list[Cluster]:
    """The clusters with these keys, in their order. One query."""
    rows = Cluster.objects.visible_to(seat.user).select_related("sector", "city")
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _links_of(seat: Seat, city: City, sector: Sector) -> list[ClusterLink]:
    """Open links of clusters of the city that are about the sector. One query."""
    own = Cluster.objects.filter(city=city).order_by().values("pk")
    about = Q(sector=sector)
    about |= Q(sector=None, first__sector=sector) | Q(sector=None, second__sector=sector)
    rows = ClusterLink.objects.visible_to(seat.user).in_programme(seat.programme).open()
    rows = rows.filter(Q(first__in=own) | Q(second__in=own)).filter(about)
    return list(rows.select_related("first__city", "second__city")[:MOST])
