"""What is kept about somebody without an account: read, as a file, erased.

By the guest's own link, or by a coordinator to whom the guest wrote.
"""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from programme.access import require
from programme.accounts.fresh import fresh_log_in
from programme.privacy.own_data_page import GuestDataPage
from programme.privacy.requests import (
    DataRequestError,
    ask_guest_erasure,
    ask_guest_export,
    withdraw_guest_erasure,
)
from programme.rate_limits import at_most
from workshops.people.guests import path_of
from workshops.privacy import guest_in
from workshops.views.guests import by_own_link, words_for_guest
from workshops.views.participants import get_registration
from workshops.views.workshops import crumbs_to, get_workshop

# As long as something is kept: longer than the page of the workshop.
by_link_for_ever = partial(by_own_link, is_for_ever=True)


@require_GET
@by_link_for_ever
def guest_data(request, registration):
    page = GuestDataPage(guest_in(registration))
    words = words_for_guest(registration)
    base = path_to(registration)
    back = path_of(registration)
    context = {"page": page, "base": base, "back": back, **words}
    return render(request, "workshops/guest_data.html", context)


@require_POST
@at_most("20/h/ip", "guest-data")
@by_link_for_ever
def guest_data_do(request, registration, what):
    do(request, guest_in(registration), what, by=None)
    return redirect(path_to(registration))


def path_to(registration):
    return f"{path_of(registration)}data/"


@require_GET
@fresh_log_in
@cache_control(private=True, no_store=True)
def registration_data(request, slug, pk):
    """The same page for a coordinator, who does what the guest asked for by mail."""
    registration = guest_for_coordinator(request, slug, pk)
    workshop = registration.workshop
    edit = reverse("workshops:registration_edit", args=[request.programme.slug, slug, pk])
    crumbs = [*crumbs_to(request, workshop, registration.name)[:-1], (registration.name, edit)]
    context = {
        "page": GuestDataPage(guest_in(registration), request.user),
        "base": request.path,
        "back": edit,
        "crumbs": [*crumbs, (_("What is kept"), "")],
    }
    return render(request, "workshops/guest_data.html", context)


@require_POST
@fresh_log_in
@at_most("20/h/user", "own-data")
def registration_data_do(request, slug, pk, what):
    registration = guest_for_coordinator(request, slug, pk)
    do(request, guest_in(registration), what, by=request.user)
    return redirect("workshops:registration_data", request.programme.slug, slug, pk)


def guest_for_coordinator(request, slug, pk):
    registration = get_registration(request, get_workshop(request, slug), pk)
    require(request.seat.is_coordinator and registration.user_id is None)
    return registration


# What can be asked for, with what is said when it was.
DEEDS = {
    "ask": (ask_guest_export, gettext_lazy("A link to the file goes to the e-mail address.")),
    "erase": (
        ask_guest_erasure,
        gettext_lazy("It is erased in seven days; until then this can be taken back."),
    ),
    "keep": (withdraw_guest_erasure, gettext_lazy("Nothing will be erased.")),
}


def do(request, guest, what, *, by):
    service, said = DEEDS[what]
    try:
        service(guest, by=by)
    except DataRequestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
