from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases.services import note_opened
from programme.access import get_visible
from programme.rate_limits import at_most
from reports.documents import shelf
from reports.documents.downloads import note_download
from reports.documents.erasing import erase_archive
from reports.documents.orders import request_document, retry_document
from reports.documents.rows import programme_of
from reports.documents.shelf import Shelved
from reports.library.archives import may_still_have
from reports.models import SUBJECT_FIELDS, Document, DocumentDownload, DocumentKind

# The page of a document names the last ones; the programme's log has them all.
MOST_DOWNLOADS = 12


@require_GET
def document_detail(request, pk):
    documents = shelf.with_subject(Document.objects.visible_to(request.user))
    document = get_object_or_404(documents, pk=pk, programme=request.programme)
    return answer(request, document)


@require_POST
@at_most("60/m/user", "document")
def document_request(request, kind, subject_pk):
    if kind not in DocumentKind.values:
        raise Http404
    subject = get_object_or_404(shelf.subjects_for(kind, request.user), pk=subject_pk)
    if programme_of(subject) != request.programme:
        raise Http404
    document = request_document(kind, subject, by=request.user)
    return answer(request, document) if request.htmx else redirect(document)


@require_POST
@at_most("60/m/user", "document")
def document_retry(request, pk):
    document = get_visible(Document, request.user, pk=pk, programme=request.programme)
    return redirect(retry_document(document, by=request.user))


@require_GET
def document_download(request, pk):
    documents = shelf.with_subject(Document.objects.visible_to(request.user))
    document = get_object_or_404(documents, pk=pk, programme=request.programme)
    if not document.is_ready:
        return redirect(document)
    if document.archive and not may_still_have(document.archive):
        erase_archive(document.archive)
        messages.error(
            request,
            _("What you may see has changed since this ZIP was made. Ask for it anew."),
        )
        return redirect("reports:documents", request.programme.slug)
    if document.case_edition and not Shelved(document).newer_number:
        # Whoever takes part in the workshop reads it on paper, perhaps.
        note_opened(document.case_edition, by=request.user)
    etag = f'"{document.checksum}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    try:
        file = document.file.open("rb")
    except FileNotFoundError:
        messages.error(request, _("The file is missing on the server. Ask for the PDF again."))
        return redirect(document)
    note_download(document, by=request.user)
    response = FileResponse(file, as_attachment=True, filename=Shelved(document).file_name)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def answer(request, document: Document) -> HttpResponse:
    """The document's page, its status alone, or the button that asked for it."""
    context: dict[str, Any] = {
        "document": document,
        "shelved": Shelved(document),
        "waiting_before": shelf.waiting_before(document),
        "kind": document.kind,
        "subject_pk": getattr(document, f"{SUBJECT_FIELDS[document.kind]}_id"),
    }
    target = str(request.htmx.target or "") if request.htmx else ""
    if target.startswith("document-button-"):
        template = "reports/_document_button.html"
    elif target == "document-status":
        template = "reports/_document_status.html"
    else:
        template = "reports/document_detail.html"
        context["earlier"] = [Shelved(row) for row in shelf.other_versions(document, request.user)]
        if request.seat.is_staff:
            log = DocumentDownload.objects.visible_to(request.user).filter(document=document)
            context["downloads"] = log.select_related("user")[:MOST_DOWNLOADS]
            context["download_count"] = log.count()
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
