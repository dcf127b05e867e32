from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods
from django.views.generic import CreateView, DeleteView, ListView, UpdateView

from programme.access import VisibleMixin, get_editable, get_visible, may_edit, require
from programme.figures import compared
from programme.forms.clusters import ClusterFilter, ClusterForm, FigureFormSet
from programme.models import City, Cluster, Sector
from programme.services import save_figures
from programme.views.pages import DeletePage, FormPage

CLUSTERS = Cluster.objects.select_related("city__group", "sector", "programme")


class ClusterList(VisibleMixin, ListView):
    model = Cluster
    paginate_by = 25

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        scope = {"user": request.user, "programme": request.programme}
        self.filter = ClusterFilter(
            request.GET, cities=readable(City, **scope), sectors=readable(Sector, **scope)
        )

    def get_queryset(self):
        return self.filter.apply(super().get_queryset()).for_list()

    def get_context_data(self, **kwargs):
        seat = self.request.seat
        is_filtered = any(self.filter.cleaned_data.values())
        return super().get_context_data(
            filter=self.filter,
            is_filtered=is_filtered,
            can_add=seat.is_coordinator or seat.is_editor,
            **kwargs,
        )


@require_GET
def cluster_detail(request, slug):
    cluster = get_visible(CLUSTERS, request.user, programme=request.programme, slug=slug)
    context = {
        "cluster": cluster,
        "figures": compared(cluster.figures.visible_to(request.user)),
        "can_edit": may_edit(cluster, request.user),
    }
    return render(request, "programme/cluster_detail.html", context)


class ClusterCreate(FormPage, CreateView):
    model = Cluster
    form_class = ClusterForm
    heading = _("Add a cluster")
    standfirst = _("Its figures are added afterwards, each with its date and source.")
    save_label = _("Add the cluster")
    verb = "cluster_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_coordinator or request.seat.is_editor)

    def get_initial(self):
        # Compared here: PostgreSQL refuses to look for some of what an address can say.
        wanted = self.request.GET.get("city")
        city = next((city for city in own_cities(self.request) if city.slug == wanted), None)
        return super().get_initial() | ({"city": city} if city else {})

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"cities": own_cities(self.request)}

    def sentence(self, form):
        return gettext("%(cluster)s was added to the clusters.") % {"cluster": form.instance}

    def crumbs(self):
        return [(_("Clusters"), cluster_list_url(self.request))]

    def done_url(self):
        return self.object.get_absolute_url() if self.object else cluster_list_url(self.request)


class ClusterUpdate(FormPage, UpdateView):
    model = Cluster
    queryset = CLUSTERS
    form_class = ClusterForm
    verb = "cluster_changed"

    def title(self):
        return gettext("Edit %(cluster)s") % {"cluster": self.stored_name}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"cities": own_cities(self.request)}

    def sentence(self, form):
        return gettext("The profile of %(cluster)s was changed.") % {"cluster": form.instance}

    def crumbs(self):
        return [
            (_("Clusters"), cluster_list_url(self.request)),
            (self.stored_name, self.cancel_url()),
        ]

    def cancel_url(self):
        return cluster_url(self.request, "cluster_detail", self.kwargs["slug"])

    def done_url(self):
        return self.object.get_absolute_url()

    def delete_url(self):
        return cluster_url(self.request, "cluster_delete", self.kwargs["slug"])


class ClusterDelete(DeletePage, DeleteView):
    model = Cluster
    queryset = CLUSTERS
    verb = "cluster_deleted"

    def heading(self):
        return gettext("Delete the cluster %(cluster)s?") % {"cluster": self.object}

    def sentence(self):
        return gettext("The cluster %(cluster)s was deleted.") % {"cluster": self.object}

    def done_url(self):
        return cluster_list_url(self.request)

    def cancel_url(self):
        return self.object.get_absolute_url()


@require_http_methods(["GET", "POST"])
def figures_edit(request, slug):
    cluster = get_editable(CLUSTERS, request.user, programme=request.programme, slug=slug)
    rows = cluster.figures.editable_by(request.user)
    figures = FigureFormSet(request.POST or None, instance=cluster, queryset=rows)
    if request.method == "POST" and figures.is_valid():
        save_figures(figures, by=request.user)
        messages.success(request, _("The figures are saved."))
        return redirect(after_figures(request, cluster))
    context = {"cluster": cluster, "figures": figures}
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/figures_edit.html", context, status=status)


def after_figures(request, cluster):
    """The cluster, or the form once more with new empty rows."""
    wants_more = request.POST.get("next") == request.path
    return request.path if wants_more else cluster.get_absolute_url()


def readable(model, *, user, programme):
    return model.objects.visible_to(user).in_programme(programme)


def own_cities(request):
    """Cities to which the person may add clusters."""
    return City.objects.editable_by(request.user).in_programme(request.programme)


def cluster_list_url(request):
    return reverse("programme:cluster_list", args=[request.programme.slug])


def cluster_url(request, name, slug):
    return reverse(f"programme:{name}", args=[request.programme.slug, slug])
