from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import ListView

from cases.services import note_opened
from programme.access import VisibleMixin, get_visible
from programme.models import City
from reports import shelf
from reports.document_rows import programme_of
from reports.documents import request_document, retry_document
from reports.models import SUBJECT_FIELDS, Document, DocumentKind
from reports.shelf import Shelved


class DocumentList(VisibleMixin, ListView):
    model = Document
    template_name = "reports/document_list.html"
    paginate_by = 25

    def get_queryset(self):
        wanted = self.request.GET
        return shelf.listed(
            super().get_queryset(), kind=wanted.get("kind", ""), city=wanted.get("city", "")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        cities = City.objects.visible_to(self.request.user).in_programme(self.request.programme)
        books = shelf.subjects_for(DocumentKind.CASE_BOOK, self.request.user)
        return context | {
            "has_book": books.filter(pk=self.request.programme.pk).exists(),
            "shelf": [Shelved(document) for document in context["page_obj"]],
            "kinds": DocumentKind.choices,
            "cities": cities.order_by("name"),
            "kind": self.request.GET.get("kind", ""),
            "city": self.request.GET.get("city", ""),
        }


@require_GET
def document_detail(request, pk):
    documents = shelf.with_subject(Document.objects.visible_to(request.user))
    document = get_object_or_404(documents, pk=pk, programme=request.programme)
    return answer(request, document)


@require_POST
def document_request(request, kind, subject_pk):
    if kind not in DocumentKind.values:
        raise Http404
    subject = get_object_or_404(shelf.subjects_for(kind, request.user), pk=subject_pk)
    if programme_of(subject) != request.programme:
        raise Http404
    document = request_document(kind, subject, by=request.user)
    return answer(request, document) if request.htmx else redirect(document)


@require_POST
def document_retry(request, pk):
    document = get_visible(Document, request.user, pk=pk, programme=request.programme)
    return redirect(retry_document(document, by=request.user))


@require_GET
def document_download(request, pk):
    documents = shelf.with_subject(Document.objects.visible_to(request.user))
    document = get_object_or_404(documents, pk=pk, programme=request.programme)
    if not document.is_ready:
        return redirect(document)
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
    response = FileResponse(file, as_attachment=True, filename=Shelved(document).file_name)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def answer(request, document: Document) -> HttpResponse:
    """The document's page, its status alone, or the button that asked for it."""
    context = {
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
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
