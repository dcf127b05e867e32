"""What the views of the city reports and of the final report share."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.imprint import missing_imprint
from programme.writing.comments.threads import open_by_place
from programme.writing.views import (
    answer_of,
    answer_of_presence,
    is_its_person,
    other_person_words,
)
from reports import services
from reports.forms import BackForm, PublishForm, ReopenForm
from reports.models import CityReport
from reports.services import ReportMoveError
from reports.writing.page import WritePage, part_form, save_part, write_url
from reports.writing.sources import CITY_SOURCES, CitySources
from reports.writing.talk import CommentedReport


def crumbs_of(request, report, *more):
    """From the list of reports down to the page; the last of ``more`` is the page itself."""
    crumbs = [(_("Reports"), reverse("reports:list", args=[request.programme.slug]))]
    if not more:
        return [*crumbs, (str(report), "")]
    return [*crumbs, (str(report), report.get_absolute_url()), *((label, "") for label in more)]


def render_report(request, page):
    if page is None:
        raise Http404
    more = []
    if page.is_outdated:
        more = [_("Edition %(number)s") % {"number": page.edition.number}]
    context = {"page": page, "crumbs": crumbs_of(request, page.report or page.title, *more)}
    return render(request, "reports/report_page.html", context)


# Writing


def to_first_empty_part(report):
    """To where writing goes on: the first part that nobody has written, or the first of all."""
    parts = services.unwritten_parts(report) or services.parts_of(report)
    return redirect(write_url(report, parts[0].key))


def write_page(request, report, part):
    """The form of one part; what was typed into a report that closed meanwhile is given back."""
    if request.method != "POST":
        source = request.GET.get("source", "")
        if request.htmx and source in CITY_SOURCES and isinstance(report, CityReport):
            return _render_source(request, report, source)
        return _render_writing(request, report, part, part_form(report, part), source=source)
    try:
        if not is_its_person(request):
            raise ReportMoveError(other_person_words(request))
        form = save_part(report, part, request.POST, by=request.user)
    except ReportMoveError as error:
        messages.error(request, str(error))
        report.refresh_from_db()
        words = part_form(report, part, request.POST)["text"].value() or ""
        typed = [(str(part.title), words)] if words else []
        form = part_form(report, part)
        return _render_writing(request, report, part, form, typed=typed, status=409)
    if form.errors:
        status = 409 if form.conflict else 422
        return _render_writing(request, report, part, form, status=status)
    messages.success(request, _("“%(part)s” is saved.") % {"part": part.title})
    return redirect(_where_to(request, report, part))


def answer_of_part(request, report, part):
    try:
        form = save_part(report, part, request.POST, by=request.user)
    except ReportMoveError as error:
        return JsonResponse({"message": str(error)}, status=423)
    page = {"save_url": request.path}
    return answer_of(request, form, "reports/_write_part.html", {"page": page, "form": form})


def answer_of_presence_in_part(request, report, part):
    form = part_form(report, part)
    return answer_of_presence(request, form.device_key, [form])


def _render_source(request, report, key):
    """One source that is opened beside the text."""
    sources = CitySources.alone(request.seat, report.workshop, key)
    (source,) = sources.sources
    return render(request, source.template, {"sources": sources, "blocks": source.blocks})


def _render_writing(request, report, part, form, *, typed=(), status=200, source=""):
    context = {
        "page": WritePage.of(request.seat, report, part, form, typed, source=source),
        "form": form,
        "crumbs": crumbs_of(request, report, part.title),
    }
    return render(request, "reports/report_write.html", context, status=status)


def _where_to(request, report, part):
    """Where the pressed button leads: on, back, or the same part again."""
    parts = services.parts_of(report)
    place = parts.index(part) + {"before": -1, "after": 1}.get(request.POST.get("go", ""), 0)
    if place >= len(parts):
        return report.get_absolute_url()
    return write_url(report, parts[max(place, 0)].key)


# Moves


def answer_to_move(request, move, report, done, **arguments):
    """Make the move and say what happened; back to the page of the report either way."""
    try:
        move(report, by=request.user, **arguments)
    except ReportMoveError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(report)


def ask_for_move(request, report, form, **words):
    """The page that asks something before a move: heading, standfirst, label, busy."""
    context = {
        "report": report,
        "form": form,
        "crumbs": crumbs_of(request, report, words["label"]),
        "asks_remark": True,
        **words,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/report_move.html", context, status=status)


def review_asked(request, report):
    done = _("The others are asked to read it. You can write on meanwhile.")
    return answer_to_move(request, services.ask_review, report, done)


def back_page(request, report):
    """From the review back to the writers, with a remark."""
    form = BackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = _("Your remark is with the writers.")
        remark = form.cleaned_data["remark"]
        return answer_to_move(request, services.return_from_review, report, done, remark=remark)
    return ask_for_move(
        request,
        report,
        form,
        heading=_("Back to the writers"),
        standfirst=_("They mend it and ask for a review again. Your remark goes with it."),
        label=_("Send it back"),
        busy=_("Sending…"),
    )


def publish_page(request, report):
    form = PublishForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = _("Published. Every member can read the report now.")
        remark = form.cleaned_data["remark"]
        return answer_to_move(request, services.publish, report, done, remark=remark)
    number = services.next_number(report)
    return ask_for_move(
        request,
        report,
        form,
        heading=_("Publish the report"),
        standfirst=_("%(report)s becomes edition %(number)s, which every member can read.")
        % {"report": report, "number": number},
        asks_remark=number > 1,
        missing=missing_imprint(request.programme),
        warning=_open_comments(request.seat, report),
        label=_("Publish"),
        busy=_("Publishing…"),
    )


def _open_comments(seat, report):
    """What whoever publishes it should know; empty when every comment is resolved."""
    count = sum(open_by_place(CommentedReport.of(seat, report)).values())
    words = ngettext(
        "%(count)s comment is still open.", "%(count)s comments are still open.", count
    )
    return words % {"count": count} if count else ""


def reopen_page(request, report):
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = _("The report is open again.")
        remark = form.cleaned_data["remark"]
        return answer_to_move(request, services.reopen, report, done, remark=remark)
    return ask_for_move(
        request,
        report,
        form,
        heading=_("Open the report again"),
        standfirst=_(
            "It can be written again, and is reviewed, checked and approved anew. Members keep "
            "reading the last edition meanwhile, if there is one."
        ),
        label=_("Open it again"),
        busy=_("Opening…"),
    )
