"""The survey of a workshop: its page, its form, and what the coordinator does with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import get_editable, get_visible
from workshops.forms.survey import ClosingDayForm, SurveyForm
from workshops.models import SurveyInvitation, Workshop
from workshops.services.survey import SurveyError, close_survey, open_survey, remind
from workshops.surveys import results as survey
from workshops.surveys.page import SurveyPage
from workshops.views.workshops import crumbs_to, get_workshop


@require_GET
def survey_detail(request, slug):
    return _page(request, get_workshop(request, slug))


def _page(request, workshop, *, closing=None, status=200):
    page = SurveyPage.of(workshop, request.seat)
    context = {
        "workshop": workshop,
        "page": page,
        "closing": closing or ClosingDayForm(workshop=workshop),
        "crumbs": crumbs_to(request, workshop, _("Survey")),
    }
    return render(request, "workshops/survey.html", context, status=status)


# Answering. Nothing here may leave a trace with a time: no message, no entry in the log.


@never_cache
@require_http_methods(["GET", "POST"])
def survey_answer(request, slug):
    """The form, for a member who was asked; for others it does not exist."""
    workshop = get_workshop(request, slug)
    own = SurveyInvitation.objects.select_related("registration__workshop__programme")
    invitation = get_visible(
        own, request.user, registration__workshop=workshop, registration__user=request.user
    )
    context = {"crumbs": crumbs_to(request, workshop, _("Survey"))}
    return _form(request, invitation, context)


# ``of`` and not ``programme``: the programme of an address is for people with a seat in it.


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def survey_guest(request, of, key):
    """The form for somebody without an account: the key in the address is the way in."""
    invitation = survey.invitation_with_key(of, key)
    if invitation is None:
        raise Http404
    return _form(
        request,
        invitation,
        {"current_programme": invitation.registration.workshop.programme, "is_guest": True},
    )


def _form(request, invitation, context):
    workshop = invitation.registration.workshop
    is_sent = request.method == "POST"
    data = request.POST if is_sent else None
    form = SurveyForm(data, questions=survey.questions_of(workshop))
    refusal = ""
    if is_sent and form.is_valid():
        try:
            form.send(invitation)
        except SurveyError as error:
            refusal = str(error)
        else:
            return redirect(request.path)
    context |= {
        "workshop": workshop,
        "form": form,
        "has_answered": invitation.has_answered,
        "is_open": survey.is_open(workshop),
        "refusal": refusal,
    }
    response = render(
        request, "workshops/survey_answer.html", context, status=422 if is_sent else 200
    )
    # The address of a guest is a secret: it is told to nobody.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# Opening, reminding, closing


@require_POST
def survey_open(request, slug):
    workshop = _managed(request, slug)
    try:
        open_survey(workshop, by=request.user)
    except SurveyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The survey is open, and everybody who came is asked by mail."))
    return redirect("workshops:survey", request.programme.slug, slug)


@require_POST
def survey_remind(request, slug):
    workshop = _managed(request, slug)
    try:
        number = remind(workshop, by=request.user)
    except SurveyError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            ngettext("%(number)s person gets a mail.", "%(number)s people get a mail.", number)
            % {"number": number}
            if number
            else _("Everybody who has not answered was reminded today already."),
        )
    return redirect("workshops:survey", request.programme.slug, slug)


@require_POST
def survey_close(request, slug):
    workshop = _managed(request, slug)
    try:
        close_survey(workshop, by=request.user)
    except SurveyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The survey is closed."))
    return redirect("workshops:survey", request.programme.slug, slug)


@require_POST
def survey_until(request, slug):
    """Another closing day; a day to come opens a closed survey again."""
    workshop = _managed(request, slug)
    form = ClosingDayForm(request.POST, workshop=workshop)
    if not form.is_valid():
        return _page(request, get_workshop(request, slug), closing=form, status=422)
    try:
        form.save(by=request.user)
    except SurveyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("workshops:survey", request.programme.slug, slug)


def _managed(request, slug):
    return get_editable(Workshop, request.user, programme=request.programme, slug=slug)
