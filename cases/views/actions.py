"""Actions proposed at the workshop: staff write them, the host city answers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import services
from cases.access import led_case, visible_case
from cases.forms.actions import ActionAnswerForm, ActionForm
from cases.models import ActionStatus, BoardNote, DiscussionPhase, ProposedAction
from cases.views.reading import crumbs_of
from programme.access import get_editable, get_visible, require
from programme.editing import typed_into
from programme.keys import is_key

# Where the person came from and goes back to.
ROOM = "room"


@require_http_methods(["GET", "POST"])
def action_create(request, city):
    case = led_case(request, city)
    if not case.is_shared:
        messages.error(request, _("Actions are proposed once the case is distributed."))
        return redirect(case)
    option = _option(request, case)
    initial = {"text": option.text} if option else {}
    form = ActionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        action = services.propose_action(case, by=request.user, option=option, **form.words)
        said = _("%(action)s stands among the proposed actions.") % {"action": action.identifier}
        return _saved(request, case, said)
    return _form_page(request, case, form, _("Propose an action"), option=option)


@require_http_methods(["GET", "POST"])
def action_edit(request, city, pk):
    case = visible_case(request, city)
    try:
        action = get_editable(ProposedAction, request.user, case=case, pk=pk)
        form = ActionForm(request.POST or None, instance=action)
        if request.method == "POST" and form.is_valid():
            services.change_action(action, by=request.user, **form.changed_words)
            said = _("%(action)s is changed.") % {"action": action.identifier}
            return _saved(request, case, said)
    except (Http404, services.ActionGone):
        return _gone(request)
    return _form_page(request, case, form, _("Change the action"))


@require_http_methods(["GET", "POST"])
def action_answer(request, city, pk):
    case = visible_case(request, city)
    try:
        action = get_visible(ProposedAction, request.user, case=case, pk=pk)
        require(request.seat.edits(case.city))
        form = ActionAnswerForm(request.POST or None, instance=action)
        if request.method == "POST" and form.is_valid():
            is_met = services.answer_action(action, by=request.user, **form.cleaned_data)
            if is_met:
                said = _("All actions are answered: this follow-up is done in the workplan.")
                messages.success(request, said)
            said = _("Your answer to %(action)s is saved.") % {"action": action.identifier}
            return _saved(request, case, said)
    except services.ActionError as error:
        form.add_error(None, str(error))
    except (Http404, services.ActionGone):
        return _gone(request)
    is_new = form.initial.get("status") == ActionStatus.PROPOSED
    heading = _("Answer the action") if is_new else _("Change your answer")
    return _form_page(request, case, form, heading)


@require_http_methods(["GET", "POST"])
def action_delete(request, city, pk):
    case = visible_case(request, city)
    action = get_editable(ProposedAction, request.user, case=case, pk=pk)
    if request.method == "POST":
        try:
            services.delete_action(action, by=request.user)
        except services.ActionGone as error:
            messages.info(request, str(error))
        else:
            messages.success(request, _("The action is deleted."))
        return redirect(_list_of(request, case))
    lost = [_("“%(action)s”") % {"action": action.text}]
    if action.response or action.agreed_text:
        answer = action.agreed_text or action.response
        lost.append(_("The city’s answer to it goes too: “%(answer)s”") % {"answer": answer})
    if action.progress:
        lost.append(_("So does what the city said became of it."))
    context = {
        "heading": _("Delete this proposed action?"),
        "lost": lost,
        "action_label": _("Delete the action"),
        "cancel_url": _list_of(request, case),
    }
    return render(request, "clusnet/confirm.html", context)


@require_POST
def action_move(request, city, pk):
    case = visible_case(request, city)
    action = get_editable(ProposedAction, request.user, case=case, pk=pk)
    try:
        services.move_action(action, by=request.user, up=request.POST.get("to") != "down")
    except services.ActionGone as error:
        messages.info(request, str(error))
    return redirect(_list_of(request, case))


def _option(request, case):
    """The option on the board of this case from which the action is made; None for none."""
    pk = request.GET.get("option", "")
    if not pk:
        return None
    if not is_key(pk):
        raise Http404
    options = BoardNote.objects.select_related("discussion")
    here = {"discussion__case": case, "phase": DiscussionPhase.OPTIONS}
    return get_visible(options, request.user, pk=int(pk), **here)


def _form_page(request, case, form, heading, *, option=None):
    context = {
        "form": form,
        "case": case,
        "heading": heading,
        "option": option,
        "answering": isinstance(form, ActionAnswerForm),
        "action": form.instance if form.instance.pk else None,
        "crumbs": crumbs_of(case, heading),
        "cancel_url": _list_of(request, case),
    }
    status = 422 if form.errors else 200
    return render(request, "cases/action_form.html", context, status=status)


def _saved(request, case, said):
    messages.success(request, said)
    return redirect(_list_of(request, case))


def _gone(request):
    """Whoever was writing while the action was deleted gets the own words back."""
    typed = typed_into(ProposedAction, request.POST)
    if not typed:
        raise Http404
    return render(request, "programme/gone.html", {"typed": typed}, status=404)


def _list_of(request, case):
    if request.GET.get("from") == ROOM:
        room = reverse("cases:discussion", args=[case.programme.slug, case.city.slug])
        return f"{room}#actions"
    return f"{case.get_absolute_url()}#actions"
