"""Addresses below ``workshops/<n>/meetings/``."""

from django.urls import URLPattern, path

from workshops.addresses.links import meeting_link_patterns
from workshops.addresses.organiser import organiser_patterns
from workshops.addresses.schedules import schedule_patterns
from workshops.views.meetings import people

meeting_patterns: list[URLPattern] = [
    *organiser_patterns,
    *schedule_patterns,
    *meeting_link_patterns,
    # What somebody of choice B does for oneself.
    path("", people.meetings, name="meetings"),
]
