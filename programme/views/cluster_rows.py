"""What a cluster has several of: its figures, and what it offers and seeks."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.access import get_editable
from programme.forms.clusters import OfferFormSet
from programme.forms.figures import FigureFormSet
from programme.models import Cluster
from programme.services import save_figures, save_offers
from programme.views.clusters import cluster_list_url


@require_http_methods(["GET", "POST"])
def figures_edit(request, slug):
    cluster = get_own_cluster(request, slug)
    rows = cluster.figures.editable_by(request.user)
    figures = FigureFormSet(request.POST or None, instance=cluster, queryset=rows)
    if request.method == "POST" and figures.is_valid():
        save_figures(figures, by=request.user)
        return saved(request, cluster, _("The figures are saved."))
    context = {
        "new_row": _("New figure"),
        "heading": _("Figures of %(cluster)s") % {"cluster": cluster},
        "standfirst": _(
            "Every figure has its date and its source. When two sources disagree, write both: they"
            " stand side by side."
        ),
    }
    return rows_page(request, figures, _("Figures"), context)


@require_http_methods(["GET", "POST"])
def offers_edit(request, slug):
    cluster = get_own_cluster(request, slug)
    rows = cluster.offers.editable_by(request.user)
    offers = OfferFormSet(request.POST or None, instance=cluster, queryset=rows)
    if request.method == "POST" and offers.is_valid():
        save_offers(offers, by=request.user)
        return saved(request, cluster, _("The offers and searches are saved."))
    context = {
        "new_row": _("New offer or search"),
        "heading": _("What %(cluster)s offers and seeks") % {"cluster": cluster},
        "standfirst": _(
            "Each has a topic, so that an offer finds whoever looks for it. Say the rest in your"
            " own words."
        ),
    }
    return rows_page(request, offers, _("Offers and searches"), context)


def get_own_cluster(request, slug):
    clusters = Cluster.objects.with_place_and_sector()
    return get_editable(clusters, request.user, programme=request.programme, slug=slug)


def saved(request, cluster, sentence):
    """To the cluster, or to the form once more with new empty rows."""
    messages.success(request, sentence)
    wants_more = request.POST.get("next") == request.path
    return redirect(request.path if wants_more else cluster)


def rows_page(request, rows, crumb, context):
    cluster = rows.instance
    context |= {
        "cluster": cluster,
        "rows": rows,
        "crumbs": [
            (_("Clusters"), cluster_list_url(request)),
            (str(cluster), cluster.get_absolute_url()),
            (crumb, ""),
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/rows_edit.html", context, status=status)
