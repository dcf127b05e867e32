"""What a new programme takes over of this app: templates, and nothing that happened."""

from django.utils.translation import gettext_lazy as _

from programme.starting import Copying, Piece, register
from workshops.models import SurveyQuestion, TypicalItem, typical_values
from workshops.services.survey_questions import ensure_core_questions


def _copy_typical_agenda(copying: Copying) -> None:
    TypicalItem.objects.bulk_create(
        TypicalItem(programme=copying.target, day=row.day, **typical_values(row))
        for row in copying.source.typical_items.all()
    )


def _copy_questions(copying: Copying) -> None:
    """What is asked after every workshop now; the questions of one workshop are its own."""
    rows = copying.source.survey_questions.filter(workshop=None, is_retired=False)
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(
            programme=copying.target, position=row.position, text=row.text, kind=row.kind
        )
        for row in rows
    )
    # There may have been none yet.
    ensure_core_questions(copying.target)


def register_pieces() -> None:
    register(Piece("agenda", _("The typical agenda of a workshop"), _copy_typical_agenda))
    register(
        Piece("questions", _("Questions of the surveys"), _copy_questions, ensure_core_questions)
    )
