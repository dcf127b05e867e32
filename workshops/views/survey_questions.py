"""What surveys ask: the questions of all of them, and those of one workshop."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import get_editable, require
from workshops.forms.survey import QuestionForm
from workshops.models import SurveyQuestion, Workshop
from workshops.services.survey_questions import (
    ensure_core_questions,
    move_question,
    retire_question,
)
from workshops.surveys import results as survey
from workshops.views.workshops import crumbs_to, get_workshop


@require_GET
def questions(request):
    """Those that every survey of the programme asks."""
    require(request.seat.is_coordinator)
    return _list(request, None)


@require_GET
def own_questions(request, slug):
    """Those that the survey of one workshop asks besides."""
    workshop = get_workshop(request, slug)
    require(request.seat.is_coordinator)
    return _list(request, workshop)


def _list(request, workshop):
    context = {
        "workshop": workshop,
        "lines": survey.question_lines(request.programme, workshop),
        "crumbs": _crumbs(request, workshop),
        "create_url": _url(request, workshop, "create"),
        "usual_url": ""
        if workshop
        else reverse("workshops:survey_usual_questions", args=[request.programme.slug]),
    }
    return render(request, "workshops/survey_questions.html", context)


@require_POST
def usual_questions(request):
    """Begin with the usual questions, where there is none."""
    require(request.seat.is_coordinator)
    ensure_core_questions(request.programme)
    return redirect(_url(request, None))


@require_http_methods(["GET", "POST"])
def question_create(request, slug=None):
    workshop = get_workshop(request, slug) if slug else None
    require(request.seat.is_coordinator)
    form = QuestionForm(request.POST or None)
    if form.is_valid() and form.add(
        workshop=workshop, programme=request.programme, by=request.user
    ):
        messages.success(request, _("Saved."))
        return redirect(_url(request, workshop))
    return _form(request, form, workshop, _("Add a question"))


@require_http_methods(["GET", "POST"])
def question_edit(request, pk):
    question = _editable(request, pk)
    form = QuestionForm(request.POST or None, instance=question)
    if form.is_valid() and form.change(by=request.user):
        messages.success(request, _("Saved."))
        return redirect(_url(request, question.workshop))
    if not question.answers.exists():
        return _form(request, form, question.workshop, _("Edit the question"))
    words = _(
        "This question was answered already. It keeps its words and its answers; "
        "what you write here is asked in its place from now on."
    )
    return _form(request, form, question.workshop, _("Replace the question"), words)


@require_POST
def question_retire(request, pk):
    question = _editable(request, pk)
    retire_question(question, by=request.user)
    messages.success(request, _("The question is no longer asked."))
    return redirect(_url(request, question.workshop))


@require_POST
def question_move(request, pk):
    question = _editable(request, pk)
    move_question(question, up=request.POST.get("to") != "down", by=request.user)
    return redirect(_url(request, question.workshop))


def _editable(request, pk):
    rows = SurveyQuestion.objects.select_related("workshop", "programme")
    return get_editable(rows, request.user, programme=request.programme, pk=pk, is_retired=False)


def _form(request, form, workshop, heading, standfirst=""):
    context = {
        "form": form,
        "heading": heading,
        "standfirst": standfirst,
        "crumbs": [*_crumbs(request, workshop, is_last=False), (heading, "")],
        "save_label": _("Save"),
        "cancel_url": _url(request, workshop),
        "delete_url": "",
        "is_multipart": False,
    }
    return render(request, "programme/form_page.html", context, status=422 if form.errors else 200)


def _crumbs(request, workshop: Workshop | None, *, is_last=True):
    here = "" if is_last else _url(request, workshop)
    if workshop is None:
        settings = reverse("programme:settings", args=[request.programme.slug])
        return [(_("Programme settings"), settings), (_("Questions of the surveys"), here)]
    page = reverse("workshops:survey", args=[request.programme.slug, workshop.slug])
    to_workshop = crumbs_to(request, workshop, _("Survey"))[:-1]
    return [*to_workshop, (_("Survey"), page), (_("Own questions"), here)]


def _url(request, workshop: Workshop | None, verb=""):
    name = {
        (True, ""): "survey_questions",
        (True, "create"): "survey_question_create",
        (False, ""): "survey_own_questions",
        (False, "create"): "survey_own_question_create",
    }[workshop is None, verb]
    rest = [] if workshop is None else [workshop.slug]
    return reverse(f"workshops:{name}", args=[request.programme.slug, *rest])
