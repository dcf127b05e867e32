"""Prints a document in parts: what is new is laid out in several processes, the rest was kept."""

import hashlib
import json
import math
import os
from collections.abc import Callable, Sequence
from functools import cached_property, partial

from django.conf import settings
from django.utils.translation import gettext as _

from reports.contexts.base import DRAWING
from reports.contexts.book import BookPrint, Line
from reports.printing import kept, processes
from reports.printing.engine import Printed, Styles, printable, style_version
from reports.printing.frame import Frame, frame_html
from reports.printing.joining import Piece, join
from reports.printing.parts import FORM, LaidOut, lay_out
from reports.printing.progress import Progress, pages_told

# So much data is about one page, and so many lines of contents are one.
DATA_OF_A_PAGE = 3600
LINES_OF_A_PAGE = 24
# A number that takes the room of any.
DRAFT_PAGE = 888


def print_book(content: BookPrint, *, progress: Progress = lambda percent, note: None) -> Printed:
    """Lay out the parts, join them and make contents that name their pages.

    The same content comes back from what was kept. Raises what ``print_pdf`` raises, and
    ``PieceDied`` when the server does not let the work be done.
    """
    book = _Book(content)
    if content_kept := kept.find(book.key):
        whole = LaidOut.from_bytes(content_kept)
    else:
        book.lay_out_parts(progress)
        progress(86, _("Joining the parts"))
        with processes.garbage_left():
            whole = book.joined()
        kept.keep(book.key, whole.to_bytes())
    return Printed(data=whole.data, pages=whole.pages)


class _Book:
    def __init__(self, content: BookPrint) -> None:
        self.content = content
        self.parts = content.parts()
        self.pictures = content.pictures()
        self.common = self._common()
        data = [part.data() for part in self.parts]
        self.sizes = [len(text) for text in data]
        self.keys = [
            _digest([*self.common, part.key, part.title, text])
            for part, text in zip(self.parts, data, strict=True)
        ]
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

    @cached_property
    def key(self) -> str:
        """Of the whole book."""
        order = [f"{part.key} {part.level}" for part in self.parts]
        front = self.content.front_html(self._lines())
        return _digest([*self.common, *self.keys, *order, self.content.foot, front])

    @property
    def entries(self) -> int:
        return sum(len(part.entries) for part in self.parts)

    @cached_property
    def styles(self) -> Styles:
        return Styles.load()

    def lay_out_parts(self, progress: Progress) -> None:
        """Lay out what was not kept, the largest first, in several processes."""
        missing = [number for number, key in enumerate(self.keys) if not kept.find(key)]
        missing.sort(key=lambda number: -self.sizes[number])
        pages = _Pages({number: self.sizes[number] for number in missing}, progress)
        works: list[Callable[[], object]] = [partial(self._part, number) for number in missing]
        if _processes() > 1:
            # How long the contents are is known before their numbers are.
            works += [self._frame, self._draft]
        self._all(
            works,
            heard=lambda place, page: (
                pages.heard(missing[place], page) if place < len(missing) else None
            ),
        )

    def joined(self) -> LaidOut:
        """Join what was laid out, with contents that name the pages."""
        parts = [self._part(number) for number in range(len(self.parts))]
        frame = self._frame()
        # With one process a guess is quicker, and a wrong one is made good below.
        drafts = [self._draft()] if _processes() > 1 else []
        guess = drafts[0].pages if drafts else 1 + math.ceil(self.entries / LINES_OF_A_PAGE)
        places = self._placed(guess, parts)
        front = self._front(places)
        if front.pages != guess:
            places = self._placed(front.pages, parts)
            front = self._front(places)
        data = join(front, places, frame=Frame.of(frame.data))
        return LaidOut(front.pages + sum(part.pages for part in parts), [], {}, data)

    def _all(
        self, works: Sequence[Callable[[], object]], heard: processes.Heard = lambda *_words: None
    ) -> None:
        """Do pieces of work that keep what they make, several at once. They ask no row: the
        connection to the database belongs to this process."""

        def work(number: int, tell: Callable[[int], None]) -> None:
            with pages_told(tell):
                works[number]()

        # Before the processes begin, so that they have it already.
        self.styles  # noqa: B018
        processes.run(work, range(len(works)), processes=_processes(), heard=heard)

    def _part(self, number: int) -> LaidOut:
        part = self.parts[number]
        return self._kept(self.keys[number], part.key, lambda: self.content.part_html(part))

    def _frame(self) -> LaidOut:
        html = frame_html(printable(self.content.foot))
        return self._kept(_digest([*self.common, html]), "frame", lambda: html)

    def _draft(self) -> LaidOut:
        """The front with numbers that are as long as any."""
        return self._front_of(self._lines())

    def _lines(self) -> list[Line]:
        return [Line(entry, DRAFT_PAGE) for part in self.parts for entry in part.entries]

    def _front(self, places: list[Piece]) -> LaidOut:
        lines = [
            Line(entry, place.first_page + place.laid_out.anchors.get(entry.anchor, 0))
            for place, part in zip(places, self.parts, strict=True)
            for entry in part.entries
        ]
        return self._front_of(lines)

    def _front_of(self, lines: list[Line]) -> LaidOut:
        html = self.content.front_html(lines)
        return self._kept(_digest([*self.common, html]), "front", lambda: html)

    def _kept(self, key: str, name: str, html: Callable[[], str]) -> LaidOut:
        """What was kept, or laid out now and kept."""
        if content := kept.find(key):
            return LaidOut.from_bytes(content)
        laid_out = lay_out(html(), key=name, styles=self.styles, pictures=self.pictures)
        kept.keep(key, laid_out.to_bytes())
        return laid_out

    def _placed(self, front_pages: int, parts: list[LaidOut]) -> list[Piece]:
        """The parts in their places after so many pages."""
        places, page = [], front_pages + 1
        for part, laid_out in zip(self.parts, parts, strict=True):
            places.append(Piece(part.key, part.level, page, laid_out))
            page += laid_out.pages
        return places


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


def _processes() -> int:
    return settings.BOOK_PROCESSES or len(os.sched_getaffinity(0))


def _digest(words: list[str]) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
