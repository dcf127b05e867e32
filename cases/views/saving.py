"""What the writing page of a section sends by itself while somebody writes."""

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.access import section_or_404, written_case
from cases.forms.writing import AnswerForm
from cases.outline import TOPICS
from cases.pages.writing import keep_key
from cases.services import CaseMoveError
from cases.writing.saving import save_answer, save_focus, save_part
from programme.writing.views import (
    answer_of,
    answer_of_presence,
    answer_of_row,
    for_its_person,
    preview_of,
)


@require_POST
@for_its_person
def answer_save(request, city, topic):
    """One topic, saved by itself while it is written."""
    case = written_case(request, city)
    if topic not in TOPICS:
        raise Http404
    try:
        form = save_answer(case, topic, request.POST, by=request.user)
    except CaseMoveError as error:
        return JsonResponse({"message": str(error)}, status=423)
    return answer_of(request, form, "cases/_write_topic.html", {"case": case, "form": form})


@require_POST
@for_its_person
def part_save(request, city, section, part):
    """The short fields of one row: facts, an objective, a figure, an issue; or the focus."""
    case, section = written_case(request, city), section_or_404(section)
    try:
        if part == "focus":
            done = save_focus(case, section, request.POST, by=request.user)
            return JsonResponse({"initial": {}, "errors": {}}) if done else _gone()
        saved = save_part(case, section, part, request.POST, by=request.user)
    except CaseMoveError as error:
        return JsonResponse({"message": str(error)}, status=423)
    return answer_of_row(*saved) if saved else _gone()


@require_POST
@for_its_person
def presence(request, city, section):
    """Who else is in the section, and what they have saved meanwhile."""
    case, section = written_case(request, city), section_or_404(section)
    topics = [topic.key for topic in section.topics]
    answers = case.answers.filter(topic__in=topics).select_related("updated_by")
    forms = [AnswerForm(instance=answer, prefix=answer.topic) for answer in answers]
    return answer_of_presence(request, keep_key(case, section), forms)


@require_POST
@for_its_person
def preview(request, city):
    """A text as it will be read, rendered by what renders it everywhere; nothing is stored."""
    written_case(request, city)
    return preview_of(request)


def _gone():
    message = _("Somebody removed this meanwhile. “Save” below adds yours again.")
    return JsonResponse({"message": message}, status=410)
