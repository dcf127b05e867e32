"""The list of workshops, one workshop, and its dates."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.generic import UpdateView

from programme.access import EditableMixin, get_visible, require
from workshops.contexts import WorkshopPage
from workshops.dates.preview import Preview, can_preview, token_of
from workshops.dates.route import WorkshopRoute
from workshops.forms import WorkshopForm
from workshops.models import Workshop, WorkshopKind
from workshops.on_the_day.offline import keep_offline
from workshops.services import ScheduleError, change_workshop, create_workshop


def get_workshop(request, slug):
    """The workshop of the address, with its programme and city; 404 for who may not see it."""
    # Its tabs ask whether there are meetings.
    rows = Workshop.objects.in_programme(request.programme).select_related(
        "city__group", "networking_session"
    )
    workshop = get_visible(rows, request.user, slug=slug)
    workshop.programme = request.programme
    return workshop


def crumbs_to(request, workshop, *rest):
    """The way to a workshop, or to a page below it when ``rest`` names that: pages between by
    their labels and the names of their addresses, the page itself by its label."""
    name = workshop.place_name if workshop.number else workshop.get_kind_display()
    first = (_("Workshops"), reverse("workshops:list", args=[request.programme.slug]))
    if not rest:
        return [first, (name, "")]
    slugs = [request.programme.slug, workshop.slug]
    below = [
        (one, "")
        if not isinstance(one, tuple)
        else (one[0], reverse(f"workshops:{one[1]}", args=slugs))
        for one in rest
    ]
    return [first, (name, workshop.get_absolute_url()), *below]


@require_GET
def workshop_list(request):
    context = {
        "route": WorkshopRoute.of(request.seat),
        "can_create": request.seat.is_coordinator,
    }
    return render(request, "workshops/workshop_list.html", context)


@require_GET
def workshop_detail(request, slug):
    """The agenda as members read it; for those who write it the draft too, at ``?view=draft``."""
    workshop = get_workshop(request, slug)
    is_draft = request.GET.get("view") == "draft"
    context = {
        "workshop": workshop,
        "page": WorkshopPage.of(workshop, request.seat, draft=is_draft),
        "crumbs": crumbs_to(request, workshop),
    }
    response = render(request, "workshops/workshop_detail.html", context)
    return response if is_draft else keep_offline(response, workshop, person=request.user)


class WorkshopUpdate(EditableMixin, UpdateView):
    """A workshop and its dates; a new one where the address names none.

    What follows from new dates is shown before they are applied. While dates are typed, htmx
    asks the same address for that preview alone.
    """

    model = Workshop
    form_class = WorkshopForm

    def get_object(self, queryset=None):
        if "slug" in self.kwargs:
            workshop = super().get_object(queryset)
            workshop.programme = self.request.programme
            return workshop
        require(self.request.seat.is_coordinator)
        return Workshop(programme=self.request.programme)

    def get_initial(self):
        """A new one may be asked for by its kind: ``?kind=kick_off``."""
        kind = self.request.GET.get("kind", "")
        is_new = "slug" not in self.kwargs
        return {"kind": kind} if is_new and kind in WorkshopKind.values else {}

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"user": self.request.user}
        if self.request.method == "GET" and "starts_on" in self.request.GET:
            kwargs["data"] = self.request.GET
        return kwargs

    def get_template_names(self):
        is_preview = self.request.method == "GET" and self.request.htmx
        return [f"workshops/{'_date_preview' if is_preview else 'workshop_form'}.html"]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form, workshop = context["form"], self.object
        is_new = workshop._state.adding
        heading = _("Add a workshop") if is_new else _("Dates and particulars")
        list_url = reverse("workshops:list", args=[self.request.programme.slug])
        return context | {
            "is_new": is_new,
            "heading": heading,
            "crumbs": [(_("Workshops"), list_url), (heading, "")]
            if is_new
            else crumbs_to(self.request, form.before, heading),
            "cancel_url": list_url if is_new else form.before.get_absolute_url(),
            "preview": Preview.of(form) if can_preview(form) else None,
        }

    def form_valid(self, form):
        if form.moves_dates and self.request.POST.get("previewed") != token_of(form):
            return self.render_to_response(self.get_context_data(form=form))
        try:
            workshop = self.apply(form)
        except ScheduleError as error:
            form.add_error(error.field, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(self.request, _("%(workshop)s is saved.") % {"workshop": workshop})
            return redirect(workshop)
        return self.form_invalid(form)

    def apply(self, form):
        if form.before._state.adding:
            return create_workshop(form.instance, by=self.request.user)
        return change_workshop(form.before, form.changed_values(), by=self.request.user)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
