"""The page of a link: its two clusters, its log, and what can come next."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.links.reading import CHIPS, is_quiet
from programme.links.services import NEXT_STATUSES
from programme.models import Cluster, ClusterLink, ClusterLinkEntry, LinkStatus, User

VERBS: dict[str, Promise] = {
    LinkStatus.MET: _("They met"),
    LinkStatus.EXPLORING: _("They explore it"),
    LinkStatus.AGREED: _("They agreed"),
    LinkStatus.CLOSED: _("Close the link"),
}
# A step back, which somebody takes who ticked the wrong one.
BACK: dict[tuple[str, str], Promise] = {
    (LinkStatus.MET, LinkStatus.PROPOSED): _("Back to proposed"),
    (LinkStatus.EXPLORING, LinkStatus.MET): _("Back to met"),
    (LinkStatus.AGREED, LinkStatus.EXPLORING): _("Back to exploring"),
}
# What helps a link on, by its state.
ADVICE: dict[str, Promise] = {
    LinkStatus.PROPOSED: _("Bring the two together: a call, a visit, a meeting at a workshop."),
    LinkStatus.MET: _("Ask both what they could do for each other, and by when."),
    LinkStatus.EXPLORING: _("Help them to write down what each brings, and what they expect."),
    LinkStatus.AGREED: _("Ask in half a year what the agreement has brought."),
    LinkStatus.CLOSED: _("A closed link can be opened again; its log stays."),
}


@dataclass(frozen=True)
class Step:
    """One thing that can happen next."""

    to: str
    label: str
    # Taken by whoever ticked the wrong one; it never leads the way.
    is_back: bool


@dataclass(frozen=True)
class LinkPage:
    link: ClusterLink
    entries: tuple[ClusterLinkEntry, ...]
    can_edit: bool

    @classmethod
    def of(cls, link: ClusterLink, user: User, *, can_edit: bool) -> "LinkPage":
        """One query."""
        entries = ClusterLinkEntry.objects.visible_to(user).filter(link=link)
        newest_first = entries.select_related("by").order_by("-at", "-pk")
        return cls(link, tuple(newest_first), can_edit)

    @staticmethod
    def verb_of(status: str, to: str) -> Promise:
        """What the button of the step says."""
        return BACK.get((status, to)) or VERBS.get(to, _("Save"))

    @property
    def clusters(self) -> tuple[Cluster, Cluster]:
        return self.link.first, self.link.second

    @property
    def chip(self) -> str:
        return CHIPS[self.link.status]

    @property
    def advice(self) -> str:
        return str(ADVICE[self.link.status])

    @property
    def is_closed(self) -> bool:
        return self.link.status == LinkStatus.CLOSED

    @property
    def is_quiet(self) -> bool:
        return is_quiet(self.link)

    @property
    def steps(self) -> list[Step]:
        """The usual next one first; closing it comes last."""
        status = self.link.status
        return [
            Step(to, str(self.verb_of(status, to)), (status, to) in BACK)
            for to in NEXT_STATUSES[status]
            if to != LinkStatus.CLOSED
        ]

    @property
    def can_close(self) -> bool:
        return LinkStatus.CLOSED in NEXT_STATUSES[self.link.status]
