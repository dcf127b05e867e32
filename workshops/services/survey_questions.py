"""The verbs of what surveys ask. A question that was answered keeps its words for ever: the trend
would compare different questions otherwise."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.activity import record
from programme.editing import lock_programme
from programme.models import Programme, User
from workshops.models import SurveyQuestion, SurveyResponse, Workshop
from workshops.surveys import results as survey


class QuestionError(Exception):
    """The question cannot be asked now; the text says why."""


@transaction.atomic
def ensure_core_questions(programme: Programme) -> None:
    """Give a programme without any question of all its surveys the usual ones."""
    lock_programme(programme)
    rows = SurveyQuestion.objects.filter(programme=programme, workshop=None)
    if not rows.exists():
        SurveyQuestion.objects.bulk_create(survey.usual_questions(programme))


@transaction.atomic
def add_question(
    programme: Programme, *, workshop: Workshop | None, text: str, kind: str, by: User
) -> SurveyQuestion:
    """Ask one thing more: in all surveys from now on, or in that of one workshop.

    Raises QuestionError while a survey that would ask it has answers already.
    """
    _check_nobody_is_asked_alone(programme, workshop)
    rows = SurveyQuestion.objects.filter(programme=programme, workshop=workshop)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    question = SurveyQuestion(
        programme=programme, workshop=workshop, text=text, kind=kind, position=last + 1
    )
    question.full_clean()
    question.save()
    _log_question("survey_question_added", question, by, after={"text": text})
    return question


@transaction.atomic
def change_question(question: SurveyQuestion, *, text: str, kind: str, by: User) -> SurveyQuestion:
    """Ask it in other words. One that was answered keeps its words and answers and is no longer
    asked; the new one, which is returned, takes its place. Raises QuestionError as adding does."""
    held = SurveyQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if (held.text, held.kind) == (text, kind):
        return held
    before = {"text": held.text}
    _check_nobody_is_asked_alone(held.programme, held.workshop)
    if held.answers.exists():
        held.is_retired = True
        held.save(update_fields=["is_retired"])
        held = SurveyQuestion(
            programme_id=held.programme_id, workshop_id=held.workshop_id, position=held.position
        )
    held.text, held.kind = text, kind
    held.full_clean()
    held.save()
    _log_question("survey_question_changed", held, by, before=before, after={"text": text})
    return held


@transaction.atomic
def retire_question(question: SurveyQuestion, *, by: User) -> None:
    """Ask it no longer. Answers that are there stay; without any it is deleted."""
    held = SurveyQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    _log_question("survey_question_retired", held, by, before={"text": held.text})
    if held.answers.exists():
        held.is_retired = True
        held.save(update_fields=["is_retired"])
    else:
        held.delete()


@transaction.atomic
def move_question(question: SurveyQuestion, *, up: bool, by: User) -> None:
    """Ask it one place earlier or later among the questions of its kind of survey."""
    rows = list(
        SurveyQuestion.objects.select_for_update(of=("self",))
        .filter(programme=question.programme_id, workshop=question.workshop_id, is_retired=False)
        .order_by("position", "pk")
    )
    place = next((n for n, row in enumerate(rows) if row.pk == question.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        row.position = position
    SurveyQuestion.objects.bulk_update(rows, ["position"])
    places = {"before": {"position": place + 1}, "after": {"position": other + 1}}
    _log_question("survey_question_moved", question, by, **places)


def _check_nobody_is_asked_alone(programme: Programme, workshop: Workshop | None) -> None:
    """What is asked when others have answered, only the last few answer: they could be guessed."""
    running = Workshop.objects.survey_running().filter(programme=programme)
    if workshop is not None:
        running = running.filter(pk=workshop.pk)
    answered = SurveyResponse.objects.filter(workshop=OuterRef("pk"))
    for row in running.filter(Exists(answered)).select_related("programme", "city"):
        if survey.is_open(row):
            raise QuestionError(
                _(
                    "The survey on the %(workshop)s is open and has answers already: whoever is "
                    "asked something else now could be guessed. Wait until it is closed."
                )
                % {"workshop": row}
            )


SENTENCES = {
    "survey_question_added": gettext_lazy("A question was added to the surveys: “%(text)s”"),
    "survey_question_changed": gettext_lazy("A question of the surveys was changed: “%(text)s”"),
    "survey_question_retired": gettext_lazy("A question of the surveys was taken out: “%(text)s”"),
    "survey_question_moved": gettext_lazy("A question of the surveys was moved: “%(text)s”"),
}


def _log_question(verb: str, question: SurveyQuestion, by: User, **data: dict[str, Any]) -> None:
    record(
        verb,
        question,
        str(SENTENCES[verb]) % {"text": question.text},
        by=by,
        programme=question.programme,
        **data,  # type: ignore[arg-type]
    )
