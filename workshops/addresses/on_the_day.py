"""Addresses of what happens on the spot, below a workshop."""

from django.urls import URLPattern, URLResolver, include, path

from workshops.views import attendance, notes
from workshops.views.now import now

day_patterns: list[URLPattern] = [
    path("", attendance.attendance, name="attendance"),
    path("mark/", attendance.attendance_mark, name="attendance_mark"),
    path("save/", attendance.attendance_save, name="attendance_save"),
    path("guest/", attendance.attendance_guest, name="attendance_guest"),
    path("now/", now, name="now"),
]
item_notes_patterns: list[URLPattern] = [
    path("", notes.notes_write, name="notes_write"),
    path("save/", notes.notes_save, name="notes_save"),
    path("presence/", notes.notes_presence, name="notes_presence"),
    path("preview/", notes.notes_preview, name="notes_preview"),
    path("history/", notes.notes_history, name="notes_history"),
    path("history/<int:version>/restore/", notes.notes_restore, name="notes_restore"),
    path("outcomes/new/", notes.outcome_create, name="outcome_create"),
]
notes_patterns: list[URLPattern | URLResolver] = [
    path("", notes.notes, name="notes"),
    path("<int:item>/", include(item_notes_patterns)),
    path("outcomes/<int:pk>/", notes.OutcomeEdit.as_view(), name="outcome_edit"),
    path("outcomes/<int:pk>/delete/", notes.OutcomeDelete.as_view(), name="outcome_delete"),
    path("outcomes/<int:pk>/done/", notes.outcome_done, name="outcome_done"),
    path("outcomes/<int:pk>/open/", notes.outcome_open, name="outcome_open"),
]
