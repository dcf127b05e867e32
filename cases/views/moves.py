"""Verbs: opening a case and moving it on. What may be done and when stands in the services."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import services
from cases.access import movable_case, visible_case
from cases.editions.distribution import Readership, Timing
from cases.forms.frame import CaseEditForm, CaseOpenForm, DistributeForm
from cases.models import CaseStatus
from cases.views.reading import crumbs_of
from programme.access import get_visible, require
from programme.models import City
from workshops.models import Workshop, WorkshopKind


@require_http_methods(["GET", "POST"])
def case_create(request):
    require(request.seat.is_coordinator)
    form = CaseOpenForm(
        request.POST or None,
        user=request.user,
        programme=request.programme,
        city=_asked_city(request),
    )
    if request.method == "POST" and form.is_valid():
        cluster = form.cleaned_data["cluster"]
        workshop = (
            Workshop.objects.visible_to(request.user)
            .filter(city=cluster.city, kind=WorkshopKind.CITY)
            .first()
        )
        try:
            case = services.create_case(
                city=cluster.city, cluster=cluster, workshop=workshop, by=request.user
            )
        except ValidationError as error:
            # Somebody else, or the second press of the button, was as quick.
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The case of %(city)s is open.") % {"city": case.city})
            return redirect(case)
    crumbs = [
        (_("Cases"), reverse("cases:list", args=[request.programme.slug])),
        (_("Open a case"), ""),
    ]
    context = {"form": form, "crumbs": crumbs, "has_choice": form.clusters.exists()}
    return render(request, "cases/case_create.html", context, status=422 if form.errors else 200)


def _asked_city(request):
    """The city that the link to the form named, if any."""
    slug = request.GET.get("city")
    if not slug:
        return None
    return get_visible(City, request.user, programme=request.programme, slug=slug)


@require_http_methods(["GET", "POST"])
def case_edit(request, city):
    case = visible_case(request, city)
    require(request.seat.is_coordinator)
    if case.is_shared:
        messages.error(request, _("The case is distributed, so its frame is fixed."))
        return redirect(case)
    form = CaseEditForm(request.POST or None, instance=case, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_frame(case, form, by=request.user)
        except services.CaseMoveError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Saved."))
        return redirect(case)
    context = {"form": form, "case": case, "crumbs": crumbs_of(case, _("Cluster and workshop"))}
    return render(request, "cases/case_edit.html", context, status=422 if form.errors else 200)


@require_POST
def case_submit(request, city):
    done = _("The case was submitted to %(expert)s.") % {"expert": request.programme.expert_label}
    return _move(request, city, CaseStatus.SUBMITTED, services.submit_case, done)


@require_POST
def case_accept(request, city):
    done = _("The case is accepted. It can be distributed now.")
    return _move(request, city, CaseStatus.ACCEPTED, services.accept_case, done)


@require_POST
def case_discuss(request, city):
    done = _("The case is marked as discussed.")
    return _move(request, city, CaseStatus.DISCUSSED, services.mark_discussed, done)


@require_POST
def case_close(request, city):
    done = _("The case is closed.")
    return _move(request, city, CaseStatus.CLOSED, services.close_case, done)


@require_http_methods(["GET", "POST"])
def case_distribute(request, city):
    case = movable_case(request, city, CaseStatus.DISTRIBUTED)
    timing = Timing.of(case)
    form = DistributeForm(request.POST if request.method == "POST" else None, timing=timing)
    if request.method == "POST" and form.is_valid():
        try:
            services.distribute_case(
                case, by=request.user, late_reason=form.cleaned_data.get("late_reason", "")
            )
        except services.CaseMoveError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The case is distributed. Every member can read it."))
            return redirect(case)
    if request.method == "GET" and not case.can_become(CaseStatus.DISTRIBUTED):
        messages.error(request, services.why_not(case, CaseStatus.DISTRIBUTED))
        return redirect(case)
    context = {
        "form": form,
        "case": case,
        "timing": timing,
        "readership": Readership.of(case),
        "crumbs": crumbs_of(case, _("Distribute")),
    }
    return render(
        request, "cases/case_distribute.html", context, status=422 if form.errors else 200
    )


def _move(request, city, to, service, done):
    """Make a move that asks nothing, and say how it went."""
    case = movable_case(request, city, to)
    try:
        service(case, by=request.user)
    except services.NotComplete as error:
        messages.error(request, str(error))
        # What is missing stands there, each with a link to the field that mends it.
        return redirect("cases:review", case.programme.slug, case.city.slug)
    except services.CaseMoveError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(case)
