"""The evidence pack of a workshop as a file: one ZIP with all that its funder asks for.

What is in it, and under which names, ``reports.contexts.evidence`` decides. Files go from the
storage into the pack in pieces, so that a hundred photos do not fill the memory.
"""

from collections.abc import Callable, Iterator, Sequence

from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from reports.contexts import Print
from reports.contexts.evidence import INDEX, EvidencePrint, Part, chapters_of
from reports.contexts.workshop import WorkshopRows
from reports.documents.packing import Day, Packed, Zip, packed, pieces_of
from reports.printing import print_pdf
from workshops.models import Workshop

CHECKSUMS = "SHA256SUMS.txt"
# Of the progress that a builder tells: the pack is written between these.
FIRST, LAST = 4, 94


def pack(workshop: Workshop, progress: Callable[[int, str], None]) -> tuple[Print, Packed]:
    """Write the pack of a workshop as it is now. The caller closes it."""
    rows = WorkshopRows.of(workshop)
    chapters = chapters_of(rows)
    content = EvidencePrint.of_chapters(rows.workshop, chapters)
    parts = [part for chapter in chapters for part in chapter.parts]

    def write(pages: Zip) -> None:
        _write_parts(pages, parts, progress)
        index = content.with_checksums(pages.checksums)
        pages.write(INDEX, _printed(index))
        pages.write(CHECKSUMS, [pages.sums().encode()])

    return content, packed(_day_of(rows.workshop), write)


def _write_parts(pages: Zip, parts: Sequence[Part], progress: Callable[[int, str], None]) -> None:
    for number, part in enumerate(parts):
        share = FIRST + (LAST - FIRST) * number // len(parts)
        progress(share, _("Packing: %(what)s") % {"what": part.what})
        if isinstance(part.source, FieldFile):
            # What has been lost on the server is missing in the pack, and its index says so.
            if part.source.name and part.source.storage.exists(part.source.name):
                pages.write(part.name, pieces_of(part.source))
        elif isinstance(part.source, Print):
            pages.write(part.name, _printed(part.source))
        else:
            pages.write(part.name, [part.source])


def _printed(content: Print) -> Iterator[bytes]:
    yield print_pdf(content.html(), pictures=content.pictures()).data


def _day_of(workshop: Workshop) -> Day:
    """The date that every file of the pack has: the same pack is the same file."""
    day = workshop.ends_on
    return (day.year, day.month, day.day, 12, 0, 0) if day else (1980, 1, 1, 0, 0, 0)
