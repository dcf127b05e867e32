"""What was answered, as sums, means and words. Nobody reads one response as a whole."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Avg, Count, Exists, OuterRef
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import Programme
from workshops.models import (
    QuestionKind,
    SurveyAnswer,
    SurveyInvitation,
    SurveyQuestion,
    SurveyResponse,
    Workshop,
)

# With fewer responses than this, or answers to a question, somebody could guess who said what.
FEWEST = 5
# Days that a survey may stay open at most.
LONGEST = 183
SCORES = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class QuestionResult:
    """One question of a survey with everything that was answered to it."""

    text: str
    kind: str
    is_core: bool
    # How many chose 1, 2, 3, 4 and 5; all zero for a question that asks for words, and where too
    # few have answered.
    counts: tuple[int, ...] = (0, 0, 0, 0, 0)
    is_too_few: bool = False
    # In an order that says nothing about who came first, and the same each time.
    words: list[str] = field(default_factory=list)

    @property
    def is_scale(self) -> bool:
        return self.kind == QuestionKind.SCALE

    @property
    def n(self) -> int:
        return sum(self.counts) if self.is_scale else len(self.words)

    @property
    def mean(self) -> float | None:
        """From 1 to 5; None where nobody answered the question."""
        if not self.n or not self.is_scale:
            return None
        return sum(score * count for score, count in zip(SCORES, self.counts, strict=True)) / self.n

    @property
    def mean_in_words(self) -> str:
        """“4.2”; empty where nobody answered the question."""
        return "" if self.mean is None else floatformat(self.mean, 1)

    @property
    def rows(self) -> list[tuple[int, int, int]]:
        """Score, how many chose it, and their share of 100; the best first."""
        whole = self.n or 1
        return [(score, count, round(100 * count / whole)) for score, count in self._downwards]

    @property
    def _downwards(self) -> list[tuple[int, int]]:
        return list(zip(reversed(SCORES), reversed(self.counts), strict=True))


@dataclass(frozen=True)
class SurveyResults:
    """The survey of one workshop."""

    asked: int
    answered: int
    questions: list[QuestionResult]

    @property
    def scales(self) -> list[QuestionResult]:
        return [question for question in self.questions if question.is_scale]

    @property
    def open_questions(self) -> list[QuestionResult]:
        return [question for question in self.questions if not question.is_scale]


def results_of(workshop: Workshop) -> SurveyResults | None:
    """What was answered in the survey of a workshop; None with fewer than five responses, and
    while it is open: who reads before and after one more answer would know it. Three queries."""
    standing = standing_of(workshop)
    if not is_closed(workshop) or standing.answered < FEWEST:
        return None
    questions = list(_asked_in(workshop))
    counts: dict[int, Counter[int]] = {question.pk: Counter() for question in questions}
    words: dict[int, list[str]] = {question.pk: [] for question in questions}
    # By key, which is random: neither the order of arrival nor that of the other questions.
    answers = SurveyAnswer.objects.filter(response__workshop=workshop).order_by("pk")
    for key, score, text in answers.values_list("question_id", "score", "text"):
        if score is not None:
            counts[key][score] += 1
        elif text:
            words[key].append(text)
    return SurveyResults(
        asked=standing.asked,
        answered=standing.answered,
        questions=[_result(row, counts[row.pk], words[row.pk]) for row in questions],
    )


def _result(question: SurveyQuestion, counts: Counter[int], words: list[str]) -> QuestionResult:
    is_too_few = 0 < counts.total() < FEWEST
    return QuestionResult(
        text=question.text,
        kind=question.kind,
        is_core=question.workshop_id is None,
        counts=tuple(0 if is_too_few else counts[score] for score in SCORES),
        is_too_few=is_too_few,
        words=words,
    )


def _asked_in(workshop: Workshop) -> Iterable[SurveyQuestion]:
    answered = SurveyAnswer.objects.filter(response__workshop=workshop).values("question")
    return SurveyQuestion.objects.filter(pk__in=answered)


@dataclass(frozen=True)
class SurveyStanding:
    """How many were asked and how many have answered; never who."""

    asked: int
    answered: int
    missing: int

    @property
    def in_words(self) -> str:
        """“14 of 31 have answered.”"""
        return ngettext(
            "%(answered)s of %(asked)s person has answered.",
            "%(answered)s of %(asked)s people have answered.",
            self.asked,
        ) % {"answered": self.answered, "asked": self.asked}

    @property
    def has_enough(self) -> bool:
        """Enough to be read once the survey is closed."""
        return self.answered >= FEWEST


def standing_of(workshop: Workshop) -> SurveyStanding:
    """Two queries."""
    invitations = SurveyInvitation.objects.filter(registration__workshop=workshop)
    marks = list(invitations.order_by().values_list("has_answered", flat=True))
    answered = SurveyResponse.objects.filter(workshop=workshop).count()
    # Somebody who answered may have been taken off the list since.
    return SurveyStanding(max(len(marks), answered), answered, marks.count(False))


@dataclass(frozen=True)
class Trend:
    """The means of the questions of all surveys, over the meetings that have enough answers."""

    workshops: list[Workshop]
    # Question, and its mean at each of the workshops; None where it was not asked there.
    lines: list[tuple[SurveyQuestion, list[float | None]]]
    answered: list[int]

    @property
    def total(self) -> int:
        return sum(self.answered)


def trend_of(workshops: Iterable[Workshop]) -> Trend:
    """Three queries, however many workshops; those whose survey is open or has fewer than five
    responses are left out, and so is the mean of fewer than five answers."""
    all_of_them = list(workshops)
    responses = Counter(
        SurveyResponse.objects.filter(workshop__in=all_of_them).values_list("workshop", flat=True)
    )
    shown = [row for row in all_of_them if is_closed(row) and responses[row.pk] >= FEWEST]
    rows = (
        SurveyAnswer.objects.filter(
            response__workshop__in=shown, question__workshop=None, score__isnull=False
        )
        .order_by()
        .values_list("question", "response__workshop")
        .annotate(mean=Avg("score"), n=Count("pk"))
        .filter(n__gte=FEWEST)
    )
    means = {(question, workshop): round(mean, 4) for question, workshop, mean, _n in rows}
    questions = SurveyQuestion.objects.filter(pk__in={question for question, _workshop in means})
    return Trend(
        workshops=shown,
        lines=[(row, [means.get((row.pk, one.pk)) for one in shown]) for row in questions],
        answered=[responses[row.pk] for row in shown],
    )


def questions_of(workshop: Workshop) -> list[SurveyQuestion]:
    """What the survey of a workshop asks: the questions of all, then its own."""
    rows = SurveyQuestion.objects.filter(programme=workshop.programme_id, is_retired=False)
    core, own = [], []
    for row in rows:
        if row.workshop_id is None:
            core.append(row)
        elif row.workshop_id == workshop.pk:
            own.append(row)
    return core + own


@dataclass(frozen=True)
class QuestionLine:
    """A question in the list of the coordinator."""

    question: SurveyQuestion
    is_answered: bool
    is_first: bool
    is_last: bool


def question_lines(programme: Programme, workshop: Workshop | None) -> list[QuestionLine]:
    """What is asked: in all surveys, or besides in that of one workshop. One query."""
    answers = SurveyAnswer.objects.filter(question=OuterRef("pk"))
    rows = list(
        SurveyQuestion.objects.filter(programme=programme, workshop=workshop, is_retired=False)
        .annotate(is_answered=Exists(answers))
        .order_by("position", "pk")
    )
    return [
        QuestionLine(row, row.is_answered, is_first=row is rows[0], is_last=row is rows[-1])
        for row in rows
    ]


def is_open(workshop: Workshop) -> bool:
    """Whether answers are taken today."""
    closes_on = workshop.survey_closes_on
    if workshop.survey_opened_at is None or closes_on is None:
        return False
    return timezone.localdate(timezone=workshop.tz) <= closes_on


def is_closed(workshop: Workshop) -> bool:
    """Whether there was a survey and it takes no answers any more."""
    return workshop.survey_opened_at is not None and not is_open(workshop)


def can_be_opened(workshop: Workshop) -> bool:
    """Whether it may be opened by hand: from the last day on."""
    today = timezone.localdate(timezone=workshop.tz)
    return workshop.ends_on is not None and workshop.ends_on <= today


def invitation_with_key(programme: str, key: str) -> SurveyInvitation | None:
    """What this secret opens in the programme of the address, for whoever holds it."""
    rows = SurveyInvitation.objects.with_key(programme, key)
    return rows.select_related(
        "registration__workshop__programme", "registration__workshop__city"
    ).first()


def opens_on(workshop: Workshop) -> datetime.date | None:
    """The day on which it opens by itself: the one after the last day."""
    return workshop.ends_on + datetime.timedelta(days=1) if workshop.ends_on else None


def usual_questions(programme: Programme) -> list[SurveyQuestion]:
    """The questions that a programme begins with, not yet saved."""
    scale, text = QuestionKind.SCALE, QuestionKind.TEXT
    rows = [
        (_("How valuable was this meeting for your own work?"), scale),
        (_("How useful was the discussion of the cluster case?"), scale),
        (_("How useful were the meetings with people from other clusters?"), scale),
        (_("How instructive was the cluster visit?"), scale),
        (_("How good was the organisation?"), scale),
        (_("What will you do differently at home?"), text),
        (_("What should the next host do differently?"), text),
    ]
    return [
        SurveyQuestion(programme=programme, position=position, text=words, kind=kind)
        for position, (words, kind) in enumerate(rows, start=1)
    ]
