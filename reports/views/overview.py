"""The first page of a programme, and how far its workshops are."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from programme.access import ProgrammeRequest
from reports.overview.page import Overview
from reports.overview.readiness import Readiness


@require_GET
def overview(request: ProgrammeRequest) -> HttpResponse:
    return render(request, "reports/overview.html", {"overview": Overview.of(request.seat)})


@require_GET
def readiness(request: ProgrammeRequest) -> HttpResponse:
    """For those who run workshops: who hosts none has nothing to look after."""
    if not (request.seat.is_staff or request.seat.is_editor):
        raise Http404
    return render(request, "reports/readiness.html", {"readiness": Readiness.of(request.seat)})
