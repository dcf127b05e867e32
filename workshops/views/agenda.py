"""Writing an agenda: from the typical one or an earlier one, then item by item."""

import datetime
import time
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
from django.views.decorators.vary import vary_on_headers
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import EditableMixin, get_visible, require
from programme.models import STAFF_ROLES
from programme.views.pages import DeletePage, FormPage
from workshops.agendas.board import Board
from workshops.agendas.positions import Position
from workshops.forms import AgendaItemForm
from workshops.matchmaking.times import strays_of
from workshops.models import AgendaItem, Choice, Workshop, WorkshopFile
from workshops.services import AgendaError, copy_agenda, create_typical_agenda, settle_choices
from workshops.services.agenda_items import remove_item
from workshops.services.rows import locked_workshop
from workshops.views.workshops import crumbs_to, get_workshop

# In the session: what the person moved last, so that it can be brought back for a while.
LAST_MOVE = "agenda_last_move"
UNDO_SECONDS = 30 * 60


def get_workshop_to_write(request, slug):
    """The workshop of the address: 404 if invisible, 403 for whoever may not write its agenda."""
    workshop = get_workshop(request, slug)
    require(Workshop.objects.agenda_editable_by(request.user).filter(pk=workshop.pk).exists())
    return workshop


def agenda_url(workshop):
    return reverse("workshops:agenda_edit", args=[workshop.programme.slug, workshop.slug])


def workshops_to_copy(request, workshop):
    """Earlier workshops whose agenda the person can see, and those of other programmes that the
    person runs; the latest first."""
    items = AgendaItem.objects.visible_to(request.user)
    rows = Workshop.objects.visible_to(request.user)
    before = workshop.starts_on or datetime.date.max
    earlier = rows.in_programme(request.programme).filter(starts_on__lt=before)
    elsewhere = rows.in_programmes_of(request.user, roles=STAFF_ROLES).exclude(
        programme=request.programme
    )
    return (
        (earlier | elsewhere)
        .filter(pk__in=items.values("workshop"))
        .select_related("city", "programme")
        .order_by("-starts_on", "pk")
    )


def get_source(request, workshop):
    """The workshop that the form names: ``5``, or ``programme/5`` of another programme."""
    *programme, slug = request.POST.get("source", "").split("/", maxsplit=1)
    return get_visible(
        workshops_to_copy(request, workshop),
        request.user,
        programme__slug=programme[0] if programme else request.programme.slug,
        slug=slug,
    )


def strays_on(board):
    """The slots of meetings that lie outside choice B as it stands on the board; one query for a
    workshop with meetings, none for others."""
    session = getattr(board.workshop, "networking_session", None)
    if session is None:
        return None
    item = next((item for item in board.items if item.choice == Choice.B), None)
    return strays_of(session, item)


def board_context(request, board, *, note="", error="", refused=None):
    """What the template of the board shows: what the person moved last, or why it was not moved.

    ``refused`` is what was typed in the small form of an item, which then stays open.
    """
    last = request.session.get(LAST_MOVE, {})
    is_fresh = time.time() - last.get("at", 0) < UNDO_SECONDS
    is_here = last.get("workshop") == board.workshop.pk and is_fresh
    return {
        "workshop": board.workshop,
        "page": board,
        "strays": strays_on(board),
        "last_move": last if is_here else None,
        "note": note,
        "error": error,
        "refused": refused,
    }


@require_GET
@vary_on_headers("HX-Request")
def agenda_edit(request, slug):
    workshop = get_workshop_to_write(request, slug)
    return render_editor(request, Board.of(workshop, request.seat))


def render_editor(request, board, *, status=200, **said):
    """The whole page, or for htmx what a move changes of it."""
    context = board_context(request, board, **said)
    if request.htmx:
        return render(request, "workshops/_board_answer.html", context, status=status)
    context |= {
        "sources": [] if board.items else workshops_to_copy(request, board.workshop),
        "crumbs": crumbs_to(request, board.workshop, _("Agenda")),
    }
    return render(request, "workshops/agenda_edit.html", context, status=status)


@require_POST
def agenda_create(request, slug):
    workshop = get_workshop_to_write(request, slug)
    try:
        create_typical_agenda(workshop, by=request.user)
    except AgendaError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The agenda is the typical one now. Change what differs."))
    return redirect(agenda_url(workshop))


@require_POST
def agenda_copy(request, slug):
    workshop = get_workshop_to_write(request, slug)
    if not request.POST.get("source"):
        messages.error(request, _("Choose the workshop whose agenda is copied."))
        return redirect(agenda_url(workshop))
    source = get_source(request, workshop)
    try:
        copy_agenda(workshop, source, by=request.user)
    except AgendaError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Copied from %(source)s, without rooms and speakers.") % {"source": source}
        )
    return redirect(agenda_url(workshop))


class ItemPage(EditableMixin):
    """What adding, changing and deleting an item share: the workshop of the address."""

    request: Any
    kwargs: Any

    @cached_property
    def workshop(self):
        return get_workshop(self.request, self.kwargs["slug"])

    @method_decorator(transaction.atomic)
    def post(self, request, *args, **kwargs):
        # Before the item is read: who releases, moves or chooses takes the workshop first too.
        locked_workshop(self.workshop)
        return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def get_queryset(self):
        return super().get_queryset().filter(workshop=self.workshop).in_draft()

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


class ItemEdit(ItemFormPage, UpdateView):
    model = AgendaItem
    form_class = AgendaItemForm
    heading = gettext_lazy("Change the agenda item")
    verb = "agenda_item_changed"

    template_name = "workshops/item_form.html"

    def get_context_data(self, **kwargs):
        board = Board.of(self.workshop, self.request.seat)
        stored = next(row for row in board.items if row.pk == self.object.pk)
        return super().get_context_data(
            # As it is stored: the form writes on its own before it is found invalid.
            item=stored,
            position=Position.of(stored),
            workshop=self.workshop,
            conflicts=[c for c in board.conflicts if self.object in c.items],
            files=WorkshopFile.objects.visible_to(self.request.user).filter(item=self.object),
            **kwargs,
        )

    def form_valid(self, form):
        response = super().form_valid(form)
        if "capacity" in form.changed_data:
            settle_choices(self.workshop)
        return response

    def delete_url(self):
        args = [self.request.programme.slug, self.workshop.slug, self.object.pk]
        return reverse("workshops:item_delete", args=args)

    def sentence(self, form):
        return _("“%(item)s” on the agenda of %(workshop)s was changed.") % {
            "item": form.instance.title,
            "workshop": self.workshop.title,
        }


class ItemDelete(ItemPage, DeletePage, DeleteView):
    """Asks once more. What members read now stays for them until the next release."""

    model = AgendaItem

    def get_queryset(self):
        return super().get_queryset().select_related("workshop__programme", "workshop__city")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | ({"action_label": _("Take it out")} if self.is_read else {})

    @property
    def is_read(self):
        """Whether the current release shows the item."""
        return self.object.is_released and self.workshop.agenda_released_at

    def heading(self):
        if self.is_read:
            return _("Take “%(item)s” off the agenda?") % {"item": self.object.title}
        return _("Delete “%(item)s”?") % {"item": self.object.title}

    def lost(self):
        if self.is_read:
            return [
                _("Those who come read it until the agenda is released again."),
                _("Until then it can be put back, with what people chose and wrote."),
            ]
        return super().lost()

    def form_valid(self, form):
        title = self.object.title
        if remove_item(self.object, by=self.request.user):
            said = _("“%(item)s” is off the agenda. Below it can be put back.")
        else:
            said = _("“%(item)s” is deleted.")
        messages.success(self.request, said % {"item": title})
        return redirect(self.done_url())
