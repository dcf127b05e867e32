from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Address name and label of the main navigation, in order.
PAGES = [
    ("reports:overview", _("Overview")),
    ("programme:workplan", _("Workplan")),
    ("workshops:list", _("Workshops")),
    ("cases:list", _("Cases")),
    ("programme:networking", _("Networking")),
    ("reports:list", _("Reports")),
    ("reports:documents", _("Documents")),
    ("programme:city_list", _("Cities")),
    ("programme:cluster_list", _("Clusters")),
    ("programme:people", _("People")),
]


def programme(request: Any) -> dict[str, Any]:
    """The programme of the address, the person's seat in it, and the navigation. No query."""
    seat = getattr(request, "seat", None)
    if seat is None:
        return {"current_programme": None, "seat": None, "navigation": []}
    return {
        "current_programme": seat.programme,
        "seat": seat,
        "navigation": _navigation(request, seat.programme.slug),
        "other_programmes": [other.programme for other in request.seats if other is not seat],
    }


@lru_cache(maxsize=100)
def _addresses(slug: str) -> tuple[str, ...]:
    """Where the pages of a programme are: the same for everybody, and asked for on every page."""
    return tuple(reverse(name, args=[slug]) for name, _label in PAGES)


def _navigation(request: Any, slug: str) -> list[dict[str, Any]]:
    pages = [(url, label) for url, (_name, label) in zip(_addresses(slug), PAGES, strict=True)]
    # The overview is every address's beginning, so it is current only when it is the page.
    home = pages[0][0]
    return [
        {
            "url": url,
            "label": label,
            "is_current": request.path == url if url == home else request.path.startswith(url),
        }
        for url, label in pages
    ]
