"""Who meets whom, when and where: the own schedule, that of each table, one meeting."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from programme.access import get_visible, require
from workshops.access import runs
from workshops.calendars.meetings import calendar_of_networker
from workshops.matchmaking.meeting_page import MeetingPage, with_people
from workshops.matchmaking.my_meetings import MyMeetingsPage, people_to_speak_for
from workshops.matchmaking.schedules import SessionSchedule
from workshops.matchmaking.speakers import Speaker, may_speak_for
from workshops.models import NetworkingSession, Registration
from workshops.on_the_day.offline import keep_offline
from workshops.views.calendars import CONTENT_TYPE
from workshops.views.registering import own_registration
from workshops.views.workshops import crumbs_to, get_workshop


def get_session(request, workshop):
    """The session of the workshop as the person may see it; None while there is none."""
    rows = NetworkingSession.objects.visible_to(request.user).filter(workshop=workshop)
    session = rows.first()
    if session:
        session.workshop = workshop
    return session


def get_speaker(request, workshop):
    """Whose schedule it is: ``?person=`` for somebody for whom one may speak, else one’s own.

    None for whoever is not registered; 404 for anybody else’s.
    """
    wanted = request.GET.get("person", "")
    if not wanted:
        registration = own_registration(workshop, request.user)
        return Speaker(registration, request.user) if registration else None
    if not wanted.isdecimal() or len(wanted) > 18:
        raise Http404
    rows = Registration.objects.visible_to(request.user).filter(workshop=workshop)
    registration = get_visible(rows.select_related("city", "user"), request.user, pk=wanted)
    registration.workshop = workshop
    if not may_speak_for(request.seat, registration):
        raise Http404
    return Speaker(registration, request.user)


@require_GET
def my_meetings(request, slug):
    """The own meetings, or those of somebody for whom one may speak; also without a network."""
    workshop = get_workshop(request, slug)
    session = get_session(request, workshop)
    speaker = get_speaker(request, workshop)
    page = MyMeetingsPage.of(speaker, session) if speaker else None
    context = {
        "workshop": workshop,
        "session": session,
        "page": page,
        "calendar_url": speaker.address("my_meetings_calendar") if speaker else "",
        "people": people_to_speak_for(workshop, request.seat),
        "runs_it": runs(request.seat, workshop),
        "registered": workshop.registrations.coming().count(),
        "crumbs": crumbs_to(request, workshop, _("My meetings")),
    }
    response = render(request, "workshops/meetings/my_meetings.html", context)
    if speaker and speaker.is_for_another:
        return response
    return keep_offline(response, workshop, person=request.user)


@require_GET
def my_meetings_calendar(request, slug):
    """The same meetings as a file, to be taken into a calendar once."""
    workshop = get_workshop(request, slug)
    speaker = get_speaker(request, workshop)
    return calendar_file(speaker, get_session(request, workshop))


def calendar_file(speaker, session):
    page = MyMeetingsPage.of(speaker, session) if speaker else None
    if page is None or page.schedule is None or page.networker is None:
        raise Http404
    name = slugify(f"{speaker.registration.workshop.title} {_('meetings')}")
    return HttpResponse(
        calendar_of_networker(page.networker, session.workshop, timezone.now()),
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.ics"',
            "Cache-Control": "private, no-store",
        },
    )


@require_GET
def meeting_tables(request, slug):
    """What happens at each table, for those who run the workshop."""
    workshop = get_workshop(request, slug)
    require(runs(request.seat, workshop))
    session = get_session(request, workshop)
    context = {
        "workshop": workshop,
        "session": session,
        "tables": SessionSchedule(session).of_tables() if session else [],
        "registered": workshop.registrations.coming().count(),
        "crumbs": crumbs_to(request, workshop, _("Tables")),
    }
    return render(request, "workshops/meetings/tables.html", context)


@require_GET
def meeting(request, slug, pk):
    """One meeting: its people, its time, its log, and what came of it."""
    workshop = get_workshop(request, slug)
    session = get_session(request, workshop)
    if session is None:
        raise Http404
    row = get_visible(with_people(session), request.user, pk=pk)
    row.session = session
    context = {
        "workshop": workshop,
        "meeting": row,
        "page": MeetingPage.of(row, request.seat),
        "registered": workshop.registrations.coming().count(),
        "crumbs": crumbs_to(request, workshop, _("A meeting")),
    }
    return render(request, "workshops/meetings/meeting.html", context)
