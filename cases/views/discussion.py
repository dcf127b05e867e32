"""The discussion room for everybody in it: the page, what is new, points, marks."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from cases.access import visible_case
from cases.discussion.board import Reader, counts_of
from cases.discussion.feed import Changes
from cases.discussion.room import RoomPage, issue_of
from cases.forms.discussion import PointChangeForm, PointForm, VoteForm
from cases.models import BoardNote, Discussion
from cases.pages.actions import Actions
from cases.services import discussion as services
from cases.views.reading import crumbs_of
from programme.access import get_visible, require
from programme.writing.views import for_its_person


@require_GET
@vary_on_headers("HX-Request")
def discussion(request, city):
    """The room; its moving parts alone for a page that is open already."""
    case = discussed_case(request, city)
    room = room_in(request, case, may_lack=True)
    if request.htmx and "waiting" in request.GET:
        # Asked at the closed door: nothing yet, or come in.
        return HttpResponseClientRefresh() if room else HttpResponse(status=204)
    if room is None:
        context = {"case": case, "can_open": request.seat.is_staff, **_frame(case)}
        return render(request, "cases/discussion/none.html", context)
    return show(request, room)


@require_GET
@vary_on_headers("HX-Request")
def projector(request, city):
    """The same for the wall: large, with nothing to press."""
    room = room_in(request, discussed_case(request, city))
    return show(request, room, is_wall=True)


@require_GET
@for_its_person
def changes(request, city):
    """What changed after a number: 204 when nothing did, which costs one query of its own."""
    rooms = Discussion.objects.visible_to(request.user).filter(
        case__programme=request.programme, case__city__slug=city
    )
    after = number_in(request.GET.get("after"))
    last = rooms.values_list("last_change", flat=True).first()
    if last is None:
        raise Http404
    if last == after:
        return HttpResponse(status=204)
    room = rooms.select_related("case__city").get()
    room.case.programme = request.programme
    return feed(request, room, after, is_wall="wall" in request.GET)


@require_POST
@for_its_person
def point_create(request, city):
    room = room_in(request, discussed_case(request, city))
    form = PointForm(request.POST)
    if not form.is_valid():
        return refused(request, room, form.refusal, status=422)
    try:
        note = services.add_point(room, by=request.user, **form.cleaned_data)
    except services.DiscussionError as error:
        return refused(request, room, error, status=410)
    return done(request, room, phase=note.phase, anchor="add")


@require_POST
@for_its_person
def point_change(request, city, number):
    room, note = _point(request, city, number)
    form = PointChangeForm(request.POST)
    if not form.is_valid():
        return refused(request, room, form.refusal, status=422)
    leads = request.seat.is_staff
    try:
        services.change_point(note, by=request.user, leads=leads, **form.cleaned_data)
    except services.DiscussionError as error:
        return refused(request, room, error, status=410)
    return done(request, room, phase=note.phase, anchor=f"point-{number}")


@require_POST
@for_its_person
def point_withdraw(request, city, number):
    room, note = _point(request, city, number)
    try:
        services.withdraw_point(note, by=request.user)
    except services.DiscussionError as error:
        return refused(request, room, error, status=410)
    return done(request, room, phase=note.phase, anchor="board")


@require_POST
@for_its_person
def vote_cast(request, city):
    room = room_in(request, discussed_case(request, city))
    form = VoteForm(request.POST)
    if not form.is_valid():
        return refused(request, room, form.refusal, status=422)
    marks = form.cleaned_data
    try:
        services.cast_vote(
            room,
            by=request.user,
            number=marks["point"],
            impact=marks["impact"],
            feasibility=marks["feasibility"],
        )
    except services.DiscussionError as error:
        return refused(request, room, error, status=410)
    return done(request, room, phase=request.POST.get("phase", ""), anchor="vote")


# How the room is reached, and how its verbs answer.


def discussed_case(request, city):
    """A case that the whole programme reads; 404 for one that is only drafted."""
    case = visible_case(request, city)
    if not case.is_shared:
        raise Http404
    return case


def room_in(request, case, *, may_lack=False):
    room = Discussion.objects.visible_to(request.user).filter(case=case).first()
    if room is None and not may_lack:
        raise Http404
    if room:
        room.case = case
    return room


def show(request, room, *, is_wall=False, **more):
    phase = request.GET.get("phase", "") or request.POST.get("phase", "")
    page = RoomPage.of(room, request.seat, phase="" if is_wall else phase, is_wall=is_wall)
    context = {"page": page, "room": room, "case": room.case, "reader": page.reader, **more}
    if request.htmx:
        return render(request, "cases/discussion/_live.html", context)
    template = "cases/discussion/projector.html" if is_wall else "cases/discussion/room.html"
    context |= _frame(room.case)
    if not is_wall:
        context["actions"] = Actions.in_room(room.case, request.seat)
    return render(request, template, context, status=more.get("status", 200))


def feed(request, room, after, *, is_wall=False):
    """The changes as HTML of single points and groups, and the state of the room as a word."""
    reader = Reader.of(request.seat, is_wall=is_wall)
    new = Changes.since(room, after, reader)
    context = {"changes": new, "room": room, "case": room.case, "reader": reader}
    html = ""
    if new.points or new.gone or new.groups:
        html = render_to_string("cases/discussion/_feed.html", context, request)
    return JsonResponse(
        {"change": new.change, "state": new.state, "html": html, "counts": counts_of(room)}
    )


def done(request, room, *, phase="", anchor="board"):
    """What changed, for a page that sent it by itself; else back to the page."""
    if _is_script(request):
        room.refresh_from_db(
            fields=["phase", "closed_at", "is_voting", "shows_votes", "last_change"]
        )
        return feed(request, room, number_in(request.POST.get("after")))
    url = room.get_absolute_url()
    shown = f"?phase={phase}" if phase and phase != room.phase else ""
    return redirect(f"{url}{shown}#{anchor}")


def refused(request, room, why, *, status):
    """Why not; the words that were typed stand on the page again."""
    if _is_script(request):
        said = {"message": str(why)}
        if isinstance(why, services.WordsChanged):
            said["now"] = why.now
        return JsonResponse(said, status=status)
    room = room_in(request, discussed_case(request, room.case.city.slug))
    typed = request.POST.get("text", "") or request.POST.get("title", "")
    return show(request, room, trouble=why, typed=typed, status=status)


def number_in(text):
    """A number of the feed; nonsense asks for everything."""
    is_number = text and text.isascii() and text.isdecimal() and len(text) < 18
    return int(text) if is_number else 0


def _point(request, city, number):
    """The point, for its author and for those who lead: 404 unseen, 403 for everybody else."""
    room = room_in(request, discussed_case(request, city))
    note = get_visible(BoardNote, request.user, discussion=room, number=number)
    require(request.seat.is_staff or note.author_id == request.user.pk)
    note.discussion = room
    return room, note


def _is_script(request):
    return request.headers.get("Accept") == "application/json"


def _frame(case):
    return {
        "site_url": settings.SITE_URL,
        "issue": issue_of(case),
        "crumbs": crumbs_of(case, _("Discussion")),
        "room_url": reverse("cases:discussion", args=[case.programme.slug, case.city.slug]),
    }
