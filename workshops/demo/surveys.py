"""Loads the answers to the surveys of the demonstration: invented ones, nobody's."""

import datetime
import random
import secrets
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from programme.demo.calendar import read
from programme.models import Programme
from workshops.models import (
    QuestionKind,
    Registration,
    SurveyAnswer,
    SurveyInvitation,
    SurveyQuestion,
    SurveyResponse,
    Workshop,
)
from workshops.services.survey import DAYS_OPEN
from workshops.services.survey_questions import ensure_core_questions

# Two log-ins of the demonstration still have a form to fill in.
NOT_YET = ("klara.lund@goteborg.example", "tobias.brandt@leipzig.example")


def load(programme: Programme) -> None:
    """Load the surveys of the workshops that are over; the last of them is still open."""
    ensure_core_questions(programme)
    load_rows(programme, read("workshops", "surveys")["surveys"])


def load_rows(programme: Programme, rows: Iterable[dict[str, Any]]) -> None:
    """Open, send and answer the surveys of meetings that are over."""
    questions = list(SurveyQuestion.objects.filter(programme=programme))
    for row in rows:
        workshop = programme.workshops.get(slug=row["workshop"])
        if workshop.is_held:
            _open(workshop, is_open=row.get("is_open", False))
            _invite(workshop, answered=_number_of(row))
            _answer(workshop, row, questions)


def remove() -> None:
    """Take the answers away again: they hold the questions."""
    SurveyResponse.objects.filter(workshop__programme__is_demo=True).delete()


def _number_of(row: dict[str, Any]) -> int:
    return max(sum(counts) for counts in row["scores"])


def _open(workshop: Workshop, *, is_open: bool) -> None:
    day = workshop.last_day + datetime.timedelta(days=1)
    if is_open:
        # Never so late that it would be closed again when the demonstration is looked at.
        day = timezone.localdate() - datetime.timedelta(days=4)
    workshop.survey_opened_at = datetime.datetime.combine(day, datetime.time(9), workshop.tz)
    workshop.survey_closes_on = day + datetime.timedelta(days=DAYS_OPEN)
    workshop.save(update_fields=["survey_opened_at", "survey_closes_on"])


def _invite(workshop: Workshop, *, answered: int) -> None:
    rows = Registration.objects.filter(workshop=workshop, user__isnull=False).coming()
    people = sorted(rows.select_related("user"), key=lambda row: row.user.email in NOT_YET)
    SurveyInvitation.objects.bulk_create(
        SurveyInvitation(
            registration=row,
            key=secrets.token_urlsafe(32),
            asked_at=workshop.survey_opened_at,
            has_answered=place < answered,
        )
        for place, row in enumerate(people)
    )


def _answer(workshop: Workshop, row: dict[str, Any], questions: list[SurveyQuestion]) -> None:
    # The same answers each time the demonstration is loaded.
    lot = random.Random(workshop.slug)  # noqa: S311  nothing is kept secret by it
    number = _number_of(row)
    responses = SurveyResponse.objects.bulk_create(
        SurveyResponse(workshop=workshop) for _ in range(number)
    )
    said: list[SurveyAnswer] = []
    scales = [question for question in questions if question.kind == QuestionKind.SCALE]
    for question, counts in zip(scales, row["scores"], strict=True):
        scores = [score for score, count in enumerate(counts, start=1) for _ in range(count)]
        lot.shuffle(scores)
        said += [
            SurveyAnswer(response=response, question=question, score=score)
            for response, score in zip(responses, scores, strict=False)
        ]
    texts = [question for question in questions if question.kind == QuestionKind.TEXT]
    for question, words in zip(texts, (row["home"], row["host"]), strict=True):
        said += [
            SurveyAnswer(response=response, question=question, text=text)
            for response, text in zip(lot.sample(responses, len(words)), words, strict=True)
        ]
    SurveyAnswer.objects.bulk_create(said)
