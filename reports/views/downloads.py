from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from programme.access import require
from programme.rate_limits import at_most
from programme.spreadsheets import KINDS
from reports.documents.downloads import MOST_EXPORTED, Wish, downloads_file, downloads_of
from reports.models import DocumentKind

PER_PAGE = 50


@require_GET
def downloads(request):
    """Who has fetched what, for those who run the programme."""
    require(request.seat.is_staff)
    wish = Wish.of(request.GET)
    rows = downloads_of(request.programme, request.user, wish)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "wish": wish,
        "page_obj": page,
        "kinds": DocumentKind.choices,
        "exports": [("xlsx", _("For a spreadsheet (XLSX)")), ("csv", _("As plain table (CSV)"))],
        "crumbs": [(_("Documents"), documents_url(request)), (_("Downloads"), "")],
    }
    return render(request, "reports/download_list.html", context)


@require_GET
@at_most("60/m/user", "export")
def downloads_export(request, kind):
    """The same lines as a file for a spreadsheet."""
    require(request.seat.is_staff)
    if kind not in KINDS:
        raise Http404
    rows = downloads_of(request.programme, request.user, Wish.of(request.GET))[:MOST_EXPORTED]
    response = HttpResponse(downloads_file(kind, rows), content_type=KINDS[kind])
    day = f"{timezone.localdate():%Y-%m-%d}"
    name = f"{request.programme.slug}-downloads-{day}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def documents_url(request):
    return reverse("reports:documents", args=[request.programme.slug])
