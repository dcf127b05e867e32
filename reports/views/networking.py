from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reports.networking.page import NetworkingResults


@require_GET
def networking_results(request):
    """What came of marks, meetings and links, for every member: numbers, and nobody’s words."""
    networking = reverse("programme:networking", args=[request.programme.slug])
    context = {
        "results": NetworkingResults.of(request.seat),
        "crumbs": [(_("Networking"), networking), (_("Results"), "")],
    }
    return render(request, "reports/networking_results.html", context)
