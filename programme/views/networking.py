from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import get_visible, require
from programme.forms.cities import MapRowForm, SectorForm
from programme.mapping.europe import Europe
from programme.mapping.matrix import NetworkingMap
from programme.models import City, MapCell, Sector
from programme.services import answer_map
from programme.views.pages import DeletePage, FormPage


@require_GET
def networking(request):
    networking_map = NetworkingMap.of(request.programme, request.user)
    seat = request.seat
    editable = [
        row.city for row in networking_map.rows if seat.is_coordinator or seat.edits(row.city)
    ]
    context = {
        "map": networking_map,
        "europe": Europe.of([row.city for row in networking_map.rows], networking_map.meetings),
        "editable": editable,
        "can_edit": seat.is_coordinator,
    }
    return render(request, "programme/networking.html", context)


@require_http_methods(["GET", "POST"])
def map_row_edit(request, slug):
    cities = City.objects.select_related("group", "programme")
    city = get_visible(cities, request.user, programme=request.programme, slug=slug)
    require(request.seat.is_coordinator or request.seat.edits(city))
    sectors = list(Sector.objects.visible_to(request.user).in_programme(request.programme))
    cells = MapCell.objects.visible_to(request.user).filter(city=city)
    marks = {cell.sector_id: cell.mark for cell in cells}
    form = MapRowForm(request.POST or None, sectors=sectors, marks=marks)
    if request.method == "POST" and form.is_valid():
        answer_map(city, form.answers(), by=request.user)
        messages.success(request, gettext("The answers of %(city)s are saved.") % {"city": city})
        return redirect("programme:networking", request.programme.slug)
    title = gettext("What %(city)s looks for") % {"city": city}
    context = {
        "form": form,
        "heading": title,
        "standfirst": _(
            "One answer per sector. “None” says that there is nothing; “not answered” leaves it"
            " open."
        ),
        "crumbs": [(_("Networking"), networking_url(request)), (title, "")],
        "save_label": _("Save"),
        "cancel_url": networking_url(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/form_page.html", context, status=status)


class SectorCreate(FormPage, CreateView):
    model = Sector
    form_class = SectorForm
    heading = _("Add a sector")
    standfirst = _("It becomes a column of the networking map; every city is then asked about it.")
    save_label = _("Add the sector")
    verb = "sector_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_coordinator)

    def sentence(self, form):
        return gettext("The sector %(sector)s was added to the map.") % {"sector": form.instance}

    def crumbs(self):
        return [(_("Networking"), networking_url(self.request))]

    def done_url(self):
        return networking_url(self.request)


class SectorUpdate(FormPage, UpdateView):
    model = Sector
    form_class = SectorForm
    verb = "sector_changed"

    def title(self):
        return gettext("Edit the sector %(sector)s") % {"sector": self.stored_name}

    def sentence(self, form):
        return gettext("The sector %(sector)s was changed.") % {"sector": form.instance}

    def crumbs(self):
        return [(_("Networking"), networking_url(self.request))]

    def done_url(self):
        return networking_url(self.request)

    def delete_url(self):
        slugs = [self.request.programme.slug, self.kwargs["slug"]]
        return reverse("programme:sector_delete", args=slugs)


class SectorDelete(DeletePage, DeleteView):
    model = Sector
    verb = "sector_deleted"

    def heading(self):
        return gettext("Delete the sector %(sector)s?") % {"sector": self.object}

    def sentence(self):
        return gettext("The sector %(sector)s was deleted.") % {"sector": self.object}

    def done_url(self):
        return networking_url(self.request)


def networking_url(request):
    return reverse("programme:networking", args=[request.programme.slug])
