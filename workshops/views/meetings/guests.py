"""The same for people without an account: everything under the own link."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from workshops.matchmaking.by_link import clusters_for, own_part, sectors_for, session_of
from workshops.matchmaking.speakers import Speaker
from workshops.matchmaking.standing import MeetingStanding
from workshops.people.guests import path_of, registration_behind
from workshops.views.guests import closed, private
from workshops.views.meetings import requests
from workshops.views.meetings.people import show_meetings, show_profile


def words_for_guest(registration):
    """What the pages of a guest know besides."""
    return {
        "current_programme": registration.workshop.programme,
        "guest_url": path_of(registration),
    }


@login_not_required
@require_GET
def guest_meetings(request, of, token):
    registration = registration_behind(token, of=of)
    if registration is None:
        return closed(request)
    session, speaker = session_of(registration), Speaker(registration, None)
    context = words_for_guest(registration)
    return private(show_meetings(request, registration.workshop, session, speaker, context))


def for_guest(view):
    """Open the page to whoever has a link and is in the session; others are led back."""

    @login_not_required
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request, of, token):
        registration = registration_behind(token, of=of)
        if registration is None:
            return closed(request)
        session, speaker = session_of(registration), Speaker(registration, None)
        if not MeetingStanding(registration.workshop, session, registration).is_in:
            return private(redirect(speaker.home))
        return private(view(request, session, speaker))

    return opened


@for_guest
def guest_meeting_profile(request, session, speaker):
    registration = speaker.registration
    clusters = clusters_for(registration)
    return show_profile(request, session, speaker, clusters, words_for_guest(registration))


@for_guest
def guest_meeting_request(request, session, speaker):
    sectors = sectors_for(speaker.registration)
    context = words_for_guest(speaker.registration)
    return requests.show_request(request, session, speaker, sectors, context)


def done_by_link(verb):
    """The view in which a guest does this to one of the own meetings."""

    @login_not_required
    @require_POST
    def view(request, of, token, pk):
        registration = registration_behind(token, of=of)
        row = own_part(registration, pk) if registration else None
        if registration is None or row is None:
            return closed(request)
        return private(verb(request, *requests.spoken(row, registration.workshop, None)))

    return view


guest_meeting_accept = done_by_link(requests.accept)
guest_meeting_decline = done_by_link(requests.decline)
guest_meeting_withdraw = done_by_link(requests.withdraw)
guest_meeting_cancel = done_by_link(requests.cancel)
guest_meeting_time = done_by_link(requests.time)
