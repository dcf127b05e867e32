from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.rate_limits import at_most
from reports.library.archives import request_archive
from reports.library.entries import Choice, Library


@require_POST
@at_most("10/m/user", "archive")
def archive_create(request):
    """Ask for a ZIP of the documents that are chosen."""
    choice = Choice.of(request.POST)
    with_drafts = bool(request.POST.get("with_drafts"))
    files = Library(request.programme, request.user, choice).files
    if not any(with_drafts or not line.is_draft for line in files):
        messages.error(request, _("None of these documents is made yet: a ZIP would be empty."))
        return redirect("reports:documents", request.programme.slug)
    return redirect(
        request_archive(request.programme, choice, by=request.user, with_drafts=with_drafts)
    )
