"""Roles as they change and end: another role, removed, left, handed over."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from django.views.generic import UpdateView

from programme.access import get_editable, get_visible, require
from programme.forms.people import HandOverForm, SeatForm
from programme.models import City, Membership
from programme.people.foreseen import hand_over_foreseen
from programme.people.seats import (
    SEATS,
    SeatError,
    change_seat,
    cities_without_editor,
    end_seat,
    is_last_coordinator,
    last_coordinator_stays,
    leave_programme,
)
from programme.people.services import hand_over
from programme.views.pages import FormPage
from programme.views.people import people_url


class MembershipUpdate(FormPage, UpdateView):
    model = Membership
    queryset = SEATS
    form_class = SeatForm

    def get_object(self, queryset=None):
        membership = super().get_object(queryset)
        self.stored_name = str(membership.user)
        return membership

    def title(self):
        return gettext("Change the role of %(person)s") % {"person": self.stored_name}

    def form_valid(self, form):
        try:
            change_seat(form, by=self.request.user)
        except SeatError as error:
            form.add_error("role", str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect(self.done_url())

    def crumbs(self):
        return [(_("People"), people_url(self.request))]

    def done_url(self):
        return people_url(self.request)

    def delete_url(self):
        return f"{self.request.path}remove/"


@require_http_methods(["GET", "POST"])
def membership_remove(request, pk):
    """Ask once more, and take a role away."""
    seat = get_editable(SEATS, request.user, programme=request.programme, pk=pk)
    words = {"person": seat.user, "role": seat.label, "programme": request.programme}
    if request.method == "POST":
        done = gettext("%(person)s is no longer %(role)s.") % words
        return ended(request, partial(end_seat, seat, by=request.user), done, people_url(request))
    lost = [
        gettext("%(person)s loses what this role lets people see and do in %(programme)s.") % words,
        gettext("What the person wrote stays with its author’s name, and so does the account."),
        *left_alone([seat]),
    ]
    context = {
        "heading": gettext("Remove %(person)s as %(role)s?") % words,
        "lost": lost,
        "refusal": last_coordinator_stays() if is_last_coordinator(seat) else "",
        "action_label": _("Remove"),
        "cancel_url": people_url(request),
    }
    return render(request, "programme/delete_page.html", context)


@require_http_methods(["GET", "POST"])
def leave(request):
    """Ask once more, and leave the programme."""
    seats, words = request.seat.memberships, {"programme": request.programme}
    require(bool(seats))
    if request.method == "POST":
        done = gettext("You have left %(programme)s.") % words
        return ended(
            request,
            lambda: leave_programme(request.user, request.programme),
            done,
            "programme:home",
        )
    refusal = any(is_last_coordinator(seat) for seat in seats)
    lost = [
        gettext("You will no longer see %(programme)s, and come back only by a new invitation.")
        % words,
        gettext("What you wrote stays with your name, and so does your account."),
    ]
    context = {
        "heading": gettext("Leave %(programme)s?") % words,
        "lost": lost,
        "alone": cities_without_editor(seats),
        "refusal": last_coordinator_stays() if refusal else "",
        "action_label": _("Leave the programme"),
        "keep_label": _("Stay"),
        "cancel_url": request.programme.get_absolute_url(),
    }
    return render(request, "programme/leave.html", context)


def left_alone(seats):
    """A warning for each city that nobody would write for."""
    text = gettext(
        "Nobody writes for %(city)s then. Better hand the city over: that is done on its page."
    )
    return [text % {"city": city} for city in cities_without_editor(seats)]


def ended(request, service, sentence, done_url):
    try:
        service()
    except SeatError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    messages.success(request, sentence)
    return redirect(done_url)


@require_http_methods(["GET", "POST"])
def hand_over_city(request, slug):
    """An editor hands the own city over; the coordinator does it for any."""
    cities = City.objects.select_related("programme")
    city = get_visible(cities, request.user, programme=request.programme, slug=slug)
    require(request.seat.is_coordinator or request.seat.edits(city))
    form = HandOverForm(request.POST or None, city=city, seat=request.seat)
    step, crumbs = request.POST.get("step"), hand_over_crumbs(request, city)
    if request.method == "POST" and form.is_valid() and step != "back":
        if step != "agreed":
            return what_will_happen(request, form, city, crumbs)
        if handed_over(request, form, city):
            return redirect(city)
    context = {
        "form": form,
        "heading": gettext("Hand %(city)s over") % {"city": city},
        "standfirst": gettext(
            "Somebody else writes for the city from now on. What waits for its editor waits for"
            " that person then; what was written stays as it is."
        ),
        "crumbs": crumbs,
        "save_label": _("Go on: see what will happen"),
        "cancel_url": city.get_absolute_url(),
    }
    status = 422 if request.method == "POST" and step != "back" else 200
    return render(request, "programme/form_page.html", context, status=status)


def hand_over_crumbs(request, city):
    return [
        (_("Cities"), reverse("programme:city_list", args=[request.programme.slug])),
        (str(city), city.get_absolute_url()),
        (_("Hand over"), ""),
    ]


def what_will_happen(request, form, city, crumbs):
    """Ask once more, with what was typed on the page."""
    said = form.cleaned_data
    sentences = hand_over_foreseen(
        said["giver"], email=said["email"], name=said["name"], stays=said["then"] == "stays"
    )
    words = {"city": city, "person": said["name"]}
    context = {
        "form": form,
        "heading": gettext("Hand %(city)s over to %(person)s?") % words,
        "sentences": sentences,
        "crumbs": crumbs,
    }
    return render(request, "programme/hand_over_confirm.html", context)


def handed_over(request, form, city):
    said = form.cleaned_data
    try:
        taken, is_invited = hand_over(
            said["giver"],
            email=said["email"],
            name=said["name"],
            stays=said["then"] == "stays",
            by=request.user,
        )
    except (SeatError, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return False
    text = gettext("%(person)s writes for %(city)s now.")
    if is_invited:
        text = gettext("%(person)s writes for %(city)s now, and gets a link to come in.")
    messages.success(request, text % {"person": taken.user, "city": city})
    return True
