"""The one search field: its page, and what is shown while somebody types."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from programme.rate_limits import limited, too_many
from programme.search.looking import Hit, Searching, spelled
from programme.search.sources import Kind, kinds
from programme.search.words import are_letters, shown_typed

PER_PAGE = 25
# Of each kind, while all kinds are shown.
MOST_OF_KIND = 4
MOST_WHILE_TYPING = 8
# A question a second while somebody types, and a page every two.
TYPING_RATE = "90/m/user"
PAGE_RATE = "40/m/user"


@dataclass(frozen=True)
class Found:
    """What was found of one kind."""

    kind: Kind
    number: int
    hits: list[Hit]
    # All of this kind, or (while only this kind is shown) all kinds again.
    url: str
    is_chosen: bool = False


@require_GET
@vary_on_headers("HX-Request")
def search(request):
    typed = shown_typed(request.GET.get("q", ""))
    if request.htmx:
        return _while_typing(request, typed)
    if typed and limited(request, "search", PAGE_RATE):
        return too_many(request)
    looked = Searching(request.user, request.programme).look(typed)
    chosen = next((k for k in kinds() if k.key == request.GET.get("kind")), None)
    page = None
    if chosen:
        page = Paginator(looked.of_kind(chosen.key), PER_PAGE).get_page(request.GET.get("page"))
        shown = {chosen.key: list(page.object_list)}
    else:
        shown = looked.first_of_each(MOST_OF_KIND)
    hits = looked.shown([entry for entries in shown.values() for entry in entries])
    context = {
        "typed": typed,
        "number": len(looked.entries),
        "is_partial": looked.is_partial,
        "is_loose": looked.is_loose,
        "is_letters": bool(looked.words) and are_letters(looked.words),
        "words": looked.words,
        "mended": spelled(looked.mended, hits),
        "chosen": chosen,
        "kinds": _kinds(request, typed, looked, chosen),
        "groups": _groups(request, typed, looked, shown, hits),
        "page_obj": page,
        "elsewhere": _elsewhere(request, typed),
        "found_kinds": get_text_list([str(kind.label) for kind in kinds()], _("and")),
        "is_search_page": True,
    }
    return render(request, "programme/search.html", context)


def _while_typing(request, typed):
    """The few best, as the list below the field."""
    context = {"typed": typed, "url": _url(request.programme, typed)}
    context["is_limited"] = bool(typed) and limited(request, "search-typing", TYPING_RATE)
    if not context["is_limited"]:
        looked = Searching(request.user, request.programme).first(typed, MOST_WHILE_TYPING)
        context["hits"] = looked.shown(looked.entries)
        context["mended"] = spelled(looked.mended, context["hits"])
        context["is_letters"] = are_letters(looked.words)
    return render(request, "programme/_search_hits.html", context)


def _groups(request, typed, looked, shown, hits):
    by_kind: dict[Kind, list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit)
    order = list(shown)
    return [
        Found(kind, looked.counts[kind.key], found, _url(request.programme, typed, kind))
        for kind, found in sorted(by_kind.items(), key=lambda pair: order.index(pair[0].key))
    ]


def _kinds(request, typed, looked, chosen):
    """Every kind of which something was found, in an order that stays."""
    return [
        Found(
            kind,
            looked.counts[kind.key],
            [],
            _url(request.programme, typed, kind),
            is_chosen=kind == chosen,
        )
        for kind in kinds()
        if looked.counts[kind.key] or kind == chosen
    ]


def _elsewhere(request, typed):
    """The same search in the person's other programmes."""
    return [
        (seat.programme, _url(seat.programme, typed))
        for seat in request.seats
        if seat is not request.seat
    ]


def _url(programme, typed, kind=None):
    chosen = {"q": typed} | ({"kind": kind.key} if kind else {})
    return f"{reverse('programme:search', args=[programme.slug])}?{urlencode(chosen)}"
