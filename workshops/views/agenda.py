"""Writing an agenda: from the typical programme or an earlier one, item by item."""

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import EditableMixin, get_visible, require
from programme.views.pages import DeletePage, FormPage
from workshops.contexts import WorkshopPage
from workshops.forms import AgendaItemForm
from workshops.models import AgendaItem, Workshop
from workshops.services import (
    AgendaError,
    copy_agenda,
    create_typical_agenda,
)
from workshops.views.workshops import crumbs_to, get_workshop


def get_workshop_to_write(request, slug):
    """The workshop of the address: 404 if invisible, 403 for whoever may not write its agenda."""
    workshop = get_workshop(request, slug)
    require(Workshop.objects.agenda_editable_by(request.user).filter(pk=workshop.pk).exists())
    workshop.programme = request.programme
    return workshop


def agenda_url(workshop):
    return reverse("workshops:agenda_edit", args=[workshop.programme.slug, workshop.slug])


def workshops_to_copy(request, workshop):
    """Earlier workshops whose agenda the person can see, the latest first."""
    items = AgendaItem.objects.visible_to(request.user).in_programme(request.programme)
    before = workshop.starts_on or datetime.date.max
    return (
        Workshop.objects.visible_to(request.user)
        .filter(pk__in=items.values("workshop"), starts_on__lt=before)
        .select_related("city", "programme")
        .order_by("-starts_on")
    )


@require_GET
def agenda_edit(request, slug):
    workshop = get_workshop_to_write(request, slug)
    page = WorkshopPage.of(workshop, request.seat, draft=True)
    context = {
        "workshop": workshop,
        "page": page,
        "sources": [] if page.items else workshops_to_copy(request, workshop),
        "crumbs": crumbs_to(request, workshop, _("Agenda")),
    }
    return render(request, "workshops/agenda_edit.html", context)


@require_POST
def agenda_create(request, slug):
    workshop = get_workshop_to_write(request, slug)
    try:
        create_typical_agenda(workshop, by=request.user)
    except AgendaError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("The agenda is the typical programme now. Change what differs.")
        )
    return redirect(agenda_url(workshop))


@require_POST
def agenda_copy(request, slug):
    workshop = get_workshop_to_write(request, slug)
    if not request.POST.get("source"):
        messages.error(request, _("Choose the workshop whose agenda is copied."))
        return redirect(agenda_url(workshop))
    source = get_visible(
        workshops_to_copy(request, workshop), request.user, slug=request.POST.get("source", "")
    )
    try:
        copy_agenda(workshop, source, by=request.user)
    except AgendaError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Copied from %(source)s, without the rooms.") % {"source": source},
        )
    return redirect(agenda_url(workshop))


class ItemPage(EditableMixin):
    """What adding, changing and deleting an item share: the workshop of the address."""

    request: Any
    kwargs: Any

    @cached_property
    def workshop(self):
        workshop = get_workshop(self.request, self.kwargs["slug"])
        workshop.programme = self.request.programme
        return workshop

    def get_queryset(self):
        rows = super().get_queryset().filter(workshop=self.workshop)
        # Whoever chooses it meanwhile waits until its places are decided.
        is_write = self.request.method == "POST"
        return rows.select_for_update(of=("self",), no_key=True) if is_write else rows

    def done_url(self):
        return agenda_url(self.workshop)

    def city_of(self, row):
        return self.workshop.city


class ItemFormPage(ItemPage, FormPage):
    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["programme"]
        return kwargs | {"workshop": self.workshop}

    def crumbs(self):
        *before, _here = crumbs_to(self.request, self.workshop, _("Agenda"))
        return [*before, (_("Agenda"), agenda_url(self.workshop))]


@method_decorator(transaction.atomic, name="post")
class ItemCreate(ItemFormPage, CreateView):
    model = AgendaItem
    form_class = AgendaItemForm
    heading = gettext_lazy("Add an item to the agenda")
    save_label = gettext_lazy("Add it")
    verb = "agenda_item_added"

    def dispatch(self, request, *args, **kwargs):
        get_workshop_to_write(request, kwargs["slug"])
        if not self.workshop.is_dated:
            messages.error(request, _("Give the workshop its dates first."))
            return redirect(agenda_url(self.workshop))
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        """The day from which the person came, as the address says it."""
        return {"day": self.request.GET.get("day", "")}

    def sentence(self, form):
        return _("“%(item)s” was put on the agenda of %(workshop)s.") % {
            "item": form.instance.title,
            "workshop": self.workshop.title,
        }


@method_decorator(transaction.atomic, name="post")
class ItemEdit(ItemFormPage, UpdateView):
    model = AgendaItem
    form_class = AgendaItemForm
    heading = gettext_lazy("Change the agenda item")
    verb = "agenda_item_changed"

    def delete_url(self):
        args = [self.request.programme.slug, self.workshop.slug, self.object.pk]
        return reverse("workshops:item_delete", args=args)

    def sentence(self, form):
        return _("“%(item)s” on the agenda of %(workshop)s was changed.") % {
            "item": form.instance.title,
            "workshop": self.workshop.title,
        }


@method_decorator(transaction.atomic, name="post")
class ItemDelete(ItemPage, DeletePage, DeleteView):
    model = AgendaItem
    verb = "agenda_item_deleted"

    def heading(self):
        return _("Delete “%(item)s”?") % {"item": self.object.title}

    def sentence(self):
        return _("“%(item)s” was taken off the agenda of %(workshop)s.") % {
            "item": self.object.title,
            "workshop": self.workshop.title,
        }
