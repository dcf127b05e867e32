"""Computing a schedule, taking it over, and publishing it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from programme.access import get_editable
from workshops.matchmaking.plan_page import PlanPage
from workshops.models import MeetingPlan
from workshops.services.meetings.plans import (
    apply_plan,
    publish_schedule,
    request_plan,
)
from workshops.services.meetings.rows import MeetingError
from workshops.views.meetings.session import get_session_to_run, session_url
from workshops.views.workshops import crumbs_to, get_workshop


@require_POST
def plan_create(request, slug):
    session = get_session_to_run(request, slug)
    try:
        plan = request_plan(session, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
        return redirect(session_url(session.workshop, "meeting_board"))
    return redirect(session_url(session.workshop, "meeting_plan", plan.pk))


def get_plan(request, slug, pk):
    workshop = get_workshop(request, slug)
    rows = MeetingPlan.objects.select_related("session", "requested_by")
    plan = get_editable(rows, request.user, session__workshop=workshop, pk=pk)
    plan.session.workshop = workshop
    return plan


@require_GET
@vary_on_headers("HX-Request")
def meeting_plan(request, slug, pk):
    """How far the computation is; once done, what it found beside the present schedule."""
    plan = get_plan(request, slug, pk)
    context = {
        "workshop": plan.session.workshop,
        "plan": plan,
        "page": PlanPage.of(plan),
        "crumbs": crumbs_to(
            request,
            plan.session.workshop,
            (_("The schedule"), "meeting_board"),
            _("Computed schedule"),
        ),
    }
    name = "_plan" if request.htmx else "plan"
    return render(request, f"workshops/meetings/{name}.html", context)


@require_POST
def plan_apply(request, slug, pk):
    plan = get_plan(request, slug, pk)
    try:
        applied = apply_plan(plan, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        said = ngettext(
            "The schedule is taken over: %(placed)s meeting has a time.",
            "The schedule is taken over: %(placed)s meetings have a time.",
            applied.placed,
        )
        messages.success(request, said % {"placed": applied.placed})
        for sentence in applied.skipped:
            messages.warning(request, sentence)
    return redirect(session_url(plan.session.workshop, "meeting_board"))


@require_POST
def plan_publish(request, slug):
    session = get_session_to_run(request, slug)
    try:
        told = publish_schedule(session, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        said = ngettext(
            "The schedule is published; %(told)s person is told by mail.",
            "The schedule is published; %(told)s people are told by mail.",
            told,
        )
        messages.success(request, said % {"told": told})
    return redirect(session_url(session.workshop, "meeting_board"))
