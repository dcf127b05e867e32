"""Part 2: what the cities exchanged, on the visit and afterwards."""

from django.utils.translation import gettext as _

from cases.models import DiscussionPhase
from reports.assembling.blocks import Block, headed, listed, plain
from reports.assembling.board import board_block
from reports.assembling.material import Material
from reports.assembling.notes import note_blocks
from workshops.surveys.results import FEWEST, QuestionResult, SurveyResults


def experience_blocks(material: Material) -> list[Block]:
    """The notes with their decisions, the facts on the board, and what was answered. What the
    board says of the issue itself belongs to the part about it."""
    return [
        *note_blocks(material.noted_at(*material.exchanges)),
        board_block(material, DiscussionPhase.FACTS),
        *word_blocks(material.survey),
    ]


def word_blocks(survey: SurveyResults | None) -> list[Block]:
    """What was answered in words, for questions that enough people answered: nobody is known by
    what they said, as with marks."""
    if survey is None:
        return []
    return [_words(question) for question in survey.open_questions if question.n >= FEWEST]


def _words(question: QuestionResult) -> Block:
    lines = [f"“{plain(words)}”" for words in question.words]
    return Block(
        headed(question.text, listed(lines)),
        _("From the survey after the workshop, without names"),
        title=question.text,
    )


def marks_block(survey: SurveyResults) -> Block:
    """The mean of each question that was answered with a mark."""
    lines = [
        _("%(question)s %(mean)s of 5 (%(n)s answers)")
        % {"question": plain(row.text), "mean": row.mean_in_words, "n": row.n}
        for row in survey.scales
        if row.n
    ]
    return Block(
        listed(lines),
        _("From the survey after the workshop: %(answered)s of %(asked)s people answered")
        % {"answered": survey.answered, "asked": survey.asked},
        title=_("Marks"),
    )
