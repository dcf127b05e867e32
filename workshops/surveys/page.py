"""What the pages of a survey show. Their queries run here; the templates run none."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from programme.access import Seat
from workshops.models import SurveyInvitation, SurveyQuestion, Workshop
from workshops.surveys import results as survey
from workshops.surveys.results import QuestionResult, SurveyResults, SurveyStanding


@dataclass(frozen=True)
class Column:
    """How many chose one score, as a column of a drawing 190 by 84."""

    score: int
    count: int
    x: int
    middle: int
    y: int
    height: int

    @property
    def count_y(self) -> int:
        return self.y - 4


def columns_of(counts: Sequence[int]) -> list[Column]:
    """The five columns; the highest fills the drawing."""
    highest = max([*counts, 1])
    columns = []
    for place, count in enumerate(counts):
        height = round(48 * count / highest)
        columns.append(
            Column(place + 1, count, 38 * place + 6, 38 * place + 19, 66 - height, height)
        )
    return columns


@dataclass(frozen=True)
class Bars:
    """A question with its answers as a drawing."""

    result: QuestionResult

    @property
    def columns(self) -> list[Column]:
        return columns_of(self.result.counts)


@dataclass
class SurveyPage:
    """The survey of one workshop as one person sees it."""

    workshop: Workshop
    seat: Seat
    registered: int
    standing: SurveyStanding
    invitation: SurveyInvitation | None

    @classmethod
    def of(cls, workshop: Workshop, seat: Seat) -> "SurveyPage":
        workshop.programme = seat.programme
        return cls(
            workshop=workshop,
            seat=seat,
            registered=workshop.registrations.coming().count(),
            standing=survey.standing_of(workshop),
            invitation=SurveyInvitation.objects.visible_to(seat.user)
            .filter(registration__workshop=workshop, registration__user=seat.user)
            .first(),
        )

    @property
    def is_opened(self) -> bool:
        return self.workshop.survey_opened_at is not None

    @cached_property
    def is_open(self) -> bool:
        return survey.is_open(self.workshop)

    @property
    def is_closed(self) -> bool:
        return self.is_opened and not self.is_open

    @property
    def can_set_day(self) -> bool:
        """A survey that was read stays closed: an answer that came now could be told."""
        return self.is_open or not self.standing.has_enough

    @property
    def opens_on(self) -> datetime.date | None:
        return survey.opens_on(self.workshop)

    @property
    def can_manage(self) -> bool:
        return self.seat.is_coordinator

    @cached_property
    def can_open(self) -> bool:
        """Whether the coordinator may open it by hand: from the last day on."""
        return self.can_manage and not self.is_opened and survey.can_be_opened(self.workshop)

    @property
    def must_answer(self) -> bool:
        return self.is_open and self.invitation is not None and not self.invitation.has_answered

    @property
    def has_answered(self) -> bool:
        return self.invitation is not None and self.invitation.has_answered

    @property
    def can_read_all(self) -> bool:
        """Once it is closed staff and the host read everything, others the means."""
        return self.seat.is_staff or self.seat.edits(self.workshop.city)

    @cached_property
    def results(self) -> SurveyResults | None:
        return survey.results_of(self.workshop)

    @property
    def bars(self) -> list[Bars]:
        return [Bars(result) for result in self.results.scales] if self.results else []

    @cached_property
    def questions(self) -> list[SurveyQuestion]:
        return survey.questions_of(self.workshop)
