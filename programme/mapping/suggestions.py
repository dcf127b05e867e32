"""Marks that follow from the profiles of clusters, for cities that have not answered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from django.db.models import Count, Min, QuerySet
from django.utils.translation import ngettext

from programme.kept import Kept
from programme.mapping.matrix import NetworkingMap
from programme.mapping.state import MOST_KEPT, state_of
from programme.models import Cluster, Programme, Sector, User


@dataclass(frozen=True)
class Clusters:
    """How many clusters there are, and one of them by name."""

    number: int
    name: str

    @property
    def words(self) -> str:
        """“Lyonbiopôle”, or “Lyonbiopôle and 2 more clusters”."""
        if self.number == 1:
            return self.name
        more = self.number - 1
        return ngettext(
            "%(name)s and %(more)s more cluster", "%(name)s and %(more)s more clusters", more
        ) % {"name": self.name, "more": more}


# By the key of the city and that of the sector.
Profiles = Mapping[tuple[int, int], Clusters]


@dataclass(frozen=True)
class ClusterCounts:
    """The clusters of the directory as the map needs them."""

    profiles: Profiles = field(default_factory=dict)
    # Of no partner city: they have no place on the map.
    elsewhere: int = 0

    @classmethod
    def of(cls, programme: Programme, user: User, sectors: Sequence[Sector]) -> "ClusterCounts":
        """One query, or none while nothing has changed. The sectors come from ``with_state``."""
        clusters = Cluster.objects.visible_to(user).in_programme(programme)
        make = partial(cls._read, clusters, sectors)
        return _kept.get(programme.pk, state_of(sectors), make)

    @classmethod
    def _read(cls, clusters: QuerySet[Cluster], sectors: Sequence[Sector]) -> "ClusterCounts":
        groups = clusters.order_by().values_list("city", "sector", "ecosystem", "sector__ecosystem")
        # The sectors for which a cluster counts, by its own sector and its ecosystem.
        columns: dict[tuple[int | None, str | None], list[int]] = {}
        numbers: dict[tuple[int, int], int] = defaultdict(int)
        names: dict[tuple[int, int], str] = {}
        elsewhere = 0
        for city, own, ecosystem, usual, number, name in groups.annotate(Count("pk"), Min("name")):
            if city is None:
                elsewhere += number
                continue
            of = own, ecosystem or usual
            if of not in columns:
                columns[of] = [one.pk for one in sectors if own == one.pk or _shares(one, of[1])]
            for sector in columns[of]:
                place = city, sector
                numbers[place] += number
                names[place] = min(name, names.get(place, name))
        profiles = {place: Clusters(number, names[place]) for place, number in numbers.items()}
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
