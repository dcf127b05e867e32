"""How many links between clusters join which cities: what the map draws as lines."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from programme.kept import Kept
from programme.mapping.state import MOST_KEPT
from programme.models import City, ClusterLink, LinkStatus, Programme, Sector, User

# From the first step to the last; a pair is drawn as far as its best link has come.
STEPS = (LinkStatus.PROPOSED, LinkStatus.MET, LinkStatus.EXPLORING, LinkStatus.AGREED)
Counts = dict[LinkStatus, int]


def in_steps(counts: Mapping[LinkStatus, int]) -> list[tuple[LinkStatus, int]]:
    """The open links by how far they are, the furthest first."""
    return [(step, counts[step]) for step in reversed(STEPS) if counts.get(step)]


# The keys of two cities, the smaller one first.
Ends = tuple[int, int]


@dataclass(frozen=True)
class Counted:
    """The open links by the cities of their clusters and by step, and how many are closed."""

    ends: Mapping[Ends, Counts]
    total: Counts
    closed: int


@dataclass(frozen=True)
class LinkedPair:
    """Two cities and the open links between their clusters."""

    first: City
    second: City
    counts: Counts

    @property
    def number(self) -> int:
        return sum(self.counts.values())

    @property
    def furthest(self) -> LinkStatus:
        return in_steps(self.counts)[0][0]

    @property
    def steps(self) -> list[tuple[LinkStatus, int]]:
        return in_steps(self.counts)


@dataclass(frozen=True)
class MapLinks:
    """The links of a programme as its map shows them."""

    pairs: list[LinkedPair] = field(default_factory=list)
    # Between clusters of one city, and to clusters of none: in no line, so they are said.
    within: list[tuple[City, int]] = field(default_factory=list)
    elsewhere: int = 0
    closed: int = 0
    counts: Counts = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Of the open ones."""
        return sum(self.counts.values())

    @property
    def agreed(self) -> int:
        return self.counts.get(LinkStatus.AGREED, 0)

    @cached_property
    def _by_city(self) -> dict[int, list[tuple[City, LinkedPair]]]:
        found: dict[int, list[tuple[City, LinkedPair]]] = defaultdict(list)
        for pair in self.pairs:
            found[pair.first.pk].append((pair.second, pair))
            found[pair.second.pk].append((pair.first, pair))
        return found

    def at(self, city: City) -> list[tuple[City, LinkedPair]]:
        """The pairs with this city: the city at the other end, and the pair."""
        return self._by_city.get(city.pk, [])

    @classmethod
    def of(
        cls,
        programme: Programme,
        user: User,
        cities: Sequence[City],
        sector: Sector | None = None,
        *,
        state: Hashable = None,
    ) -> "MapLinks":
        """What a person sees of them; the cities are those of the map.

        One query, or none if nothing has changed since the same ``state`` (see ``state_of``).
        """
        links = ClusterLink.objects.visible_to(user).in_programme(programme)
        if state is None:
            return cls.read(_counted(links, sector), cities)
        key = programme.pk, sector.pk if sector else None
        return cls.read(_kept.get(key, state, lambda: _counted(links, sector)), cities)

    @classmethod
    def of_programme(cls, programme: Programme, cities: Sequence[City]) -> "MapLinks":
        """For a document, which is made for nobody alone. One query."""
        return cls.read(_counted(ClusterLink.objects.in_programme(programme), None), cities)

    @classmethod
    def read(cls, counted: Counted, cities: Sequence[City]) -> "MapLinks":
        """The counts, with the cities that they belong to."""
        places = {city.pk: place for place, city in enumerate(cities)}
        pairs: dict[tuple[int, int], Counts] = {}
        within: dict[int, int] = {}
        elsewhere = 0
        for (one, other), counts in counted.ends.items():
            if one not in places or other not in places:
                elsewhere += sum(counts.values())
            elif one == other:
                within[places[one]] = sum(counts.values())
            else:
                first, second = sorted((places[one], places[other]))
                pairs[first, second] = counts
        return cls(
            pairs=[
                LinkedPair(cities[first], cities[second], counts)
                for (first, second), counts in sorted(pairs.items())
            ],
            within=[(cities[place], number) for place, number in sorted(within.items())],
            elsewhere=elsewhere,
            closed=counted.closed,
            counts=counted.total,
        )


_kept: Kept[Counted] = Kept(MOST_KEPT)


def _counted(links: QuerySet[ClusterLink], sector: Sector | None) -> Counted:
    if sector:
        # A link that names no sector is about that of its clusters.
        about = Coalesce("sector", "first__sector", "second__sector")
        links = links.annotate(map_sector=about).filter(map_sector=sector.pk)
    rows = links.order_by().values_list("first__city", "second__city", "status")
    ends: dict[Ends, Counts] = defaultdict(dict)
    total: Counts = {}
    closed = 0
    for one, other, status, number in rows.annotate(Count("pk")):
        step = LinkStatus(status)
        if step == LinkStatus.CLOSED:
            closed += number
            continue
        # Which of the two clusters is the first says nothing; 0 is no city.
        counts = ends[min(one or 0, other or 0), max(one or 0, other or 0)]
        counts[step] = counts.get(step, 0) + number
        total[step] = total.get(step, 0) + number
    return Counted(dict(ends), total, closed)
