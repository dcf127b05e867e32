"""The library: all documents at a glance, and many of them built at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from programme.access import require
from programme.imprint import missing_imprint
from programme.rate_limits import at_most
from reports.library.archives import archives_of
from reports.library.build import Asked, Progress
from reports.library.entries import SORTS, Choice, Library
from reports.library.page import LibraryPage
from reports.tasks import build_library
from workshops.models import Workshop

PER_PAGE = 40


@require_GET
def library(request):
    shown = Library(
        request.programme, request.user, Choice.of(request.GET), request.GET.get("sort", "")
    )
    page = Paginator(shown.lines, PER_PAGE).get_page(request.GET.get("page"))
    workshops = Workshop.objects.visible_to(request.user).in_programme(request.programme)
    asked = Asked.kept_in(request.session, request.programme)
    archives = archives_of(request.programme, request.user).select_related("programme")
    context = {
        "library": shown,
        "page": LibraryPage(shown),
        "page_obj": page,
        "shelves": list(shown.shelves(page.object_list)),
        "workshops": workshops.select_related("programme", "city"),
        "sorts": SORTS.items(),
        "archives": list(archives),
        "asked": asked if asked and asked.is_under_way(shown.everything) else None,
        "missing_imprint": missing_imprint(request.programme) if request.seat.is_staff else "",
    }
    return render(request, "reports/library.html", context)


@require_POST
@at_most("10/m/user", "documents")
def build(request):
    """Ask for all of the chosen ones that are missing, outdated or have failed."""
    require(request.seat.is_staff)
    lines = Library(request.programme, request.user, Choice.of(request.POST)).to_build
    if request.POST.get("editions"):
        lines = [line for line in lines if line.is_of_edition]
    if not lines:
        messages.success(request, _("All of these are up to date: there is nothing to make."))
        return redirect("reports:documents", request.programme.slug)
    asked = Asked.now(lines)
    asked.keep_in(request.session, request.programme)
    build_library.delay(request.user.pk, list(asked.pairs))
    return redirect("reports:documents_building", request.programme.slug)


@require_GET
def building(request):
    """How far it is with what this person has asked for at once."""
    asked = Asked.kept_in(request.session, request.programme)
    if asked is None:
        return redirect("reports:documents", request.programme.slug)
    context = {"progress": Progress.of(asked, request.programme, request.user)}
    is_part = request.htmx and request.htmx.target == "library-progress"
    template = "reports/_library_progress.html" if is_part else "reports/library_building.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
