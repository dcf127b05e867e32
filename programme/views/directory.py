"""Finding clusters: the list with its filters, and some of them side by side."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import replace_url

from programme.directory.charts import income, penta_helix
from programme.directory.comparison import (
    FEWEST_COMPARED,
    MOST_COMPARED,
    clusters_to_compare,
    compared,
)
from programme.directory.listing import Listing
from programme.views.clusters import cluster_list_url


@require_GET
@vary_on_headers("HX-Request")
def cluster_list(request):
    listing = Listing(
        request.GET,
        programme=request.programme,
        user=request.user,
        today=timezone.localdate(),
    )
    # The links of the answer are made from it: they keep what is shown, not what is empty.
    request.GET = listing.kept
    context = {
        "listing": listing,
        "filter": listing.filter,
        "page_obj": listing.page,
        "cluster_list": [line.cluster for line in listing.lines],
        "most_compared": MOST_COMPARED,
        "can_add": request.seat.is_coordinator or request.seat.is_editor,
    }
    if not request.htmx:
        return render(request, "programme/cluster_list.html", context)
    response = render(request, "programme/_cluster_table.html", context)
    # The address says what is shown, so that it can be kept and sent.
    return replace_url(response, f"{request.path}?{listing.kept.urlencode()}".removesuffix("?"))


@require_GET
def cluster_compare(request):
    clusters = clusters_to_compare(
        request.GET.getlist("cluster"), programme=request.programme, user=request.user
    )
    list_url = cluster_list_url(request)
    context = {
        "columns": columns_of(clusters),
        "sections": compared(clusters) if len(clusters) >= FEWEST_COMPARED else [],
        "is_enough": len(clusters) >= FEWEST_COMPARED,
        "add_url": list_url + chosen(clusters),
        "can_add": len(clusters) < MOST_COMPARED,
        "crumbs": [(_("Clusters"), list_url), (_("Comparison"), "")],
    }
    return render(request, "programme/cluster_compare.html", context)


def columns_of(clusters):
    """The heads of the comparison, each with the address without it."""
    return [
        {
            "cluster": cluster,
            "charts": [penta_helix(cluster), income(cluster)],
            "without": chosen([other for other in clusters if other is not cluster]) or "?",
        }
        for cluster in clusters
    ]


def chosen(clusters):
    """Clusters ticked for the comparison, as they stand in an address."""
    return f"?{urlencode([('cluster', one.slug) for one in clusters])}" if clusters else ""
