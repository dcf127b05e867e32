"""What visitors may read of a case, without log-in: as a page and as a PDF."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.editions.public import PublicCase
from reports.documents import shelf
from reports.documents.downloads import note_download
from reports.documents.shelf import Shelved

# Both addresses say ``of`` and not ``programme``: the programme of an address is for people with
# a seat in it. What is withdrawn is gone everywhere at once, so nothing may be kept on the way.


@login_not_required
@require_GET
def public_case(request, of, city):
    """The last public edition, for everybody."""
    shown = found(of, city)
    context = {
        "shown": shown,
        "case": shown.case,
        "article": shown.article,
        "document": shelf.pdf_for_visitors(shown.edition),
        "current_programme": shown.case.programme,
    }
    response = render(request, "reports/public_case.html", context)
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "all"
    return response


@login_not_required
@require_GET
def public_case_pdf(request, of, city):
    """Its PDF, as every member has it, once a worker has built it ahead."""
    document = shelf.pdf_for_visitors(found(of, city).edition)
    if document is None:
        raise Http404
    file = document.file.open("rb")
    note_download(document, by=None)
    response = FileResponse(file, as_attachment=True, filename=Shelved(document).file_name)
    response["Cache-Control"] = "no-cache"
    return response


def found(of: str, city: str) -> PublicCase:
    shown = PublicCase.of(of, city)
    if shown is None:
        raise Http404
    return shown
