"""Asking for a meeting, and what one of its people does with it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from programme.access import get_editable
from programme.keys import as_key
from programme.models import Sector
from workshops.forms.meetings.requests import RequestForm
from workshops.matchmaking.free import FreeTimes
from workshops.matchmaking.limits import why_closed
from workshops.matchmaking.own_meetings import say_states
from workshops.matchmaking.people import me_and_others
from workshops.matchmaking.said import (
    after_accepting,
    after_cancelling,
    after_choosing,
    after_withdrawing,
)
from workshops.matchmaking.speakers import Speaker
from workshops.matchmaking.suggestions import opening_words
from workshops.models import MeetingParticipant
from workshops.services.meetings.leaving import cancel_meeting
from workshops.services.meetings.picking import choose_time
from workshops.services.meetings.requests import (
    accept_meeting,
    ask_people,
    decline_meeting,
    withdraw_meeting,
)
from workshops.services.meetings.rows import MeetingError
from workshops.views.meetings.people import get_open, in_session
from workshops.views.workshops import crumbs_to, get_workshop


@require_http_methods(["GET", "HEAD", "POST"])
@in_session
def meeting_request(request, slug):
    """Ask somebody: whom ``with`` or ``whom`` names, perhaps about the ``sector`` named."""
    session, speaker = get_open(request, slug)
    context = {
        "crumbs": crumbs_to(
            request, session.workshop, (_("Meetings"), "meetings"), _("Ask for a meeting")
        )
    }
    sectors = Sector.objects.visible_to(request.user).in_programme(request.programme)
    return show_request(request, session, speaker, sectors, context)


def show_request(request, session, speaker, sectors, context):
    """The form in which one person asks others, by account or by link."""
    me, others = me_and_others(speaker.registration)
    if reason := why_closed(session):
        messages.error(request, reason)
        return redirect(speaker.home)
    wanted = _wanted(request, others)
    if wanted is None and ({"with", "whom"} & set(request.GET)):
        messages.error(request, _("This person cannot be asked for a meeting."))
        return redirect(speaker.home)
    if wanted:
        say_states(session, me, [wanted])
    form = RequestForm(
        request.POST or None,
        persons=others,
        sectors=sectors,
        slots=_times(session, me, wanted),
        initial=_initial(request, me, wanted, sectors),
    )
    if form.is_valid() and _ask(request, speaker, form):
        return redirect(speaker.home)
    context |= {
        "workshop": session.workshop,
        "session": session,
        "speaker": speaker,
        "form": form,
        "wanted": wanted,
    }
    status = 422 if form.errors else 200
    return render(request, "workshops/meetings/request.html", context, status=status)


def _wanted(request, others):
    """The person whom the address names: a networker, or somebody who has not joined yet."""
    networker = as_key(request.GET.get("with", ""))
    registration = as_key(request.GET.get("whom", ""))
    for person in others:
        if registration and person.pk == registration:
            return person
        if networker and person.networker and person.networker.pk == networker:
            return person
    return None


def _times(session, me, wanted):
    """When both could meet, where people pick their times. Four queries."""
    if session.is_computed:
        return []
    people = {one.networker.pk for one in (me, wanted) if one and one.networker}
    return FreeTimes.of(session).for_people(people)


def _initial(request, me, wanted, sectors):
    slug = request.GET.get("sector", "")
    sector = sectors.filter(slug=slug).first() if slug and "\0" not in slug else None
    initial = {"sector": sector.pk if sector else None}
    if wanted:
        initial |= {"people": [str(wanted.pk)], "reason": opening_words(me, wanted, sector)}
    return initial


def _ask(request, speaker, form):
    """Ask, or say on the form why not."""
    people = [person.registration for person in form.asked]
    try:
        ask_people(speaker.registration, people, form.wish, by=speaker.by)
    except MeetingError as error:
        form.add_error(None, str(error))
        return False
    names = get_text_list([person.name for person in form.asked], _("and"))
    messages.success(request, _("%(people)s got your request by mail.") % {"people": names})
    return True


def get_row(request, slug, pk):
    """One person's part in a meeting, for whoever may speak for that person."""
    workshop = get_workshop(request, slug)
    row = get_editable(
        MeetingParticipant.objects.filter(meeting__session__workshop=workshop).select_related(
            "meeting__session", "networker__registration"
        ),
        request.user,
        pk=pk,
    )
    return spoken(row, workshop, request.user)


def spoken(row, workshop, by):
    """The row and who speaks, with the workshop that is known already."""
    row.meeting.session.workshop = row.networker.registration.workshop = workshop
    return Speaker(row.networker.registration, by), row


def do(request, speaker, row, act, said):
    """Do one thing to a meeting and say on the page of meetings how it went.

    ``act`` returns the meeting as it is then, ``said`` puts it into words.
    """
    try:
        meeting = act()
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said(meeting, row))
    return redirect(speaker.home)


def slot_of(request, row):
    """The time that the form names; None for any. Raises MeetingError for one that is gone."""
    wanted = request.POST.get("slot", "")
    if not wanted:
        return None
    slot = row.meeting.session.slots.filter(pk=as_key(wanted)).first()
    if slot is None:
        raise MeetingError(_("This time is not there any more. Choose another."))
    return slot


def accept(request, speaker, row):
    def act():
        return accept_meeting(row, by=speaker.by, slot=slot_of(request, row))

    return do(request, speaker, row, act, after_accepting)


def decline(request, speaker, row):
    act = partial(decline_meeting, row, by=speaker.by, words=words_of(request))
    return do(request, speaker, row, act, lambda meeting, mine: _("Declined."))


def withdraw(request, speaker, row):
    act = partial(withdraw_meeting, row, by=speaker.by, words=words_of(request))
    return do(request, speaker, row, act, after_withdrawing)


def cancel(request, speaker, row):
    act = partial(cancel_meeting, row, by=speaker.by, words=words_of(request))
    return do(request, speaker, row, act, after_cancelling)


def time(request, speaker, row):
    def act():
        slot = slot_of(request, row)
        if slot is None:
            raise MeetingError(_("Choose a time first."))
        return choose_time(row, slot, by=speaker.by)

    return do(request, speaker, row, act, after_choosing)


def words_of(request):
    return request.POST.get("words", "").replace("\0", "")[:300]


def done_by_account(verb):
    """The view in which somebody does this to a meeting, or to that of whom one may speak for."""

    @require_POST
    def view(request, slug, pk):
        return verb(request, *get_row(request, slug, pk))

    return view


meeting_accept = done_by_account(accept)
meeting_decline = done_by_account(decline)
meeting_withdraw = done_by_account(withdraw)
meeting_cancel = done_by_account(cancel)
meeting_time = done_by_account(time)
