"""Setting up the meetings of choice B: the session and its interpreters."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from programme.access import get_visible, require
from workshops.access import runs
from workshops.forms.meetings.session import (
    InterpretersForm,
    SessionCreateForm,
    SessionForm,
)
from workshops.matchmaking.setup_page import SetupPage
from workshops.matchmaking.times import choice_b_of, place_in_time
from workshops.models import MatchMode, NetworkingSession
from workshops.services.meetings.rows import MeetingError
from workshops.services.meetings.session import (
    change_session,
    close_requests,
    create_session,
    open_session,
    set_interpreters,
)
from workshops.services.meetings.slots import move_slots_along
from workshops.views.agenda import get_workshop_to_write
from workshops.views.workshops import crumbs_to, get_workshop


def session_url(workshop, name="meeting_session", *args):
    return reverse(f"workshops:{name}", args=[workshop.programme.slug, workshop.slug, *args])


def get_session_to_run(request, slug):
    """The session of the workshop of the address: 403 for whoever does not arrange it, 404
    where there is none yet."""
    workshop = get_workshop(request, slug)
    require(runs(request.seat, workshop))
    session = get_visible(NetworkingSession, request.user, workshop=workshop)
    session.workshop = workshop
    return session


@require_http_methods(["GET", "POST"])
def meeting_session(request, slug):
    """The set-up; where there is none yet, its first form."""
    workshop = get_workshop_to_write(request, slug)
    session = NetworkingSession.objects.editable_by(request.user).filter(workshop=workshop).first()
    if session is None:
        return _create(request, workshop)
    session.workshop = workshop
    form = session_form(session, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_session(session, form.changed_values(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect(session_url(workshop))
    return _setup(request, session, form=form, status=422 if form.errors else 200)


def session_form(session, data=None):
    last = session.slots.order_by("day").last() if data else None
    return SessionForm(data, instance=session, last_day=last.day if last else None)


def _create(request, workshop):
    item = choice_b_of(workshop)
    form = SessionCreateForm(
        request.POST or None,
        initial={"mode": MatchMode.PICK},
        last_day=item.day if item else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            create_session(workshop, form.layout(), by=request.user, **form.settings())
        except MeetingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The meetings are set up. Look at slots and tables."))
            return redirect(session_url(workshop))
    context = {
        "workshop": workshop,
        "item": item,
        "item_in_words": place_in_time(item) if item else "",
        "form": form,
        "page": SetupPage.before(workshop),
        "crumbs": crumbs_to(request, workshop, _("Set up the meetings")),
    }
    status = 422 if form.errors else 200
    return render(request, "workshops/meetings/session_create.html", context, status=status)


def _setup(request, session, *, form=None, interpreters=None, status=200):
    page = SetupPage.of(session)
    missing = next((line.language for line in page.interpreters if not line.number), "")
    context = {
        "workshop": session.workshop,
        "session": session,
        "page": page,
        "form": form or session_form(session),
        "interpreters": interpreters or InterpretersForm(initial={"language": missing}),
        "crumbs": crumbs_to(request, session.workshop, _("Set up the meetings")),
    }
    return render(request, "workshops/meetings/session.html", context, status=status)


def _do(request, session, verb, said):
    """Do something to the session and go back to its page, with why it was refused if it was."""
    try:
        verb(session, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(session_url(session.workshop))


@require_POST
def session_open(request, slug):
    said = _("Requests are open. Everybody with a place in choice B is told by mail.")
    return _do(request, get_session_to_run(request, slug), open_session, said)


@require_POST
def session_close(request, slug):
    said = _("Requests are closed. What was asked can still be answered.")
    return _do(request, get_session_to_run(request, slug), close_requests, said)


@require_POST
def slots_follow(request, slug):
    said = _("The slots moved along with choice B, and their meetings with them.")
    return _do(request, get_session_to_run(request, slug), move_slots_along, said)


@require_POST
def interpreters_set(request, slug):
    session = get_session_to_run(request, slug)
    form = InterpretersForm(request.POST)
    if not form.is_valid():
        return _setup(request, session, interpreters=form, status=422)
    wanted = form.cleaned_data
    set_interpreters(session, wanted["language"], wanted["number"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect(f"{session_url(session.workshop)}#interpreters")
