"""Notes on each item of the agenda, and what was decided at it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import DeleteView, UpdateView

from programme.access import EditableMixin, get_editable
from programme.editing import save_recorded
from programme.views.pages import DeletePage, FormPage
from programme.writing.history_views import TextPlace, history_page, restore_page
from programme.writing.views import (
    answer_of,
    answer_of_presence,
    for_its_person,
    is_its_person,
    other_person_words,
    preview_of,
)
from workshops.forms.notes import OutcomeForm
from workshops.models import AgendaItem, ItemNotes, Outcome
from workshops.notes import NotesPage, NotesWritePage, notes_form, save_notes
from workshops.services.notes import NotesError, restore_notes
from workshops.services.outcomes import OutcomeError, mark_action_done, reopen_action
from workshops.views.agenda import get_workshop_to_write
from workshops.views.workshops import crumbs_to, get_workshop


def notes_url(workshop, item=None):
    url = reverse("workshops:notes", args=[workshop.programme.slug, workshop.slug])
    return f"{url}#item-{item.pk}" if item else url


def write_url(workshop, item):
    names = [workshop.programme.slug, workshop.slug, item.pk]
    return reverse("workshops:notes_write", args=names)


def get_item_to_write(request, slug, item):
    """The item of the address: 404 if invisible, 403 for whoever only reads its notes."""
    workshop = get_workshop(request, slug)
    rows = AgendaItem.objects.visible_to(request.user).filter(workshop=workshop)
    found = get_object_or_404(rows, pk=item)
    found.workshop = get_workshop_to_write(request, slug)
    return found


@require_GET
def notes(request, slug):
    """What was said and decided, item by item, for every member."""
    workshop = get_workshop(request, slug)
    crumbs = crumbs_to(request, workshop, _("Notes"))
    page = NotesPage.of(workshop, request.seat)
    context = {
        "workshop": workshop,
        "page": page,
        "crumbs": crumbs,
        "registered": workshop.registrations.coming().count(),
    }
    return render(request, "workshops/notes.html", context)


# Writing


@require_http_methods(["GET", "HEAD", "POST"])
def notes_write(request, slug, item):
    item = get_item_to_write(request, slug, item)
    if request.method != "POST":
        return show_writing(request, item, notes_form(item))
    try:
        if not is_its_person(request):
            raise NotesError(other_person_words(request))
        form = save_notes(item, request.POST, by=request.user)
    except NotesError as error:
        messages.error(request, str(error))
        words = notes_form(item, request.POST)["text"].value() or ""
        typed = [(item.title, words)] if words else []
        return show_writing(request, item, notes_form(item), typed=typed, status=409)
    if form.errors:
        return show_writing(request, item, form, status=409 if form.conflict else 422)
    messages.success(request, _("The notes on “%(item)s” are saved.") % {"item": item.title})
    return redirect(
        request.POST.get("go") == "all" and notes_url(item.workshop, item) or request.path
    )


def show_writing(request, item, form, *, outcome_form=None, typed=(), status=200):
    workshop = item.workshop
    page = NotesWritePage.of(workshop, request.seat, item, form, outcome_form or OutcomeForm())
    crumbs = crumbs_to(request, workshop, _("Notes"), item.title)
    crumbs[-2] = (_("Notes"), notes_url(workshop))
    context = {"workshop": workshop, "page": page, "crumbs": crumbs, "typed": typed}
    return render(request, "workshops/notes_write.html", context, status=status)


@require_POST
@for_its_person
def notes_save(request, slug, item):
    """The notes of one item, saved by themselves while they are written."""
    item = get_item_to_write(request, slug, item)
    try:
        form = save_notes(item, request.POST, by=request.user)
    except NotesError as error:
        return JsonResponse({"message": str(error)}, status=410)
    context = {"form": form, "page": {"save_url": request.path}}
    return answer_of(request, form, "workshops/notes_text.html", context)


@require_POST
@for_its_person
def notes_presence(request, slug, item):
    """Who else writes here, and what they have saved meanwhile."""
    form = notes_form(get_item_to_write(request, slug, item))
    return answer_of_presence(request, form.device_key, [form])


@require_POST
@for_its_person
def notes_preview(request, slug, item):
    """A text as it will be read; nothing is stored."""
    get_item_to_write(request, slug, item)
    return preview_of(request)


# What was written before


@require_GET
def notes_history(request, slug, item):
    return history_page(request, place_of(request, slug, item))


@require_http_methods(["GET", "HEAD", "POST"])
def notes_restore(request, slug, item, version):
    return restore_page(request, place_of(request, slug, item), version)


def place_of(request, slug, item):
    item = get_item_to_write(request, slug, item)
    rows = ItemNotes.objects.visible_to(request.user).filter(item=item)
    row = rows.select_related("updated_by").first()
    if row is None:
        raise Http404
    row.item, workshop = item, item.workshop
    names = [workshop.programme.slug, workshop.slug, item.pk]
    crumbs = crumbs_to(request, workshop, _("Notes"), item.title, _("History"))
    crumbs[-3] = (_("Notes"), notes_url(workshop))
    crumbs[-2] = (item.title, write_url(workshop, item))
    return TextPlace(
        row=row,
        title=item.title,
        whole=_("Notes on %(workshop)s") % {"workshop": workshop.title},
        crumbs=crumbs,
        url=reverse("workshops:notes_history", args=names),
        restore_url=lambda version: reverse("workshops:notes_restore", args=[*names, version]),
        write_url=write_url(workshop, item),
        writes=True,
        closed_because="",
        restore=lambda state, base_version: restore_notes(
            row, state, base_version=base_version, by=request.user
        ),
        refusal=NotesError,
    )


# Decisions and actions


@require_POST
def outcome_create(request, slug, item):
    item = get_item_to_write(request, slug, item)
    workshop = item.workshop
    row = Outcome(item=item, created_by=request.user, position=item.outcomes.count())
    form = OutcomeForm(request.POST, instance=row)
    if not form.is_valid():
        return show_writing(request, item, notes_form(item), outcome_form=form, status=422)
    sentence = _("“%(outcome)s” was noted at %(workshop)s.")
    save_recorded(
        form,
        "outcome_created",
        sentence % {"outcome": form.cleaned_data["text"][:80], "workshop": workshop.title},
        by=request.user,
        programme=request.programme,
        city=workshop.city,
    )
    messages.success(request, _("Noted."))
    return redirect(f"{write_url(workshop, item)}#outcomes")


class OutcomeView(EditableMixin):
    """What changing and deleting a decision or an action share."""

    request: Any
    kwargs: Any
    object: Any
    model = Outcome

    @cached_property
    def workshop(self):
        return get_workshop(self.request, self.kwargs["slug"])

    def get_queryset(self):
        return super().get_queryset().filter(item__workshop=self.workshop).select_related("item")

    def get_object(self, queryset=None):
        row = super().get_object(queryset)
        row.item.workshop = self.workshop
        return row

    def city_of(self, row):
        return self.workshop.city

    def done_url(self):
        return f"{write_url(self.workshop, self.object.item)}#outcomes"

    def crumbs(self):
        crumbs = crumbs_to(self.request, self.workshop, _("Notes"))
        return [*crumbs[:-1], (_("Notes"), notes_url(self.workshop))]


class OutcomeEdit(OutcomeView, FormPage, UpdateView):
    form_class = OutcomeForm
    verb = "outcome_changed"

    def title(self):
        return _("Change what was noted")

    def lead(self):
        return self.object.item.title

    def sentence(self, form):
        words = {"outcome": self.stored_name, "workshop": self.workshop.title}
        return _("“%(outcome)s” of %(workshop)s was changed.") % words

    def delete_url(self):
        names = [self.request.programme.slug, self.workshop.slug, self.object.pk]
        return reverse("workshops:outcome_delete", args=names)


class OutcomeDelete(OutcomeView, DeletePage, DeleteView):
    verb = "outcome_deleted"

    def heading(self):
        return _("Delete “%(outcome)s”?") % {"outcome": self.object}

    def sentence(self):
        words = {"outcome": self.object, "workshop": self.workshop.title}
        return _("“%(outcome)s” was deleted from the notes of %(workshop)s.") % words


def get_outcome_to_write(request, slug, pk):
    workshop = get_workshop(request, slug)
    rows = Outcome.objects.visible_to(request.user).filter(item__workshop=workshop)
    rows = rows.select_related("item")
    outcome = get_editable(rows, request.user, pk=pk)
    outcome.item.workshop = workshop
    return outcome


@require_POST
def outcome_done(request, slug, pk):
    return answer_to_verb(request, slug, pk, mark_action_done, _("Done."))


@require_POST
def outcome_open(request, slug, pk):
    return answer_to_verb(request, slug, pk, reopen_action, _("Open again."))


def answer_to_verb(request, slug, pk, verb, done):
    outcome = get_outcome_to_write(request, slug, pk)
    try:
        verb(outcome, by=request.user)
    except OutcomeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    item = outcome.item
    is_from_all = request.POST.get("from") == "all"
    url = notes_url(item.workshop, item) if is_from_all else write_url(item.workshop, item)
    return redirect(url)
