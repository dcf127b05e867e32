"""The meetings of people without an account: the same pages and verbs, under the own link."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from workshops.matchmaking.by_link import (
    clusters_for,
    own_part,
    own_part_with_all,
    sectors_for,
    session_of,
)
from workshops.matchmaking.my_meetings import MyMeetingsPage
from workshops.matchmaking.speakers import Speaker
from workshops.matchmaking.standing import MeetingStanding
from workshops.views.guests import by_own_link, words_for_guest
from workshops.views.meetings import outcomes, requests
from workshops.views.meetings.people import show_meetings, show_profile
from workshops.views.meetings.schedules import calendar_file


@require_GET
@by_own_link
def guest_meetings(request, registration):
    session, speaker = session_of(registration), Speaker(registration, None)
    context = words_for_guest(registration)
    return show_meetings(request, registration.workshop, session, speaker, context)


def in_session(view):
    """Open the page to whoever is in the session; lead others to the page that says how to."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @by_own_link
    @wraps(view)
    def opened(request, registration):
        session, speaker = session_of(registration), Speaker(registration, None)
        if not MeetingStanding(registration.workshop, session, registration).is_in:
            return redirect(speaker.home)
        return view(request, session, speaker)

    return opened


@in_session
def guest_meeting_profile(request, session, speaker):
    registration = speaker.registration
    clusters = clusters_for(registration)
    return show_profile(request, session, speaker, clusters, words_for_guest(registration))


@in_session
def guest_meeting_request(request, session, speaker):
    sectors = sectors_for(speaker.registration)
    context = words_for_guest(speaker.registration)
    return requests.show_request(request, session, speaker, sectors, context)


def done_by_link(verb):
    """The view in which a guest does this to one of the own meetings."""

    @require_POST
    @by_own_link
    def view(request, registration, pk):
        row = own_part(registration, pk)
        if row is None:
            raise Http404
        return verb(request, *requests.spoken(row, registration.workshop, None))

    return view


guest_meeting_accept = done_by_link(requests.accept)
guest_meeting_decline = done_by_link(requests.decline)
guest_meeting_withdraw = done_by_link(requests.withdraw)
guest_meeting_cancel = done_by_link(requests.cancel)
guest_meeting_time = done_by_link(requests.time)


@require_GET
@by_own_link
def guest_my_meetings(request, registration):
    speaker = Speaker(registration, None)
    context = {
        "workshop": registration.workshop,
        "page": MyMeetingsPage.of(speaker, session_of(registration)),
        "calendar_url": speaker.address("my_meetings_calendar"),
        **words_for_guest(registration),
    }
    return render(request, "workshops/meetings/guest_my_meetings.html", context)


@require_GET
@by_own_link
def guest_my_meetings_calendar(request, registration):
    return calendar_file(Speaker(registration, None), session_of(registration))


@require_http_methods(["GET", "HEAD", "POST"])
@by_own_link
def guest_outcome(request, registration, pk):
    """Did you meet, and what came of it, the same evening."""
    row = own_part_with_all(registration, pk)
    if row is None:
        raise Http404
    return outcomes.answer_for(request, row, registration.workshop, words_for_guest(registration))
