"""HTML to PDF. Only this package knows WeasyPrint and pikepdf."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg_inter
import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import fontpkg_source_serif_4
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from reports.printing.made import Made
from reports.printing.progress import Progress, told

# Everything that a page may load has an address of this scheme; there is no other way in.
SCHEME = "clusnet"
FONTS: dict[str, Path] = {
    "inter": Path(fontpkg_inter.ROOT) / "files" / "Inter[opsz,wght].ttf",
    "inter-italic": Path(fontpkg_inter.ROOT) / "files" / "Inter-Italic[opsz,wght].ttf",
    "serif": Path(fontpkg_source_serif_4.ROOT) / "files" / "SourceSerif4[opsz,wght].ttf",
    "serif-italic": Path(fontpkg_source_serif_4.ROOT)
    / "files"
    / "SourceSerif4-Italic[opsz,wght].ttf",
    "noto": Path(fontpkg_noto_sans.ROOT) / "files" / "NotoSans[wdth,wght].ttf",
    "noto-arabic": Path(fontpkg_noto_sans_arabic.ROOT) / "files" / "NotoSansArabic[wdth,wght].ttf",
}
STYLESHEETS = (
    "fonts.css",
    "page.css",
    "text.css",
    "parts.css",
    "book.css",
    "papers.css",
    "meetings.css",
    "final.css",
    "policy.css",
    "city_report.css",
    "passport.css",
    "networking_map.css",
)
# Characters that have no shape of their own and need none.
INVISIBLE = "\n\t\r\u00ad\u200b\u200c\u200d\u2060\ufeff"
REPLACEMENT = "\ufffd"
ARABIC = re.compile("[\u0600-\u06ff]")
# A tag, or a word so long that nobody wrote it: the data of a picture that was pasted as text.
LONG_WORD = re.compile(r"<[^>]*>|(?:&#?\w{1,10};|[^\s<>]){300,}")
PIECE_OF_WORD = re.compile(r"(?:&#?\w{1,10};|[^\s<>]){10}")
MAY_BREAK = "\u200b"
# Says nothing and is seen by nobody, but is a character: what the dots of a letter mean alone.
JOINER = b"200d"


# Gets the laid out document and the PDF as the engine builds it.
Finisher = Callable[[Any, Any], None]


class LibraryMissing(Exception):
    """The system libraries of the PDF engine are not installed; the text says what to do."""


@dataclass(frozen=True)
class Printed(Made):
    """A finished PDF."""

    pages: int
    suffix: str = ".pdf"


@dataclass(frozen=True)
class Picture:
    """A picture that a page shows as ``<img src="clusnet:name">``."""

    data: bytes
    content_type: str


def print_pdf(
    html: str,
    *,
    pictures: Mapping[str, Picture] | None = None,
    progress: Progress = lambda percent, note: None,
) -> Printed:
    """Lay the page out as a tagged PDF (PDF/UA-1), telling how far it is.

    Nothing is loaded but our own fonts and styles and the ``pictures`` handed in, whatever the
    HTML asks for. Raises LibraryMissing when the system lacks Pango.
    """
    with told(progress, expected_pages=3 + len(html) // 4500):
        return draw(html, styles=Styles.load(), pictures=pictures or {}).printed


@dataclass(frozen=True)
class Drawn:
    """A PDF with what the engine knows of its pages."""

    printed: Printed
    # (label, (page from 0, left, top), those below, state), as the engine says it.
    bookmarks: list[Any]
    # The page of each id, from 0.
    anchors: dict[str, int]


def draw(
    html: str,
    *,
    styles: "Styles",
    pictures: Mapping[str, Picture],
    finisher: Finisher | None = None,
) -> Drawn:
    """Lay the page out. The finisher may change the PDF before it is written."""
    weasyprint = load_engine()
    html = breakable(printable(html))
    document = weasyprint.HTML(string=html, url_fetcher=_closed_fetcher(pictures)).render(
        stylesheets=styles.sheets, font_config=styles.fonts, pdf_variant="pdf/ua-1", dpi=150
    )
    data = document.write_pdf(pdf_variant="pdf/ua-1", dpi=150, finisher=finisher)
    if ARABIC.search(html):
        data = _with_meanings(data)
    anchors: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:
            anchors.setdefault(name, number)
    bookmarks = document.make_bookmark_tree(scale=0.75, transform_pages=True)
    return Drawn(Printed(data=data, pages=len(document.pages)), bookmarks, anchors)


@dataclass(frozen=True)
class Styles:
    """The parsed styles with their fonts, which take as long as a page to read: a process does
    so once. What is forked from it has them too.

    The fonts lie in a folder that goes when the process ends.
    """

    sheets: list[Any]
    fonts: Any

    @classmethod
    def load(cls) -> "Styles":
        """Raises LibraryMissing."""
        return _styles(tuple(_stylesheet(name) for name in STYLESHEETS))


@lru_cache(maxsize=1)
def _styles(texts: tuple[str, ...]) -> Styles:
    weasyprint = load_engine()
    fonts = weasyprint.text.fonts.FontConfiguration()
    fetcher = _closed_fetcher({})
    sheets = [weasyprint.CSS(string=text, url_fetcher=fetcher, font_config=fonts) for text in texts]
    return Styles(sheets, fonts)


def style_version() -> str:
    """A hash of everything besides the content that decides what a PDF looks like."""
    digest = hashlib.sha256(version("weasyprint").encode())
    for name in STYLESHEETS:
        digest.update(_stylesheet(name).encode())
    for folder in ("pdf", "charts"):
        for path in sorted((settings.BASE_DIR / "templates" / "reports" / folder).rglob("*.*")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def printable(html: str) -> str:
    """The HTML with a mark in place of characters that none of our fonts can draw.

    A PDF that is accessible has no undrawn characters, and a box would say no more.
    """
    known = _drawable()
    unknown = {char for char in set(html) if ord(char) not in known}
    return html.translate({ord(char): REPLACEMENT for char in unknown}) if unknown else html


def breakable(html: str) -> str:
    """The HTML with places in very long words where a line may end.

    The engine looks for such a place again on each line: without one, a word of 200,000 characters
    takes it half an hour, and a document with it would never be there.
    """

    def with_places(match: re.Match[str]) -> str:
        found = match[0]
        if found.startswith("<"):
            return found
        return PIECE_OF_WORD.sub(lambda piece: piece[0] + MAY_BREAK, found)

    return LONG_WORD.sub(with_places, html)


@cache
def _drawable() -> frozenset[int]:
    # Slow to import, and only workers need it.
    from fontTools.ttLib import TTFont

    points = {ord(char) for char in INVISIBLE}
    for path in FONTS.values():
        with TTFont(path, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def load_engine() -> Any:
    # Slow to import, and only workers need it.
    try:
        import weasyprint
        import weasyprint.text.fonts
    except OSError as error:
        raise LibraryMissing(
            _(
                "The server lacks a library for PDF documents (%(error)s). Its operator can "
                "install it: apt-get install --no-install-recommends libpango-1.0-0 "
                "libpangoft2-1.0-0 libharfbuzz-subset0"
            )
            % {"error": str(error).splitlines()[0][:120]}
        ) from error
    return weasyprint


def _with_meanings(data: bytes) -> bytes:
    """The PDF with a meaning for glyphs that have none.

    Arabic letters are drawn as a body and its dots. The engine gives the whole letter to the body
    and nothing to the dots, which an accessible PDF may not have.
    """
    # Slow to import, and few documents need it.
    import pikepdf

    fixed = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                table = item.ToUnicode.read_bytes()
                item.ToUnicode.write(table.replace(b"> <>", b"> <" + JOINER + b">"))
        document.save(fixed)
    return fixed.getvalue()


def _stylesheet(name: str) -> str:
    path = finders.find(f"reports/print/{name}")
    if path is None:
        raise FileNotFoundError(f"reports/print/{name}")
    return Path(path).read_text(encoding="utf-8")


def _closed_fetcher(pictures: Mapping[str, Picture]) -> Any:
    """What WeasyPrint loads things with. It knows our own names and nothing else.

    Whatever is refused is left out of the page, and the build goes on: what people write must
    not make us fetch anything, and must not stop a document either.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class ClosedFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            scheme, _colon, name = url.partition(":")
            if scheme == SCHEME and name in FONTS:
                return URLFetcherResponse(
                    url, BytesIO(FONTS[name].read_bytes()), {"Content-Type": "font/ttf"}
                )
            if scheme == SCHEME and name in pictures:
                picture = pictures[name]
                return URLFetcherResponse(
                    url, BytesIO(picture.data), {"Content-Type": picture.content_type}
                )
            raise ValueError("This address may not be loaded.")

    return ClosedFetcher()
