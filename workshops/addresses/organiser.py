"""Addresses below ``workshops/<n>/meetings/`` of those who arrange the meetings."""

from django.urls import URLPattern, path

from workshops.views.meetings import session

organiser_patterns: list[URLPattern] = [
    path("set-up/", session.meeting_session, name="meeting_session"),
    path("set-up/open/", session.session_open, name="session_open"),
    path("set-up/close/", session.session_close, name="session_close"),
    path("set-up/interpreters/", session.interpreters_set, name="interpreters_set"),
    path("slots/new/", session.slot_create, name="slot_create"),
    path("slots/follow/", session.slots_follow, name="slots_follow"),
    path("slots/<int:pk>/", session.slot_edit, name="slot_edit"),
    path("slots/<int:pk>/remove/", session.slot_remove, name="slot_remove"),
    path("tables/new/", session.table_create, name="table_create"),
    path("tables/<int:pk>/", session.table_edit, name="table_edit"),
    path("tables/<int:pk>/remove/", session.table_remove, name="table_remove"),
]
