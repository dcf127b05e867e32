"""What the host and the coordinator must know of those who come; and the list to take along."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from programme.access import require
from programme.rate_limits import at_most
from programme.spreadsheets import KINDS
from programme.trace.lists import note_list_fetched
from workshops.models import Workshop
from workshops.people.participants import NeedsPage, participant_file
from workshops.views.participants import crumbs_below
from workshops.views.workshops import get_workshop


def get_hosted(request, slug):
    """A workshop whose guests' needs the person may know: 404 if invisible, 403 for others."""
    workshop = get_workshop(request, slug)
    hosted = Workshop.objects.visible_to(request.user).hosted_by(request.user)
    require(hosted.filter(pk=workshop.pk).exists())
    return workshop


@require_GET
def needs(request, slug):
    workshop = get_hosted(request, slug)
    context = {
        "workshop": workshop,
        "page": NeedsPage.of(workshop, request.user),
        "crumbs": crumbs_below(request, workshop, _("Practical needs")),
    }
    return render(request, "workshops/needs.html", context)


@require_GET
@at_most("60/m/user", "export")
def participants_file(request, slug, kind):
    """Everybody who comes or waits, with needs, as a table for a spreadsheet."""
    workshop = get_hosted(request, slug)
    if kind not in KINDS:
        raise Http404
    note_list_fetched(
        workshop,
        _("%(person)s fetched the participants of %(workshop)s with their needs.")
        % {"person": request.user, "workshop": workshop.title},
        by=request.user,
        programme=request.programme,
        city=workshop.city,
    )
    name = slugify(_("Participants of %(workshop)s") % {"workshop": workshop.title})
    return HttpResponse(
        participant_file(workshop, request.user, kind),
        content_type=KINDS[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            "Cache-Control": "private, no-store",
        },
    )
