"""The desk of choice B: check-in, who sits where, who has no meeting yet."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from programme.access import get_visible
from programme.keys import as_key
from workshops.matchmaking.desk import DeskPage, half_day_of
from workshops.matchmaking.speakers import may_speak_for
from workshops.models import MeetingParticipant, MeetingSlot, Registration
from workshops.on_the_day.attendance import MARKS
from workshops.services.attendance import AttendanceError, mark_attendance
from workshops.services.meetings.desk import tick_came
from workshops.services.meetings.rows import MeetingError
from workshops.views.meetings.session import get_session_to_run, session_url
from workshops.views.workshops import crumbs_to


@require_GET
def meeting_desk(request, slug):
    session = get_session_to_run(request, slug)
    page = DeskPage.of(
        session, asked=request.GET.get("slot", ""), wanted=request.GET.get("q", "")[:80]
    )
    context = {
        "workshop": session.workshop,
        "session": session,
        "page": page,
        "asks_for": {
            person.registration.pk
            for person in page.without_meeting
            if may_speak_for(request.seat, person.registration)
        },
        "crumbs": crumbs_to(request, session.workshop, _("At the desk")),
    }
    return render(request, "workshops/meetings/desk.html", context)


def _back(request, session, anchor):
    """To where the person was: the slot, and what was searched for."""
    kept = {name: request.POST.get(name, "")[:80] for name in ("slot", "q")}
    query = urlencode({name: value for name, value in kept.items() if value})
    return redirect(f"{session_url(session.workshop, 'meeting_desk')}?{query}#{anchor}")


@require_POST
def desk_check_in(request, slug, pk):
    """Somebody is here, or is not: the same mark as in the list of attendance."""
    session = get_session_to_run(request, slug)
    rows = Registration.objects.select_related("workshop")
    person = get_visible(rows, request.user, workshop=session.workshop, pk=pk)
    asked = as_key(request.POST.get("slot", ""))
    slots = MeetingSlot.objects.editable_by(request.user).filter(session=session)
    slot = slots.filter(pk=asked).first()
    wish = request.POST.get("mark", "")
    if slot is None or wish not in MARKS:
        messages.error(request, _("Say who is here, and in which slot."))
        return _back(request, session, "people")
    half = half_day_of(slot)
    try:
        mark_attendance(
            person,
            day=half.day,
            half=half.half,
            is_present=MARKS[wish],
            at=timezone.now(),
            by=request.user,
        )
    except AttendanceError as error:
        messages.error(request, str(error))
    return _back(request, session, f"person-{person.pk}")


@require_POST
def desk_tick(request, slug, pk):
    """Somebody came to a meeting, or did not."""
    session = get_session_to_run(request, slug)
    rows = MeetingParticipant.objects.select_related("meeting__session")
    part = get_visible(rows, request.user, meeting__session=session, pk=pk)
    wish = request.POST.get("came", "")
    if wish in MARKS:
        try:
            tick_came(part, MARKS[wish], by=request.user)
        except MeetingError as error:
            messages.error(request, str(error))
    return _back(request, session, f"meeting-{part.meeting_id}")
