"""Which maker makes the file of which kind of document."""

from collections.abc import Callable

from reports.contexts import Print, context_of
from reports.contexts.book import BookPrint
from reports.contexts.networking_map import NetworkingMapPrint
from reports.contexts.policy import PolicyPrint
from reports.documents.archive_making import pack_documents
from reports.documents.evidence import pack
from reports.documents.rows import Built
from reports.models import WORD_KINDS, Document, DocumentKind
from reports.printing import Printed, Progress, print_pdf
from reports.printing.book import print_book
from reports.printing.picture import paint_page

# Reads what the document shows and makes its file, telling how far it is.
Maker = Callable[[Document, Progress], tuple[Print, Built]]


def make(document: Document, progress: Progress) -> tuple[Print, Built]:
    """What the document shows, and its finished file. Closing the file is the caller's."""
    return MAKERS.get(document.kind, _pdf)(document, progress)


def _pdf(document: Document, progress: Progress) -> tuple[Print, Built]:
    content = context_of(document.kind, document.subject)
    if isinstance(content, BookPrint):
        return content, print_book(content, progress=progress)
    return content, print_pdf(content.html(), pictures=content.pictures(), progress=progress)


def _policy_page(document: Document, progress: Progress) -> tuple[Print, Built]:
    """One page: what does not fit is left out until it does."""
    if document.workshop is None:
        raise TypeError(document)
    content = PolicyPrint.of(document.workshop)
    return content, _on_one_page(content, progress)


def _networking_map(document: Document, progress: Progress) -> tuple[Print, Built]:
    content = _map_of(document)
    return content, _on_one_page(content, progress)


def _networking_map_picture(document: Document, progress: Progress) -> tuple[Print, Built]:
    """The page to print, painted."""
    content = _map_of(document)
    return content, paint_page(_on_one_page(content, progress).data)


def _map_of(document: Document) -> NetworkingMapPrint:
    if document.of_programme is None:
        raise TypeError(document)
    return NetworkingMapPrint.of(document.of_programme)


def _on_one_page(content: PolicyPrint | NetworkingMapPrint, progress: Progress) -> Printed:
    """With less and less until it fits, or nothing more can be left out."""
    fitting: PolicyPrint | NetworkingMapPrint | None = content
    while fitting is not None:
        printed = print_pdf(fitting.html(), pictures=fitting.pictures(), progress=progress)
        fitting = fitting.denser() if printed.pages > 1 else None
    return printed


def _evidence_pack(document: Document, progress: Progress) -> tuple[Print, Built]:
    if document.workshop is None:
        raise TypeError(document)
    return pack(document.workshop, progress)


def _archive(document: Document, progress: Progress) -> tuple[Print, Built]:
    if document.archive is None:
        raise TypeError(document)
    return pack_documents(document.archive, progress)


def _word(document: Document, progress: Progress) -> tuple[Print, Built]:
    # Slow to import, and only a worker that makes one needs it.
    from reports.word.file import write_word

    content = context_of(document.kind, document.subject)
    return content, write_word(content, progress)


MAKERS: dict[str, Maker] = {
    **dict.fromkeys(WORD_KINDS, _word),
    DocumentKind.ARCHIVE: _archive,
    DocumentKind.POLICY_PAGE: _policy_page,
    DocumentKind.NETWORKING_MAP: _networking_map,
    DocumentKind.NETWORKING_MAP_PICTURE: _networking_map_picture,
    DocumentKind.EVIDENCE_PACK: _evidence_pack,
}
