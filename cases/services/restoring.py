"""Older words come back, and a version is named by hand."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Answer, Case, CaseVersion, Occasion
from cases.services.holding import held
from cases.services.log import log
from cases.services.moves import start_drafting
from cases.services.refusals import CaseMoveError, why_locked
from cases.services.versions import keep_version
from programme.models import User
from programme.writing.history import TextState
from programme.writing.restoring import restore_text


@transaction.atomic
def restore_answer(answer: Answer, state: TextState, *, base_version: int, by: User) -> Answer:
    """Save one topic as it was once. What it replaces stays in the history.

    Raises TextConflict when somebody saved since ``base_version``, CaseMoveError when the case
    has left the city or the section is locked; nothing is written then.
    """
    case = start_drafting(answer.case, by=by, section=answer.section)
    saved = restore_text(answer, state, base_version=base_version, by=by)
    if saved.version != answer.version:
        sentence = _("“%(topic)s” of the case %(case)s is back as it was before.")
        log(
            case,
            "answer_restored",
            sentence % {"topic": answer.outline_topic.title, "case": case},
            by=by,
            before={answer.topic: answer.text},
            after={answer.topic: saved.text},
        )
    return saved


@transaction.atomic
def name_version(case: Case, name: str, *, by: User) -> CaseVersion:
    """Keep the working text as it is now under a name.

    Raises CaseMoveError once the case has left the city: it is kept at every hand-over anyway.
    """
    case = held(case)
    if not case.is_open:
        raise CaseMoveError(why_locked(case))
    version = keep_version(case, Occasion.NAMED, by=by, name=name)
    sentence = _("A version of the case %(case)s was kept as “%(name)s”.")
    log(case, "case_version_named", sentence % {"case": case, "name": version.name}, by=by)
    return version
