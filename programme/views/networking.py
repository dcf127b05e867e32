from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import get_visible, require
from programme.forms.cities import MapRowForm, SectorForm
from programme.forms.networking import MarkForm
from programme.mapping.answers import AnsweredMeanwhileError, answer_map
from programme.mapping.cell import CellPage
from programme.mapping.files import map_file, svg_of
from programme.mapping.markup import Markup
from programme.mapping.matrix import MARKS, NetworkingMap, said
from programme.mapping.page import NetworkingPage
from programme.mapping.reading import MapReading
from programme.models import City, MapCell, Sector
from programme.rate_limits import at_most
from programme.views.files import TABLES_AND_DRAWING, as_file
from programme.views.pages import DeletePage, FormPage
from programme.writing.views import for_its_person


@require_GET
def networking(request):
    page = NetworkingPage.of(request.seat, request.GET)
    context = {
        "page": page,
        "reading": MapReading(page, networking_url(request)),
        "can_edit": request.seat.is_coordinator,
        "exports": TABLES_AND_DRAWING,
        "marks": MARKS,
    }
    return render(request, "programme/networking.html", context)


@require_GET
@at_most("60/m/user", "export")
def map_export(request, kind):
    """The map as a file: all of its matrix, or its drawing as the address asks for it."""
    if kind == "svg":
        content = svg_of(NetworkingPage.of(request.seat, request.GET), request.programme)
    else:
        networking_map = NetworkingMap.of(request.programme, request.user)
        content = map_file(kind, str(request.programme), networking_map)
    return as_file(content, kind, f"networking-{request.programme.slug}")


def _cell_of(request, slug, sector):
    """The city and the sector of the address."""
    cities = City.objects.select_related("group", "programme")
    return (
        get_visible(cities, request.user, programme=request.programme, slug=slug),
        get_visible(Sector, request.user, programme=request.programme, slug=sector),
    )


@require_GET
def map_cell(request, slug, sector):
    city, sector = _cell_of(request, slug, sector)
    page = CellPage.of(request.seat, city, sector)
    title = gettext("%(city)s, %(sector)s") % {"city": city, "sector": sector}
    crumbs = [(_("Networking"), networking_url(request)), (title, "")]
    context = {
        "page": page,
        "crumbs": crumbs,
        "title": title,
        "marks": MARKS,
        "can_link": request.seat.is_staff or request.seat.is_editor,
        # Nobody travels to meet the own colleagues.
        "can_ask": all(held.city_id != city.pk for held in request.seat.memberships),
    }
    return render(request, "programme/map_cell.html", context)


@require_POST
@for_its_person
def map_cell_answer(request, slug, sector):
    """One answer: of the matrix, which hears the cell as it is now, or of a form."""
    city, sector = _cell_of(request, slug, sector)
    require(request.seat.is_coordinator or request.seat.edits(city))
    form = MarkForm(request.POST)
    saying, status = form.refusal, 422
    if form.is_valid():
        saying, status = _answered(request, city, sector, form)
    if request.headers.get("Accept") == "application/json":
        cell = CellPage.only_cell(request.user, city, sector)
        html = Markup(networking_url(request)).cell(cell, may_answer=True)
        return JsonResponse({"message": saying, "html": html}, status=status)
    messages.add_message(request, messages.SUCCESS if status == 200 else messages.ERROR, saying)
    if request.POST.get("next") == "map":
        return redirect("programme:networking", request.programme.slug)
    return redirect("programme:map_cell", request.programme.slug, city.slug, sector.slug)


def _answered(request, city, sector, form):
    """What is said after an answer was saved, or could not be, and the status of it."""
    answer, seen = form.cleaned_data["mark"], form.cleaned_data["seen"]
    try:
        answer_map(city, {sector: answer}, by=request.user, seen={sector: seen})
    except AnsweredMeanwhileError as error:
        return str(error), 409
    words = {"city": city, "sector": sector, "answer": said(answer)}
    return gettext("Saved. %(city)s, %(sector)s: %(answer)s.") % words, 200


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
        try:
            answer_map(city, form.answers(), by=request.user, seen=form.seen())
        except AnsweredMeanwhileError as error:
            form = form.look_again(error, error.marks)
        else:
            saved = gettext("The answers of %(city)s are saved.") % {"city": city}
            messages.success(request, saved)
            return redirect("programme:networking", request.programme.slug)
    title = gettext("Answer for %(city)s") % {"city": city}
    context = {
        "form": form,
        "heading": title,
        "standfirst": _(
            "One answer per sector. “City case”: the case of your workshop is from it."
            " “Networking opportunity”: you look for partners in it. “None”: neither."
            " “Not answered” leaves it open."
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
