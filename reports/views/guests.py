"""The papers of a workshop for people without an account, opened by the link of their page.

They get what every participant may read: the released agenda, the practical note, and the case
without its confidential parts.
"""

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods

from reports.documents.downloads import note_download
from reports.documents.orders import request_document
from reports.documents.shelf import Shelved
from reports.library.guest_papers import newest, subject_of
from workshops.views.guests import by_own_link, words_for_guest


@require_http_methods(["GET", "HEAD", "POST"])
@by_own_link
def guest_paper(request, registration, kind):
    """A POST asks for the PDF as it would be now; a GET hands it out, or says how far it is."""
    subject = subject_of(registration, kind)
    if subject is None:
        raise Http404
    if request.method == "POST":
        request_document(kind, subject, by=None)
        return redirect(request.path)
    document = newest(kind, subject)
    if document and document.is_ready and document.file.storage.exists(document.file.name):
        return hand_out(request, document)
    context = {
        "document": document,
        "workshop": registration.workshop,
        **words_for_guest(registration),
    }
    return render(request, "reports/guest_paper.html", context)


def hand_out(request, document):
    etag = f'"{document.checksum}"'
    response = get_conditional_response(request, etag=etag) or whole_file(request, document)
    response.headers["ETag"] = etag
    return response


def whole_file(request, document):
    file = document.file.open("rb")
    if request.method == "GET":
        note_download(document, by=None)
    return FileResponse(file, as_attachment=True, filename=Shelved(document).file_name)
