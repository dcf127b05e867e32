"""The ways in which the views of this app reach a case."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from cases.models import Case
from cases.moves import may_move, writes_for
from cases.outline import SECTION_BY_KEY, Section
from programme.access import require


def visible_case(request: Any, city: str) -> Case:
    """The case of the city in the address, or 404."""
    return _found(request, Case.objects.visible_to(request.user), city)


def draft_case(request: Any, city: str) -> Case:
    """The same for those who may read the working text; 404 for readers of the edition alone."""
    return _found(request, Case.objects.draft_visible_to(request.user), city)


def written_case(request: Any, city: str) -> Case:
    """The case of a city for whom the person writes, in any state: 404 unseen, 403 for other
    readers."""
    case = draft_case(request, city)
    require(writes_for(request.seat, case))
    return case


def led_case(request: Any, city: str) -> Case:
    """The case for those who lead its discussion and publish: 404 unseen, 403 for other readers."""
    case = visible_case(request, city)
    require(request.seat.is_staff)
    return case


def movable_case(request: Any, city: str, to: str) -> Case:
    """The case of the city for whoever makes this move: 404 unseen, 403 for other readers.

    Whether the case can move is for the service to say.
    """
    case = visible_case(request, city)
    require(may_move(request.seat, case, to))
    return case


def section_or_404(key: str) -> Section:
    """The section of the outline that an address names."""
    if key not in SECTION_BY_KEY:
        raise Http404
    return SECTION_BY_KEY[key]


def _found(request: Any, readable: Any, city: str) -> Case:
    found = get_object_or_404(
        readable.select_related("city__group", "cluster__sector", "workshop"),
        programme=request.programme,
        city__slug=city,
    )
    # All of one programme, which the request has already: no query when an address is built.
    found.programme = found.city.programme = request.programme
    if found.workshop:
        found.workshop.programme = request.programme
        found.workshop.city = found.city
    return found
