"""What a ZIP of documents holds, under which names, and its list of contents."""

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils import timezone
from django.utils.translation import gettext as _

from reports.contexts.base import Cover, Print, ProgrammeFacts, day_words
from reports.documents.shelf import Shelved
from reports.library.entries import Choice, Library
from reports.models import Archive, Document, DocumentKind

# What some system does not take in the name of a file, and what ends a name on another.
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
LONGEST = 80


@dataclass(frozen=True)
class Packing:
    """One document of the ZIP. Its checksum changes with its file, and nothing else does."""

    document: int
    name: str
    title: str
    kind: str
    city: str
    edition: str
    date: str
    checksum: str


@dataclass(frozen=True, kw_only=True)
class ArchivePrint(Print):
    """The list of what is in the ZIP; its key is that of the whole ZIP."""

    template: ClassVar[str] = "reports/pdf/archive_contents.html"

    packings: tuple[Packing, ...]

    @classmethod
    def of(cls, archive: Archive) -> Self:
        """As its owner may see the documents now; whatever the owner may not see is not in it."""
        return cls.of_documents(archive, documents_of(archive))

    @classmethod
    def of_documents(cls, archive: Archive, shelved: list[Shelved]) -> Self:
        programme = archive.programme
        cover = Cover(
            kind=_("Documents in one ZIP file"),
            title=programme.name,
            subtitle=_("for %(person)s") % {"person": archive.owner},
            edition=_("As of %(date)s") % {"date": day_words(timezone.localdate())},
        )
        return cls(
            programme=ProgrammeFacts.of(programme), cover=cover, packings=packings_of(shelved)
        )


def documents_of(archive: Archive) -> list[Shelved]:
    """The chosen documents that are ready and that the owner of the ZIP may see now."""
    library = Library(archive.programme, archive.owner, Choice.of(archive.choice))
    lines = [line for line in library.files if archive.with_drafts or not line.is_draft]
    return [entry.shelved for entry in library.entries(lines) if entry.shelved]


def packings_of(rows: list[Shelved]) -> tuple[Packing, ...]:
    """Each with a name of its own: folders by city and kind."""
    taken: set[str] = set()
    found = []
    for row in rows:
        document = row.document
        city = row.city.name if row.city else _("Whole programme")
        kind = str(DocumentKind(document.kind).label)
        words = " ".join(
            filter(None, [row.name, _kind_in_name(document, row.name), row.edition_words])
        )
        name = free_name(f"{safe(city)}/{safe(kind)}/{safe(words)}", row.suffix, taken)
        finished = document.finished_at
        found.append(
            Packing(
                document=document.pk,
                name=name,
                title=document.title,
                kind=kind,
                city=row.city.name if row.city else "",
                edition=row.edition_words,
                date=f"{timezone.localdate(finished):%Y-%m-%d}" if finished else "",
                checksum=document.checksum,
            )
        )
    return tuple(found)


def _kind_in_name(document: Document, name: str) -> str:
    kind = str(DocumentKind(document.kind).label)
    return "" if kind.casefold() in name.casefold() else kind


def safe(words: str) -> str:
    """The words as the name of a file or folder on every system, in the letters of any language."""
    name = FORBIDDEN.sub(" ", unicodedata.normalize("NFC", words))
    name = " ".join(name.split())[:LONGEST].strip(" .")
    return name or "-"


def free_name(stem: str, suffix: str, taken: set[str]) -> str:
    """A name that is not taken yet, on systems too that take “A” for “a”."""
    name, number = f"{stem}{suffix}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}){suffix}"
    taken.add(name.casefold())
    return name
