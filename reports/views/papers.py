"""The papers of a workshop: one list, and one button for all of them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from programme.access import require
from programme.rate_limits import at_most
from reports.library.papers import PapersPage, build_all
from workshops.papers.files import may_add_files
from workshops.views.workshops import crumbs_to, get_workshop


@require_GET
def papers(request, slug):
    workshop = get_workshop(request, slug)
    crumbs = crumbs_to(request, workshop, _("Papers"))
    page = PapersPage.of(workshop, request.seat)
    context = {
        "workshop": workshop,
        "page": page,
        "crumbs": crumbs,
        "registered": page.registered,
    }
    return render(request, "reports/papers.html", context)


@require_POST
@at_most("60/m/user", "document")
def papers_build(request, slug):
    workshop = get_workshop(request, slug)
    require(may_add_files(workshop, request.seat))
    asked = build_all(workshop, request.seat)
    said = ngettext(
        "%(count)s paper is being made.", "%(count)s papers are being made.", len(asked)
    )
    messages.success(request, said % {"count": len(asked)} if asked else _("All are up to date."))
    return redirect("reports:papers", request.programme.slug, slug)
