"""The final report of a programme: read, written, published."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import require
from programme.writing.views import for_its_person, preview_of
from reports import services
from reports.models import FinalReport
from reports.moves import may_publish, writes_reports
from reports.outline import FINAL_REPORT_PART_BY_KEY
from reports.reading.page import final_report_page
from reports.views.pages import (
    answer_of_part,
    answer_of_presence_in_part,
    answer_to_move,
    back_page,
    publish_page,
    render_report,
    reopen_page,
    review_asked,
    to_first_empty_part,
    write_page,
)


@require_GET
def final_report(request, number=None):
    """The page of the report; with a number, one of its editions."""
    return render_report(
        request, final_report_page(request.seat, _reports(request).first(), number)
    )


@require_POST
def final_report_begin(request):
    if not request.seat.is_staff and not _reports(request).exists():
        raise Http404
    require(request.seat.is_expert)
    report = services.open_final_report(request.programme, by=request.user)
    return to_first_empty_part(report)


@require_GET
def final_report_write_start(request):
    return to_first_empty_part(_report_to_write(request))


@require_http_methods(["GET", "HEAD", "POST"])
def final_report_write(request, part):
    return write_page(request, *_part_to_write(request, part))


@require_POST
@for_its_person
def final_report_save(request, part):
    """One part, saved by itself while it is written."""
    return answer_of_part(request, *_part_to_write(request, part))


@require_POST
@for_its_person
def final_report_presence(request, part):
    """Who else writes the part, and what they have saved meanwhile."""
    return answer_of_presence_in_part(request, *_part_to_write(request, part))


@require_POST
@for_its_person
def final_report_preview(request, part):
    """A text as it will be read; nothing is stored."""
    _part_to_write(request, part)
    return preview_of(request)


@require_POST
def final_report_review(request):
    return review_asked(request, _report_to_write(request))


@require_http_methods(["GET", "HEAD", "POST"])
def final_report_back(request):
    report = get_object_or_404(_reports(request))
    require(request.seat.is_staff)
    return back_page(request, report)


@require_POST
def final_report_approve(request):
    report = get_object_or_404(_reports(request))
    require(request.seat.is_coordinator)
    done = _("Approved. The text is closed, and can be published.")
    return answer_to_move(request, services.approve, report, done)


@require_http_methods(["GET", "HEAD", "POST"])
def final_report_publish(request):
    report = get_object_or_404(_reports(request))
    require(may_publish(request.seat, report))
    return publish_page(request, report)


@require_http_methods(["GET", "HEAD", "POST"])
def final_report_reopen(request):
    report = get_object_or_404(_reports(request))
    require(may_publish(request.seat, report))
    return reopen_page(request, report)


def _reports(request):
    return (
        FinalReport.objects.visible_to(request.user)
        .in_programme(request.programme)
        .select_related("programme")
        .prefetch_related("sections")
    )


def _report_to_write(request):
    """As for a city report."""
    report = get_object_or_404(_reports(request))
    require(writes_reports(request.seat))
    return report


def _part_to_write(request, key):
    report = _report_to_write(request)
    if key not in FINAL_REPORT_PART_BY_KEY:
        raise Http404
    return report, FINAL_REPORT_PART_BY_KEY[key]
