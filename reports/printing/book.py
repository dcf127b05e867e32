"""Prints a document in parts: what is new is laid out in several processes, the rest was kept."""

import hashlib
import json
import math
import os
from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _

from reports.contexts.base import DRAWING
from reports.contexts.book import BookPart, BookPrint, Line
from reports.printing import fonts, kept, processes
from reports.printing.engine import Printed, Styles, printable, style_version
from reports.printing.frame import Frame
from reports.printing.joining import Piece, join
from reports.printing.parts import FORM, LaidOut, lay_out
from reports.printing.progress import Progress, pages_told

# So much data is about one page, and so many lines of contents are one.
DATA_OF_A_PAGE = 3600
LINES_OF_A_PAGE = 24


def print_book(content: BookPrint, *, progress: Progress = lambda percent, note: None) -> Printed:
    """Lay out the parts, join them and make contents that name their pages.

    The same content comes back from what was kept. Raises what ``print_pdf`` raises, and
    ``PieceDied`` when the server does not let the work be done.
    """
    book = _Book(content)
    whole = book.kept(book.key)
    if whole is None:
        book.lay_out_parts(progress)
        progress(86, _("Joining the parts"))
        whole = book.joined()
        kept.keep(book.key, whole.to_bytes())
    return Printed(data=whole.data, pages=whole.pages)


class _Book:
    def __init__(self, content: BookPrint) -> None:
        self.content = content
        self.parts = content.parts()
        self.pictures = content.pictures()
        self.common = self._common()
        self.sizes = [len(part.data()) for part in self.parts]
        self.keys = [self._key_of(part) for part in self.parts]
        self.found: dict[int, LaidOut] = {}

    def _common(self) -> list[str]:
        """What every part looks like, whatever it says."""
        content = self.content
        pictures = [
            [name, picture.content_type, hashlib.sha256(picture.data).hexdigest()]
            for name, picture in sorted(self.pictures.items())
        ]
        said = [content.language, content.programme.name, content.cover.stamp, content.body_class]
        return [str(FORM), str(DRAWING), style_version(), json.dumps([pictures, said])]

    def _key_of(self, part: BookPart) -> str:
        return _digest([*self.common, part.key, part.title, part.data()])

    @cached_property
    def key(self) -> str:
        """Of the whole book."""
        order = [f"{part.key} {part.level}" for part in self.parts]
        front = self.content.front_html(self.content.contents())
        return _digest([*self.common, *self.keys, *order, self.content.foot, front])

    @cached_property
    def styles(self) -> Styles:
        return Styles.load()

    @staticmethod
    def kept(key: str) -> LaidOut | None:
        data = kept.find(key)
        return LaidOut.from_bytes(data) if data is not None else None

    def lay_out_parts(self, progress: Progress) -> None:
        """Lay out what was not kept, the largest first, each in a process of its own."""
        for number, key in enumerate(self.keys):
            if laid_out := self.kept(key):
                self.found[number] = laid_out
        missing = [number for number in range(len(self.parts)) if number not in self.found]
        if not missing:
            return
        # Before the processes begin, so that they have it already.
        self.styles  # noqa: B018
        missing.sort(key=lambda number: -self.sizes[number])
        pages = _Pages({number: self.sizes[number] for number in missing}, progress)
        processes.run(
            self._lay_out, missing, processes=min(_processes(), len(missing)), heard=pages.heard
        )
        for number in missing:
            self.found[number] = self.kept(self.keys[number]) or self._laid_out(number)

    def _laid_out(self, number: int) -> LaidOut:
        part = self.parts[number]
        html = self.content.part_html(part)
        with fonts.left_out():
            return lay_out(html, key=part.key, styles=self.styles, pictures=self.pictures)

    def _lay_out(self, number: int, tell: Callable[[int], None]) -> None:
        """The work of a process. It asks no row: the connection belongs to its parent."""
        with pages_told(tell):
            laid_out = self._laid_out(number)
        kept.keep(self.keys[number], laid_out.to_bytes())

    def joined(self) -> LaidOut:
        entries = len(self.content.contents())
        front_pages = 1 + math.ceil(entries / LINES_OF_A_PAGE)
        # Its numbers depend on how many pages it has itself; the second guess is right.
        for _guess in range(3):
            front, pieces = self._front(front_pages)
            if front.pages == front_pages:
                break
            front_pages = front.pages
        with fonts.left_out():
            frame = Frame.of(printable(self.content.foot), styles=self.styles)
        data = join(front, pieces, frame=frame, programs=_programs)
        pages = front.pages + sum(piece.laid_out.pages for piece in pieces)
        return LaidOut(pages, [], {}, data)

    def _front(self, front_pages: int) -> tuple[LaidOut, list[Piece]]:
        """The front, and the parts as they stand if it has so many pages."""
        pieces, lines, page = [], [], front_pages + 1
        for number, part in enumerate(self.parts):
            laid_out = self.found[number]
            pieces.append(Piece(part.key, part.level, page, laid_out))
            lines += [
                Line(entry, page + laid_out.anchors.get(entry.anchor, 0)) for entry in part.entries
            ]
            page += laid_out.pages
        html = self.content.front_html(lines)
        key = _digest([*self.common, html])
        front = self.kept(key)
        if front is None:
            with fonts.left_out():
                front = lay_out(html, key="front", styles=self.styles, pictures=self.pictures)
            kept.keep(key, front.to_bytes())
        return front, pieces


class _Pages:
    """Turns the pages of parts that are laid out at the same time into one number."""

    def __init__(self, sizes: dict[int, int], progress: Progress) -> None:
        self.expected = {number: 1 + size / DATA_OF_A_PAGE for number, size in sizes.items()}
        self.reached = dict.fromkeys(sizes, 0)
        self.progress = progress
        self.percent = 0

    def heard(self, number: int, page: int) -> None:
        self.reached[number] = max(page, self.reached[number])
        done = sum(self.reached.values())
        # A part that is longer than it seemed is as long as it is already.
        total = sum(max(self.expected[one], self.reached[one]) for one in self.expected)
        self.percent = max(self.percent, 5 + int(80 * done / total))
        words = {"page": done, "total": max(round(total), done)}
        self.progress(self.percent, _("Laying out page %(page)s of about %(total)s") % words)


def _programs(needs: list[fonts.Need]) -> dict[fonts.Face, fonts.Program]:
    """Cut the fonts that were not kept, several at once."""
    whole = fonts.together(needs)
    missing = [need for need in whole.values() if kept.find(need.key) is None]
    processes.run(
        lambda number, _tell: fonts.cut(missing[number]),
        range(len(missing)),
        processes=_processes(),
        heard=lambda _number, _page: None,
    )
    return {face: fonts.program(need) for face, need in whole.items()}


def _processes() -> int:
    return settings.BOOK_PROCESSES or len(os.sched_getaffinity(0))


def _digest(words: list[str]) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
