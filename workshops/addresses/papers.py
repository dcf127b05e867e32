"""Addresses of what is handed out, below a workshop."""

from django.urls import URLPattern, path

from workshops.views import files, practical

file_patterns: list[URLPattern] = [
    path("", files.papers, name="papers"),
    path("new/", files.file_create, name="file_create"),
    path("<int:pk>/", files.file, name="file"),
    path("<int:pk>/delete/", files.file_delete, name="file_delete"),
]
practical_patterns: list[URLPattern] = [
    path("", practical.practical_note, name="practical_note"),
    path("write/", practical.practical_note_write, name="practical_note_write"),
    path("save/", practical.practical_note_save, name="practical_note_save"),
    path("presence/", practical.practical_note_presence, name="practical_note_presence"),
    path("preview/", practical.practical_note_preview, name="practical_note_preview"),
    path("history/", practical.practical_note_history, name="practical_note_history"),
    path(
        "history/<int:version>/restore/",
        practical.practical_note_restore,
        name="practical_note_restore",
    ),
]
