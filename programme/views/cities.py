from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.generic import CreateView, DeleteView, ListView, UpdateView

from programme.access import VisibleMixin, get_visible, require
from programme.contexts import CityPage
from programme.forms.cities import CityForm, SearchForm
from programme.models import City
from programme.views.pages import DeletePage, FormPage


class CityList(VisibleMixin, ListView):
    model = City

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.search = SearchForm(request.GET)

    def get_queryset(self):
        return super().get_queryset().matching(self.search.words()).for_list()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            search=self.search,
            words=self.search.words(),
            can_add=self.request.seat.is_coordinator,
            **kwargs,
        )


@require_GET
def city_detail(request, slug):
    cities = City.objects.select_related("group", "programme")
    city = get_visible(cities, request.user, programme=request.programme, slug=slug)
    page = CityPage.of(city, request.user)
    can_edit = request.seat.is_coordinator or request.seat.edits(city)
    return render(request, "programme/city_detail.html", {"page": page, "can_edit": can_edit})


class CityCreate(FormPage, CreateView):
    model = City
    form_class = CityForm
    heading = _("Add a city")
    standfirst = _("A city need not host a workshop; it takes part in everything else.")
    save_label = _("Add the city")
    verb = "city_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_coordinator)

    def sentence(self, form):
        return gettext("%(city)s was added to the programme.") % {"city": form.instance}

    def city_of(self, row):
        # It has no key to point to yet; the coordinator sees every entry anyway.
        return None

    def crumbs(self):
        return [(_("Cities"), city_list_url(self.request))]

    def done_url(self):
        return self.object.get_absolute_url() if self.object else city_list_url(self.request)


class CityUpdate(FormPage, UpdateView):
    model = City
    queryset = City.objects.select_related("group", "programme")
    form_class = CityForm
    verb = "city_changed"

    def title(self):
        return gettext("Edit %(city)s") % {"city": self.stored_name}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"sets_standing": self.request.seat.is_coordinator}

    def sentence(self, form):
        return gettext("The profile of %(city)s was changed.") % {"city": form.instance}

    def city_of(self, row):
        return row

    def crumbs(self):
        return [
            (_("Cities"), city_list_url(self.request)),
            (self.stored_name, city_url(self.request, self.kwargs["slug"])),
        ]

    def cancel_url(self):
        # The form may have put another address on the row that is not saved.
        return city_url(self.request, self.kwargs["slug"])

    def done_url(self):
        return self.object.get_absolute_url()

    def delete_url(self):
        if not self.request.seat.is_coordinator:
            return ""
        return reverse(
            "programme:city_delete", args=[self.request.programme.slug, self.kwargs["slug"]]
        )


class CityDelete(DeletePage, DeleteView):
    model = City
    verb = "city_deleted"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.is_allowed = request.seat.is_coordinator

    def get_object(self, queryset=None):
        city = super().get_object(queryset)
        require(self.is_allowed)
        return city

    def heading(self):
        return gettext("Delete %(city)s from the programme?") % {"city": self.object}

    def sentence(self):
        return gettext("%(city)s was deleted from the programme.") % {"city": self.object}

    def done_url(self):
        return city_list_url(self.request)

    def cancel_url(self):
        return self.object.get_absolute_url()


def city_list_url(request):
    return reverse("programme:city_list", args=[request.programme.slug])


def city_url(request, slug):
    return reverse("programme:city_detail", args=[request.programme.slug, slug])
