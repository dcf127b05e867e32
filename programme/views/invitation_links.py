"""The page behind the link of an invitation, open without a log-in."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import seats_of
from programme.forms.invitations import AcceptForm, LostLinkForm
from programme.invitations.letters import in_words
from programme.invitations.lost import ask_again, ask_by_address
from programme.invitations.services import (
    INVITATIONS,
    InvitationError,
    accept,
    came_in,
    standing_of,
)
from programme.models import InvitationStatus
from programme.people.claims import claims_of, take_over
from programme.rate_limits import limited, too_many
from programme.waiting import what_waits

# A whole workshop comes in, or asks for new links, from one address: nobody guesses a key, and
# nobody gets a second link within minutes.
TRIES = "120/m/ip"
ASKS = "60/h/ip"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request, key):
    """Come in; or what can be done where the link opens no more."""
    row = invitation_behind(key)
    standing = standing_of(row) if row else None
    if standing != InvitationStatus.PENDING:
        return closed_page(request, row, standing)
    if request.user.is_authenticated:
        context = {"invitation": row}
        return render(request, "programme/invitation_other.html", context)
    form = AcceptForm(request.POST or None, invitation=row, claims=claims_of(row.user))
    if request.method == "POST":
        if limited(request, "invitation", TRIES):
            return too_many(request)
        if form.is_valid():
            return come_in(request, row, form)
    seats = row.user.memberships.filter(programme=row.programme)
    context = {
        "form": form,
        "invitation": row,
        "roles": in_words(seats.select_related("city", "partner")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/invitation.html", context, status=status)


def come_in(request, row, form):
    """Open the account, log in by all the rules of log-ins, and lead to what waits."""
    said = form.cleaned_data
    try:
        person = accept(
            row, name=said["name"], password=said["password"], is_listed=said["is_listed"]
        )
    except InvitationError:
        # Somebody was faster, or it was withdrawn in this moment: the page says which.
        return redirect("programme:invitation", row.key)
    if said.get("claims"):
        take_over(person, said["claims"])
    url = welcome(request, person, row.programme)
    method = "password" if said["password"] else "code"
    # Who coordinates may have to set a second factor up next: whoever chose the password a moment
    # ago is not asked for it once more.
    said_just_now = {"reauthenticated": True} if said["password"] else {}
    record_authentication(request, person, method=method, email=person.email, **said_just_now)
    return perform_login(request, Login(user=person, redirect_url=url))


def welcome(request, person, programme):
    """The page that waits for the person; a message says what is to be done there."""
    seat = next((s for s in seats_of(person) if s.programme == programme), None)
    if seat is None:
        return reverse("programme:home")
    waiting = what_waits(seat)
    words = {"person": person, "programme": programme, "task": waiting.title}
    text = _("Welcome to %(programme)s, %(person)s.")
    if waiting.title:
        text = _("Welcome to %(programme)s, %(person)s. This waits for you: %(task)s.")
    messages.success(request, text % words)
    return waiting.url


def closed_page(request, row, standing):
    """Why the link opens nothing. To strangers no page says whose it was."""
    if standing == InvitationStatus.ACCEPTED and request.user == row.user:
        came_in(request.user)
        return redirect("programme:next", row.programme.slug)
    context = {
        "standing": standing or "unknown",
        "key": row.key if row else "",
        "form": None if row else LostLinkForm(),
    }
    status = 410 if row else 404
    return render(request, "programme/invitation_closed.html", context, status=status)


@login_not_required
@require_POST
def invitation_ask(request, key):
    """Somebody with an old link asks for a new one; the answer is the same for all."""
    if limited(request, "invitation_ask", ASKS):
        return too_many(request)
    if row := invitation_behind(key):
        ask_again(row)
    return redirect("programme:invitation_asked")


@login_not_required
@require_POST
def invitation_lost(request):
    """Somebody whose link is unknown here says the own address; the answer is the same for all."""
    if limited(request, "invitation_ask", ASKS):
        return too_many(request)
    form = LostLinkForm(request.POST)
    if not form.is_valid():
        context = {"standing": "unknown", "key": "", "form": form}
        return render(request, "programme/invitation_closed.html", context, status=422)
    ask_by_address(form.cleaned_data["email"])
    return redirect("programme:invitation_asked")


@login_not_required
@require_GET
def invitation_asked(request):
    return render(request, "programme/invitation_asked.html")


@require_GET
def next_page(request):
    """Lead to what waits for the person in the programme."""
    return redirect(what_waits(request.seat).url)


def invitation_behind(key):
    # PostgreSQL refuses the question.
    return None if "\0" in key else INVITATIONS.filter(key=key).first()
