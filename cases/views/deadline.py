"""More time for one city, and taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import services
from cases.access import draft_case
from cases.deadline import Deadline, why_closed
from cases.forms.deadline import DeadlineForm
from cases.views.reading import crumbs_of
from programme.access import require


@require_http_methods(["GET", "POST"])
def deadline_extend(request, city):
    case = _case_of_coordinator(request, city)
    deadline = Deadline.of(case)
    if deadline is None or not deadline.is_open:
        messages.error(request, why_closed(deadline))
        return redirect(case)
    if request.htmx and request.method == "GET":
        return _preview(request, deadline)
    form = DeadlineForm(request.POST if request.method == "POST" else None, deadline=deadline)
    if request.method == "POST" and form.is_valid():
        try:
            deadline = services.give_more_time(case, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except services.CaseMoveError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(case, deadline))
            return redirect(case)
    given = deadline.item.due_on if deadline.item.extension_days and not form.is_bound else None
    context = {
        "case": case,
        "form": form,
        "deadline": deadline,
        "meaning": deadline.meaning_of(given) if given else "",
        "crumbs": crumbs_of(case, _("More time")),
    }
    status = 422 if form.errors else 200
    return render(request, "cases/deadline_extend.html", context, status=status)


@require_POST
def deadline_restore(request, city):
    case = _case_of_coordinator(request, city)
    try:
        deadline = services.take_time_back(case, by=request.user)
    except services.CaseMoveError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(case, deadline))
    return redirect(case)


def _case_of_coordinator(request, city):
    case = draft_case(request, city)
    require(request.seat.is_coordinator)
    return case


def _preview(request, deadline):
    """What the day that stands in the form would mean."""
    form = DeadlineForm(request.GET, deadline=deadline)
    form.is_valid()
    until = form.cleaned_data.get("until")
    context = {
        "deadline": deadline,
        "meaning": deadline.meaning_of(until) if until else "",
        "problem": deadline.why_not(until) if until else "",
    }
    return render(request, "cases/_deadline_preview.html", context)


def _said(case, deadline):
    item = deadline.item
    said = _("%(city)s has time until %(day)s.")
    return said % {"city": case.city.name, "day": date_format(item.due_on, "j F Y")}
