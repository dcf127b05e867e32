"""Addresses of what happens on the spot, below a workshop."""

from django.urls import URLPattern, path

from workshops.views import attendance

day_patterns: list[URLPattern] = [
    path("", attendance.attendance, name="attendance"),
    path("mark/", attendance.attendance_mark, name="attendance_mark"),
    path("save/", attendance.attendance_save, name="attendance_save"),
    path("guest/", attendance.attendance_guest, name="attendance_guest"),
]
