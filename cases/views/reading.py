from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import services
from cases.access import visible_case
from cases.editions.readers import Readers
from cases.pages.board import Board
from cases.pages.case import CasePage
from cases.pages.in_short import CaseInShort
from programme.access import get_visible
from programme.models import City


@require_GET
def case_list(request):
    board = Board.of(
        request.seat,
        group=request.GET.get("group", ""),
        status=request.GET.get("status", ""),
    )
    return render(request, "cases/case_list.html", {"board": board})


@require_GET
def case_detail(request, city):
    return show(request, CasePage.of(visible_case(request, city), request.seat))


def show(request, page, *crumb):
    """The page of a case: an edition or its working text. Opening the last edition is noted."""
    if page.is_current:
        # The one thing that a GET writes: that it happened is what is asked.
        page.receipt = services.note_opened(page.edition, by=request.user)
        page.readers = Readers.of(page.edition, request.seat)
    context = {
        "page": page,
        "case": page.case,
        "article": page.article,
        "edition": page.edition,
        "receipt": page.receipt,
        "reads_itself": not _took_back(request, page),
        "site_url": settings.SITE_URL,
        "crumbs": crumbs_of(page.case, *crumb),
    }
    return render(request, "cases/case_detail.html", context)


@require_GET
def case_in_short(request, city):
    """A city's case and its strategic issue today: a fragment for the page of the city."""
    of_city = get_visible(City, request.user, programme=request.programme, slug=city)
    context = {"short": CaseInShort.of(of_city, request.user)}
    return render(request, "cases/_case_in_short.html", context)


def _took_back(request, page):
    return page.edition and request.session.get(unread_key(page.case, page.edition.number))


def unread_key(case, number):
    """What the session remembers of somebody who took “read” back."""
    return f"case-{case.pk}-{number}-unread"


def crumbs_of(case, *more):
    """From the list of cases down to the page; the last of ``more`` is the page itself."""
    here = [(case.city.name, case.get_absolute_url())] if more else [(case.city.name, "")]
    above = [(_("Cases"), reverse("cases:list", args=[case.programme.slug]))]
    return [*above, *here, *((label, "") for label in more)]
