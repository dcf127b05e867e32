"""The schedule of those who arrange the meetings, and changing it by hand."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import get_editable, get_visible
from workshops.forms.meetings.board import DropForm, PlaceForm, SwapForm
from workshops.matchmaking.board import BoardPage, MeetingChange
from workshops.matchmaking.interpreters import languages_of
from workshops.models import Meeting, MeetingStatus
from workshops.services.meetings.by_hand import (
    pin_meeting,
    put_meeting,
    swap_meetings,
    take_out_meeting,
)
from workshops.services.meetings.rows import MeetingError
from workshops.views.meetings.session import get_session_to_run, session_url
from workshops.views.workshops import crumbs_to, get_workshop


def get_meeting_to_place(request, slug, pk):
    """An agreed meeting of the session: 404 if invisible, 403 if only readable."""
    workshop = get_workshop(request, slug)
    rows = Meeting.objects.select_related("session", "slot", "table")
    meeting = get_editable(rows, request.user, session__workshop=workshop, pk=pk)
    meeting.session.workshop = workshop
    return meeting


@require_GET
def meeting_board(request, slug):
    return _board(request, get_session_to_run(request, slug))


def _board(request, session, *, refusal="", status=200):
    page = BoardPage.of(session)
    context = {
        "workshop": session.workshop,
        "session": session,
        "page": page,
        "short_languages": [line for line in languages_of(page.arrangement) if line.short],
        "refusal": refusal,
        "crumbs": crumbs_to(request, session.workshop, _("The schedule")),
    }
    return render(request, "workshops/meetings/board.html", context, status=status)


@require_POST
def board_drop(request, slug):
    """A meeting dragged to a place; where another one stands, the two change places."""
    session = get_session_to_run(request, slug)
    form = DropForm(request.POST)
    if not form.is_valid():
        return _board(request, session, refusal=_("Say where the meeting goes."), status=422)
    wanted = form.cleaned_data
    here = Meeting.objects.editable_by(request.user).filter(session=session)
    meeting = get_editable(here, request.user, pk=wanted["meeting"])
    slot = get_visible(session.slots.all(), request.user, pk=wanted["slot"])
    table = get_visible(session.tables.all(), request.user, pk=wanted["table"])
    standing = here.filter(slot=slot, table=table).exclude(pk=meeting.pk).first()
    try:
        if standing:
            swap_meetings(meeting, standing, by=request.user)
        else:
            put_meeting(meeting, slot, table, pinned=meeting.is_pinned, by=request.user)
    except MeetingError as error:
        return _board(request, session, refusal=str(error), status=422)
    messages.success(request, _("“%(meeting)s” is moved.") % {"meeting": meeting})
    return redirect(session_url(session.workshop, "meeting_board"))


@require_http_methods(["GET", "POST"])
def meeting_place(request, slug, pk):
    """One meeting, with all times and what stands against each."""
    meeting = get_meeting_to_place(request, slug, pk)
    if request.method == "GET":
        return _place_page(request, meeting)
    form = PlaceForm(request.POST, session=meeting.session)
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            put_meeting(
                meeting,
                wanted["slot"],
                wanted["table"],
                pinned=wanted["pinned"],
                by=request.user,
            )
        except MeetingError as error:
            form.add_error("slot", str(error))
        else:
            return _done(request, meeting, _("The meeting has its place."))
    return _place_page(request, meeting, form=form)


def _done(request, meeting, said):
    messages.success(request, said)
    return redirect(session_url(meeting.session.workshop, "meeting_board"))


def _place_page(request, meeting, *, form=None, swap=None):
    change = MeetingChange.of(meeting.session, meeting)
    first = next(iter(change.free), None)
    initial = {
        "slot": meeting.slot or (first.slot if first else None),
        "table": meeting.table or (first.tables[0] if first else None),
        "pinned": meeting.is_pinned,
    }
    workshop = meeting.session.workshop
    context = {
        "workshop": workshop,
        "meeting": meeting,
        "change": change,
        "form": form or PlaceForm(session=meeting.session, initial=initial),
        "swap": swap or SwapForm(change=change),
        "is_accepted": meeting.status == MeetingStatus.ACCEPTED,
        "crumbs": crumbs_to(
            request, workshop, (_("The schedule"), "meeting_board"), _("Change a meeting")
        ),
    }
    refused = (form and form.errors) or (swap and swap.errors)
    status = 422 if refused else 200
    return render(request, "workshops/meetings/place.html", context, status=status)


@require_POST
def meeting_swap(request, slug, pk):
    meeting = get_meeting_to_place(request, slug, pk)
    form = SwapForm(request.POST, change=MeetingChange.of(meeting.session, meeting))
    if form.is_valid():
        rows = Meeting.objects.filter(session=meeting.session)
        other = get_editable(rows, request.user, pk=form.cleaned_data["other"])
        try:
            swap_meetings(meeting, other, by=request.user)
        except MeetingError as error:
            form.add_error("other", str(error))
        else:
            return _done(request, meeting, _("The two meetings changed places."))
    return _place_page(request, meeting, swap=form)


def _by_hand(request, meeting, verb, said, **how):
    try:
        verb(meeting, by=request.user, **how)
    except MeetingError as error:
        messages.error(request, str(error))
        return redirect(session_url(meeting.session.workshop, "meeting_board"))
    return _done(request, meeting, said)


@require_POST
def meeting_take_out(request, slug, pk):
    meeting = get_meeting_to_place(request, slug, pk)
    return _by_hand(request, meeting, take_out_meeting, _("It is taken out, and stays agreed."))


@require_POST
def meeting_pin(request, slug, pk):
    meeting = get_meeting_to_place(request, slug, pk)
    pinned = request.POST.get("pinned") == "yes"
    said = _("It stays where it is.") if pinned else _("A computed schedule may move it again.")
    return _by_hand(request, meeting, pin_meeting, said, pinned=pinned)
