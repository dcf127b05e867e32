"""“Request a meeting”, from a mark of the networking map."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from programme.models import City, Sector
from workshops.matchmaking.from_map import WhomToAsk


@require_GET
def ask_for_meeting(request):
    """Whom to ask of a city and a sector at the next workshop, or what is missing for that."""
    programme, user = request.programme, request.user
    city = _named(City.objects.visible_to(user).in_programme(programme), request.GET.get("city"))
    sectors = Sector.objects.visible_to(user).in_programme(programme)
    sector = _named(sectors, request.GET.get("sector"))
    context = {
        "page": WhomToAsk.of(request.seat, city=city, sector=sector),
        "city": city,
        "sector": sector,
        "can_link": request.seat.is_staff or request.seat.is_editor,
        "crumbs": [
            (_("Networking"), reverse("programme:networking", args=[programme.slug])),
            (_("Request a meeting"), ""),
        ],
    }
    return render(request, "workshops/meetings/ask.html", context)


def _named(rows, slug):
    """The row that the address names; None for none, and for one that is not there."""
    return rows.filter(slug=slug).first() if slug and "\0" not in slug else None
