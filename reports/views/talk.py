"""Comments on the draft of a city report or of the final report."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from programme.writing.comments.pages import CommentPages
from reports.models import CityReport, FinalReport
from reports.views.pages import crumbs_of
from reports.writing.talk import CommentedReport


@require_GET
def city_report_comments(request, slug):
    return _on_city_report(request, slug).show()


@require_POST
def city_report_comment_create(request, slug):
    return _on_city_report(request, slug).create()


@require_POST
def city_report_comment_change(request, slug, pk):
    return _on_city_report(request, slug).change(pk)


@require_POST
def city_report_comment_withdraw(request, slug, pk):
    return _on_city_report(request, slug).withdraw(pk)


@require_POST
def city_report_comment_resolve(request, slug, pk):
    return _on_city_report(request, slug).resolve(pk)


@require_POST
def city_report_comment_reopen(request, slug, pk):
    return _on_city_report(request, slug).reopen(pk)


@require_GET
def final_report_comments(request):
    return _on_final_report(request).show()


@require_POST
def final_report_comment_create(request):
    return _on_final_report(request).create()


@require_POST
def final_report_comment_change(request, pk):
    return _on_final_report(request).change(pk)


@require_POST
def final_report_comment_withdraw(request, pk):
    return _on_final_report(request).withdraw(pk)


@require_POST
def final_report_comment_resolve(request, pk):
    return _on_final_report(request).resolve(pk)


@require_POST
def final_report_comment_reopen(request, pk):
    return _on_final_report(request).reopen(pk)


def _on_city_report(request, slug):
    reports = CityReport.objects.draft_visible_to(request.user).in_programme(request.programme)
    related = reports.select_related("workshop__programme", "workshop__city")
    return _comments(request, get_object_or_404(related, workshop__slug=slug))


def _on_final_report(request):
    reports = FinalReport.objects.draft_visible_to(request.user).in_programme(request.programme)
    return _comments(request, get_object_or_404(reports.select_related("programme")))


def _comments(request, report):
    context = {"report": report, "crumbs": crumbs_of(request, report, _("Comments"))}
    subject = CommentedReport.of(request.seat, report)
    return CommentPages(request, subject, "reports/report_comments.html", context)
