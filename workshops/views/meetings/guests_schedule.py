"""The own meetings of somebody without an account, opened by the own link."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from workshops.matchmaking.by_link import session_of
from workshops.matchmaking.my_meetings import MyMeetingsPage
from workshops.matchmaking.speakers import Speaker
from workshops.people.guests import registration_behind
from workshops.views.guests import closed, private
from workshops.views.meetings.schedules import calendar_file


@login_not_required
@require_GET
def guest_my_meetings(request, of, token):
    registration = registration_behind(token, of=of)
    if registration is None:
        return closed(request)
    speaker = Speaker(registration, None)
    context = {
        "workshop": registration.workshop,
        "page": MyMeetingsPage.of(speaker, session_of(registration)),
        "calendar_url": speaker.address("my_meetings_calendar"),
        "of": of,
        "token": token,
        "current_programme": registration.workshop.programme,
    }
    return private(render(request, "workshops/meetings/guest_my_meetings.html", context))


@login_not_required
@require_GET
def guest_my_meetings_calendar(request, of, token):
    registration = registration_behind(token, of=of)
    if registration is None:
        return closed(request)
    try:
        return private(calendar_file(Speaker(registration, None), session_of(registration)))
    except Http404:
        return closed(request)
