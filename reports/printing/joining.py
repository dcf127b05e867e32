"""Joins the front of a book and its parts into one PDF that is as accessible as each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reports.printing.fonts import Need, programs
from reports.printing.frame import Frame
from reports.printing.parts import ELSEWHERE, LaidOut, anchor_in


@dataclass(frozen=True)
class Piece:
    """A part in its place."""

    key: str
    level: int
    first_page: int
    laid_out: LaidOut


def join(front: LaidOut, pieces: Sequence[Piece], *, frame: Frame) -> bytes:
    """The front, whose pages stand first and are numbered already, and the parts after it."""
    # Slow to import, and only workers need it.
    import pikepdf

    book = pikepdf.open(BytesIO(front.data))
    joiner = _Joiner(book, frame, _places(front, pieces))
    joiner.take_front()
    for piece in pieces:
        joiner.take(piece)
    joiner.finish(pieces)
    joiner.put_fonts()
    joined = BytesIO()
    book.save(joined, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return joined.getvalue()


def _places(front: LaidOut, pieces: Sequence[Piece]) -> dict[str, str]:
    """The name in the book of every id; of an id that two parts have, that of the first part."""
    places: dict[str, str] = {}
    for piece in pieces:
        for name in piece.laid_out.anchors:
            places.setdefault(name, anchor_in(piece.key, name))
    for name in front.anchors:
        places.setdefault(name, anchor_in("front", name))
    return places


class _Joiner:
    def __init__(self, book: Any, frame: Frame, places: dict[str, str]) -> None:
        import pikepdf

        self.pikepdf = pikepdf
        self.book = book
        self.frame = frame
        self.places = places
        # The files that parts come from stay open until the book is written.
        self.sources: list[Any] = []
        tree = book.Root.StructTreeRoot
        self.document = tree.K[0]
        self.children = list(self.document.K)
        self.numbers = list(tree.ParentTree.Nums)
        self.next_number = len(self.numbers) // 2
        self.names: list[tuple[str, Any]] = []
        self.fonts: list[tuple[Any, Need]] = []
        self.begin = book.make_stream(b"q\n")
        self.foot = book.make_stream(b"Q\nq\n" + frame.foot + b"\nQ\n")
        self.resources = {
            kind: {name: self._copied(frame.source, value) for name, value in named.items()}
            for kind, named in frame.resources.items()
        }

    def _copied(self, source: Any, value: Any) -> Any:
        """The value in this book. Alone it would not be copied with what it refers to."""
        return self.book.copy_foreign(value if value.is_indirect else source.make_indirect(value))

    def take_front(self) -> None:
        self._take_names(self.book)
        self._take_fonts(self.book.pages[0].obj.Resources.Font)
        self._take_fonts(self.resources["/Font"])
        self._link(self.book.pages)

    def take(self, piece: Piece) -> None:
        source = self.pikepdf.open(BytesIO(piece.laid_out.data))
        self.sources.append(source)
        begin = len(self.book.pages)
        for page in source.pages:
            self.book.pages.append(page)
        pages = list(self.book.pages)[begin:]
        # Only after the pages: what it says of them is then about those in the book.
        tree = self.book.copy_foreign(source.Root.StructTreeRoot)
        self._take_tags(tree, pages)
        self._take_names(source)
        # All pages of a part share their resources.
        self._take_fonts(pages[0].obj.Resources.Font)
        self._link(pages)
        self._frame(pages, piece.first_page)

    def _take_tags(self, tree: Any, pages: list[Any]) -> None:
        for child in tree.K[0].K:
            child.P = self.document
            self.children.append(child)
        first = self.next_number
        numbers = list(tree.ParentTree.Nums)
        for place in range(0, len(numbers), 2):
            self.numbers += [int(numbers[place]) + first, numbers[place + 1]]
        self.next_number += len(numbers) // 2
        for page in pages:
            page.obj.StructParents = int(page.obj.StructParents) + first
            for note in page.obj.get("/Annots", ()):
                if "/StructParent" in note:
                    note.StructParent = int(note.StructParent) + first

    def _take_names(self, source: Any) -> None:
        names = source.Root.get("/Names", {}).get("/Dests", {}).get("/Names", [])
        items = list(names)
        for name, place in zip(items[::2], items[1::2], strict=True):
            if source is not self.book:
                place = self._copied(source, place)
            self.names.append((str(name), place))

    def _take_fonts(self, fonts: Any) -> None:
        """Note which fonts are notes of what is needed of them."""
        for _name, font in fonts.items():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            file = inner.get("/FontDescriptor", {}).get("/FontFile2")
            if file is not None and (need := Need.from_bytes(file.read_bytes())):
                self.fonts.append((inner, need))

    def _link(self, pages: Any) -> None:
        """Lead the links to other parts to them; one that leads nowhere stays on its page."""
        for page in pages:
            for note in page.obj.get("/Annots", ()):
                address = str(note.get("/A", {}).get("/URI", ""))
                if not address.startswith(ELSEWHERE):
                    continue
                del note.A
                name = self.places.get(address.removeprefix(ELSEWHERE))
                here = self.pikepdf.Array([page.obj, self.pikepdf.Name.Fit])
                note.Dest = self.pikepdf.String(name) if name else here

    def _frame(self, pages: list[Any], number: int) -> None:
        for kind, named in self.resources.items():
            shared = pages[0].obj.Resources[kind]
            for name, value in named.items():
                shared[name] = value
        for page in pages:
            own = self.book.make_stream(b"q\n" + self.frame.number(number) + b"\nQ\n")
            page.obj.Contents = self.pikepdf.Array([self.begin, page.obj.Contents, self.foot, own])
            number += 1

    def finish(self, pieces: Sequence[Piece]) -> None:
        pikepdf, root = self.pikepdf, self.book.Root
        self.document.K = pikepdf.Array(self.children)
        root.StructTreeRoot.ParentTree = self.book.make_indirect(
            pikepdf.Dictionary(Nums=pikepdf.Array(self.numbers))
        )
        root.StructTreeRoot.ParentTreeNextKey = self.next_number
        names = [
            item
            for name, place in sorted(self.names, key=lambda one: one[0].encode())
            for item in (pikepdf.String(name), place)
        ]
        root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=pikepdf.Array(names)))
        root.PageLabels = pikepdf.Dictionary(
            Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D, St=1)])
        )
        root.PageMode = pikepdf.Name.UseOutlines
        with self.book.open_outline() as outline:
            outline.root.clear()
            for piece in pieces:
                items = list(_bookmarks(piece.laid_out.bookmarks, piece.first_page - 1))
                above = outline.root[-1].children if piece.level > 1 and outline.root else None
                (outline.root if above is None else above).extend(items)

    def put_fonts(self) -> None:
        """Put each font in the place of all notes that ask for it."""
        made = {
            face: (
                self.book.make_stream(program.data, Length1=len(program.data)),
                self.book.make_stream(program.places),
            )
            for face, program in programs(need for _font, need in self.fonts).items()
        }
        for font, need in self.fonts:
            font.FontDescriptor.FontFile2, font.CIDToGIDMap = made[need.face]


def _bookmarks(bookmarks: Sequence[Any], begin: int) -> Iterator[Any]:
    import pikepdf

    for label, (page, left, top), below, state in bookmarks:
        item = pikepdf.OutlineItem(
            label, begin + page, pikepdf.PageLocation.XYZ, left=left, top=top
        )
        item.is_closed = state == "closed"
        item.children.extend(_bookmarks(below, begin))
        yield item
