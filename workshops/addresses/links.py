"""Where meetings and links between clusters lead to each other."""

from django.urls import URLPattern, path

from workshops.views.meetings import links

# Below ``workshops/<n>/meetings/``.
meeting_link_patterns: list[URLPattern] = [
    path("<int:pk>/link/", links.meeting_link, name="meeting_link"),
]
# Below ``networking/links/``, beside the page of the link.
link_meeting_patterns: list[URLPattern] = [
    path("<int:pk>/meetings/", links.link_meetings, name="link_meetings"),
]
