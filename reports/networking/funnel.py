"""How far meetings led: asked for, agreed, held, linked, agreed upon. By workshop, and in all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from programme.links.reading import Counts
from programme.models import ClusterLink, Programme
from programme.models.link import ClusterLinkQuerySet
from workshops.matchmaking.results import MeetingCounts, counts_of, total_of
from workshops.models import Meeting, Workshop


@dataclass(frozen=True)
class Yield:
    """Links, and those of them that led to an agreement at some time."""

    links: int = 0
    agreements: int = 0


@dataclass(frozen=True)
class Step:
    """One step of the way. ``more`` came another way than from a meeting."""

    label: str
    number: int
    more: int = 0

    @property
    def total(self) -> int:
        return self.number + self.more


@dataclass(frozen=True)
class Funnel:
    """The way from a request to an agreement, of one workshop or of the programme."""

    meetings: MeetingCounts = field(default_factory=MeetingCounts)
    # From these meetings.
    made: Yield = Yield()
    # Begun on the map or by hand; of the whole programme only.
    elsewhere: Yield = Yield()

    @property
    def steps(self) -> list[Step]:
        return [
            Step(_("Meetings asked for"), self.meetings.requests),
            Step(_("Meetings agreed"), self.meetings.accepted),
            Step(_("Meetings that took place"), self.meetings.held),
            Step(_("Links between clusters"), self.made.links, self.elsewhere.links),
            Step(_("Agreements"), self.made.agreements, self.elsewhere.agreements),
        ]

    @property
    def is_empty(self) -> bool:
        return not any(step.total for step in self.steps)


@dataclass(frozen=True)
class Funnels:
    """Those of the workshops by their keys, that of the programme, and its links by state."""

    of: Mapping[int, Funnel]
    total: Funnel
    links: Counts

    @classmethod
    def count(cls, programme: Programme, workshops: Iterable[Workshop]) -> "Funnels":
        """Five queries, however many workshops, meetings and links. Scope the workshops."""
        workshops = list(workshops)
        meetings = counts_of(workshops)
        links = ClusterLink.objects.filter(programme=programme)
        made = _made(links, meetings)
        every = Counts.of(links)
        in_all = _together(made)
        elsewhere = Yield(every.total - in_all.links, every.agreements - in_all.agreements)
        return cls(
            of={
                key: Funnel(counts, _together({key: made.get(key, {})}))
                for key, counts in meetings.items()
            },
            total=Funnel(total_of(meetings.values()), in_all, elsewhere),
            links=every,
        )


def funnel_of(workshop: Workshop) -> Funnel:
    """That of one workshop. Four queries."""
    meetings = counts_of([workshop])
    links = ClusterLink.objects.filter(programme=workshop.programme_id)
    made = _made(links, meetings)
    return Funnel(meetings[workshop.pk], _together(made))


def _made(links: ClusterLinkQuerySet, workshops: Iterable[int]) -> dict[int, dict[int, bool]]:
    """The links that came from meetings, by workshop, each with whether it was agreed. A link
    may come from several workshops. One query."""
    rows = Meeting.objects.filter(session__workshop__in=list(workshops), link__in=links)
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    values = rows.order_by().values_list("session__workshop", "link", "link__agreed_on").distinct()
    for workshop, link, agreed_on in values:
        found[workshop][link] = agreed_on is not None
    return found


def _together(made: Mapping[int, Mapping[int, bool]]) -> Yield:
    """Every link once."""
    every: dict[int, bool] = {}
    for links in made.values():
        every |= links
    return Yield(len(every), sum(every.values()))
