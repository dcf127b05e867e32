"""The first page of a programme."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from programme.access import ProgrammeRequest
from reports.overview import Overview


@require_GET
def overview(request: ProgrammeRequest) -> HttpResponse:
    return render(request, "reports/overview.html", {"overview": Overview.of(request.seat)})
