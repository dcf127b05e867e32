"""Clusters as files: the directory as a table, and tables that are brought into it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)
from django.views.decorators.vary import vary_on_headers

from programme.access import get_visible, require
from programme.directory.listing import Listing
from programme.exchange.exporting import clusters_file, template_file
from programme.exchange.pages import ImportPage, wrong_rows_file
from programme.exchange.services import (
    ImportMoveError,
    bring_in,
    read_again,
    start_import,
    throw_away,
)
from programme.forms.cluster_imports import ClusterFileForm
from programme.models import ClusterImport
from programme.rate_limits import at_most
from programme.views.files import as_file

IMPORTS = ClusterImport.objects.select_related("programme", "created_by")
# How many earlier files the page lists.
MOST_LISTED = 20


@require_GET
@at_most("60/m/user", "export")
def cluster_export(request, kind):
    """The clusters that the list shows with the same address, as a file."""
    listing = Listing(
        request.GET, programme=request.programme, user=request.user, today=timezone.localdate()
    )
    title = _("%(programme)s: clusters") % {"programme": request.programme.name}
    content = clusters_file(kind, title, listing.found)
    return as_file(content, kind, f"{request.programme.slug}-clusters")


@require_GET
def cluster_template(request, kind):
    return as_file(template_file(kind), kind, "clusters-template")


@require_http_methods(["GET", "POST"])
def cluster_imports(request):
    require(request.seat.is_coordinator)
    form = ClusterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = start_import(request.programme, form.cleaned_data["file"], by=request.user)
        return redirect(row)
    rows = ClusterImport.objects.visible_to(request.user).in_programme(request.programme)
    context = {
        "form": form,
        "imports": rows.defer("findings").select_related("programme", "created_by")[:MOST_LISTED],
        "crumbs": crumbs(request, gettext_lazy("Bring in a file")),
    }
    status = 422 if form.errors else 200
    return render(request, "programme/cluster_imports.html", context, status=status)


@require_safe
@vary_on_headers("HX-Request")
def cluster_import(request, pk):
    row = import_of(request, pk)
    context = {
        "import": row,
        "page": ImportPage(row, request.GET),
        "crumbs": [
            *crumbs(request, gettext_lazy("Bring in a file"), imports_url(request)),
            (row.name, ""),
        ],
    }
    context["page_obj"] = context["page"].page
    name = "_cluster_import.html" if request.htmx else "cluster_import.html"
    return render(request, f"programme/{name}", context)


@require_GET
def cluster_import_wrong(request, pk):
    row = import_of(request, pk)
    return as_file(wrong_rows_file(row), "csv", f"clusters-to-mend-{row.pk}")


@require_POST
def cluster_import_apply(request, pk):
    row = import_of(request, pk)
    return moved(request, row, lambda: bring_in(row, by=request.user))


@require_POST
def cluster_import_read(request, pk):
    row = import_of(request, pk)
    return moved(request, row, lambda: read_again(row))


def moved(request, row, move):
    try:
        move()
    except ImportMoveError as error:
        messages.error(request, str(error))
    return redirect(row)


@require_POST
def cluster_import_delete(request, pk):
    row = import_of(request, pk)
    try:
        throw_away(row)
    except ImportMoveError as error:
        messages.error(request, str(error))
        return redirect(row)
    messages.success(request, _("The file is deleted. What was brought in stays."))
    return redirect(imports_url(request))


def import_of(request, pk):
    return get_visible(IMPORTS, request.user, programme=request.programme, pk=pk)


def imports_url(request):
    return reverse("programme:cluster_imports", args=[request.programme.slug])


def crumbs(request, label, url=""):
    clusters = reverse("programme:cluster_list", args=[request.programme.slug])
    return [(gettext_lazy("Clusters"), clusters), (label, url)]
