"""What the leader of a discussion does: the room, its phases, the board, the vote."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.forms.discussion import GroupRenameForm, GroupTitleForm, MinutesForm
from cases.models import DiscussionPhase
from cases.services import CaseMoveError
from cases.services import discussion as services
from cases.views.discussion import discussed_case, done, number_in, refused, room_in
from programme.access import require
from programme.writing.views import for_its_person


@require_POST
def room_open(request, city):
    case = discussed_case(request, city)
    require(request.seat.is_staff)
    try:
        room = services.open_discussion(case, by=request.user)
    except services.DiscussionError as error:
        messages.error(request, str(error))
        return redirect(case)
    messages.success(request, _("The room is open. Begin the first phase when everybody is there."))
    return redirect(room)


@require_POST
@for_its_person
def room_close(request, city):
    room = _led_room(request, city)
    marks_case = "mark" in request.POST
    try:
        services.close_discussion(room, by=request.user, marks_case=marks_case)
    except CaseMoveError as error:
        return refused(request, room, error, status=410)
    return done(request, room)


@require_POST
@for_its_person
def room_reopen(request, city):
    room = _led_room(request, city)
    services.reopen_discussion(room, by=request.user)
    return done(request, room)


@require_POST
@for_its_person
def phase_begin(request, city):
    phase = request.POST.get("begin", "")
    return _lead(request, city, lambda room: services.begin_phase(room, phase, by=request.user))


@require_POST
@for_its_person
def phase_minutes(request, city):
    room = _led_room(request, city)
    form = MinutesForm(request.POST, times=list(room.phase_times.all()))
    if not form.is_valid():
        return refused(request, room, form.refusal, status=422)
    services.plan_minutes(room, minutes=form.cleaned_data, by=request.user)
    return done(request, room, phase=_shown(request))


@require_POST
@for_its_person
def points_group(request, city):
    """Into the group that was chosen, or into a new one."""
    room = _led_room(request, city)
    group = number_in(request.POST.get("group"))
    form = GroupTitleForm(request.POST)
    if not group and not form.is_valid():
        return refused(request, room, form.refusal, status=422)
    numbers = _numbers(request)

    def put(room):
        if group:
            return services.put_into_group(room, group=group, numbers=numbers)
        return services.make_group(room, title=form.cleaned_data["title"], numbers=numbers)

    return _lead(request, city, put, room=room)


@require_POST
@for_its_person
def points_take_out(request, city):
    return _with_points(request, city, services.take_out)


@require_POST
@for_its_person
def points_put_away(request, city):
    return _with_points(request, city, partial(services.put_away, by=request.user))


@require_POST
@for_its_person
def points_bring_back(request, city):
    return _with_points(request, city, partial(services.bring_back, by=request.user))


@require_POST
@for_its_person
def points_to_phase(request, city):
    room = _led_room(request, city)
    phase = request.POST.get("to", "")
    if phase not in DiscussionPhase.values:
        return refused(request, room, _("Choose a phase."), status=422)
    numbers = _numbers(request)
    return _lead(
        request,
        city,
        lambda room: services.move_to_phase(room, phase=phase, numbers=numbers),
        room=room,
    )


@require_POST
@for_its_person
def point_move(request, city):
    is_up = "up" in request.POST
    number = number_in(request.POST.get("up") or request.POST.get("down"))
    return _lead(
        request,
        city,
        lambda room: services.move_point(room, number=number, is_up=is_up),
        anchor=f"point-{number}",
    )


@require_POST
@for_its_person
def group_rename(request, city, pk):
    room = _led_room(request, city)
    form = GroupRenameForm(request.POST)
    if not form.is_valid():
        return refused(request, room, form.refusal, status=422)
    return _lead(
        request,
        city,
        lambda room: services.rename_group(room, group=pk, **form.cleaned_data),
        room=room,
        anchor=f"group-{pk}",
    )


@require_POST
@for_its_person
def group_take_apart(request, city, pk):
    return _lead(request, city, lambda room: services.take_apart(room, group=pk))


@require_POST
@for_its_person
def group_move(request, city, pk):
    is_up = "up" in request.POST
    return _lead(
        request,
        city,
        lambda room: services.move_group(room, group=pk, is_up=is_up),
        anchor=f"group-{pk}",
    )


@require_POST
@for_its_person
def vote_open(request, city):
    return _lead(request, city, lambda room: services.open_vote(room, by=request.user))


@require_POST
@for_its_person
def vote_end(request, city):
    return _lead(request, city, partial(services.end_vote, by=request.user))


@require_POST
@for_its_person
def vote_show(request, city):
    return _lead(request, city, lambda room: services.show_votes(room, by=request.user))


@require_POST
@for_its_person
def vote_hide(request, city):
    return _lead(request, city, partial(services.hide_votes, by=request.user))


def _with_points(request, city, service):
    numbers = _numbers(request)
    return _lead(request, city, lambda room: service(room, numbers=numbers))


def _lead(request, city, act, *, room=None, anchor="board"):
    room = room or _led_room(request, city)
    try:
        act(room)
    except services.DiscussionError as error:
        return refused(request, room, error, status=410)
    return done(request, room, phase=_shown(request), anchor=anchor)


def _led_room(request, city):
    room = room_in(request, discussed_case(request, city))
    require(request.seat.is_staff)
    return room


def _numbers(request):
    """The one point of the button, or those that are marked."""
    sent = request.POST.getlist("only") or request.POST.getlist("point")
    return [number for number in map(number_in, sent) if number]


def _shown(request):
    phase = request.POST.get("phase", "")
    return phase if phase in DiscussionPhase.values else ""
