"""A document in parts: each is laid out alone, kept, and joined with the others.

A part is drawn again only when its own data changed. So a part gets the data that it shows and no
more: neither its page number nor the date of the whole book, which are put on when it is joined.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.template.loader import render_to_string

from reports.contexts.base import PlainEncoder, Print


@dataclass(frozen=True)
class Entry:
    """A line of the contents. ``anchor`` is an id in the part that it belongs to."""

    anchor: str
    title: str
    # 2 stands below the last line of level 1.
    level: int = 1
    group: int = 0
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class BookPart:
    """Some chapters that follow each other; the first begins on a new page.

    ``template`` draws whole ``<section class="chapter">``s from ``context`` and knows nothing of
    the other parts: a link to one of them is ``<a href="#its-anchor">`` as in any page.
    """

    # Its name among the parts of its book: small letters, digits and hyphens.
    key: str
    title: str
    template: str
    context: Mapping[str, Any]
    entries: tuple[Entry, ...] = ()
    # The colour of the whole part.
    group: int = 0
    # At 2 its bookmarks hang below the last bookmark of the part before it.
    level: int = 1

    def data(self) -> str:
        """Everything that it shows, as text: the same text is the same pages."""
        content = [self.template, self.group, self.context]
        return json.dumps(content, cls=PlainEncoder, sort_keys=True)

    def html(self) -> str:
        """Its sections. Runs no query."""
        return render_to_string(self.template, dict(self.context))


@dataclass(frozen=True)
class Line:
    """A line of the contents with its page; page 0 leaves it to the PDF engine."""

    entry: Entry
    page: int = 0


@dataclass(frozen=True, kw_only=True)
class BookPrint(Print):
    """The content of a document in parts. Before them come the cover and the contents."""

    # The whole book on one page of HTML: what comes out of joining the parts, more slowly.
    template: ClassVar[str] = "reports/pdf/book.html"
    front_template: ClassVar[str] = "reports/pdf/_book_front.html"
    # Of the body of every part.
    body_class: ClassVar[str] = ""

    def parts(self) -> tuple[BookPart, ...]:
        """Its parts in their order. Reads no rows."""
        raise NotImplementedError

    def contents(self) -> list[Line]:
        """The lines of the contents while nobody knows the pages."""
        return [Line(entry) for part in self.parts() for entry in part.entries]

    def front_html(self, lines: list[Line]) -> str:
        """The cover and the contents with these pages, as a document of its own."""
        return render_to_string("reports/pdf/front.html", {"print": self, "lines": lines})

    def part_html(self, part: BookPart) -> str:
        """One part as a document of its own, without what the whole book puts on every page."""
        return render_to_string("reports/pdf/part.html", {"print": self, "part": part})
