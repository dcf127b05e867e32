"""Addresses of the field around a programme: actors, portals, events and calendars of others."""

from django.urls import path, re_path

from programme.views import event_calendars, events, field

urlpatterns = [
    path("<slug:programme>/networking/field/", field.field, name="field"),
    path(
        "<slug:programme>/networking/field/new/",
        field.EntryCreate.as_view(),
        name="field_entry_create",
    ),
    path(
        "<slug:programme>/networking/field/<int:pk>/",
        field.EntryUpdate.as_view(),
        name="field_entry_edit",
    ),
    path(
        "<slug:programme>/networking/field/<int:pk>/delete/",
        field.EntryDelete.as_view(),
        name="field_entry_delete",
    ),
    path(
        "<slug:programme>/networking/field/calendars/",
        event_calendars.event_calendars,
        name="event_calendars",
    ),
    path(
        "<slug:programme>/networking/field/calendars/new/",
        event_calendars.CalendarCreate.as_view(),
        name="event_calendar_create",
    ),
    path(
        "<slug:programme>/networking/field/calendars/<int:pk>/",
        event_calendars.CalendarUpdate.as_view(),
        name="event_calendar_edit",
    ),
    path(
        "<slug:programme>/networking/field/calendars/<int:pk>/delete/",
        event_calendars.CalendarDelete.as_view(),
        name="event_calendar_delete",
    ),
    path(
        "<slug:programme>/networking/field/calendars/<int:pk>/read/",
        event_calendars.event_calendar_read,
        name="event_calendar_read",
    ),
    path("<slug:programme>/networking/field/events/", events.event_list, name="event_list"),
    re_path(
        r"^(?P<programme>[-\w]+)/networking/field/events/events\.(?P<kind>csv|xlsx|ics)$",
        events.event_export,
        name="event_export",
    ),
    path(
        "<slug:programme>/networking/field/events/new/",
        events.EventCreate.as_view(),
        name="event_create",
    ),
    path(
        "<slug:programme>/networking/field/events/<int:pk>/",
        events.EventUpdate.as_view(),
        name="event_edit",
    ),
    path(
        "<slug:programme>/networking/field/events/<int:pk>/delete/",
        events.EventDelete.as_view(),
        name="event_delete",
    ),
]
