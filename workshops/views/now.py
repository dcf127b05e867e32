"""What is on now: the part of a page that asks again every minute."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from workshops.contexts import WorkshopPage
from workshops.views.workshops import get_workshop


@require_GET
def now(request, slug):
    """As members read it, for writers too: nobody goes to a room of a draft."""
    workshop = get_workshop(request, slug)
    page = WorkshopPage.of(workshop, request.seat)
    context = {"workshop": workshop, "current": page.now}
    return render(request, "workshops/_now.html", context)
