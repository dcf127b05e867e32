"""The count-back rules: what follows is shown over all workshops before it is applied."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.access import get_editable, require
from programme.models import CountbackRule
from programme.workplan.dates import OWN_RULES
from workshops.dates.preview import figures_of
from workshops.forms.rules import RuleForm
from workshops.services.rules import (
    BEHAVIOUR,
    KEPT,
    RuleError,
    delete_rule,
    missing_rule,
    rules_with,
    rules_without,
    save_rule,
    what_follows_by,
)


def settings_url(request):
    return reverse("programme:settings", args=[request.programme.slug]) + "#rules"


def crumbs_to(request, label):
    return [(_("Programme settings"), settings_url(request)), (label, "")]


@require_http_methods(["GET", "POST"])
def rule_create(request):
    """A rule of the programme's own; or one of the usual ones, which was deleted, again."""
    require(request.seat.is_coordinator)
    usual = request.GET.get("usual")
    missing = missing_rule(request.programme, usual) if usual else None
    if usual and missing is None:
        raise Http404
    rule = missing or CountbackRule(programme=request.programme)
    return rule_page(request, rule, heading=_("Add a rule"))


@require_http_methods(["GET", "POST"])
def rule_edit(request, pk):
    rule = get_editable(CountbackRule, request.user, programme=request.programme, pk=pk)
    rule.programme = request.programme
    return rule_page(request, rule, heading=_("Change the rule"))


def rule_page(request, rule, *, heading):
    """The form; with what follows once it is filled; and, when that was seen, the rule applied."""
    data = request.POST if request.method == "POST" else request.GET
    form = RuleForm(data if "title" in data else None, instance=rule, programme=request.programme)
    is_valid = form.is_bound and form.is_valid()
    difference = what_follows_by(request.programme, rules_with(rule)) if is_valid else None
    if request.method == "POST" and is_valid and request.POST.get("previewed") == form.token:
        try:
            save_rule(rule, by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, saved_words(difference))
            return redirect(settings_url(request))
    context = {
        "form": form,
        "rule": rule,
        "is_new": rule._state.adding,
        "behaviour": BEHAVIOUR.get(rule.key, ""),
        "heading": heading,
        "crumbs": crumbs_to(request, heading),
        "cancel_url": settings_url(request),
        "difference": difference,
        "headline": ", ".join(figures_of(difference)) if difference else "",
    }
    is_fragment = request.method == "GET" and request.htmx
    template = "workshops/_rule_preview.html" if is_fragment else "workshops/rule_form.html"
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, template, context, status=status)


def saved_words(difference):
    return _("The rule is saved: %(figures)s.") % {"figures": ", ".join(figures_of(difference))}


@require_http_methods(["GET", "POST"])
def rule_delete(request, pk):
    rule = get_editable(CountbackRule, request.user, programme=request.programme, pk=pk)
    rule.programme = request.programme
    if request.method == "POST":
        try:
            difference = delete_rule(rule, by=request.user)
        except RuleError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                _("The rule “%(rule)s” is deleted: %(figures)s.")
                % {"rule": rule.title, "figures": ", ".join(figures_of(difference))},
            )
        return redirect(settings_url(request))
    difference = what_follows_by(request.programme, rules_without(rule))
    context = {
        "heading": _("Delete the rule “%(rule)s”?") % {"rule": rule},
        "refusal": KEPT.get(rule.key, ""),
        "lost": [*lost_by_deleting(rule), ", ".join(figures_of(difference)) + "."],
        "action_label": _("Delete the rule"),
        "cancel_url": settings_url(request),
    }
    return render(request, "programme/delete_page.html", context)


def lost_by_deleting(rule):
    if rule.key not in OWN_RULES:
        return []
    return [BEHAVIOUR[rule.key], _("Without the rule none of this happens any more.")]
