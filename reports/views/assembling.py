"""A part of a city report is assembled from its sources again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.access import require
from programme.writing.services import TextConflict
from reports import services
from reports.assembling.again import AssembledAgain
from reports.models import CityReport
from reports.moves import may_write, writes_reports
from reports.outline import CITY_REPORT_PART_BY_KEY
from reports.services import ReportMoveError
from reports.views.pages import crumbs_of
from reports.writing.page import write_url


@require_http_methods(["GET", "HEAD", "POST"])
def city_report_assemble(request, slug, part):
    """What assembling gives now, beside the text; posting puts it in."""
    report, section = _section(request, slug, part)
    again = AssembledAgain.of(report, section)
    if request.method != "POST":
        return _page(request, again)
    base = request.POST.get("base", "")
    if request.POST.get("shown") != again.shown or base != str(section.version):
        messages.error(
            request, _("Something has changed since you looked, so nothing was put in. Look again.")
        )
        return _page(request, again, status=409)
    try:
        _put_in(request, again)
    except TextConflict as conflict:
        who = conflict.row.updated_by or _("Somebody")
        messages.error(request, _("%(who)s saved meanwhile. Look again.") % {"who": who})
        return redirect(request.path)
    except ReportMoveError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    messages.success(
        request, _("“%(part)s” has what was assembled.") % {"part": section.outline_part.title}
    )
    return redirect(write_url(report, section.key))


def _put_in(request, again):
    act, text = services.insert_assembled, again.new_text
    if request.POST.get("way") == "replace":
        act, text = services.replace_assembled, again.whole_text
    act(again.report, again.section, text, base_version=again.section.version, by=request.user)


def _page(request, again, status=200):
    part = again.section.outline_part
    context = {
        "again": again,
        "part": part,
        "can_write": may_write(request.seat, again.report),
        "write_url": write_url(again.report, part.key),
        "crumbs": crumbs_of(request, again.report, _("Assemble again")),
    }
    return render(request, "reports/report_assemble.html", context, status=status)


def _section(request, slug, key):
    """The part, for those who write: 404 unseen, 403 for other readers."""
    reports = CityReport.objects.visible_to(request.user).in_programme(request.programme)
    reports = reports.select_related("workshop__programme", "workshop__city__group")
    report = get_object_or_404(reports, workshop__slug=slug)
    require(writes_reports(request.seat))
    if key not in CITY_REPORT_PART_BY_KEY:
        raise Http404
    section = get_object_or_404(report.sections.select_related("updated_by"), key=key)
    return report, section
