"""Facts to quote to policymakers."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import get_editable, require
from programme.field.facts import move_fact, quotable, take_usual_facts
from programme.forms.policy_facts import PolicyFactForm
from programme.models import PolicyFact
from programme.views.pages import DeletePage, FormPage


def facts_url(request):
    return reverse("programme:policy_facts", args=[request.programme.slug])


@require_GET
def policy_facts(request):
    rows = PolicyFact.objects.visible_to(request.user).in_programme(request.programme)
    context = {"quotables": quotable(list(rows)), "can_edit": request.seat.is_staff}
    return render(request, "programme/policy_facts.html", context)


class FactPage:
    """Where the pages for a fact come from and go to."""

    request: Any
    object: Any

    def crumbs(self):
        networking = reverse("programme:networking", args=[self.request.programme.slug])
        return [(_("Networking"), networking), (_("Facts to quote"), facts_url(self.request))]

    def done_url(self):
        return facts_url(self.request)


class FactCreate(FactPage, FormPage, CreateView):
    model = PolicyFact
    form_class = PolicyFactForm
    heading = _("Add a fact to quote")
    standfirst = _("Say where it comes from: a fact without a source convinces nobody.")
    save_label = _("Add it")
    verb = "policy_fact_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_staff)

    def sentence(self, form):
        return gettext("The fact “%(fact)s” was added.") % {"fact": form.instance}


class FactUpdate(FactPage, FormPage, UpdateView):
    model = PolicyFact
    form_class = PolicyFactForm
    heading = _("Change the fact")
    verb = "policy_fact_changed"

    def sentence(self, form):
        return gettext("The fact “%(fact)s” was changed.") % {"fact": form.instance}

    def delete_url(self):
        args = [self.request.programme.slug, self.object.pk]
        return reverse("programme:policy_fact_delete", args=args)


class FactDelete(FactPage, DeletePage, DeleteView):
    model = PolicyFact
    verb = "policy_fact_deleted"

    def heading(self):
        return gettext("Delete the fact “%(fact)s”?") % {"fact": self.object}

    def sentence(self):
        return gettext("The fact “%(fact)s” was deleted.") % {"fact": self.object}


@require_POST
def policy_fact_move(request, pk):
    """Up, or down with ``direction=down``."""
    fact = get_editable(PolicyFact, request.user, programme=request.programme, pk=pk)
    move_fact(fact, up=request.POST.get("direction") != "down", by=request.user)
    return redirect(f"{facts_url(request)}#fact-{fact.pk}")


@require_POST
def policy_facts_usual(request):
    require(request.seat.is_staff)
    if take_usual_facts(request.programme, by=request.user):
        messages.success(request, gettext("The usual facts are here. Change what does not fit."))
    else:
        messages.info(request, gettext("This programme has facts already; they stay as they are."))
    return redirect(facts_url(request))
