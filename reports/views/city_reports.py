"""The list of reports, and the report of a city workshop: read, written, moved on."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import require
from programme.writing.views import for_its_person, preview_of
from reports import services
from reports.forms import RecallForm, SendForm
from reports.models import CityReport
from reports.moves import may_publish, writes_reports
from reports.outline import CITY_REPORT_PART_BY_KEY
from reports.reading.listing import ReportList
from reports.reading.page import city_report_page
from reports.views.pages import (
    answer_of_part,
    answer_of_presence_in_part,
    answer_to_move,
    ask_for_move,
    back_page,
    publish_page,
    render_report,
    reopen_page,
    review_asked,
    to_first_empty_part,
    write_page,
)
from workshops.models import Workshop


@require_GET
def report_list(request):
    return render(request, "reports/report_list.html", {"reports": ReportList.of(request.seat)})


@require_GET
def city_report(request, slug, number=None):
    """The page of the report; with a number, one of its editions."""
    report = _reports(request).filter(workshop__slug=slug).first()
    workshop = report.workshop if report else _workshop(request, slug)
    workshop.city.programme = workshop.programme
    return render_report(request, city_report_page(request.seat, workshop, report, number))


@require_POST
def city_report_begin(request, slug):
    workshop = _workshop(request, slug)
    if not request.seat.is_staff and not _reports(request).filter(workshop=workshop).exists():
        raise Http404
    require(request.seat.is_expert)
    report = services.open_city_report(workshop, by=request.user)
    return to_first_empty_part(report)


@require_GET
def city_report_write_start(request, slug):
    return to_first_empty_part(_report_to_write(request, slug))


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_write(request, slug, part):
    return write_page(request, *_part_to_write(request, slug, part))


@require_POST
@for_its_person
def city_report_save(request, slug, part):
    """One part, saved by itself while it is written."""
    return answer_of_part(request, *_part_to_write(request, slug, part))


@require_POST
@for_its_person
def city_report_presence(request, slug, part):
    """Who else writes the part, and what they have saved meanwhile."""
    return answer_of_presence_in_part(request, *_part_to_write(request, slug, part))


@require_POST
@for_its_person
def city_report_preview(request, slug, part):
    """A text as it will be read; nothing is stored."""
    _part_to_write(request, slug, part)
    return preview_of(request)


@require_POST
def city_report_review(request, slug):
    report = _report_to_write(request, slug)
    return review_asked(request, report)


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_back(request, slug):
    report = _report(request, slug)
    require(request.seat.is_staff)
    return back_page(request, report)


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_send(request, slug):
    """Asks until when the city has time, then sends it there."""
    report = _report(request, slug)
    require(request.seat.is_staff)
    city = report.workshop.place_name
    form = SendForm(request.POST if request.method == "POST" else None, workshop=report.workshop)
    if form.is_valid():
        due_on = form.cleaned_data["due_on"]
        done = _("%(city)s is asked to check the facts until %(day)s.")
        words = {"city": city, "day": date_format(due_on, "l j F Y")}
        return answer_to_move(request, services.send_to_city, report, done % words, due_on=due_on)
    return ask_for_move(
        request,
        report,
        form,
        heading=_("Send the report to %(city)s") % {"city": city},
        standfirst=_(
            "The editors of %(city)s say of each paragraph whether it is right. They get a mail "
            "now and a reminder two days before the end."
        )
        % {"city": city},
        warning=_unwritten(report),
        label=_("Send it"),
        busy=_("Sending…"),
    )


def _unwritten(report):
    """What whoever sends it should know; empty when every part is written."""
    parts = ", ".join(str(part.title) for part in services.untouched_parts(report))
    if not parts:
        return ""
    words = _("Put together from the sources, and not written yet: %(parts)s.")
    return words % {"parts": parts}


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_recall(request, slug):
    report = _report(request, slug)
    require(request.seat.is_staff)
    form = RecallForm(request.POST if request.method == "POST" else None)
    city = report.workshop.place_name
    if form.is_valid():
        done = _("The report is with its writers again, and %(city)s is told.") % {"city": city}
        remark = form.cleaned_data["remark"]
        return answer_to_move(request, services.recall, report, done, remark=remark)
    return ask_for_move(
        request,
        report,
        form,
        heading=_("Take the report back"),
        standfirst=_(
            "%(city)s stops checking it. What it has said is kept; it is asked again later."
        )
        % {"city": city},
        label=_("Take it back"),
        busy=_("Taking back…"),
    )


@require_POST
def city_report_approve(request, slug):
    report = _report(request, slug)
    require(request.seat.is_coordinator)
    done = _("Approved. The text is closed, and can be published.")
    return answer_to_move(request, services.approve, report, done)


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_publish(request, slug):
    report = _report(request, slug)
    require(may_publish(request.seat, report))
    return publish_page(request, report)


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_reopen(request, slug):
    report = _report(request, slug)
    require(may_publish(request.seat, report))
    return reopen_page(request, report)


def _workshop(request, slug):
    """The city workshop of the address: only such a one has a report."""
    workshops = Workshop.objects.visible_to(request.user).in_programme(request.programme)
    return get_object_or_404(
        workshops.of_host_cities().select_related("programme", "city__group"), slug=slug
    )


def _reports(request):
    return (
        CityReport.objects.visible_to(request.user)
        .in_programme(request.programme)
        .select_related("workshop__programme", "workshop__city__group")
        .prefetch_related("sections")
    )


def _report(request, slug):
    return get_object_or_404(_reports(request), workshop__slug=slug)


def _report_to_write(request, slug):
    """The report in any state, for those who write: 404 unseen, 403 for other readers."""
    report = _report(request, slug)
    require(writes_reports(request.seat))
    return report


def _part_to_write(request, slug, key):
    report = _report_to_write(request, slug)
    if key not in CITY_REPORT_PART_BY_KEY:
        raise Http404
    return report, CITY_REPORT_PART_BY_KEY[key]
