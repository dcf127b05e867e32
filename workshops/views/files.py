"""Files of a workshop. They leave the server here and nowhere else."""

import logging

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from programme.access import get_editable, get_visible
from programme.stored_files import NO_ROOM, handed_out
from workshops.forms.files import WorkshopFileForm
from workshops.models import FileKind, WorkshopFile
from workshops.papers.files import without_photo_consent
from workshops.services.files import add_files, delete_file
from workshops.views.agenda import get_workshop_to_write
from workshops.views.workshops import crumbs_to, get_workshop

logger = logging.getLogger(__name__)


def papers_url(workshop):
    """The page of all papers: PDFs are made by the app above."""
    return reverse("reports:papers", args=[workshop.programme.slug, workshop.slug])


@require_safe
def papers(request, slug):
    """The same page under the name that this app has for it."""
    workshop = get_workshop(request, slug)
    return redirect(papers_url(workshop))


@require_safe
def file(request, slug, pk):
    workshop = get_workshop(request, slug)
    row = get_visible(WorkshopFile, request.user, workshop=workshop, pk=pk)
    return handed_out(row.file, name=row.name, content_type=row.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def file_create(request, slug):
    workshop = get_workshop_to_write(request, slug)
    initial = {"item": request.GET.get("item"), "kind": request.GET.get("kind")}
    form = WorkshopFileForm(
        request.POST or None,
        request.FILES or None,
        workshop=workshop,
        initial={name: value for name, value in initial.items() if value},
    )
    if request.method == "POST" and form.is_valid():
        try:
            added = add_files(
                workshop,
                by=request.user,
                uploads=form.cleaned_data["uploads"],
                kind=form.cleaned_data["kind"],
                description=form.cleaned_data["description"],
                item=form.cleaned_data["item"],
            )
        except OSError:
            logger.exception("A file could not be stored.")
            form.add_error("uploads", NO_ROOM)
        else:
            said = ngettext("%(count)s file is added.", "%(count)s files are added.", len(added))
            messages.success(request, said % {"count": len(added)})
            return redirect(f"{papers_url(workshop)}#files")
    crumbs = crumbs_to(request, workshop, _("Papers"), _("Add files"))
    crumbs[-2] = (_("Papers"), papers_url(workshop))
    context = {
        "workshop": workshop,
        "form": form,
        "crumbs": crumbs,
        "cancel_url": papers_url(workshop),
        "without_photo_consent": without_photo_consent(workshop),
    }
    return render(
        request, "workshops/file_create.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def file_delete(request, slug, pk):
    workshop = get_workshop(request, slug)
    row = get_editable(WorkshopFile, request.user, workshop=workshop, pk=pk)
    row.workshop = workshop
    if request.method == "POST":
        delete_file(row, by=request.user)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": row.name})
        return redirect(f"{papers_url(row.workshop)}#files")
    sentence = _("The file “%(name)s” is gone for good; you would have to upload it again.")
    lost = [sentence % {"name": row.name}]
    if row.kind == FileKind.SIGNED_LIST:
        lost.append(_("The evidence pack will be without this signed list."))
    context = {
        "heading": _("Delete “%(name)s”?") % {"name": row.name},
        "lost": lost,
        "action_label": _("Delete the file"),
        "cancel_url": f"{papers_url(row.workshop)}#files",
    }
    return render(request, "clusnet/confirm.html", context)
