"""Addresses of what somebody of choice B does for oneself: below ``workshops/<n>/meetings/``, and
below the own link for people without an account."""

from django.urls import URLPattern, path

from workshops.views.meetings import guests, people, requests

request_patterns: list[URLPattern] = [
    path("", people.meetings, name="meetings"),
    path("profile/", people.meeting_profile, name="meeting_profile"),
    path("ask/", requests.meeting_request, name="meeting_request"),
    path("mine/<int:pk>/accept/", requests.meeting_accept, name="meeting_accept"),
    path("mine/<int:pk>/decline/", requests.meeting_decline, name="meeting_decline"),
    path("mine/<int:pk>/withdraw/", requests.meeting_withdraw, name="meeting_withdraw"),
    path("mine/<int:pk>/cancel/", requests.meeting_cancel, name="meeting_cancel"),
    path("mine/<int:pk>/time/", requests.meeting_time, name="meeting_time"),
]
# Below ``<of>/guest/<token>/meetings/``: the token opens them.
guest_request_patterns: list[URLPattern] = [
    path("", guests.guest_meetings, name="guest_meetings"),
    path("profile/", guests.guest_meeting_profile, name="guest_meeting_profile"),
    path("ask/", guests.guest_meeting_request, name="guest_meeting_request"),
    path("<int:pk>/accept/", guests.guest_meeting_accept, name="guest_meeting_accept"),
    path("<int:pk>/decline/", guests.guest_meeting_decline, name="guest_meeting_decline"),
    path("<int:pk>/withdraw/", guests.guest_meeting_withdraw, name="guest_meeting_withdraw"),
    path("<int:pk>/cancel/", guests.guest_meeting_cancel, name="guest_meeting_cancel"),
    path("<int:pk>/time/", guests.guest_meeting_time, name="guest_meeting_time"),
]
