"""How many links between clusters join which cities: what the map draws as lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from programme.models import City, ClusterLink, LinkStatus, Programme, Sector, User

# From the first step to the last; a pair is drawn as far as its best link has come.
STEPS = (LinkStatus.PROPOSED, LinkStatus.MET, LinkStatus.EXPLORING, LinkStatus.AGREED)
Counts = dict[LinkStatus, int]


def in_steps(counts: Mapping[LinkStatus, int]) -> list[tuple[LinkStatus, int]]:
    """The open links by how far they are, the furthest first."""
    return [(step, counts[step]) for step in reversed(STEPS) if counts.get(step)]


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
        cls, programme: Programme, user: User, cities: Sequence[City], sector: Sector | None = None
    ) -> "MapLinks":
        """What a person sees of them. One query; the cities are those of the map."""
        rows = ClusterLink.objects.visible_to(user).in_programme(programme)
        return cls._of(rows, cities, sector)

    @classmethod
    def of_programme(cls, programme: Programme, cities: Sequence[City]) -> "MapLinks":
        """For a document, which is made for nobody alone. One query."""
        return cls._of(ClusterLink.objects.in_programme(programme), cities, None)

    @classmethod
    def _of(
        cls, links: QuerySet[ClusterLink], cities: Sequence[City], sector: Sector | None
    ) -> "MapLinks":
        if sector:
            # A link that names no sector is about that of its clusters.
            about = Coalesce("sector", "first__sector", "second__sector")
            links = links.annotate(map_sector=about).filter(map_sector=sector.pk)
        ends = links.order_by().values_list("first__city", "second__city", "status")
        return cls.read(ends.annotate(Count("pk")), cities)

    @classmethod
    def read(
        cls,
        rows: Iterable[tuple[int | None, int | None, str, int]],
        cities: Sequence[City],
    ) -> "MapLinks":
        places = {city.pk: place for place, city in enumerate(cities)}
        pairs: dict[tuple[int, int], Counts] = defaultdict(dict)
        within: dict[int, int] = defaultdict(int)
        total: Counts = {}
        elsewhere = closed = 0
        for one, other, status, number in rows:
            step = LinkStatus(status)
            if step == LinkStatus.CLOSED:
                closed += number
                continue
            total[step] = total.get(step, 0) + number
            if one not in places or other not in places:
                elsewhere += number
            elif one == other:
                within[places[one]] += number
            else:
                first, second = sorted((places[one], places[other]))
                counts = pairs[first, second]
                counts[step] = counts.get(step, 0) + number
        return cls(
            pairs=[
                LinkedPair(cities[first], cities[second], counts)
                for (first, second), counts in sorted(pairs.items())
            ],
            within=[(cities[place], number) for place, number in sorted(within.items())],
            elsewhere=elsewhere,
            closed=closed,
            counts=total,
        )
