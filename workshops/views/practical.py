"""The practical note of a workshop: read by every member, written by staff and host."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.writing.history_views import TextPlace, history_page, restore_page
from programme.writing.views import (
    answer_of,
    answer_of_presence,
    for_its_person,
    is_its_person,
    other_person_words,
    preview_of,
)
from workshops.models import PracticalNote
from workshops.papers.practical import NotePage, note_form, save_note
from workshops.services.practical import restore_note
from workshops.views.agenda import get_workshop_to_write
from workshops.views.workshops import crumbs_to, get_workshop


@require_GET
def practical_note(request, slug):
    workshop = get_workshop(request, slug)
    crumbs = crumbs_to(request, workshop, _("Practical note"))
    page = NotePage.to_read(workshop, request.seat)
    context = {"workshop": workshop, "page": page, "crumbs": crumbs}
    return render(request, "workshops/practical_note.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def practical_note_write(request, slug):
    workshop = get_workshop_to_write(request, slug)
    if request.method != "POST":
        return show_writing(request, workshop, note_form(workshop))
    if not is_its_person(request):
        messages.error(request, other_person_words(request))
        words = note_form(workshop, request.POST)["text"].value() or ""
        typed = [(_("Practical note"), words)] if words else []
        return show_writing(request, workshop, note_form(workshop), typed=typed, status=409)
    form = save_note(workshop, request.POST, by=request.user)
    if form.errors:
        return show_writing(request, workshop, form, status=409 if form.conflict else 422)
    messages.success(request, _("The practical note is saved."))
    name = "practical_note" if request.POST.get("go") == "read" else "practical_note_write"
    return redirect(f"workshops:{name}", request.programme.slug, slug)


def show_writing(request, workshop, form, *, typed=(), status=200):
    crumbs = crumbs_to(request, workshop, _("Practical note"), _("Write"))
    page = NotePage.to_write(workshop, request.seat, form)
    crumbs[-2] = (_("Practical note"), page.url)
    context = {"workshop": workshop, "page": page, "crumbs": crumbs, "typed": typed}
    return render(request, "workshops/practical_note_write.html", context, status=status)


@require_POST
@for_its_person
def practical_note_save(request, slug):
    """The note, saved by itself while it is written."""
    workshop = get_workshop_to_write(request, slug)
    form = save_note(workshop, request.POST, by=request.user)
    context = {"form": form, "save_url": request.path}
    return answer_of(request, form, "programme/writing/_text.html", context)


@require_POST
@for_its_person
def practical_note_presence(request, slug):
    """Who else writes here, and what they have saved meanwhile."""
    form = note_form(get_workshop_to_write(request, slug))
    return answer_of_presence(request, form.device_key, [form])


@require_POST
@for_its_person
def practical_note_preview(request, slug):
    """A text as it will be read; nothing is stored."""
    get_workshop_to_write(request, slug)
    return preview_of(request)


@require_GET
def practical_note_history(request, slug):
    return history_page(request, place_of(request, slug))


@require_http_methods(["GET", "HEAD", "POST"])
def practical_note_restore(request, slug, version):
    return restore_page(request, place_of(request, slug), version)


def place_of(request, slug):
    workshop = get_workshop_to_write(request, slug)
    rows = PracticalNote.objects.visible_to(request.user).filter(workshop=workshop)
    row = rows.select_related("updated_by").first()
    if row is None:
        raise Http404
    row.workshop = workshop
    names = [request.programme.slug, slug]
    url = reverse("workshops:practical_note", args=names)
    crumbs = crumbs_to(request, workshop, _("Practical note"), _("History"))
    crumbs[-2] = (_("Practical note"), url)
    return TextPlace(
        row=row,
        title=_("Practical note"),
        whole=workshop.title,
        crumbs=crumbs,
        url=reverse("workshops:practical_note_history", args=names),
        restore_url=lambda version: reverse(
            "workshops:practical_note_restore", args=[*names, version]
        ),
        write_url=reverse("workshops:practical_note_write", args=names),
        writes=True,
        closed_because="",
        restore=lambda state, base_version: restore_note(
            row, state, base_version=base_version, by=request.user
        ),
    )
