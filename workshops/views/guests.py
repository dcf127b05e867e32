"""The page of somebody without an account, opened by the own link; and those who send links."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from programme.rate_limits import at_most
from workshops.agendas.days import days_of
from workshops.agendas.releases import released_items
from workshops.matchmaking.speakers import address_for
from workshops.matchmaking.stake import words_at_stake
from workshops.models import Choice
from workshops.people.guests import open_until, papers_for, path_of, registration_behind, token_of
from workshops.people.lines import in_line, position_of
from workshops.people.standing import Standing, choice_wait_of, outcome_of
from workshops.services import RegistrationError, withdraw_registration
from workshops.services.linking import renew_link, send_link
from workshops.views.participants import get_registration
from workshops.views.registering import own_form, save_own, say_choice
from workshops.views.workshops import get_workshop

# These addresses say ``of`` and not ``programme``: the programme of an address is for people with
# a seat in it. The link in the address is the person's key: no search engine may list the page,
# nothing on the way may keep it, and no other site is told where the reader came from. (With
# “no-referrer” browsers would not say either where a form was sent from, and Django refuses that.)
PRIVATE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def by_own_link(view, *, is_for_ever=False):
    """Open a page to whoever comes by the link of a registration, which the view gets in its
    place. A link that opens nothing, and a row that is not there, answer with the same page."""

    @login_not_required
    @sensitive_post_parameters()
    @wraps(view)
    def opened(request, of, token, **rest):
        registration = registration_behind(token, of=of, is_for_ever=is_for_ever)
        if registration is None:
            return closed(request)
        try:
            return private(view(request, registration, **rest))
        except Http404:
            return closed(request)

    return opened


def words_for_guest(registration):
    """What the pages of a guest know besides."""
    programme = registration.workshop.programme
    return {
        "current_programme": programme,
        "guest_url": path_of(registration),
        "of": programme.slug,
        "token": token_of(registration),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@by_own_link
def guest(request, registration):
    """Agenda, papers, choice, needs and consents of one person without an account."""
    workshop = registration.workshop
    at_stake = "" if workshop.is_held else words_at_stake(registration)
    form = own_form(request, registration)
    if form.is_valid() and save_own(form, by=None):
        say_saved(request, form, at_stake=at_stake)
        return redirect(path_of(registration))
    context = {
        "registration": registration,
        "workshop": workshop,
        "form": form,
        "standing": Standing.of(workshop, registration),
        "page": agenda_of(registration),
        "note": getattr(workshop, "practical_note", None),
        "papers": papers_for(registration),
        "open_until": open_until(workshop),
        "at_stake": at_stake,
        "meetings_url": _meetings_url(registration),
        **words_for_guest(registration),
    }
    status = 422 if form.errors else 200
    return render(request, "workshops/guest.html", context, status=status)


def _meetings_url(registration):
    """The person's own meetings, for whoever is in choice B once they are open."""
    session = getattr(registration.workshop, "networking_session", None)
    if registration.choice != Choice.B or session is None or not session.is_open:
        return ""
    return address_for(registration, "meetings", guest=True)


def agenda_of(registration):
    """The released agenda, to be read: what it shows is chosen further down on the page."""
    workshop = registration.workshop
    items = released_items(workshop)
    sign_up = getattr(registration, "sign_up", None)
    wait = choice_wait_of(registration)
    group = workshop.city.group if workshop.city else None
    return {
        "days": days_of(workshop, items) if items else [],
        "chosen_pk": sign_up.item_id if sign_up else None,
        "waits_for_pk": wait.item_id if wait else None,
        "group_class": f"group-{group.number}" if group else "",
        "can_choose": False,
    }


def closed(request):
    """The same page whether the link is wrong, renewed or too old, and whoever asks."""
    return private(render(request, "workshops/guest_closed.html", status=404))


def private(response):
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def say_saved(request, form, *, at_stake):
    registration = form.instance
    if registration.is_waiting:
        words = {"in_line": in_line(position_of(registration))}
        messages.success(request, _("Saved. You are %(in_line)s.") % words)
    else:
        messages.success(request, _("Saved."))
    if "item" in form.changed_data:
        say_choice(request, outcome_of(registration), at_stake=at_stake)


@require_POST
@by_own_link
def guest_withdraw(request, registration):
    try:
        withdraw_registration(registration, by=None)
    except RegistrationError as error:
        messages.error(request, str(error))
        return redirect(path_of(registration))
    context = {"workshop": registration.workshop}
    return render(request, "workshops/guest_withdrawn.html", context)


# Each writes a mail to an address that somebody typed.
@require_POST
@at_most("120/10m/user", "guest-link")
def guest_link_send(request, slug, pk):
    workshop = get_workshop(request, slug)
    registration = get_registration(request, workshop, pk)
    try:
        send_link(registration, by=request.user)
    except RegistrationError as error:
        messages.error(request, str(error))
    else:
        words = {"person": registration.name, "address": registration.email}
        messages.success(request, _("The link of %(person)s is on its way to %(address)s.") % words)
    return redirect("workshops:registration_edit", workshop.programme.slug, workshop.slug, pk)


@require_POST
def guest_link_renew(request, slug, pk):
    workshop = get_workshop(request, slug)
    registration = get_registration(request, workshop, pk)
    try:
        renew_link(registration, by=request.user)
    except RegistrationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("There is a new link. The old one no longer works."))
    return redirect("workshops:registration_edit", workshop.programme.slug, workshop.slug, pk)
