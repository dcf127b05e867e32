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
from workshops.on_the_day.offline import keep_offline
from workshops.views.calendars import CONTENT_TYPE
from workshops.views.meetings.rows import get_session, get_speaker
from workshops.views.workshops import crumbs_to, get_workshop


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
        "crumbs": crumbs_to(request, workshop, (_("Meetings"), "meetings"), _("A meeting")),
    }
    return render(request, "workshops/meetings/meeting.html", context)
