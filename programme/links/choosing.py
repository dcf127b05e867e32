"""Finding a cluster among thousands, for a form: words in, a short list out."""

from dataclasses import dataclass

from django.db.models import Q

from programme.models import Cluster, User
from programme.models.cluster import ClusterQuerySet
from programme.models.querysets import cities_edited_by
from programme.plain import plain

# So many are offered; whoever does not find theirs writes more of its name.
MOST_OFFERED = 8


@dataclass(frozen=True)
class Matches:
    """The first clusters that match, by name; ``is_more`` if there are others."""

    clusters: tuple[Cluster, ...] = ()
    is_more: bool = False

    @property
    def only(self) -> Cluster | None:
        return self.clusters[0] if len(self.clusters) == 1 else None


def matching(clusters: ClusterQuerySet, words: str) -> ClusterQuerySet:
    """Those in which every word stands; accents and capitals may be left out."""
    found = Q()
    for word in plain(words).split():
        found &= Q(search_text__contains=word) | Q(city__slug__contains=word)
    return clusters.filter(found)


def matches_of(clusters: ClusterQuerySet, words: str) -> Matches:
    """One query; none where nothing was written."""
    if not plain(words):
        return Matches()
    return first_of(matching(clusters, words))


def first_of(clusters: ClusterQuerySet) -> Matches:
    """The first few of these. One query."""
    rows = list(clusters.with_place_and_sector()[: MOST_OFFERED + 1])
    return Matches(tuple(rows[:MOST_OFFERED]), len(rows) > MOST_OFFERED)


def own_clusters(clusters: ClusterQuerySet, user: User) -> ClusterQuerySet:
    """Those of the cities whose editor the person is."""
    return clusters.filter(city__in=cities_edited_by(user))
