"""What a part of a report was before, and bringing it back."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from programme.writing.history_views import TextPlace, history_page, restore_page
from reports.addresses import url_of
from reports.models import CLOSED_STATUSES, CityReport, FinalReport
from reports.moves import writes_reports
from reports.services import ReportMoveError, restore_part
from reports.views.pages import crumbs_of
from reports.writing.page import write_url


@require_GET
def city_report_history(request, slug, part):
    return history_page(request, _city_place(request, slug, part))


@require_http_methods(["GET", "POST"])
def city_report_restore(request, slug, part, version):
    return restore_page(request, _city_place(request, slug, part), version)


@require_GET
def final_report_history(request, part):
    return history_page(request, _final_place(request, part))


@require_http_methods(["GET", "POST"])
def final_report_restore(request, part, version):
    return restore_page(request, _final_place(request, part), version)


def _city_place(request, slug, key):
    reports = CityReport.objects.history_visible_to(request.user).in_programme(request.programme)
    reports = reports.select_related("workshop__programme", "workshop__city__group")
    report = get_object_or_404(reports, workshop__slug=slug)
    return _place(request, report, key)


def _final_place(request, key):
    reports = FinalReport.objects.draft_visible_to(request.user).in_programme(request.programme)
    report = get_object_or_404(reports.select_related("programme"))
    return _place(request, report, key)


def _place(request, report, key):
    """The part with what its history needs to know; 404 for a part that is not in the outline."""
    section = report.sections.select_related("updated_by").filter(key=key).first()
    if section is None:
        raise Http404
    part = section.outline_part
    writes = writes_reports(request.seat)
    is_closed = report.status in CLOSED_STATUSES
    return TextPlace(
        row=section,
        title=str(part.title),
        whole=str(report),
        crumbs=crumbs_of(request, report, part.title),
        url=url_of(report, "history", key),
        restore_url=lambda version: url_of(report, "restore", key, version),
        write_url=write_url(report, key) if writes else "",
        writes=writes,
        closed_because=_("The report is approved, so its text is closed.") if is_closed else "",
        restore=lambda state, base_version: restore_part(
            report, section, state, base_version=base_version, by=request.user
        ),
        refusal=ReportMoveError,
    )
