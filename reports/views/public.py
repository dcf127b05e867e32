"""What visitors may have as a PDF."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.public import PublicCase
from reports import shelf
from reports.models import Document, DocumentKind, DocumentStatus
from reports.shelf import Shelved


@login_not_required
@require_GET
def public_case_pdf(request, of, city):
    """The PDF of the public edition, as every member has it: nothing confidential is in it."""
    shown = PublicCase.of(of, city)
    if shown is None:
        raise Http404
    ready = Document.objects.filter(
        kind=DocumentKind.CASE, case_edition=shown.edition, status=DocumentStatus.READY
    )
    document = shelf.with_subject(ready).order_by("-pk").first()
    if document is None or not document.file.storage.exists(document.file.name):
        # It is built ahead within a minute or two; nobody but a worker builds it.
        context = {"shown": shown, "case": shown.case, "current_programme": shown.case.programme}
        return render(request, "reports/public_case_waits.html", context, status=404)
    file = document.file.open("rb")
    response = FileResponse(file, as_attachment=True, filename=Shelved(document).file_name)
    response["Cache-Control"] = "no-cache"
    return response
