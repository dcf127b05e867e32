"""HTML to PDF: the only module that knows WeasyPrint."""

import hashlib
import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import fontpkg_inter
import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import fontpkg_source_serif_4
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

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
STYLESHEETS = ("fonts.css", "page.css", "text.css", "parts.css", "book.css", "papers.css", "policy.css")
# Characters that have no shape of their own and need none.
INVISIBLE = "\n\t\r\u00ad\u200b\u200c\u200d\u2060\ufeff"
REPLACEMENT = "\ufffd"
ARABIC = re.compile("[\u0600-\u06ff]")
# Says nothing and is seen by nobody, but is a character: what the dots of a letter mean alone.
JOINER = b"200d"

Progress = Callable[[int, str], None]


class LibraryMissing(Exception):
    """The system libraries of the PDF engine are not installed; the text says what to do."""


@dataclass(frozen=True)
class Printed:
    """A finished PDF."""

    data: bytes
    pages: int
    suffix: str = ".pdf"

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> IO[bytes]:
        return BytesIO(self.data)

    def close(self) -> None:
        """Nothing is left behind: it was never on the disk."""


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
    weasyprint = _engine()
    fetcher = _closed_fetcher(pictures or {})
    fonts = weasyprint.text.fonts.FontConfiguration()
    styles = [
        weasyprint.CSS(string=_stylesheet(name), url_fetcher=fetcher, font_config=fonts)
        for name in STYLESHEETS
    ]
    html = printable(html)
    with _told(progress, expected_pages=3 + len(html) // 4500):
        document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(
            stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1", dpi=150
        )
        data = document.write_pdf(pdf_variant="pdf/ua-1", dpi=150)
    if ARABIC.search(html):
        data = _with_meanings(data)
    return Printed(data=data, pages=len(document.pages))


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


@cache
def _drawable() -> frozenset[int]:
    # Slow to import, and only workers need it.
    from fontTools.ttLib import TTFont

    points = {ord(char) for char in INVISIBLE}
    for path in FONTS.values():
        with TTFont(path, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def _engine() -> Any:
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


class _ProgressHandler(logging.Handler):
    """Turns what WeasyPrint logs while it works into a percentage and words."""

    def __init__(self, progress: Progress, expected_pages: int) -> None:
        super().__init__(logging.INFO)
        self.progress = progress
        self.expected_pages = max(expected_pages, 1)
        self.thread = threading.get_ident()
        self.percent = 0

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self.thread:
            return
        percent, note = self.read(record.getMessage())
        # A second layout for page numbers begins again at page 1; the bar does not.
        self.percent = max(self.percent, percent)
        if note:
            self.progress(self.percent, note)

    def read(self, message: str) -> tuple[int, str]:
        if match := re.search(r"Page (\d+)", message):
            page = int(match[1])
            share = min(1.0, page / self.expected_pages)
            return 10 + int(65 * share), _("Laying out page %(page)s") % {"page": page}
        if "Repagination" in message:
            return 75, _("Setting the page numbers of the contents")
        if message.startswith(("Step 6", "Step 7")):
            return 82, _("Drawing the pages")
        if message.startswith(("Step 3", "Step 4")):
            return 8, _("Applying the layout")
        return 4, _("Reading the texts")


@contextmanager
def _told(progress: Progress, *, expected_pages: int) -> Iterator[None]:
    logger = logging.getLogger("weasyprint.progress")
    handler = _ProgressHandler(progress, expected_pages)
    before = (logger.level, logger.propagate)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
