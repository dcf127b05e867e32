from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from programme.access import get_visible, may_edit, require
from programme.forms.links import LinkForm, Wanted
from programme.models import ClusterLink
from workshops.matchmaking.links import (
    LinkMeetings,
    cities_of,
    clusters_of,
    may_begin_link,
    people_with_clusters,
    refusal_for,
)
from workshops.models import Meeting
from workshops.services.meetings.links import propose_link_from
from workshops.services.meetings.rows import MeetingError
from workshops.views.workshops import crumbs_to, get_workshop

MEETINGS = Meeting.objects.select_related("session__workshop", "sector", "link__programme")


@require_http_methods(["GET", "POST"])
def meeting_link(request, slug, pk):
    """A link between two clusters begins from a meeting of their people."""
    workshop = get_workshop(request, slug)
    meeting = get_visible(MEETINGS, request.user, session__workshop=workshop, pk=pk)
    if meeting.link:
        return redirect(meeting.link)
    require(may_begin_link(meeting, arranges=may_edit(meeting, request.user)))
    people = people_with_clusters(meeting, request.user)
    form = LinkForm(
        request.POST or None,
        seat=request.seat,
        wanted=Wanted(*clusters_of(people), sector=meeting.sector, cities=cities_of(people[1:])),
        refusal=partial(refusal_for, people),
        initial={"about": meeting.reason},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            link = propose_link_from(
                meeting,
                given["cluster"],
                given["other"],
                about=given["about"],
                sector=given["sector"],
                by=request.user,
            )
        except MeetingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The meeting stands in the log of the link."))
            return redirect(link)
    context = {
        "form": form,
        "standfirst": gettext("From the meeting “%(meeting)s” at %(workshop)s.")
        % {"meeting": meeting.reason, "workshop": workshop},
        "crumbs": crumbs_to(request, workshop, _("Link from a meeting")),
        "cancel_url": reverse("workshops:meetings", args=[request.programme.slug, workshop.slug]),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/link_create.html", context, status=status)


@require_GET
def link_meetings(request, pk):
    """The meetings from which a link came: a page, or a part of the page of the link."""
    link = get_visible(
        ClusterLink.objects.select_related("first", "second"),
        request.user,
        programme=request.programme,
        pk=pk,
    )
    link.programme = request.programme
    name = "_link_meetings" if request.htmx else "link_meetings"
    context = {"link": link, "found": LinkMeetings.of(link, request.user)}
    return render(request, f"workshops/meetings/{name}.html", context)
