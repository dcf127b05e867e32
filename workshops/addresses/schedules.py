"""Addresses of schedules and outcomes: below ``workshops/<n>/meetings/``, and those by a link."""

from django.urls import URLPattern, path

from workshops.views.meetings import guests, outcomes, schedules

schedule_patterns: list[URLPattern] = [
    path("mine/", schedules.my_meetings, name="my_meetings"),
    path("mine/meetings.ics", schedules.my_meetings_calendar, name="my_meetings_calendar"),
    path("by-table/", schedules.meeting_tables, name="meeting_tables"),
    path("outcomes/<int:pk>/", outcomes.meeting_outcome, name="meeting_outcome"),
    path("results/", outcomes.meeting_results, name="meeting_results"),
    path("results/answers.csv", outcomes.meeting_results_file, name="meeting_results_file"),
    path("results/remind/", outcomes.meeting_results_remind, name="meeting_results_remind"),
    path("<int:pk>/", schedules.meeting, name="meeting"),
]
# The token opens the page to somebody without an account.
guest_schedule_patterns: list[URLPattern] = [
    path(
        "<slug:of>/guest/<str:token>/meetings/mine/",
        guests.guest_my_meetings,
        name="guest_my_meetings",
    ),
    path(
        "<slug:of>/guest/<str:token>/meetings/mine/meetings.ics",
        guests.guest_my_meetings_calendar,
        name="guest_my_meetings_calendar",
    ),
    path(
        "<slug:of>/guest/<str:token>/meetings/outcomes/<int:pk>/",
        guests.guest_outcome,
        name="guest_meeting_outcome",
    ),
    # A link of its own, half a year later: it opens this form alone.
    path(
        "<slug:of>/meeting-outcome/<str:token>/",
        outcomes.outcome_by_link,
        name="meeting_outcome_guest",
    ),
]
