"""Actions proposed at the workshop: staff write them, the host city answers."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.access import led_case, visible_case
from cases.forms.actions import ActionAnswerForm, ActionForm
from cases.models import ProposedAction
from cases.services import tick_follow_up
from cases.views.reading import crumbs_of
from programme.access import get_editable, get_visible, require
from programme.editing import delete_recorded, save_recorded


@require_http_methods(["GET", "POST"])
def action_create(request, city):
    case = led_case(request, city)
    if not case.is_shared:
        messages.error(request, _("Actions are proposed once the case is distributed."))
        return redirect(case)
    form = ActionForm(request.POST or None, case=case)
    said = _("An action was proposed on the case %(case)s.")
    return _form_page(request, case, form, "action_proposed", said, _("Propose an action"))


@require_http_methods(["GET", "POST"])
def action_edit(request, city, pk):
    case = visible_case(request, city)
    action = get_editable(ProposedAction, request.user, case=case, pk=pk)
    form = ActionForm(request.POST or None, instance=action, case=case)
    said = _("A proposed action on the case %(case)s was changed.")
    return _form_page(request, case, form, "action_changed", said, _("Change the action"))


@require_http_methods(["GET", "POST"])
def action_answer(request, city, pk):
    case = visible_case(request, city)
    action = get_visible(ProposedAction, request.user, case=case, pk=pk)
    require(request.seat.edits(case.city))
    form = ActionAnswerForm(request.POST or None, instance=action)
    said = _("The city answered an action proposed on the case %(case)s.")
    response = _form_page(request, case, form, "action_answered", said, _("Answer the action"))
    if response.status_code == 302 and tick_follow_up(case, by=request.user):
        messages.success(
            request, _("All actions are answered: this follow-up is done in the workplan.")
        )
    return response


@require_http_methods(["GET", "POST"])
def action_delete(request, city, pk):
    case = visible_case(request, city)
    action = get_editable(ProposedAction, request.user, case=case, pk=pk)
    if request.method == "POST":
        delete_recorded(
            action,
            "action_deleted",
            _("A proposed action on the case %(case)s was deleted.") % {"case": case},
            by=request.user,
            programme=case.programme,
            city=case.city,
        )
        messages.success(request, _("The action is deleted."))
        return redirect(_list_of(case))
    lost = [_("“%(action)s”") % {"action": action.text}]
    if action.response:
        lost.append(
            _("The city’s answer to it goes too: “%(answer)s”") % {"answer": action.response}
        )
    context = {
        "heading": _("Delete this proposed action?"),
        "lost": lost,
        "action_label": _("Delete the action"),
        "cancel_url": _list_of(case),
    }
    return render(request, "clusnet/confirm.html", context)


def _form_page(request, case, form, verb, said, heading):
    """One form for one action: save it and go back to the list, or show it with its errors."""
    if request.method == "POST" and form.is_valid():
        save_recorded(
            form,
            verb,
            said % {"case": case},
            by=request.user,
            programme=case.programme,
            city=case.city,
        )
        messages.success(request, _("Saved."))
        return redirect(_list_of(case))
    context = {
        "form": form,
        "case": case,
        "heading": heading,
        "action": form.instance if form.instance.pk else None,
        "crumbs": crumbs_of(case, heading),
    }
    status = 422 if form.errors else 200
    return render(request, "cases/action_form.html", context, status=status)


def _list_of(case):
    return f"{case.get_absolute_url()}#actions"
