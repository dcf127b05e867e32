"""The people of choice B: where each stands with meetings, and what each says beforehand."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from programme.models import Cluster
from workshops.access import runs
from workshops.forms.meetings.people import NetworkerForm, PeopleFilter, offer_rows
from workshops.matchmaking.meetings_page import MeetingsPage
from workshops.matchmaking.speakers import may_speak_for
from workshops.matchmaking.standing import MeetingStanding
from workshops.models import (
    MeetingAnswer,
    MeetingStatus,
    Registration,
)
from workshops.services.meetings.networkers import networker_of, new_networker, save_networker
from workshops.services.meetings.rows import MeetingError
from workshops.views.meetings.rows import get_session, get_speaker
from workshops.views.workshops import crumbs_to, get_workshop


def get_open(request, slug):
    """The open session and the person in choice B; ``NotInSessionError`` for whoever is not."""
    workshop = get_workshop(request, slug)
    session, speaker = get_session(request, workshop), get_speaker(request, workshop)
    registration = speaker.registration if speaker else None
    if not MeetingStanding(workshop, session, registration).is_in:
        raise NotInSessionError
    return session, speaker


class NotInSessionError(Exception):
    """The page of meetings says what is missing, and what to do about it."""


def in_session(view):
    """Lead whoever is not in the session to the page that says how to get there."""

    @wraps(view)
    def led(request, slug):
        try:
            return view(request, slug)
        except NotInSessionError:
            return redirect("workshops:meetings", request.programme.slug, slug)

    return led


@require_GET
def meetings(request, slug):
    """Where the person stands with the meetings of choice B, and what there is to do."""
    workshop = get_workshop(request, slug)
    speaker, session = get_speaker(request, workshop), get_session(request, workshop)
    runs_it = runs(request.seat, workshop)
    context = {
        "runs_it": runs_it,
        "registered": workshop.registrations.coming().count(),
        "crumbs": crumbs_to(request, workshop, _("Meetings")),
        "speaks_for": _speaks_for(request, session) if session else [],
    }
    return show_meetings(request, workshop, session, speaker, context)


def _speaks_for(request, session):
    """Those of choice B for whom the person may ask and answer, with how many requests ``wait``
    for an answer and how many meetings are ``agreed``. One query, for who may at all."""
    seat = request.seat
    if not (seat.is_coordinator or seat.is_editor):
        return []
    rows = Registration.objects.visible_to(request.user).in_choice_b()
    people = (
        rows.filter(workshop=session.workshop)
        .select_related("city")
        .annotate(
            wait=_count_of(MeetingStatus.REQUESTED, MeetingAnswer.ASKED),
            agreed=_count_of(MeetingStatus.ACCEPTED, MeetingAnswer.ACCEPTED),
        )
    )
    found = []
    for registration in people.exclude(user=request.user).order_by("name", "pk"):
        registration.workshop = session.workshop
        if may_speak_for(seat, registration):
            found.append(registration)
    return found


def _count_of(status, answer):
    of = {"meeting__status": status, "answer": answer}
    path = "networker__meetings"
    return Count(path, filter=Q(**{f"{path}__{name}": value for name, value in of.items()}))


def show_meetings(request, workshop, session, speaker, context):
    """The page of one person, by account or by link; ``speaker`` is None for nobody in it."""
    registration = speaker.registration if speaker else None
    standing = MeetingStanding(workshop, session, registration)
    page = MeetingsPage.of(session, registration) if standing.is_in and registration else None
    context |= {
        "workshop": workshop,
        "session": session,
        "speaker": speaker,
        "standing": standing,
    }
    if page:
        chosen = PeopleFilter(request.GET, persons=page.others)
        context |= {
            "page": page,
            "filter": chosen,
            "people": chosen.apply(page.others),
            "closed": page.closed,
        }
    return render(request, "workshops/meetings/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_session
def meeting_profile(request, slug):
    session, speaker = get_open(request, slug)
    context = {
        "crumbs": crumbs_to(request, session.workshop, (_("Meetings"), "meetings"), _("Profile"))
    }
    clusters = Cluster.objects.visible_to(request.user).in_programme(request.programme)
    return show_profile(request, session, speaker, clusters, context)


def show_profile(request, session, speaker, clusters, context):
    """What a person says beforehand: ``clusters`` are those of which one may be named."""
    networker = getattr(speaker.registration, "networker", None)
    own = list(clusters.filter(city=speaker.registration.city_id or 0)[:20])
    form = NetworkerForm(
        request.POST or None,
        instance=networker or new_networker(speaker.registration),
        clusters=clusters,
        own=own,
        slots=session.slots.all(),
    )
    rows = offer_rows(request.POST or None, networker)
    is_right = request.method == "POST" and form.is_valid() & rows.is_valid()
    if is_right and _save_profile(form, rows, by=speaker.by):
        messages.success(request, _("Saved."))
        return redirect(speaker.home)
    context |= {
        "workshop": session.workshop,
        "speaker": speaker,
        "form": form,
        "rows": rows,
        "own_clusters": own,
    }
    status = 422 if form.errors or any(rows.errors) else 200
    return render(request, "workshops/meetings/profile.html", context, status=status)


def _save_profile(form, rows, *, by):
    """Save all that the page says, or nothing, with the reason on the form."""
    networker, changed = form.instance, form.changed_columns
    try:
        if networker.pk is None:
            joined = networker_of(networker.registration)
            for name in set(changed) & {field.name for field in networker._meta.concrete_fields}:
                setattr(joined, name, getattr(networker, name))
            networker = joined
        save_networker(networker, changed, by=by, offers=rows.offers, away=form.away_now)
    except (MeetingError, ValidationError) as error:
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        return False
    return True
