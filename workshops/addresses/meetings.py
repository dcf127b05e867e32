"""Addresses below ``workshops/<n>/meetings/``."""

from django.urls import URLPattern

from workshops.addresses.links import meeting_link_patterns
from workshops.addresses.organiser import organiser_patterns
from workshops.addresses.requests import request_patterns
from workshops.addresses.schedules import schedule_patterns

meeting_patterns: list[URLPattern] = [
    *organiser_patterns,
    *schedule_patterns,
    *meeting_link_patterns,
    *request_patterns,
]
