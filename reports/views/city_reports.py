"""The list of reports, and the report of a city workshop: read, written, moved on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import require
from programme.writing.views import for_its_person, preview_of
from reports import services
from reports.forms import ReturnForm
from reports.listing import ReportList
from reports.models import CityReport
from reports.moves import may_publish, writes_reports
from reports.outline import CITY_REPORT_PART_BY_KEY
from reports.reading import city_report_page
from reports.services import ReportMoveError
from reports.views.pages import (
    answer_of_part,
    answer_of_presence_in_part,
    answer_to_move,
    ask_for_move,
    publish_page,
    render_report,
    reopen_page,
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
    workshop = _workshop(request, slug)
    report = _reports(request).filter(workshop=workshop).first()
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
def city_report_send(request, slug):
    report = _report(request, slug)
    require(request.seat.is_expert)
    done = _("%(city)s is asked to check the facts.") % {"city": report.workshop.place_name}
    return answer_to_move(request, services.send_to_city, report, done)


@require_POST
def city_report_confirm(request, slug):
    report = _report(request, slug)
    require(request.seat.edits(report.workshop.city))
    done = _("Thank you. %(experts)s can publish the report now.")
    words = {"experts": request.programme.expert_label}
    return answer_to_move(request, services.confirm_facts, report, done % words)


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_return(request, slug):
    report = _report(request, slug)
    require(request.seat.edits(report.workshop.city))
    words = {"experts": request.programme.expert_label}
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return ask_for_move(
            request,
            report,
            form,
            heading=_("Send the report back"),
            standfirst=_("%(experts)s mends it and asks you again. Your remark goes with it.")
            % words,
            label=_("Send it back"),
            busy=_("Sending…"),
        )
    try:
        services.return_from_city(report, by=request.user, remark=form.cleaned_data["remark"])
    except ReportMoveError as error:
        messages.error(request, str(error))
        return redirect(report)
    messages.success(
        request, _("Your remark is with %(experts)s, who will mend the report.") % words
    )
    # While it is mended, the city does not see the working text.
    return redirect("reports:list", request.programme.slug)


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
