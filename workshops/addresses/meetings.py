"""Addresses below ``workshops/<n>/meetings/``."""

from django.urls import URLPattern, path

from workshops.views.meetings import people

meeting_patterns: list[URLPattern] = [
    # What somebody of choice B does for oneself.
    path("", people.meetings, name="meetings"),
]
