"""What came of meetings: the short form of each person, and the results for who runs it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import get_editable, require
from workshops.access import runs
from workshops.forms.meetings.outcomes import OutcomeForm
from workshops.matchmaking.appointments import Appointment
from workshops.matchmaking.links import may_begin_link
from workshops.matchmaking.outcomes import WITH_ALL, open_stage_of, outcome_in, row_behind
from workshops.matchmaking.result_page import ResultsPage, results_file
from workshops.matchmaking.speakers import Speaker
from workshops.models import MeetingParticipant
from workshops.services.meetings.asking import remind_outcomes
from workshops.services.meetings.rows import MeetingError
from workshops.views.guests import closed, private
from workshops.views.meetings.rows import get_session
from workshops.views.workshops import crumbs_to, get_workshop


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_outcome(request, slug, pk):
    """Did you meet, and what came of it: for oneself, or for whom one may speak."""
    workshop = get_workshop(request, slug)
    rows = MeetingParticipant.objects.select_related(*WITH_ALL)
    row = get_editable(rows, request.user, meeting__session__workshop=workshop, pk=pk)
    context = {
        "crumbs": crumbs_to(
            request, workshop, (_("My meetings"), "my_meetings"), _("What came of a meeting")
        )
    }
    return answer_for(request, row, workshop, context, by=request.user)


def answer_for(request, row, workshop, context, *, by=None):
    """The form of one person, which leads back to that person's schedule."""
    speaker = speaker_of(row, workshop, by=by)
    return answer(request, row, speaker, back=speaker.address("my_meetings"), context=context)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def outcome_by_link(request, of, token):
    """The second question, half a year later, for somebody whose own link is closed by then.

    The link opens this form alone, until it is answered.
    """
    row = row_behind(token, of=of)
    if row is None:
        return closed(request)
    workshop = row.meeting.session.workshop
    speaker = speaker_of(row, workshop, by=None)
    context = {"current_programme": workshop.programme, "workshop": workshop}
    if outcome_in(row) is not None:
        return private(render(request, "workshops/meetings/outcome_thanks.html", context))
    return private(answer(request, row, speaker, back=request.path, context=context))


def speaker_of(row, workshop, *, by):
    row.meeting.session.workshop = workshop
    registration = row.networker.registration
    registration.workshop = workshop
    return Speaker(registration, by)


def answer(request, row, speaker, *, back, context):
    now = open_stage_of(row)
    is_sent = request.method == "POST"
    form = refusal = None
    if now:
        data = request.POST if is_sent else None
        form = OutcomeForm(data, row=row, outcome=outcome_in(row), open_stage=now)
    if is_sent and form and form.is_valid():
        try:
            form.send(by=speaker.by)
        except MeetingError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Thank you. What you said is kept."))
            return redirect(back)
    context |= {
        "workshop": row.meeting.session.workshop,
        "meeting": Appointment.of(row.meeting, row.networker_id),
        "speaker": speaker,
        "open_stage": now,
        "form": form,
        # The row itself, for the way to a link.
        "row": row,
        "can_link": not speaker.is_guest and may_begin_link(row.meeting, arranges=False),
        "refusal": refusal,
        "back": "" if speaker.is_guest and now and now.is_second else back,
    }
    status = 422 if is_sent else 200
    return render(request, "workshops/meetings/outcome.html", context, status=status)


# The results, for who runs the workshop


def get_run(request, slug):
    workshop = get_workshop(request, slug)
    require(runs(request.seat, workshop))
    return workshop, get_session(request, workshop)


@require_GET
def meeting_results(request, slug):
    """What became of the meetings of a workshop."""
    workshop, session = get_run(request, slug)
    context = {
        "workshop": workshop,
        "session": session,
        "page": ResultsPage.of(session, request.user) if session else None,
        "registered": workshop.registrations.coming().count(),
        "crumbs": crumbs_to(request, workshop, _("Results of the meetings")),
    }
    return render(request, "workshops/meetings/results.html", context)


@require_GET
def meeting_results_file(request, slug):
    """All answers as a table for a spreadsheet."""
    workshop, session = get_run(request, slug)
    name = slugify(_("Meetings at %(workshop)s") % {"workshop": workshop.title})
    return HttpResponse(
        results_file(session, request.user),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
def meeting_results_remind(request, slug):
    workshop, session = get_run(request, slug)
    try:
        if session is None:
            raise MeetingError(_("There are no meetings at this workshop."))
        number = remind_outcomes(session, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        said = ngettext("%(number)s person gets a mail.", "%(number)s people get a mail.", number)
        nobody = _("Everybody who has not answered was reminded already.")
        messages.success(request, said % {"number": number} if number else nobody)
    return redirect("workshops:meeting_results", workshop.programme.slug, slug)
