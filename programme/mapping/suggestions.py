"""Marks that follow from the profiles of clusters, for cities that have not answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Min, QuerySet, Subquery
from django.utils.translation import ngettext

from programme.kept import Kept
from programme.mapping.matrix import NetworkingMap
from programme.models import Cluster, Programme, Sector, User


@dataclass(frozen=True)
class Clusters:
    """How many clusters there are, and one of them by name."""

    number: int
    name: str

    def __add__(self, other: "Clusters") -> "Clusters":
        return Clusters(self.number + other.number, min(self.name, other.name))

    @property
    def words(self) -> str:
        """“Lyonbiopôle”, or “Lyonbiopôle and 2 more clusters”."""
        if self.number == 1:
            return self.name
        more = self.number - 1
        return ngettext(
            "%(name)s and %(more)s more cluster", "%(name)s and %(more)s more clusters", more
        ) % {"name": self.name, "more": more}


# How many programmes a process remembers.
MOST_KEPT = 16
# By the key of the city and that of the sector.
Profiles = Mapping[tuple[int, int], Clusters]


def with_state(sectors: QuerySet[Sector], programme: Programme, user: User) -> QuerySet[Sector]:
    """The sectors; each says in what state the directory is, which takes no query of its own."""
    clusters = Cluster.objects.visible_to(user).in_programme(programme).order_by()
    return sectors.annotate(
        directory_total=Subquery(clusters.values("programme").annotate(n=Count("*")).values("n")),
        directory_changed_at=Subquery(clusters.order_by("-changed_at").values("changed_at")[:1]),
    )


@dataclass(frozen=True)
class ClusterCounts:
    """The clusters of the directory as the map needs them."""

    profiles: Profiles = field(default_factory=dict)
    # Of no partner city: they have no place on the map.
    elsewhere: int = 0

    @classmethod
    def of(cls, programme: Programme, user: User, sectors: Sequence[Any]) -> "ClusterCounts":
        """One query, or none while nothing has changed. The sectors come from ``with_state``."""
        if not sectors:
            return cls()
        clusters = Cluster.objects.visible_to(user).in_programme(programme)
        state = (
            sectors[0].directory_total,
            sectors[0].directory_changed_at,
            *((sector.pk, sector.ecosystem) for sector in sectors),
        )
        return _kept.get(programme.pk, state, lambda: cls._read(clusters, sectors))

    @classmethod
    def _read(cls, clusters: QuerySet[Cluster], sectors: Sequence[Sector]) -> "ClusterCounts":
        groups = clusters.order_by().values_list("city", "sector", "ecosystem", "sector__ecosystem")
        profiles: dict[tuple[int, int], Clusters] = {}
        elsewhere = 0
        for city, own, ecosystem, usual, number, name in groups.annotate(Count("pk"), Min("name")):
            if city is None:
                elsewhere += number
                continue
            for sector in sectors:
                if own == sector.pk or _shares(sector, ecosystem or usual):
                    found = Clusters(number, name)
                    known = profiles.get((city, sector.pk))
                    profiles[city, sector.pk] = known + found if known else found
        return cls(profiles, elsewhere)


_kept: Kept[ClusterCounts] = Kept(MOST_KEPT)


def _shares(sector: Sector, ecosystem: str | None) -> bool:
    return bool(ecosystem) and sector.ecosystem == ecosystem


def with_suggestions(networking_map: NetworkingMap, profiles: Profiles) -> NetworkingMap:
    """The map, with the clusters beside each cell that is not answered and could be marked."""
    rows = [
        replace(
            row,
            cells=[
                replace(cell, suggested=found.words)
                if cell.mark is None and (found := profiles.get((row.city.pk, cell.sector.pk)))
                else cell
                for cell in row.cells
            ],
        )
        for row in networking_map.rows
    ]
    return replace(networking_map, rows=rows)
