"""Making the ZIP of documents that a person has chosen."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from programme.spreadsheets import table_file
from reports.contexts.archive import ArchivePrint, Packing, documents_of
from reports.documents.packing import Day, Packed, Zip, packed, pieces_of
from reports.models import Archive, Document
from reports.printing import print_pdf

CONTENTS, CONTENTS_TABLE = "00-contents.pdf", "contents.csv"
# Of the progress that a builder tells: the documents are written between these.
FIRST, LAST = 4, 94


def pack_documents(
    archive: Archive, progress: Callable[[int, str], None]
) -> tuple[ArchivePrint, Packed]:
    """Write the ZIP as its owner may have it now, and note what is in it. The caller closes it."""
    rows = documents_of(archive)
    files = {row.document.pk: row.document for row in rows}
    content = ArchivePrint.of_documents(archive, [row for row in rows if _is_there(row.document)])
    # Noted before anything is written: who asks for the file is measured by what is in it.
    keys = [packing.document for packing in content.packings]
    Archive.objects.filter(pk=archive.pk).update(contained=keys)

    def write(pages: Zip) -> None:
        for number, packing in enumerate(content.packings):
            share = FIRST + (LAST - FIRST) * number // len(content.packings)
            progress(share, _("Packing: %(what)s") % {"what": packing.title})
            pages.write(packing.name, pieces_of(files[packing.document].file))
        pages.write(CONTENTS_TABLE, [_table_of(content.packings)])
        pages.write(CONTENTS, [print_pdf(content.html(), pictures=content.pictures()).data])

    at = archive.created_at
    day: Day = (at.year, at.month, at.day, 12, 0, 0)
    return content, packed(day, write)


def _is_there(document: Document) -> bool:
    """What has been lost on the server is not in the ZIP, nor in its list."""
    return document.file.storage.exists(document.file.name)


def _table_of(packings: tuple[Packing, ...]) -> bytes:
    headings = [
        _("File"),
        _("Document"),
        _("Kind"),
        _("City"),
        _("Edition"),
        _("Date"),
        _("Checksum (SHA-256)"),
    ]
    rows = [
        [row.name, row.title, row.kind, row.city, row.edition, row.date, row.checksum]
        for row in packings
    ]
    return table_file("csv", _("Contents"), headings, rows)
