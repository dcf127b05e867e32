from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.networking.page import NetworkingResults


@require_GET
def networking_results(request):
    """What came of marks, meetings and links, for every member: numbers, and nobody’s words."""
    context = {"results": NetworkingResults.of(request.seat)}
    return render(request, "reports/networking_results.html", context)
