"""Addresses below ``workshops/<n>/meetings/``."""

from django.urls import URLPattern

meeting_patterns: list[URLPattern] = []
