"""The host city's check of facts: the page, the word on each paragraph, the answers, the end."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import require
from reports import services
from reports.forms import AnswerForm, ExtendForm, MarkForm, MoreTimeForm, ReturnForm
from reports.models import CheckedParagraph, FactCheck
from reports.reading.checking import CheckPage, Typed
from reports.services import MarkConflict, ReportMoveError


@require_GET
def city_report_check(request, slug):
    """The report as the city was shown it, with what it says of each paragraph."""
    page = CheckPage.of(request.seat, _check(request, slug))
    context = {"page": page, "crumbs": _crumbs(request, page.check, _("Check of facts"))}
    return render(request, "reports/check.html", context)


@require_POST
def city_report_check_mark(request, slug, pk):
    """Right, or not right and why; one paragraph by itself."""
    paragraph = _paragraph(request, slug, pk)
    require(request.seat.edits(paragraph.fact_check.city_report.workshop.city))
    form = MarkForm(request.POST)
    return _answer_of_paragraph(request, paragraph, form, services.mark_paragraph)


@require_POST
def city_report_check_answer(request, slug, pk):
    """What the experts made of an objection."""
    paragraph = _paragraph(request, slug, pk)
    require(request.seat.is_expert)
    form = AnswerForm(request.POST)
    return _answer_of_paragraph(request, paragraph, form, services.answer_objection)


@require_POST
def city_report_confirm(request, slug):
    """All that is not marked is right."""
    check = _check(request, slug)
    report = check.city_report
    require(request.seat.edits(report.workshop.city))
    try:
        services.confirm_facts(report, by=request.user)
    except ReportMoveError as error:
        messages.error(request, str(error))
        return redirect(_check_url(request, report))
    messages.success(request, _("Thank you. The coordinator approves the report next."))
    return redirect(report)


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_return(request, slug):
    check = _check(request, slug)
    require(request.seat.edits(check.city_report.workshop.city))
    page = CheckPage.of(request.seat, check)
    form = ReturnForm(
        request.POST if request.method == "POST" else None, needed=not page.objections
    )
    experts = request.programme.expert_label
    if form.is_valid():
        done = _("Your objections are with %(experts)s, who will answer each.")
        return _move(
            request,
            check,
            services.return_from_city,
            check.city_report,
            done % {"experts": experts},
            remark=form.cleaned_data["remark"],
        )
    words = {
        "heading": _("Send the report back"),
        "standfirst": page.return_words(experts),
        "label": _("Send it back"),
        "busy": _("Sending…"),
    }
    return _ask(request, check, form, **words)


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_check_ask(request, slug):
    """The city asks the coordinator for more time."""
    check = _check(request, slug)
    require(request.seat.edits(check.city_report.workshop.city))
    form = MoreTimeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = _("The coordinator has your request, and decides.")
        reason = form.cleaned_data["reason"]
        return _move(request, check, services.ask_for_time, check, done, reason=reason)
    words = {
        "heading": _("Ask for more time"),
        "standfirst": _(
            "The coordinator gets a mail. Until the answer, %(day)s stays the last day."
        )
        % {"day": date_format(check.due_on, "l j F Y")},
        "label": _("Ask for more time"),
        "busy": _("Asking…"),
    }
    return _ask(request, check, form, **words)


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_check_extend(request, slug):
    """The coordinator or an expert gives the city more days."""
    check = _check(request, slug)
    require(request.seat.is_staff)
    form = ExtendForm(request.POST if request.method == "POST" else None, check=check)
    city = check.city_report.workshop.place_name
    if form.is_valid():
        due_on, reason = form.cleaned_data["due_on"], form.cleaned_data["reason"]
        done = _("%(city)s has time until %(day)s.")
        words = {"city": city, "day": date_format(due_on, "l j F Y")}
        return _move(
            request,
            check,
            services.extend_check,
            check,
            done % words,
            due_on=due_on,
            reason=reason,
        )
    words = {
        "heading": _("Give %(city)s more time") % {"city": city},
        "standfirst": _("The last day is %(day)s. The city is told of the new one by mail.")
        % {"day": date_format(check.due_on, "l j F Y")},
        "label": _("Give more time"),
        "busy": _("Saving…"),
    }
    return _ask(request, check, form, **words)


# What they share


def _check(request, slug):
    """The last check of the workshop's report: 404 for everybody whom it does not concern."""
    checks = FactCheck.objects.visible_to(request.user).in_programme(request.programme)
    check = (
        checks.filter(city_report__workshop__slug=slug)
        .select_related(
            "city_report__workshop__programme", "city_report__workshop__city__group", "closed_by"
        )
        .order_by("-number")
        .first()
    )
    if check is None:
        raise Http404
    return check


def _paragraph(request, slug, pk):
    rows = CheckedParagraph.objects.visible_to(request.user).in_programme(request.programme)
    return get_object_or_404(
        rows.select_related(
            "fact_check__city_report__workshop__programme",
            "fact_check__city_report__workshop__city",
        ),
        pk=pk,
        fact_check__city_report__workshop__slug=slug,
    )


def _answer_of_paragraph(request, paragraph, form, service):
    """Save what was said of one paragraph, and show it: alone when the page asks for it so."""
    typed, status = None, 200
    if form.is_valid():
        try:
            service(paragraph, by=request.user, **form.cleaned_data)
        except MarkConflict as conflict:
            typed, status = Typed(str(conflict), form.data), 409
        except ReportMoveError as error:
            typed, status = Typed(str(error), form.data), 422
    else:
        typed, status = Typed(form.first_error, form.data), 422
    check = paragraph.fact_check
    # The city may have finished meanwhile.
    check.refresh_from_db(fields=["closed_at", "ended", "remark", "due_on"])
    page = CheckPage.of(request.seat, check, {paragraph.pk: typed})
    if request.htmx:
        context = {"page": page, "line": page.line(paragraph.pk), "is_answer": True}
        # htmx leaves the page as it is after an error; what was said is in the answer.
        return render(request, "reports/_check_answer.html", context)
    if typed:
        context = {"page": page, "crumbs": _crumbs(request, page.check, _("Check of facts"))}
        return render(request, "reports/check.html", context, status=status)
    return redirect(f"{_check_url(request, page.report)}#paragraph-{paragraph.pk}")


def _move(request, check, service, subject, done, **arguments):
    """Make the move and say what happened; back to the page of the check either way."""
    try:
        service(subject, by=request.user, **arguments)
    except ReportMoveError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(_check_url(request, check.city_report))


def _ask(request, check, form, **words):
    context = {
        "report": check.city_report,
        "back_url": _check_url(request, check.city_report),
        "form": form,
        "crumbs": _crumbs(request, check, words["label"]),
        "asks_remark": True,
        **words,
    }
    return render(
        request, "reports/report_move.html", context, status=422 if form.is_bound else 200
    )


def _check_url(request, report):
    arguments = [request.programme.slug, report.workshop.slug]
    return reverse("reports:city_report_check", args=arguments)


def _crumbs(request, check, label):
    """The report itself may be out of the city's sight while it is mended."""
    report = check.city_report
    crumbs = [(_("Reports"), reverse("reports:list", args=[request.programme.slug]))]
    page = CheckPage(request.seat, check)
    return [*crumbs, (str(report), report.get_absolute_url() if page.may_read else ""), (label, "")]
