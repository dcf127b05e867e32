"""My data as a file, and erasing a person."""

import datetime

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    is_reauthentication_required,
)
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from programme.access import get_visible, require
from programme.accounts.fresh import fresh_log_in
from programme.models import DataRequest
from programme.people.pages import people_known_to
from programme.privacy.exporting import is_downloadable
from programme.privacy.holding import holds_on
from programme.privacy.own_data_page import ErasurePage, OwnDataPage
from programme.privacy.requests import (
    DataRequestError,
    ask_erasure,
    ask_export,
    coordinates_all_seats,
    file_behind,
    open_erasure,
    withdraw_erasure,
)
from programme.rate_limits import at_most
from programme.stored_files import handed_out

LOGGED_IN_LATELY = datetime.timedelta(minutes=15)
not_kept = cache_control(private=True, no_store=True)


@require_GET
@vary_on_headers("HX-Request")
@not_kept
def own_data(request):
    name = "_own_data_export.html" if request.htmx else "own_data.html"
    holds = () if request.htmx else holds_on(request.user).select_related("programme")
    context = {"page": OwnDataPage(request.user), "holds": holds}
    return render(request, f"programme/{name}", context)


@require_POST
@at_most("20/h/user", "own-data")
def own_data_ask(request):
    try:
        ask_export(request.user)
    except DataRequestError as error:
        messages.warning(request, str(error))
    return redirect("programme:own_data")


@require_GET
@not_kept
def own_data_file(request, pk):
    ready = DataRequest.objects.exclude(file="")
    row = get_visible(ready, request.user, pk=pk)
    require(is_downloadable(row))
    return as_download(row)


@login_not_required
@require_GET
@at_most("30/h/ip", "guest-file")
def guest_file(request, key):
    """The file of somebody without an account: the link went to the mailbox alone."""
    row = file_behind(key)
    if row is None:
        raise Http404
    return as_download(row)


def as_download(row):
    day = timezone.localdate(row.done_at).isoformat()
    response = handed_out(row.file, name=f"my-data-{day}.zip", content_type="application/zip")
    # The file is of this person alone: nothing on the way keeps it.
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@reauthentication_required
@not_kept
def own_data_erase(request):
    if not can_be_asked_again(request.user) and request.user.last_login < lately():
        messages.info(request, gettext("Log out and in again first, so that we know it is you."))
        return redirect("programme:own_data")
    return erase_page(request, request.user, reverse("programme:own_data"))


def can_be_asked_again(user):
    """Whether there is a password or a passkey to ask for; others log in by mail alone."""
    return bool(get_reauthentication_flows(user))


def lately():
    return timezone.now() - LOGGED_IN_LATELY


@require_POST
def own_data_keep(request):
    return keep(request, request.user, reverse("programme:own_data"))


@require_http_methods(["GET", "POST"])
@fresh_log_in
@not_kept
def person_erase(request, pk):
    person = person_of(request, pk)
    require(request.seat.is_coordinator)
    if is_reauthentication_required(request, app=""):
        return ask_again(request)
    return erase_page(request, person, reverse("programme:people", args=[request.programme.slug]))


def ask_again(request):
    """Who it is, and back to the page. What was sent is not sent again by itself: allauth would
    call the view without the programme of its address, and without its second factor."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    return redirect(f"{ways[0]['url']}?{urlencode({'next': request.path})}")


@require_POST
def person_keep(request, pk):
    person = person_of(request, pk)
    require(request.seat.is_coordinator and coordinates_all_seats(request.user, person))
    return keep(request, person, reverse("programme:people", args=[request.programme.slug]))


def person_of(request, pk):
    """Somebody who is, or was, in the programme of the address."""
    return get_object_or_404(people_known_to(request.user, request.programme), pk=pk)


def erase_page(request, person, done_url):
    page = ErasurePage(person, request.user)
    waiting = open_erasure(person)
    if request.method == "POST" and not waiting and not page.refusals:
        try:
            waiting = ask_erasure(person, by=request.user)
        except DataRequestError as error:
            messages.error(request, str(error))
        else:
            said = gettext(
                "The data of %(person)s will be erased on %(on)s. Until then this can be taken "
                "back."
            )
            on = date_format(timezone.localtime(waiting.not_before), "j F Y")
            messages.success(request, said % {"person": person, "on": on})
        return redirect(done_url)
    context = {
        "page": page,
        "person": person,
        "waiting": waiting,
        "done_url": done_url,
        "crumbs": [(gettext("People"), done_url), (gettext("Erase the data"), "")],
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "programme/own_data_erase.html", context, status=status)


def keep(request, person, done_url):
    waiting = open_erasure(person)
    try:
        if waiting:
            withdraw_erasure(waiting, by=request.user)
    except DataRequestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("Nothing will be erased."))
    return redirect(done_url)
