"""What several pages of meetings begin with: the session, and for whom the page speaks."""

from django.http import Http404

from programme.keys import as_key
from workshops.matchmaking.speakers import Speaker, may_speak_for
from workshops.models import NetworkingSession, Registration

ROWS = ("sign_up__item", "choice_wait__item", "networker__cluster__sector", "city", "user")


def get_session(request, workshop):
    """The session if the person may see it: once it is open, or who arranges it."""
    session = NetworkingSession.objects.visible_to(request.user).filter(workshop=workshop).first()
    if session:
        session.workshop = workshop
    return session


def get_speaker(request, workshop):
    """For whom the page speaks: oneself, or whom ``person`` names. None for whoever does not come;
    404 for somebody for whom one may not speak."""
    wanted = request.POST.get("person") or request.GET.get("person")
    rows = Registration.objects.visible_to(request.user).filter(workshop=workshop)
    who = {"pk": as_key(wanted)} if wanted else {"user": request.user}
    registration = rows.filter(**who).select_related(*ROWS).first()
    if registration:
        registration.workshop = workshop
    if wanted and not (registration and may_speak_for(request.seat, registration)):
        raise Http404
    return Speaker(registration, request.user) if registration else None
