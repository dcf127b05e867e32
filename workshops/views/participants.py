"""Who comes: the list, registering oneself or others, and the choice between A and B."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.forms import ModelForm
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from programme.access import VisibleMixin, get_editable, get_visible, require
from programme.editing import save_recorded
from programme.models import City
from workshops.forms import OwnRegistrationForm, ParticipantFilter, RegistrationForm
from workshops.models import AgendaItem, Choice, Registration
from workshops.services import (
    RegistrationError,
    choose,
    register,
    registration_of,
    withdraw_registration,
)
from workshops.views.workshops import crumbs_to, get_workshop


def people_url(workshop):
    return reverse("workshops:participants", args=[workshop.programme.slug, workshop.slug])


def get_registration(request, workshop, pk):
    """A registration that the person may change: 404 if invisible, 403 if only readable."""
    rows = Registration.objects.visible_to(request.user).filter(workshop=workshop)
    registration = get_editable(rows.select_related("sign_up__item"), request.user, pk=pk)
    registration.workshop = workshop
    return registration


class RegistrationList(VisibleMixin, ListView):
    """Everybody who comes, to be searched and filtered by the address."""

    model = Registration
    paginate_by = 50

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.workshop = get_workshop(request, kwargs["slug"])
        cities = City.objects.visible_to(request.user).in_programme(request.programme)
        self.filter = ParticipantFilter(request.GET, cities=cities)

    def get_queryset(self):
        rows = super().get_queryset().filter(workshop=self.workshop)
        return self.filter.apply(rows).select_related(
            "user", "city__group", "partner", "sign_up__item"
        )

    def get_context_data(self, **kwargs):
        seat, user = self.request.seat, self.request.user
        everybody = Registration.objects.visible_to(user).filter(workshop=self.workshop)
        is_host = seat.edits(self.workshop.city)
        editable = Registration.objects.editable_by(user).filter(workshop=self.workshop)
        return super().get_context_data(**kwargs) | {
            "workshop": self.workshop,
            "crumbs": crumbs_to(self.request, self.workshop, _("Participants")),
            "filter": self.filter,
            "counts": everybody.aggregate(
                everybody=Count("pk"),
                a=Count("pk", filter=Q(sign_up__item__choice=Choice.A)),
                b=Count("pk", filter=Q(sign_up__item__choice=Choice.B)),
                none=Count("pk", filter=Q(sign_up__isnull=True)),
            ),
            "choices": AgendaItem.objects.visible_to(user)
            .filter(workshop=self.workshop)
            .exclude(choice=""),
            "editable": set(editable.values_list("pk", flat=True)),
            "can_register_others": seat.is_coordinator or seat.is_editor,
            "shows_addresses": seat.is_staff or is_host,
        }


@require_POST
def register_oneself(request, slug):
    """Register the person who asks, and sign up for the item chosen with the same button."""
    workshop = get_workshop(request, slug)
    workshop.programme = request.programme
    try:
        registration = register(registration_of(workshop, request.seat), by=request.user)
    except RegistrationError as error:
        messages.error(request, str(error))
        return redirect(workshop)
    messages.success(
        request, _("You are registered for %(workshop)s.") % {"workshop": workshop.title}
    )
    if request.POST.get("item"):
        return choose_item(request, registration)
    return redirect(workshop)


@require_POST
def choose_for(request, slug, pk):
    workshop = get_workshop(request, slug)
    workshop.programme = request.programme
    return choose_item(request, get_registration(request, workshop, pk))


def choose_item(request, registration):
    """Sign the registered person up for the posted item, and say how it went."""
    workshop = registration.workshop
    if not request.POST.get("item"):
        messages.error(request, _("Choose A or B, then send the form again."))
        return redirect(workshop)
    items = AgendaItem.objects.visible_to(request.user).filter(workshop=workshop)
    item = get_visible(items, request.user, pk=as_pk(request.POST.get("item", "")))
    try:
        choose(registration, item, by=request.user)
    except RegistrationError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("%(person)s: “%(item)s” is chosen.") % {"person": registration.name, "item": item},
        )
    return redirect(workshop)


def as_pk(text):
    """The number in a posted field; one that no row has, where it is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@require_POST
def registration_withdraw(request, slug, pk):
    workshop = get_workshop(request, slug)
    workshop.programme = request.programme
    registration = get_registration(request, workshop, pk)
    try:
        withdraw_registration(registration, by=request.user)
    except RegistrationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(person)s is off the list.") % {"person": registration.name})
    is_own = registration.user_id == request.user.pk
    return redirect(workshop if is_own else people_url(workshop))


def registration_create(request, slug):
    """Register somebody else: the coordinator anyone, an editor people of the own city."""
    workshop = get_workshop(request, slug)
    workshop.programme = request.programme
    require(request.seat.is_coordinator or request.seat.is_editor)
    form = RegistrationForm(
        request.POST or None,
        instance=Registration(workshop=workshop),
        workshop=workshop,
        seat=request.seat,
    )
    if form.is_valid() and save_new(form, request):
        messages.success(request, _("%(person)s is registered.") % {"person": form.instance.name})
        return redirect(people_url(workshop))
    heading = _("Register somebody")
    return form_page(request, workshop, form, heading=heading, save_label=_("Register"))


def save_new(form, request):
    """Register and choose together, or neither, with the reason on the form."""
    try:
        with transaction.atomic():
            registration = register(form.save(commit=False), by=request.user)
            if item := form.cleaned_data["item"]:
                choose(registration, item, by=request.user)
    except (RegistrationError, ValidationError) as error:
        # The row that was not saved after all.
        form.instance.pk = None
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        return False
    return True


def registration_edit(request, slug, pk):
    """Change a registration: one's own name, or anything about somebody one may register."""
    workshop = get_workshop(request, slug)
    workshop.programme = request.programme
    registration = get_registration(request, workshop, pk)
    form: ModelForm
    values = {"data": request.POST or None, "instance": registration}
    if request.seat.is_coordinator or request.seat.edits(registration.city):
        form = RegistrationForm(**values, workshop=workshop, seat=request.seat)
    else:
        form = OwnRegistrationForm(**values)
    if form.is_valid() and save_changed(form, request):
        messages.success(request, _("Saved."))
        return redirect(people_url(workshop))
    return form_page(request, workshop, form, heading=registration.name, registration=registration)


def save_changed(form, request):
    """Save the registration and the choice together, or neither, with the reason on the form."""
    registration = form.instance
    sentence = _("The registration of %(person)s for %(workshop)s was changed.") % {
        "person": registration.name,
        "workshop": registration.workshop.title,
    }
    try:
        with transaction.atomic():
            save_recorded(
                form,
                "registration_changed",
                sentence,
                by=request.user,
                programme=request.programme,
                city=registration.city,
            )
            if item := form.cleaned_data.get("item"):
                choose(registration, item, by=request.user)
    except RegistrationError as error:
        form.add_error("item", str(error))
        return False
    return True


def form_page(request, workshop, form, **context):
    context |= {
        "workshop": workshop,
        "form": form,
        "crumbs": [
            *crumbs_to(request, workshop, _("Participants"))[:-1],
            (_("Participants"), people_url(workshop)),
            (context["heading"], ""),
        ],
        "cancel_url": people_url(workshop),
    }
    status = 422 if form.errors else 200
    return render(request, "workshops/registration_form.html", context, status=status)
