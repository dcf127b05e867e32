"""A document in parts: laid out apart, kept, and joined into one accessible PDF."""

import errno
import os
import signal
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdf
import pytest
from django.template import engines
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from programme.writing.markdown import render_markdown
from reports.contexts.base import Cover, ProgrammeFacts
from reports.contexts.book import BookPart, BookPrint, Entry
from reports.printing import book as printing
from reports.printing import fonts, kept, print_pdf, processes
from reports.printing.book import print_book
from reports.printing.cutting import cut_out
from reports.printing.engine import FONTS
from tests.reports.test_pdf import failures, fonts_not_embedded, words

pytestmark = pytest.mark.once

CHAPTER = """<section class="chapter" id="{{ key }}"><h2>Chapter {{ key }}</h2><p>{{ text }}</p>
{% for page in pages %}<h3 class="is-new-page">More of {{ key }}</h3><p>{{ page }}</p>{% endfor %}
<p>See <a href="#{{ other }}">the other</a>, <a href="#{{ key }}">this</a>,
<a href="#gone">none</a>.</p>
<table class="table"><thead><tr><th scope="col">A</th></tr></thead>
<tbody><tr><td>{{ key }}</td></tr></tbody></table></section>"""
PROGRAMME = ProgrammeFacts("Net", "A network", "2009", "Funded", "Expert", "Workshop", "", True)


@dataclass(frozen=True, kw_only=True)
class SmallBook(BookPrint):
    texts: tuple[tuple[str, str, str, int], ...]

    def parts(self):
        return tuple(
            BookPart(
                key=key,
                title=key,
                template="chapter.html",
                context={"key": key, "text": text, "other": other, "pages": ["More"] * pages},
                entries=(Entry(key, f"Chapter {key}"),),
            )
            for key, text, other, pages in self.texts
        )


def book(*, second="Beta", pages=1, edition="Draft"):
    cover = Cover(kind="Report", title="All", subtitle="Of it", edition=edition, stamp="Draft")
    texts = (
        ("one", "Alpha ليلى", "three", 1),
        ("two", second, "one", pages),
        ("three", "G", "two", 0),
    )
    return SmallBook(programme=PROGRAMME, cover=cover, language="en", texts=texts)


@pytest.fixture(autouse=True)
def chapter_template(monkeypatch):
    """The template of the chapters, which is no file."""
    loaders = engines["django"].engine.template_loaders
    find = loaders[0].get_template
    made = engines["django"].from_string(CHAPTER).template
    monkeypatch.setattr(
        loaders[0],
        "get_template",
        lambda name, skip=None: made if name == "chapter.html" else find(name, skip),
    )


@pytest.fixture
def laid_out(monkeypatch):
    """The keys of the parts that were laid out, in their order."""
    keys, lay_out = [], printing.lay_out

    def noted(html, *, key, **rest):
        if key not in ("front", "frame"):
            keys.append(key)
        return lay_out(html, key=key, **rest)

    monkeypatch.setattr(printing, "lay_out", noted)
    return keys


def begins(reader):
    return [
        (entry.title, reader.get_destination_page_number(entry) + 1)
        for entry in reader.outline
        if not isinstance(entry, list)
    ]


def outline(glyphs, name):
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return [number for _verb, points in pen.value for point in points for number in point]


def test_a_joined_book_is_accessible_and_says_everywhere_on_which_page_it_is():
    printed = print_book(book())

    reader = pypdf.PdfReader(BytesIO(printed.data))
    assert failures(printed.data) == []
    assert fonts_not_embedded(printed.data) == []
    assert begins(reader) == [("Chapter one", 3), ("Chapter two", 5), ("Chapter three", 7)]
    assert [len(entry) for entry in reader.outline if isinstance(entry, list)] == [1, 1]
    contents = reader.pages[1].extract_text().split()
    assert [word for word in contents if word in "357"] == ["3", "5", "7"]
    feet = [sheet.extract_text().split()[-1] for sheet in reader.pages[2:]]
    assert feet == ["3", "4", "5", "6", "7"]
    assert "All: Report, Draft" in reader.pages[4].extract_text()
    assert reader.page_labels == ["1", "2", "3", "4", "5", "6", "7"]
    assert reader.metadata.title == "All: Report"
    assert printed.pages == 7


def test_links_lead_into_other_parts_and_one_to_nowhere_stays_on_its_page():
    data = print_book(book()).data

    with pikepdf.open(BytesIO(data)) as joined:
        names = joined.Root.Names.Dests.Names
        places = dict(zip(map(str, list(names)[::2]), list(names)[1::2], strict=True))
        pages = [page.obj.objgen for page in joined.pages]

        def lead_to(page):
            goals = [note.Dest for note in page.get("/Annots", ())]
            goals = [places.get(str(goal), goal) for goal in goals]
            return [pages.index(goal[0].objgen) + 1 for goal in goals]

        # The name of a chapter and its page, each.
        assert lead_to(joined.pages[1]) == [3, 3, 5, 5, 7, 7]
        assert lead_to(joined.pages[3]) == [7, 3, 4]


def test_what_somebody_writes_about_html_stays_as_it_is_and_misleads_no_link():
    text = render_markdown('An anchor is id="one", a link to it href="#one" or <a href="#x">.')

    data = print_book(book(second=text)).data
    with_link = print_book(book(second=render_markdown("See the third."))).data

    said = " ".join(words(data).split())
    assert 'id="one", a link to it href="#one" or <a href="#x">.' in said
    with pikepdf.open(BytesIO(data)) as one, pikepdf.open(BytesIO(with_link)) as other:
        assert [len(page.get("/Annots", ())) for page in one.pages] == [
            len(page.get("/Annots", ())) for page in other.pages
        ]


def test_it_looks_as_if_it_had_been_laid_out_at_once():
    content = book()

    joined, alone = print_book(content), print_pdf(content.html(), pictures=content.pictures())

    assert joined.pages == alone.pages
    assert sorted(words(joined.data).split()) == sorted(words(alone.data).split())


def test_only_the_part_that_changed_is_laid_out_again(laid_out):
    print_book(book())
    first = [*laid_out]

    print_book(book())
    again = laid_out[len(first) :]
    longer = print_book(book(second="Changed", pages=3, edition="Edition 2"))

    assert sorted(first) == ["one", "three", "two"]
    assert again == []
    assert laid_out[len(first) :] == ["two"]
    reader = pypdf.PdfReader(BytesIO(longer.data))
    assert begins(reader)[-1] == ("Chapter three", 9)
    assert reader.pages[8].extract_text().split()[-3:] == ["Edition", "2", "9"]


def test_a_damaged_part_is_laid_out_again(laid_out, settings):
    print_book(book())
    laid_out.clear()
    for path in settings.BOOK_PARTS_ROOT.glob("??/*"):
        path.write_bytes(path.read_bytes()[:-1] + b"?")

    printed = print_book(book())

    assert sorted(laid_out) == ["one", "three", "two"]
    assert failures(printed.data) == []


def test_parts_with_their_own_fonts_look_the_same(monkeypatch):
    noted = print_book(book())
    monkeypatch.setattr(fonts, "_need_of", lambda font, letters: None)
    monkeypatch.setattr(kept, "find", lambda key: None)

    own = print_book(book())

    assert failures(own.data) == []
    assert words(own.data) == words(noted.data)


def test_a_cut_font_draws_its_letters_as_the_whole_font_does_in_that_weight():
    axes = {"opsz": 20.0, "wght": 600.0}
    font = TTFont(FONTS["inter"])
    whole = font.getGlyphSet(location=axes)
    names = {font.getGlyphID(name): name for name in ("A", "Aring", "comma")}

    places, data = cut_out(FONTS["inter"], names, axes.items())

    with TTFont(BytesIO(data)) as cut:
        for glyph, name in names.items():
            there = cut.getGlyphName(places[glyph])
            # One of the 2048 parts of a letter's height is lost by rounding.
            assert outline(cut.getGlyphSet(), there) == pytest.approx(outline(whole, name), abs=1)
            assert cut["hmtx"][there][0] == round(whole[name].width)
        # Those, the empty one, and what the letter with a ring is put together from.
        assert len(cut.getGlyphOrder()) <= 1 + len(names) + 2


def test_several_processes_tell_the_pages_and_make_the_same_book(settings):
    told = []
    one = print_book(book())
    settings.BOOK_PROCESSES, settings.BOOK_PARTS_ROOT = 3, settings.BOOK_PARTS_ROOT / "other"

    several = print_book(book(), progress=lambda *step: told.append(step))

    percents = [percent for percent, _note in told]
    assert words(several.data) == words(one.data)
    assert percents == sorted(percents)
    assert sum(note.startswith("Laying out page") for _percent, note in told) == 5


def test_what_a_killed_process_did_is_done_by_another(tmp_path):
    def work(piece, tell):
        if not (tmp_path / str(piece)).exists():
            (tmp_path / str(piece)).touch()
            if piece == 1:
                os.kill(os.getpid(), signal.SIGKILL)
        (tmp_path / f"{piece}.done").touch()

    processes.run(work, [0, 1, 2], processes=2, heard=lambda piece, page: None)

    assert {path.name for path in tmp_path.glob("*.done")} == {"0.done", "1.done", "2.done"}


def test_who_is_killed_each_time_gives_up_in_words_and_takes_the_others_along():
    def work(piece, tell):
        tell(os.getpid())
        if piece:
            os.kill(os.getpid(), signal.SIGKILL)
        signal.pause()

    pids = []
    with pytest.raises(processes.PieceDied, match="too little memory"):
        processes.run(work, [0, 1], processes=2, heard=lambda piece, pid: pids.append(pid))

    assert len(pids) == 3
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_full_disk_in_a_process_is_a_full_disk_here():
    def work(piece, tell):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space") as raised:
        processes.run(work, [0, 1], processes=2, heard=lambda piece, page: None)

    assert raised.value.errno == errno.ENOSPC


def test_what_nobody_used_for_weeks_is_forgotten(settings):
    kept.keep("aa-old", b"old")
    kept.keep("bb-new", b"new")
    old = settings.BOOK_PARTS_ROOT / "aa" / "aa-old"
    os.utime(old, (0, 0))

    assert kept.forget_unused() == 1
    assert (kept.find("aa-old"), kept.find("bb-new")) == (None, b"new")
