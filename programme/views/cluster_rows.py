"""What a cluster has several of: its figures, and what it offers and seeks."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.access import get_editable
from programme.forms.clusters import OfferFormSet
from programme.forms.figures import FigureFormSet
from programme.services import save_figures, save_offers
from programme.views.clusters import CLUSTERS, cluster_list_url


@require_http_methods(["GET", "POST"])
def figures_edit(request, slug):
    cluster = get_editable(CLUSTERS, request.user, programme=request.programme, slug=slug)
    rows = cluster.figures.editable_by(request.user)
    figures = FigureFormSet(request.POST or None, instance=cluster, queryset=rows)
    if request.method == "POST" and figures.is_valid():
        save_figures(figures, by=request.user)
        messages.success(request, _("The figures are saved."))
        return redirect(after_saving(request, cluster))
    context = {
        "cluster": cluster,
        "figures": figures,
        "rows": figures,
        "row_template": "programme/_figure_row.html",
        "heading": _("Figures of %(cluster)s") % {"cluster": cluster},
        "standfirst": _(
            "Every figure has its date and its source. When two sources disagree, write both: they"
            " stand side by side."
        ),
        "crumbs": crumbs_of(request, cluster, _("Figures")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/rows_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def offers_edit(request, slug):
    cluster = get_editable(CLUSTERS, request.user, programme=request.programme, slug=slug)
    rows = cluster.offers.editable_by(request.user)
    offers = OfferFormSet(request.POST or None, instance=cluster, queryset=rows)
    if request.method == "POST" and offers.is_valid():
        save_offers(offers, by=request.user)
        messages.success(request, _("The offers and searches are saved."))
        return redirect(after_saving(request, cluster))
    context = {
        "cluster": cluster,
        "offers": offers,
        "rows": offers,
        "row_template": "programme/_offer_row.html",
        "heading": _("What %(cluster)s offers and seeks") % {"cluster": cluster},
        "standfirst": _(
            "Each has a topic, so that an offer finds whoever looks for it. Say the rest in your"
            " own words."
        ),
        "crumbs": crumbs_of(request, cluster, _("Offers and searches")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/rows_edit.html", context, status=status)


def crumbs_of(request, cluster, page):
    return [
        (_("Clusters"), cluster_list_url(request)),
        (str(cluster), cluster.get_absolute_url()),
        (page, ""),
    ]


def after_saving(request, cluster):
    """The cluster, or the form once more with new empty rows."""
    wants_more = request.POST.get("next") == request.path
    return request.path if wants_more else cluster.get_absolute_url()
