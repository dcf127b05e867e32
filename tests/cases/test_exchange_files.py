"""Files from anybody: what is read out of them, and what is refused in words."""

import zipfile
from io import BytesIO

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from cases.exchange import docx_reading, files
from cases.exchange.files import make_file, read_file
from cases.exchange.incoming import MOST_LOOSE
from cases.outline import TOPICS
from programme.writing.html_reading import blocks_of, digest_of_text
from programme.writing.markdown import render_markdown
from tests.cases.test_exchange_round_trip import WRITTEN, sheet_of

pytestmark = pytest.mark.once


def read(data, name="case.docx"):
    data = data.encode() if isinstance(data, str) else data
    return read_file(SimpleUploadedFile(name, data))


def refusal_of(data, name="case.docx"):
    with pytest.raises(ValidationError) as refusal:
        read(data, name)
    return " ".join(refusal.value.messages)


def saved(document):
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def growth(document):
    """What a reader finds under “Growth” in a Word file."""
    return read(saved(document)).topics["growth"].text


@pytest.fixture
def document():
    """A Word file by hand, with a heading and nothing below it."""
    document = docx.Document()
    document.add_heading("4.2 GROWTH", 2)
    return document


def packed(parts, source=None):
    """A Word file with some parts replaced or added."""
    source = source or saved(docx.Document())
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


# What Word files are made of


def test_bold_italic_links_and_breaks(document):
    paragraph = document.add_paragraph("A ")
    paragraph.add_run("bold").bold = True
    paragraph.add_run(" and ")
    paragraph.add_run("leaning ").italic = True
    paragraph.add_run("word,\nand a second line")

    assert growth(document) == "A **bold** and *leaning* word,\nand a second line"


def test_lists_of_word_itself(document):
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("two", style="List Bullet")
    document.add_paragraph("first", style="List Number")

    assert [line for line in growth(document).split("\n") if line] == ["- one", "- two", "1. first"]


def test_tables_and_merged_cells(document):
    table = document.add_table(2, 3)
    for number, cell in enumerate(table.rows[0].cells):
        cell.text = f"Head {number}"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "wide | cell"
    table.cell(1, 2).text = "last"

    incoming = read(saved(document))

    assert incoming.topics["growth"].text == (
        "| Head 0 | Head 1 | Head 2 |\n| --- | --- | --- |\n| wide \\| cell |  | last |"
    )
    assert "Merged cells" in " ".join(incoming.notes)


def test_quotes_and_right_to_left_words_stay(document):
    document.add_paragraph("„Zitat“ und ‚mehr‘")
    document.add_paragraph("שלום עולם")

    assert growth(document) == "„Zitat“ und ‚mehr‘\n\nשלום עולם"


def test_tracked_changes_are_read_as_accepted(document):
    paragraph = document.add_paragraph("Sixty ")
    for kind, words in (("w:ins", "new firms"), ("w:del", "old firms")):
        change = OxmlElement(kind)
        change.set(qn("w:id"), "1")
        change.set(qn("w:author"), "Somebody")
        tag = "t" if kind == "w:ins" else "delText"
        change.append(parse_xml(f"<w:r {nsdecls('w')}><w:{tag}>{words}</w:{tag}></w:r>"))
        paragraph._p.append(change)

    incoming = read(saved(document))

    assert incoming.topics["growth"].text == "Sixty new firms"
    assert "tracked changes" in " ".join(incoming.notes)


def test_pictures_are_left_out_by_name(document):
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    document.add_picture(picture)
    document.inline_shapes[0]._inline.docPr.set("descr", "Our building")
    document.add_paragraph("Words.")

    incoming = read(saved(document))

    assert incoming.topics["growth"].text == "Words."
    assert "1 picture is left out. (“Our building”)" in " ".join(incoming.notes)


def test_comments_are_left_out_and_counted(document):
    run = document.add_paragraph("Words.").runs[0]
    document.add_comment(run, "Really?", author="Somebody")

    incoming = read(saved(document))

    assert incoming.topics["growth"].text == "Words."
    assert "1 comment of the file is left out." in incoming.notes


FOOTNOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:id="2"><w:p><w:r><w:t>Says the atlas</w:t></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


def test_footnotes_stand_in_brackets(document):
    paragraph = document.add_paragraph("Sixty firms")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    paragraph.add_run(".")
    source = saved(document)
    with zipfile.ZipFile(BytesIO(source)) as archive:
        rels = archive.read("word/_rels/document.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    parts = {
        "word/footnotes.xml": FOOTNOTES,
        "word/_rels/document.xml.rels": rels.replace("</Relationships>", link),
    }

    incoming = read(packed(parts, source))

    assert incoming.topics["growth"].text == "Sixty firms (Says the atlas)."


def test_words_behind_the_guidance_are_not_lost():
    made = make_file(sheet_of([""]), "docx")
    document = docx.Document(BytesIO(made.data))
    guidance = next(p for p in document.paragraphs if p.text.startswith("When and how was"))
    guidance.add_run(" In 1992, in a café.")

    words = read(saved(document)).topics["life_cycle"]

    assert words.text == "In 1992, in a café."


def test_a_word_that_is_changed_in_word_leaves_the_rest_as_it_was_typed():
    made = make_file(sheet_of([WRITTEN, "Untouched."]), "docx")
    document = docx.Document(BytesIO(made.data))
    paragraph = next(p for p in document.paragraphs if p.text.startswith("A bold"))
    paragraph.runs[0].text = "One "

    topics = read(saved(document)).topics

    assert topics["life_cycle"].text == WRITTEN.replace("A **bold**", "One **bold**").strip()
    digests = [digest_of_text(words.text) == words.digest for words in topics.values()]
    assert digests == [False] + [True] * 25


def test_a_heading_inside_a_text_stays_in_it():
    made = make_file(sheet_of(["Before."]), "docx")
    document = docx.Document(BytesIO(made.data))
    before = next(p for p in document.paragraphs if p.text == "Before.")
    heading = document.add_heading("The nineties", 3)
    before._p.addnext(heading._p)

    assert read(saved(document)).topics["life_cycle"].text == "Before.\n\n**The nineties**"


def test_the_mark_counts_and_not_the_words_of_the_heading():
    made = make_file(sheet_of(["Before."]), "docx")
    document = docx.Document(BytesIO(made.data))
    heading = next(p for p in document.paragraphs if p.text == "Cluster life cycle")
    heading.runs[0].text = "Wie alles begann"

    assert read(saved(document)).topics["life_cycle"].text == "Before."


def test_bold_lines_are_headings_where_there_are_no_others():
    document = docx.Document()
    for words, is_bold in (("Growth", True), ("We doubled.", False), ("Initiation", True)):
        document.add_paragraph().add_run(words).bold = is_bold

    incoming = read(saved(document))

    assert incoming.topics["growth"].text == "We doubled.\n\n**Initiation**"


# Hostile files


def test_a_program_is_no_word_file():
    assert "a Windows program" in refusal_of(b"MZ\x90\x00" + b"\0" * 600)


def test_an_encrypted_or_old_file_is_named():
    assert "locked by a password" in refusal_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


@pytest.mark.parametrize("page", ["<!DOCTYPE html><p>x", "<html><body>x", "<script>x</script>"])
def test_a_web_page_under_another_name_is_refused(page):
    assert "a web page" in refusal_of(page, "case.md")


def test_another_kind_of_office_file_is_refused():
    sheet = packed(
        {"[Content_Types].xml": "<Types>spreadsheetml.sheet.main+xml</Types>"},
    )

    assert "XLSX" in refusal_of(sheet)


def test_macros_are_refused():
    assert "macros" in refusal_of(packed({"word/vbaProject.bin": b"x"}))


def test_a_bomb_is_refused():
    bomb = packed({"word/document.xml": b" " * 5 * docx_reading.MOST_UNPACKED})
    assert len(bomb) < 100_000

    assert "too large to be read" in refusal_of(bomb)


def test_a_bomb_beside_the_words_is_never_opened():
    picture = b"\0" * 5 * docx_reading.MOST_UNPACKED
    source = packed({"word/media/image1.png": picture}, saved_with("4.2 Growth"))

    assert set(read(source).topics) == {"growth"}


def saved_with(title):
    document = docx.Document()
    document.add_heading(title, 2)
    return saved(document)


def test_an_archive_of_very_many_files_is_refused():
    parts = {f"word/media/{number}.txt": b"" for number in range(docx_reading.MOST_FILES + 1)}

    assert "too many parts" in refusal_of(packed(parts))


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(xml, encoding):
    assert "not one that Word has written" in refusal_of(
        packed({"word/document.xml": xml.encode(encoding)})
    )


def test_entities_in_another_encoding_are_refused():
    xml = '<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x>'

    assert "not one that Word has written" in refusal_of(packed({"word/document.xml": xml}))


def test_a_damaged_file_is_refused_in_words():
    whole = saved_with("Growth")

    assert "damaged" in refusal_of(whole[: len(whole) // 2])
    assert "damaged" in refusal_of(packed({"word/document.xml": "<w:document>"}))


def test_a_file_that_is_too_large_is_not_even_opened():
    upload = SimpleUploadedFile("case.docx", b"PK")
    upload.size = files.MOST_BYTES + 1

    with pytest.raises(ValidationError, match="at most"):
        read_file(upload)


def test_megabytes_of_text_are_refused():
    assert "at most" in refusal_of("word " * 600_000, "case.md")


def test_an_empty_file_is_refused():
    assert "no text" in refusal_of("\n\n", "case.md")


def test_three_hundred_headings_are_still_a_page():
    text = "".join(f"## Heading {number}\n\nWords {number}.\n\n" for number in range(300))

    incoming = read(text, "case.md")

    assert len(incoming.loose) == MOST_LOOSE + 1
    assert "Words 299." in incoming.loose[-1].text


def test_lists_without_end_are_read_without_end(document):
    deep = "".join(f"{'  ' * level}- level {level}\n" for level in range(60))

    incoming = read(f"## Growth\n\n{deep}", "case.md")

    assert incoming.topics["growth"].text.startswith("- level 0")
    assert blocks_of(incoming.topics["growth"].text)


def test_script_is_only_words():
    text = (
        "## Growth\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![x](http://e.org/i.png)"
    )

    shown = render_markdown(read(text, "case.md").topics["growth"].text)

    assert "<script" not in shown
    assert "href" not in shown
    assert "<img" not in shown


def test_a_link_of_a_word_file_that_runs_something_is_only_words(document):
    relation = document.part.relate_to("javascript:alert(1)", "hyperlink", is_external=True)
    paragraph = document.add_paragraph()
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    link.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>press</w:t></w:r>"))
    paragraph._p.append(link)

    assert growth(document) == "press"


def test_letters_that_word_cannot_hold_are_left_out():
    made = make_file(sheet_of(["A bell\x07 and no sign \ufffe."]), "docx")

    assert read(made.data).topics["life_cycle"].text == "A bell and no sign ."


def test_every_topic_and_its_version_travel_along():
    made = make_file(sheet_of(["Words."] * 26), "docx")

    topics = read(made.data).topics

    said = {key: (words.text, words.version) for key, words in topics.items()}
    assert said == dict.fromkeys(TOPICS, ("Words.", 3))


def test_the_longest_name_of_a_mark_fits_into_word():
    made = make_file(sheet_of(["Words."] * 26), "docx")
    names = [
        mark.get(qn("w:name"))
        for mark in docx.Document(BytesIO(made.data)).element.body.iter(qn("w:bookmarkStart"))
    ]

    # Word forgets bookmarks with longer names; versions may grow by four digits.
    assert max(len(name) for name in names) <= 40 - 4


def test_windows_letters_are_understood():
    assert read("## Growth\n\nGrün".encode("cp1252"), "case.md").topics["growth"].text == "Grün"
    assert read("## Growth\n\nGrün".encode("utf-16"), "case.md").topics["growth"].text == "Grün"
