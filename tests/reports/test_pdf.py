"""What comes out of the printer: accessible, complete, and closed to the outside."""

import builtins
import http.server
import re
import threading
from io import BytesIO

import page
import pikepdf
import pypdf
import pytest

from reports.contexts import context_of
from reports.contexts.book import BookPrint
from reports.models import WORD_KINDS, DocumentKind
from reports.printing import LibraryMissing, Picture, print_pdf, printable
from reports.printing.book import print_book
from reports.printing.engine import breakable
from reports.templatetags.print_tags import prose

pytestmark = pytest.mark.once

PAGE = "<html lang='en'><head><title>A page</title></head><body><h1>A page</h1>{}</body></html>"


def failures(pdf):
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def words(pdf):
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(BytesIO(pdf)).pages)


def fonts_not_embedded(pdf):
    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        return [
            str(font.FontName)
            for font in fonts
            if "/FontFile2" not in font and "/FontFile3" not in font
        ]


@pytest.fixture
def outside():
    """A server that nobody should ask; yields its address and what it was asked for."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind in DocumentKind.values if kind not in WORD_KINDS])
def test_every_kind_is_an_accessible_pdf_with_its_fonts_title_and_bookmarks(kind, subjects):
    content = context_of(kind, subjects[kind])

    if isinstance(content, BookPrint):
        printed = print_book(content)
    else:
        printed = print_pdf(content.html(), pictures=content.pictures())

    assert failures(printed.data) == []
    assert fonts_not_embedded(printed.data) == []
    reader = pypdf.PdfReader(BytesIO(printed.data))
    assert len(reader.pages) == printed.pages
    assert reader.metadata.title == content.title
    assert reader.trailer["/Root"]["/Lang"].lower() == content.language
    assert reader.outline
    a4, screen = (595, 842), (907, 510)
    sizes = {tuple(round(side) for side in sheet.mediabox[2:]) for sheet in reader.pages}
    assert sizes == {screen if kind == DocumentKind.DECK else a4}


@pytest.mark.django_db
def test_contents_name_the_page_of_each_chapter(edition):
    content = context_of("case", edition)

    reader = pypdf.PdfReader(BytesIO(print_pdf(content.html()).data))

    chapters = [entry for entry in reader.outline if not isinstance(entry, list)]
    begins = [str(reader.get_destination_page_number(entry) + 1) for entry in chapters]
    listed = reader.pages[1].extract_text().split()
    assert len(begins) == 6
    assert [word for word in listed if word in begins][:6] == begins


@pytest.mark.parametrize(
    "element",
    [
        '<img src="{outside}/picture.png" alt="x">',
        '<link rel="stylesheet" href="{outside}/style.css">',
        '<style>@import url("{outside}/import.css");</style>',
        '<style>p {{ background: url("{outside}/background.png") }}</style>',
        '<style>@font-face {{ font-family: F; src: url("{outside}/f.ttf") }}</style>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{outside}/inside.png"/></svg>',
        '<object data="{outside}/object.svg" type="image/svg+xml"></object>',
        '<p style="background: url({outside}/inline.png)">x</p>',
        '<a href="{outside}/link" rel="attachment">x</a>',
        '<base href="{outside}/"><img src="relative.png" alt="x">',
    ],
)
def test_printing_asks_nobody_outside_whatever_the_page_says(element, outside):
    address, asked = outside

    printed = print_pdf(PAGE.format(f"<p>Words</p>{element.format(outside=address)}"))

    assert asked == []
    assert "Words" in words(printed.data)


def test_printing_reads_no_file_of_the_server(tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20">'
        "<text y='15'>Geheim</text></svg>"
    )
    attempts = f'<img src="{secret.as_uri()}" alt="x"><img src="{secret}" alt="x">'

    printed = print_pdf(PAGE.format(f"<p>Words</p>{attempts}"))

    assert "Words" in words(printed.data)
    assert "Geheim" not in words(printed.data)


def test_a_picture_handed_in_is_shown():
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20">'
        b'<text y="15" font-family="Inter">Shown</text></svg>'
    )
    pictures = {"logo": Picture(drawing, "image/svg+xml")}

    printed = print_pdf(PAGE.format('<img src="clusnet:logo" alt="Logo">'), pictures=pictures)

    assert "Shown" in words(printed.data)


HOSTILE = """
# Not a heading of ours
![a picture]({outside}/markdown.png) <img src="{outside}/raw.png"> <script>alert(1)</script>
<style>* {{ display: none }}</style><h1>Raw</h1>

[**bold** link]({outside}/page) and [script](javascript:alert(1)) and [file](file:///etc/passwd)

- loose

- list with [*emphasis* in a link](https://example.org/)

漢字 🙂 עברית and a\u0007bell, {long}
"""


def test_hostile_markdown_is_harmless_and_still_accessible(outside):
    address, asked = outside
    text = HOSTILE.format(outside=address, long="unbreakable" * 40)

    printed = print_pdf(PAGE.format(f'<main class="text">{prose(text)}</main>'))

    assert asked == []
    assert failures(printed.data) == []
    said = words(printed.data)
    assert "Not a heading of ours" in said
    assert "root:" not in said
    links = [
        annotation.get_object()["/A"]["/URI"]
        for sheet in pypdf.PdfReader(BytesIO(printed.data)).pages
        for annotation in sheet.get("/Annots", [])
    ]
    assert set(links) == {f"{address}/page", "https://example.org/"}


def test_progress_never_goes_back_and_names_the_page():
    told = []
    paragraphs = "<p>Words of a paragraph that fills a line or two.</p>" * 200

    print_pdf(PAGE.format(paragraphs), progress=lambda *step: told.append(step))

    percents = [percent for percent, _note in told]
    assert percents == sorted(percents)
    assert percents[-1] < 100
    assert "Laying out page 2" in [note for _percent, note in told]


def test_a_missing_system_library_is_named_with_its_remedy(monkeypatch):
    really_import = builtins.__import__

    def without_pango(name, *arguments, **options):
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return really_import(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_pango)

    with pytest.raises(LibraryMissing, match="apt-get install .* libpango-1.0-0"):
        print_pdf(PAGE.format(""))


@pytest.mark.parametrize("name", ["Élodie Kőműves", "Ελένη Παππά", "Олена Шевченко", "ليلى حداد"])
def test_names_of_the_partners_neighbours_have_their_letters(name):
    assert printable(name) == name
    assert failures(print_pdf(PAGE.format(f"<p>{name}</p>")).data) == []


def test_a_letter_that_no_font_has_leaves_a_mark():
    assert printable("Tokyo 東京") == "Tokyo \ufffd\ufffd"


def test_a_picture_that_was_pasted_as_text_may_be_broken_into_lines():
    pasted = "![](data:image/png;base64," + "aB3/&" * 400 + ")"
    page_of_it = PAGE.format(f"<div class='text'>{prose(pasted)}</div>")

    broken = breakable(page_of_it)

    assert max(map(len, re.split(r"[\s\u200b]|<[^>]*>", broken))) < 60
    assert "&\u200b" not in broken.replace("&amp;", "")
    assert broken.replace("\u200b", "") == page_of_it
    assert failures(print_pdf(page_of_it).data) == []


def test_no_tag_and_no_word_that_somebody_may_have_written_is_broken():
    said = f'<a href="https://city.example/{"a" * 400}">{"b" * 299}</a> <i>{"c " * 400}</i>'

    assert breakable(said) == said
