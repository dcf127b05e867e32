"""The people of choice B: where each stands with meetings, and what each says beforehand."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from workshops.access import runs
from workshops.matchmaking.standing import MeetingStanding
from workshops.models import NetworkingSession
from workshops.views.registering import own_registration
from workshops.views.workshops import crumbs_to, get_workshop


@require_GET
def meetings(request, slug):
    """Where the person stands with the meetings of choice B, and what there is to do."""
    workshop = get_workshop(request, slug)
    session = NetworkingSession.objects.visible_to(request.user).filter(workshop=workshop).first()
    standing = MeetingStanding(workshop, session, own_registration(workshop, request.user))
    context = {
        "workshop": workshop,
        "session": session,
        "standing": standing,
        "runs_it": runs(request.seat, workshop),
        "registered": workshop.registrations.coming().count(),
        "crumbs": crumbs_to(request, workshop, _("Meetings")),
    }
    return render(request, "workshops/meetings/meetings.html", context)
