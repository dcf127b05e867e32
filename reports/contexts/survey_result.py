"""The PDF of what the participants of a workshop said about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts import Bars, Count
from reports.contexts.workshop import WorkshopPrint, WorkshopRows, head_of
from workshops.models import Workshop
from workshops.surveys import results as survey
from workshops.surveys.results import FEWEST, QuestionResult, results_of


@dataclass(frozen=True)
class ScoreBars(Bars):
    """With short labels: the bars have the room."""

    label_width: int = 84


@dataclass(frozen=True)
class Scale:
    """A question that was answered from 1 to 5."""

    text: str
    mean: str
    answered: str
    chart: Bars


@dataclass(frozen=True)
class Words:
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SurveyPrint(WorkshopPrint):
    template: ClassVar[str] = "reports/pdf/survey_result.html"

    scales: tuple[Scale, ...] = ()
    questions: tuple[Words, ...] = ()
    standing: str

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        """Below the number of responses from which nobody can be guessed it says just that."""
        workshop = WorkshopRows.of(subject).workshop
        head = head_of(workshop, _("Result of the survey"))
        results = results_of(workshop)
        if survey.is_open(workshop):
            wait = _("The survey is open; its results come when it is closed.")
            return cls(**head, standing=wait)
        if results is None:
            few = _("Fewer than %(count)s people have answered; their answers stay closed.")
            return cls(**head, standing=few % {"count": FEWEST})
        standing = _("%(answered)s of %(asked)s people have answered.")
        return cls(
            **head,
            scales=tuple(_scales(results.scales)),
            questions=tuple(
                Words(question.text, tuple(question.words)) for question in results.open_questions
            ),
            standing=standing % {"answered": results.answered, "asked": results.asked},
        )


def _scales(questions: Iterable[QuestionResult]) -> Iterable[Scale]:
    for question in questions:
        counts = [
            Count(_score_words(score), chosen, words=_words(chosen, share))
            for score, chosen, share in question.rows
        ]
        answered = ngettext("%(count)s answer", "%(count)s answers", question.n)
        if question.is_too_few:
            answered = _("fewer than five answers")
        yield Scale(
            text=question.text,
            mean=question.mean_in_words,
            answered=answered % {"count": question.n},
            chart=ScoreBars.of(counts, title=_in_a_sentence(question.text, counts)),
        )


def _score_words(score: int) -> str:
    ends = {5: _("5, very much"), 1: _("1, not at all")}
    return ends.get(score, str(score))


def _words(chosen: int, share: int) -> str:
    return f"{chosen} ({share} %)"


def _in_a_sentence(question: str, counts: Iterable[Count]) -> str:
    """What the drawing says, for who does not see it."""
    return f"{question} " + "; ".join(f"{count.label}: {count.words}" for count in counts)
