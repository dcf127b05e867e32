"""What pages read of links: those of a cluster, how many are in which state, which are quiet."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import STAFF_ROLES, Cluster, ClusterLink, LinkStatus, Role, User
from programme.models.link import ClusterLinkQuerySet

# An open link of which nothing was heard for so long is asked about.
QUIET = datetime.timedelta(days=182)
# Shown on a profile; the list has the rest.
MOST_SHOWN = 10
CHIPS: dict[str, str] = {
    LinkStatus.PROPOSED: "",
    LinkStatus.MET: "chip-info",
    LinkStatus.EXPLORING: "chip-info",
    LinkStatus.AGREED: "chip-done",
    LinkStatus.CLOSED: "",
}


@dataclass(frozen=True)
class LinkLine:
    """A link as one of its clusters sees it: ``other`` is the one at the other end."""

    link: ClusterLink
    other: Cluster

    @property
    def chip(self) -> str:
        return CHIPS[self.link.status]


@dataclass(frozen=True)
class ClusterLinks:
    """What ``programme/_cluster_links.html`` shows."""

    cluster: Cluster
    lines: tuple[LinkLine, ...]
    total: int
    can_add: bool

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def links_of(cluster: Cluster, user: User) -> ClusterLinks:
    """The cluster’s links, those last heard of first. Two queries at most."""
    rows = ClusterLink.objects.visible_to(user).of(cluster).with_clusters()
    # One more than is shown says whether there are more: then they are counted.
    found = list(rows.order_by("-changed_at", "-pk")[: MOST_SHOWN + 1])
    total = len(found) if len(found) <= MOST_SHOWN else rows.count()
    lines = []
    for link in found[:MOST_SHOWN]:
        link.programme = cluster.programme
        lines.append(LinkLine(link, other_end(link, cluster)))
    return ClusterLinks(cluster, tuple(lines), total, may_begin(user, cluster))


def other_end(link: ClusterLink, cluster: Cluster) -> Cluster:
    return link.second if link.first_id == cluster.pk else link.first


def may_begin(user: User, *clusters: Cluster) -> bool:
    """Who runs the programme, and the editors of the city of one of the clusters. No query."""
    if not user.is_active:
        return False
    programmes = {cluster.programme_id for cluster in clusters}
    cities = {cluster.city_id for cluster in clusters} - {None}
    held = [one for one in user.holdings if one.programme in programmes]
    return any(
        one.role in STAFF_ROLES or (one.role == Role.EDITOR and one.city in cities) for one in held
    )


def refusal_of(user: User, first: Cluster, second: Cluster) -> str:
    """Why the person may not begin a link of these two, in words; empty for nothing."""
    if may_begin(user, first, second):
        return ""
    return _("One of the two has to be a cluster of your city.")


@dataclass(frozen=True)
class Counts:
    """How many links are in which state, and how many ever led to an agreement."""

    by_status: Mapping[str, int]
    agreements: int
    # Of those of which it was asked how many they are; without a question, of all.
    matching: int

    @classmethod
    def of(
        cls, links: ClusterLinkQuerySet, matching: ClusterLinkQuerySet | None = None
    ) -> "Counts":
        """One query, also for how many of them are among ``matching``."""
        found = Count("pk")
        if matching is not None:
            found = Count("pk", filter=Q(pk__in=matching.order_by().values("pk")))
        rows = list(
            links.order_by()
            .values_list("status")
            .annotate(
                number=Count("pk"),
                agreed=Count("pk", filter=Q(agreed_on__isnull=False)),
                found=found,
            )
        )
        return cls(
            by_status={status: number for status, number, _agreed, _found in rows},
            agreements=sum(agreed for _status, _number, agreed, _found in rows),
            matching=sum(found for _status, _number, _agreed, found in rows),
        )

    @property
    def total(self) -> int:
        return sum(self.by_status.values())

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Every state by its name, in the order of a link’s life, with how many are in it."""
        return [(str(one.label), self.by_status.get(one, 0)) for one in LinkStatus]

    @property
    def sentence(self) -> str:
        """“12 links: 3 proposed, 4 met, 5 agreed.”"""
        if not self.total:
            return _("No link yet.")
        links = ngettext("%(number)s link", "%(number)s links", self.total)
        states = ", ".join(f"{number} {label.lower()}" for label, number in self.rows if number)
        return _("%(links)s: %(states)s.") % {
            "links": links % {"number": self.total},
            "states": states,
        }


def is_quiet(link: ClusterLink) -> bool:
    """Whether it is open, and nothing was heard of it for long."""
    return link.status != LinkStatus.CLOSED and link.changed_at < quiet_since()


def quiet_since(now: datetime.datetime | None = None) -> datetime.datetime:
    """An open link is quiet if nothing was written since then."""
    return (now or timezone.now()) - QUIET
