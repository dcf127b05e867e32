"""Whether what the map counts has changed: thousands of clusters and links are counted once."""

from collections.abc import Hashable, Sequence

from django.db.models import Count, QuerySet, Subquery

from programme.models import Cluster, ClusterLink, ClusterLinkEntry, Programme, Sector, User

# How many programmes a process remembers.
MOST_KEPT = 16
FACTS = (
    "clusters_total",
    "clusters_changed_at",
    "links_total",
    "links_changed_at",
    "links_last_entry",
)


def with_state(sectors: QuerySet[Sector], programme: Programme, user: User) -> QuerySet[Sector]:
    """The sectors; each says how it stands with clusters and links, which takes no further query.

    Every step of a link writes an entry, also one with an earlier date.
    """
    clusters = Cluster.objects.visible_to(user).in_programme(programme)
    links = ClusterLink.objects.visible_to(user).in_programme(programme)
    entries = ClusterLinkEntry.objects.visible_to(user).in_programme(programme)
    return sectors.annotate(
        clusters_total=_number_of(clusters),
        clusters_changed_at=_last(clusters, "changed_at"),
        links_total=_number_of(links),
        links_changed_at=_last(links, "changed_at"),
        links_last_entry=_last(entries, "pk"),
    )


def _number_of(rows: QuerySet) -> Subquery:
    return Subquery(rows.order_by().values("programme").annotate(n=Count("*")).values("n"))


def _last(rows: QuerySet, name: str) -> Subquery:
    """An index has it at its end; a maximum would read them all."""
    return Subquery(rows.order_by(f"-{name}").values(name)[:1])


def state_of(sectors: Sequence[Sector]) -> Hashable:
    """Tells one state of a programme’s clusters, links and sectors from another.

    The sectors come from ``with_state``.
    """
    facts = [getattr(sectors[0], name) for name in FACTS] if sectors else []
    return (*facts, *((sector.pk, sector.ecosystem) for sector in sectors))
