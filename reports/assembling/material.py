"""What there is about a workshop, its case and its city: all queries of assembling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Prefetch, Q, Window
from django.db.models.functions import RowNumber
from django.utils.formats import date_format

from cases.article import Article
from cases.models import (
    SHARED_STATUSES,
    ActionFollowUp,
    BoardNote,
    DiscussionPhase,
    Edition,
    ProposedAction,
)
from programme.models import City, Cluster, ClusterLink, Mark, Part
from reports.annex import linkages_of
from reports.networking.funnel import Funnel, funnel_of
from workshops.agendas.releases import released_items
from workshops.models import (
    AgendaItem,
    AgendaItemKind,
    AttendsAs,
    Choice,
    ItemNotes,
    Outcome,
    OutcomeKind,
    Registration,
    Workshop,
)
from workshops.surveys.results import SurveyResults, is_closed, results_of

# Of each sector: a report names examples, and the directory has them all.
MOST_CLUSTERS = 10


@dataclass(frozen=True)
class NotedItem:
    """An item of the agenda with its notes and what came of it."""

    item: AgendaItem
    text: str = ""
    decisions: tuple[Outcome, ...] = ()
    tasks: tuple[Outcome, ...] = ()

    @property
    def has_anything(self) -> bool:
        return bool(self.text.strip() or self.decisions or self.tasks)

    @property
    def day_words(self) -> str:
        return date_format(self.item.day, "j F Y")


@dataclass(frozen=True)
class BoardPoint:
    """A point on the board. Votes are sums and only there when they were shown."""

    text: str
    group: str = ""
    votes: int = 0
    impact: float | None = None
    feasibility: float | None = None


@dataclass(frozen=True)
class Turnout:
    """How many came, by what they came as, and what they chose. Never who."""

    registered: int = 0
    cities: int = 0
    chose_a: int = 0
    chose_b: int = 0
    # Were marked present in at least one half-day.
    present: int = 0
    by_kind: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Material:
    """Everything the parts of a city report are assembled from, each read when it is asked for.

    About twenty queries for all of it, however much there is.
    """

    workshop: Workshop
    city: City

    @classmethod
    def of(cls, workshop: Workshop) -> "Material":
        if workshop.city is None:
            raise ValueError(workshop.pk)
        return cls(workshop, workshop.city)

    @cached_property
    def items(self) -> list[AgendaItem]:
        return _items(self.workshop)

    @cached_property
    def noted(self) -> list[NotedItem]:
        return _noted(self.items)

    @cached_property
    def edition(self) -> Edition | None:
        """The last edition that the members have; None while the case is not distributed."""
        editions = Edition.objects.filter(case__workshop=self.workshop).current()
        return editions.select_related("case__cluster__sector").first()

    @cached_property
    def board(self) -> Mapping[str, list[BoardPoint]]:
        return _board(self.workshop)

    @cached_property
    def survey(self) -> SurveyResults | None:
        """None while it is open, and with fewer answers than nobody can be known by."""
        return results_of(self.workshop) if is_closed(self.workshop) else None

    @cached_property
    def actions(self) -> list[ProposedAction]:
        return _actions(self.workshop)

    @cached_property
    def linkages(self) -> list[dict[str, Any]]:
        return linkages_of(self.workshop.programme, self.city)

    @cached_property
    def clusters(self) -> list[Cluster]:
        """Of other cities, in the sectors that the city has marked."""
        return _clusters(self.city)

    @cached_property
    def funnel(self) -> Funnel:
        """What came of the meetings of choice B, in numbers."""
        return funnel_of(self.workshop)

    @cached_property
    def links(self) -> list[ClusterLink]:
        """Of the clusters of the city, as far as they have come."""
        return _links(self.city)

    @cached_property
    def turnout(self) -> Turnout:
        return _turnout(self.workshop)

    @cached_property
    def article(self) -> Article | None:
        """The case as everybody in the programme may read it."""
        return Article.of(self.edition.content, in_confidence=False) if self.edition else None

    @cached_property
    def question(self) -> str:
        """The issue in focus, as the members know it."""
        return self.article.issue.question if self.article and self.article.issue else ""

    def noted_at(self, *items: AgendaItem) -> list[NotedItem]:
        """What was written about these items."""
        keys = {item.pk for item in items}
        return [noted for noted in self.noted if noted.item.pk in keys and noted.has_anything]

    @property
    def _policy_items(self) -> list[AgendaItem]:
        return [item for item in self.items if item.part == Part.POLICY and not _is_visit(item)]

    @property
    def presentations(self) -> list[AgendaItem]:
        """Where the city shows its policy: the first day on which policy is spoken of."""
        items = self._policy_items
        return [item for item in items if item.day == items[0].day]

    @property
    def exchanges(self) -> list[AgendaItem]:
        """The visits, and where policy is discussed afterwards."""
        later = [item for item in self._policy_items if item not in self.presentations]
        return [item for item in self.items if _is_visit(item) or item in later]

    @property
    def case_sessions(self) -> list[AgendaItem]:
        """Where the cluster presents its case."""
        items = (item for item in self.items if item.part == Part.CLUSTER and not _is_visit(item))
        return [item for item in items if not item.choice]

    @property
    def discussions(self) -> list[AgendaItem]:
        """Choice A: the issue is discussed."""
        return [item for item in self.items if item.choice == Choice.A]

    @property
    def meetings(self) -> list[AgendaItem]:
        """Choice B, and whatever else is about clusters meeting clusters."""
        return [item for item in self.items if _is_meeting(item)]


def _is_visit(item: AgendaItem) -> bool:
    return item.kind == AgendaItemKind.VISIT


def _is_meeting(item: AgendaItem) -> bool:
    return item.choice == Choice.B or item.part == Part.NETWORKING


def _items(workshop: Workshop) -> list[AgendaItem]:
    """As released. Never released, and held all the same: whoever writes needs what there is."""
    return released_items(workshop) or list(workshop.agenda_items.in_draft())


def _noted(items: Iterable[AgendaItem]) -> list[NotedItem]:
    shown = {item.pk: item for item in items}
    texts = dict(ItemNotes.objects.filter(item__in=shown).values_list("item_id", "text"))
    outcomes: dict[int, list[Outcome]] = {pk: [] for pk in shown}
    for outcome in Outcome.objects.filter(item__in=shown):
        outcomes[outcome.item_id].append(outcome)
    return [
        NotedItem(
            item,
            texts.get(pk, ""),
            decisions=tuple(row for row in outcomes[pk] if row.kind == OutcomeKind.DECISION),
            tasks=tuple(row for row in outcomes[pk] if row.kind == OutcomeKind.ACTION),
        )
        for pk, item in shown.items()
    ]


def option_points(workshop: Workshop) -> list[BoardPoint]:
    """The options of the board, with their votes if these are shown. One query."""
    option = DiscussionPhase.OPTIONS
    return _board(workshop, option).get(option, [])


def _board(workshop: Workshop, *phases: DiscussionPhase) -> dict[str, list[BoardPoint]]:
    """The points that are on the board, by phase, those of one group together. One query."""
    rows = (
        BoardNote.objects.on_board()
        .with_votes()
        .filter(
            discussion__case__workshop=workshop,
            discussion__case__status__in=SHARED_STATUSES,
            phase__in=phases or DiscussionPhase.values,
        )
        .select_related("discussion", "group")
    )
    board: dict[str, list[tuple[tuple[bool, int, str], BoardPoint]]] = {}
    for row in rows:
        group = row.group if row.group and row.group.removed_at is None else None
        shown = row.voters if row.discussion.shows_votes else 0
        point = BoardPoint(
            text=row.text,
            group=group.title if group else "",
            votes=shown,
            impact=row.impact if shown else None,
            feasibility=row.feasibility if shown else None,
        )
        place = (group is None, group.position if group else 0, group.title if group else "")
        board.setdefault(row.phase, []).append((place, point))
    return {
        phase: [point for _place, point in sorted(board[phase], key=lambda pair: pair[0])]
        for phase in DiscussionPhase.values
        if phase in board
    }


def _actions(workshop: Workshop) -> list[ProposedAction]:
    follow_ups = Prefetch("follow_ups", ActionFollowUp.objects.order_by("months"))
    rows = ProposedAction.objects.filter(case__workshop=workshop)
    return list(rows.select_related("case__city").prefetch_related(follow_ups))


def _clusters(city: City) -> list[Cluster]:
    """The first few of each sector, those of partner cities before others; ``in_sector`` is how
    many there are. One query, however large the directory is."""
    marked = city.map_cells.exclude(mark=Mark.NONE).order_by().values("sector")
    order = [
        F("city__position").asc(nulls_last=True),
        F("city__name").asc(nulls_last=True),
        F("name").asc(),
        F("pk").asc(),
    ]
    rows = Cluster.objects.filter(programme=city.programme_id, sector__in=marked).exclude(city=city)
    rows = rows.annotate(
        at=Window(RowNumber(), partition_by="sector", order_by=order),
        in_sector=Window(Count("pk"), partition_by="sector"),
    )
    return list(
        rows.filter(at__lte=MOST_CLUSTERS)
        .select_related("city", "sector")
        .order_by("sector__position", "sector__name", "at")
    )


def _links(city: City) -> list[ClusterLink]:
    return list(
        ClusterLink.objects.filter(programme=city.programme_id)
        .filter(Q(first__city=city) | Q(second__city=city))
        .select_related("first__city", "second__city")
        .order_by("created_at", "pk")
    )


def _turnout(workshop: Workshop) -> Turnout:
    """Two queries."""
    coming = Registration.objects.coming().filter(workshop=workshop).order_by()
    counts = coming.aggregate(
        registered=Count("pk", distinct=True),
        cities=Count("city", distinct=True),
        chose_a=Count("pk", filter=Q(sign_up__item__choice=Choice.A), distinct=True),
        chose_b=Count("pk", filter=Q(sign_up__item__choice=Choice.B), distinct=True),
        present=Count("pk", filter=Q(attendances__is_present=True), distinct=True),
    )
    kinds = dict(coming.values_list("attends_as").annotate(Count("pk")))
    by_kind = [(str(label), kinds[kind]) for kind, label in AttendsAs.choices if kinds.get(kind)]
    return Turnout(**counts, by_kind=tuple(by_kind))
