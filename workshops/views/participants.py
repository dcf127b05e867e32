"""Who comes: the list, and registering others."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from programme.access import VisibleMixin, get_editable, get_visible, require
from programme.keys import as_key
from programme.models import City
from workshops.forms import ParticipantFilter, RegistrationForm
from workshops.forms.several import WhoseForm, colleague_rows
from workshops.matchmaking.stake import words_at_stake
from workshops.models import AgendaItem, Registration
from workshops.people.guests import link_of, open_until
from workshops.people.participants import counts_of, may_know_needs
from workshops.services import (
    RegistrationError,
    choose,
    register,
    withdraw_registration,
)
from workshops.views.registering import save_changes, say_choice, wanted_item
from workshops.views.workshops import crumbs_to, get_workshop


def people_url(workshop):
    return reverse("workshops:participants", args=[workshop.programme.slug, workshop.slug])


def get_registration(request, workshop, pk):
    """A registration that the person may change: 404 if invisible, 403 if only readable."""
    rows = Registration.objects.visible_to(request.user).filter(workshop=workshop)
    registration = get_editable(
        rows.select_related("sign_up__item", "choice_wait__item", "needs", "user", "city"),
        request.user,
        pk=pk,
    )
    registration.workshop = workshop
    return registration


class RegistrationList(VisibleMixin, ListView):
    """Everybody who comes, to be searched and filtered by the address; below, who waits."""

    model = Registration
    paginate_by = 50

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.workshop = get_workshop(request, kwargs["slug"])
        cities = City.objects.visible_to(request.user).in_programme(request.programme)
        self.filter = ParticipantFilter(request.GET, cities=cities)

    def get_queryset(self):
        rows = super().get_queryset().filter(workshop=self.workshop).coming()
        return self.filter.apply(rows).select_related(
            "user", "city__group", "partner", "sign_up__item", "choice_wait__item"
        )

    def get_context_data(self, **kwargs):
        seat, user = self.request.seat, self.request.user
        visible = Registration.objects.visible_to(user).filter(workshop=self.workshop)
        editable = Registration.objects.editable_by(user).filter(workshop=self.workshop)
        is_host = seat.edits(self.workshop.city)
        counts = counts_of(self.workshop)
        return super().get_context_data(**kwargs) | {
            "workshop": self.workshop,
            "crumbs": crumbs_to(self.request, self.workshop, _("Participants")),
            "filter": self.filter,
            "counts": counts,
            "unlisted": counts["everybody"] - visible.coming().count(),
            "waiting": visible.waiting().select_related("user", "city__group", "partner")
            if counts["waiting"]
            else [],
            "choices": AgendaItem.objects.visible_to(user).choices().filter(workshop=self.workshop),
            "editable": set(editable.values_list("pk", flat=True)),
            "can_register_others": seat.is_coordinator or seat.is_editor,
            "is_host": seat.is_coordinator or is_host,
            "shows_addresses": seat.is_staff or is_host,
        }


@require_POST
def choose_for(request, slug, pk):
    """Choose from the agenda, by the button at the item."""
    workshop = get_workshop(request, slug)
    registration = get_registration(request, workshop, pk)
    if not request.POST.get("item"):
        messages.error(request, _("Choose A or B, then send the form again."))
        return redirect(workshop)
    items = AgendaItem.objects.visible_to(request.user).filter(workshop=workshop)
    item = get_visible(items, request.user, pk=as_key(request.POST.get("item", "")))
    at_stake = words_at_stake(registration)
    try:
        say_choice(request, choose(registration, item, by=request.user), at_stake=at_stake)
    except RegistrationError as error:
        messages.error(request, str(error))
    return redirect(workshop)


@require_POST
def registration_withdraw(request, slug, pk):
    workshop = get_workshop(request, slug)
    registration = get_registration(request, workshop, pk)
    is_own = registration.user_id == request.user.pk
    try:
        withdraw_registration(registration, by=request.user)
    except RegistrationError as error:
        messages.error(request, str(error))
    else:
        words = _("You are off the list.") if is_own else _("%(person)s is off the list.")
        messages.success(request, words % {"person": registration.name})
    return redirect(workshop if is_own else people_url(workshop))


def registration_create(request, slug):
    """Register somebody else: the coordinator anyone, an editor people of the own city."""
    workshop = get_workshop(request, slug)
    require(request.seat.is_coordinator or request.seat.is_editor)
    form = RegistrationForm(
        request.POST or None,
        instance=Registration(workshop=workshop),
        workshop=workshop,
        seat=request.seat,
    )
    if form.is_valid() and save_new(form, by=request.user):
        say_registered(request, [form.instance])
        return redirect(people_url(workshop))
    heading = _("Register somebody")
    return form_page(request, workshop, form, heading=heading, save_label=_("Register"))


def save_new(form, *, by):
    """Register and choose together, or neither, with the reason on the form."""
    registration = form.save(commit=False)
    try:
        register(registration, by=by, item=wanted_item(form), needs=form.given_needs)
    except (RegistrationError, ValidationError) as error:
        # The row that was not saved after all.
        registration.pk, registration._state.adding = None, True
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        return False
    return True


def say_registered(request, registrations):
    coming = [row.name for row in registrations if not row.is_waiting]
    waiting = [row.name for row in registrations if row.is_waiting]
    if coming:
        sentence = ngettext("%(people)s is registered.", "%(people)s are registered.", len(coming))
        sentence %= {"people": get_text_list(coming, _("and"))}
        messages.success(request, f"{sentence} {who_gets_the_link(registrations)}".strip())
    if waiting:
        sentence = ngettext(
            "All places are taken: %(people)s waits in line.",
            "All places are taken: %(people)s wait in line.",
            len(waiting),
        )
        messages.warning(request, sentence % {"people": get_text_list(waiting, _("and"))})


def who_gets_the_link(registrations):
    """For whoever registers one guest: that nothing more is to be done."""
    guest = registrations[0]
    if len(registrations) > 1 or guest.user_id or not guest.email:
        return ""
    return _("The link to agenda and papers goes to %(email)s.") % {"email": guest.email}


def registration_several(request, slug):
    """Register several colleagues at once, in a table of five rows."""
    workshop = get_workshop(request, slug)
    require(request.seat.is_coordinator or request.seat.is_editor)
    whose = WhoseForm(request.POST or None, seat=request.seat)
    rows = colleague_rows(request.POST or None, request.seat)
    if request.POST and whose.is_valid() & rows.is_valid():
        registered = save_several(workshop, whose.cleaned_data["city"], rows, by=request.user)
        if registered:
            say_registered(request, registered)
            return redirect(people_url(workshop))
    has_errors = bool(whose.errors or rows.total_error_count())
    context = {
        "workshop": workshop,
        "whose": whose,
        "rows": rows,
        "crumbs": crumbs_below(request, workshop, _("Register colleagues")),
        "cancel_url": people_url(workshop),
    }
    status = 422 if has_errors else 200
    return render(request, "workshops/registration_several.html", context, status=status)


def save_several(workshop, city, rows, *, by):
    """Register everybody in the table, or nobody, with the reason in the row."""
    try:
        with transaction.atomic():
            registered = []
            for row in rows.filled:
                registered.append(register(row.registration(workshop, city), by=by))
    except (RegistrationError, ValidationError) as error:
        text = error.messages if isinstance(error, ValidationError) else str(error)
        row.add_error("name", text)
        return []
    return registered


def registration_edit(request, slug, pk):
    """Change the registration of somebody whom one may register; one's own has its own page."""
    workshop = get_workshop(request, slug)
    registration = get_registration(request, workshop, pk)
    if not (request.seat.is_coordinator or request.seat.edits(registration.city)):
        return redirect("workshops:register", workshop.programme.slug, workshop.slug)
    form = RegistrationForm(
        request.POST or None, instance=registration, workshop=workshop, seat=request.seat
    )
    link_version = registration.link_version
    if form.is_valid() and save_changed(form, by=request.user):
        messages.success(request, _("Saved."))
        if registration.link_version != link_version:
            words = _("The link that went to the former address no longer works. Send the new one.")
            messages.warning(request, words)
            return redirect(request.path)
        return redirect(people_url(workshop))
    context = {
        "heading": registration.name,
        "registration": registration,
        "at_stake": "" if workshop.is_held else words_at_stake(registration),
    }
    if registration.user_id is None:
        # By the link one reads what the person needs.
        shown = link_of(registration) if may_know_needs(workshop, request.seat) else ""
        context |= {"has_link": True, "link": shown, "open_until": open_until(workshop)}
        context["keeps_data_of"] = request.seat.is_coordinator
    return form_page(request, workshop, form, **context)


def save_changed(form, *, by):
    """Save the registration, choice and needs together, or nothing, with the reason."""
    form.save(commit=False)
    try:
        save_changes(form, by=by)
    except RegistrationError as error:
        form.add_error("item" if "item" in form.fields else None, str(error))
        return False
    return True


def crumbs_below(request, workshop, heading):
    first = crumbs_to(request, workshop, _("Participants"))[:-1]
    return [*first, (_("Participants"), people_url(workshop)), (heading, "")]


def form_page(request, workshop, form, **context):
    context |= {
        "workshop": workshop,
        "form": form,
        "crumbs": crumbs_below(request, workshop, context["heading"]),
        "cancel_url": people_url(workshop),
    }
    status = 422 if form.errors else 200
    return render(request, "workshops/registration_form.html", context, status=status)
