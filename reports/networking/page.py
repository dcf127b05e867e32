"""The page “Results” of networking: all of its queries run here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.access import Seat
from programme.mapping.history import MapState
from programme.models import City
from reports.annex.networking import marks_and_pairs
from reports.charts import Bars, Count
from reports.networking.comparison import (
    TEN_EVENTS,
    Measured,
    Rate,
    measured,
    rates,
    reading_of,
    source_words,
)
from reports.networking.funnel import Funnel, Funnels, Step
from workshops.matchmaking.results import MeetingCounts
from workshops.models import OutcomeStage, OutcomeStep, Workshop


@dataclass(frozen=True)
class WorkshopRow:
    workshop: Workshop
    funnel: Funnel

    @property
    def numbers(self) -> list[Step]:
        return self.funnel.steps


@dataclass(frozen=True)
class StageOutcome:
    """What was said at one of the two times when people are asked."""

    label: str
    chart: Bars
    counts: tuple[tuple[str, int], ...]
    words: str


@dataclass(frozen=True)
class NetworkingResults:
    marks: int
    pairs: int
    total: Funnel
    rows: list[WorkshopRow]
    stages: list[StageOutcome]
    states: tuple[tuple[str, int], ...]
    states_words: str
    state_chart: Bars | None

    @classmethod
    def of(cls, seat: Seat) -> "NetworkingResults":
        """Nine queries, however many workshops, meetings and links."""
        programme = seat.programme
        cities = list(City.objects.visible_to(seat.user).in_programme(programme))
        marks, pairs = marks_and_pairs(MapState.of(programme, cities))
        workshops = list(
            Workshop.objects.visible_to(seat.user)
            .in_programme(programme)
            .filter(networking_session__isnull=False)
            .select_related("city__group")
        )
        for workshop in workshops:
            workshop.programme = programme
        funnels = Funnels.count(programme, workshops)
        counts = funnels.links
        return cls(
            marks=marks,
            pairs=pairs,
            total=funnels.total,
            rows=[WorkshopRow(workshop, funnels.of[workshop.pk]) for workshop in workshops],
            stages=stages_of(funnels.total.meetings),
            states=tuple(counts.rows),
            states_words=counts.sentence,
            state_chart=chart_of(counts.rows) if counts.total else None,
        )

    @property
    def chart(self) -> Bars:
        return funnel_chart(self.total.steps)

    @property
    def standing(self) -> str:
        """In a sentence."""
        meetings = self.total.meetings
        if self.total.is_empty:
            return _("No meeting and no link yet.")
        held = ngettext(
            "%(number)s meeting took place", "%(number)s meetings took place", meetings.held
        )
        links = ngettext("%(number)s link", "%(number)s links", self.links)
        agreed = ngettext("%(number)s agreement", "%(number)s agreements", self.agreements)
        return _("%(held)s; there are %(links)s between clusters and %(agreed)s.") % {
            "held": held % {"number": meetings.held},
            "links": links % {"number": self.links},
            "agreed": agreed % {"number": self.agreements},
        }

    @property
    def links(self) -> int:
        return self.total.made.links + self.total.elsewhere.links

    @property
    def agreements(self) -> int:
        return self.total.made.agreements + self.total.elsewhere.agreements

    @property
    def measured(self) -> Measured:
        return measured(self.total)

    @property
    def theirs(self) -> Measured:
        return TEN_EVENTS

    @property
    def rates(self) -> Sequence[Rate]:
        return rates(self.measured)

    @property
    def reading(self) -> str:
        return reading_of(self.measured)

    @property
    def source(self) -> str:
        return source_words()


def funnel_chart(steps: Sequence[Step]) -> Bars:
    """The steps as bars; what came another way is drawn as an outline."""
    words = "; ".join(f"{step.label}: {step.total}" for step in steps)
    counts = [
        Count(step.label, step.number, step.more, _words_of(step) if step.more else "")
        for step in steps
    ]
    return Bars.of(counts, title=_("From a request to an agreement: %(steps)s.") % {"steps": words})


def _words_of(step: Step) -> str:
    return _("%(total)s, %(number)s of them from meetings") % {
        "total": step.total,
        "number": step.number,
    }


def stages_of(meetings: MeetingCounts) -> list[StageOutcome]:
    """The five steps at both times; only where anybody has answered."""
    found = []
    for stage in OutcomeStage:
        counts = tuple((str(step.label), meetings.steps[stage][step]) for step in OutcomeStep)
        if not any(count for _label, count in counts):
            continue
        number = meetings.answers[stage]
        answers = ngettext(
            "%(answers)s answer of %(asked)s.", "%(answers)s answers of %(asked)s.", number
        ) % {"answers": number, "asked": meetings.asked}
        found.append(StageOutcome(str(stage.label), chart_of(counts), counts, answers))
    return found


def chart_of(counts: Sequence[tuple[str, int]]) -> Bars:
    title = "; ".join(f"{label}: {number}" for label, number in counts)
    return Bars.of([Count(*count) for count in counts], title=f"{title}.")
