from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import get_visible, require
from programme.directory.profile import ClusterProfile
from programme.figures import compared
from programme.forms.clusters import ClusterForm
from programme.links.reading import links_of
from programme.models import City, Cluster
from programme.views.pages import DeletePage, FormPage


@require_GET
def cluster_detail(request, slug):
    clusters = Cluster.objects.with_place_and_sector().prefetch_related("offers")
    cluster = get_visible(clusters, request.user, programme=request.programme, slug=slug)
    context = {
        "cluster": cluster,
        "profile": ClusterProfile.of(cluster, timezone.localdate()),
        "figures": compared(cluster.figures.visible_to(request.user)),
        "links": links_of(cluster, request.user),
        "can_edit": request.seat.is_coordinator or request.seat.edits(cluster.city),
    }
    return render(request, "programme/cluster_detail.html", context)


class ClusterCreate(FormPage, CreateView):
    model = Cluster
    form_class = ClusterForm
    template_name = "programme/cluster_form.html"
    heading = _("Add a cluster")
    standfirst = _(
        "Only its name and where it is are needed now. Offers, searches and figures with their date"
        " and source are added afterwards."
    )
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
        return super().get_form_kwargs() | choices(self.request)

    def sentence(self, form):
        return gettext("%(cluster)s was added to the clusters.") % {"cluster": form.instance}

    def crumbs(self):
        return [(_("Clusters"), cluster_list_url(self.request))]

    def done_url(self):
        return self.object.get_absolute_url() if self.object else cluster_list_url(self.request)


class ClusterUpdate(FormPage, UpdateView):
    model = Cluster
    queryset = Cluster.objects.with_place_and_sector()
    form_class = ClusterForm
    template_name = "programme/cluster_form.html"
    verb = "cluster_changed"

    def title(self):
        return gettext("Edit %(cluster)s") % {"cluster": self.stored_name}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | choices(self.request)

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
    queryset = Cluster.objects.with_place_and_sector()
    verb = "cluster_deleted"

    def heading(self):
        return gettext("Delete the cluster %(cluster)s?") % {"cluster": self.object}

    def sentence(self):
        return gettext("The cluster %(cluster)s was deleted.") % {"cluster": self.object}

    def done_url(self):
        return cluster_list_url(self.request)

    def cancel_url(self):
        return self.object.get_absolute_url()


def choices(request):
    """Where the person may put a cluster."""
    return {"cities": own_cities(request), "anywhere": request.seat.is_coordinator}


def own_cities(request):
    """Cities to which the person may add clusters."""
    return City.objects.editable_by(request.user).in_programme(request.programme)


def cluster_list_url(request):
    return reverse("programme:cluster_list", args=[request.programme.slug])


def cluster_url(request, name, slug):
    return reverse(f"programme:{name}", args=[request.programme.slug, slug])
