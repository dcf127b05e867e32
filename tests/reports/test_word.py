"""Word files of reports: what stands in them, how they are built, and what they refuse."""

import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from cases.models import ProposedAction
from programme.models import Programme
from reports.contexts import context_of
from reports.documents.orders import request_document
from reports.models import WORD_KINDS, Document, ReportSection
from reports.outline import CITY_REPORT_PARTS, FINAL_REPORT_PARTS
from reports.printing import Picture
from reports.tasks import build_document
from reports.word.file import write_word

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# One red dot.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
HOSTILE = (
    "שלום \u202eevil\u202c \x0b\x0c\x1f\ufffe ]]> <script>alert(1)</script> &amp; <w:p/> 😀\n\n"
    "| a | b |\n|---|---|\n| <b>x</b> | ليلى |\n\n1. one\n   - two\n     - three\n"
)


def opened(content):
    return docx.Document(BytesIO(write_word(content).data))


def words_of(document):
    """Everything that a reader finds, in tables and at the edges of the pages too."""
    edges = [document.sections[0].header, document.sections[0].footer]
    roots = [document.element.body, *(edge._element for edge in edges)]
    return "\n".join(
        "".join(text.text or "" for text in line.iter(qn("w:t")))
        for root in roots
        for line in root.iter(qn("w:p"))
    )


def headings(document):
    return [line.text for line in document.paragraphs if line.style.name.startswith("Heading")]


@pytest.mark.parametrize("kind", WORD_KINDS)
def test_a_word_file_has_the_parts_of_the_report_as_headings_and_links_to_them(kind, subjects):
    content = context_of(kind, subjects[kind])

    document = opened(content)

    parts = FINAL_REPORT_PARTS if "final" in kind else CITY_REPORT_PARTS
    found = {title.lstrip("0123456789 ") for title in headings(document)}
    missing = {str(part.title) for part in parts} - found
    assert missing == set()
    anchors = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))} - {None}
    assert links
    assert links <= anchors
    fields = [code.text.strip() for code in document.element.iter(qn("w:instrText"))]
    # The contents stay on a page: a final report has too many parts of parts.
    depth = 1 if "final" in kind else 2
    assert fields == [f'TOC \\o "1-{depth}" \\h \\z \\u']
    assert document.core_properties.title == content.title
    assert document.core_properties.language == content.language


def test_a_city_report_in_word_says_what_its_pdf_says(report):
    document = opened(context_of("city_report_draft_word", report))

    words = words_of(document)
    action = ProposedAction.objects.get()
    for said in ("A first paragraph with weight and a link", "Somebody said so.", action.text):
        assert said in words
    heads = [table.rows[0]._tr.find(".//" + qn("w:tblHeader")) for table in document.tables]
    assert any(head is not None for head in heads)
    assert "Draft" in words_of_cover(document)
    assert "Draft" in document.sections[0].header.paragraphs[0].text


def words_of_cover(document):
    return "\n".join(line.text for line in document.paragraphs[:12])


def test_an_edition_is_no_draft(report, subjects):
    document = opened(context_of("city_report_word", subjects["city_report_word"]))

    assert "Draft" not in document.sections[0].header.paragraphs[0].text


def test_the_logo_of_the_funder_is_named_for_those_who_hear_the_page(report, monkeypatch):
    content = context_of("city_report_draft_word", report)
    monkeypatch.setattr(type(content), "pictures", lambda self: {"logo": Picture(DOT, "image/png")})

    document = opened(content)

    assert len(document.inline_shapes) == 1
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "Logo of the funder"


def test_a_logo_that_word_does_not_know_leaves_the_file_without_it(report, monkeypatch):
    content = context_of("city_report_draft_word", report)
    monkeypatch.setattr(
        type(content), "pictures", lambda self: {"logo": Picture(b"no picture", "image/png")}
    )

    assert len(opened(content).inline_shapes) == 0


def test_words_that_xml_refuses_are_left_out_and_the_rest_stays(report):
    ReportSection.objects.filter(city_report=report, key="policy").update(text=HOSTILE)
    ReportSection.objects.filter(city_report=report, key="case").update(text="x" * 200_000)
    Programme.objects.update(funding_line="Paid \x0b by <all> & nobody")

    written = write_word(context_of("city_report_draft_word", report))

    with zipfile.ZipFile(BytesIO(written.data)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
    words = words_of(docx.Document(BytesIO(written.data)))
    assert "<script>alert(1)</script>" in words
    assert "x" * 200_000 in words
    assert "ليلى" in words
    assert "Paid  by <all> & nobody" in words


def test_a_table_that_is_too_wide_for_word_keeps_its_words(report):
    wide = [f"c{number}" for number in range(1, 71)]
    lines = ["|".join(wide), "|".join(["-"] * 70), "|".join(wide)]
    report.sections.filter(key=report.sections.first().key).update(text="\n".join(lines))

    document = opened(context_of("city_report_draft_word", report))

    [table] = [table for table in document.tables if table.cell(0, 0).text == "c1"]
    assert len(table.columns) == 63
    assert table.cell(1, 62).text.split() == wide[62:]


def test_of_a_proposed_action_its_number_alone_is_bold(report):
    document = opened(context_of("city_report_draft_word", report))

    [table] = [table for table in document.tables if table.cell(0, 0).text == "Action"]
    action = ProposedAction.objects.filter(case__workshop=report.workshop).first()
    runs = table.cell(1, 0).paragraphs[0].runs
    assert [run.text.strip() for run in runs if run.bold] == [action.identifier]
    assert action.text in table.cell(1, 0).text


def test_a_word_file_is_built_as_every_document_and_keeps_its_ending(report):
    document = request_document("city_report_draft_word", report, by=None)

    build_document(document.pk)

    document = Document.objects.get(pk=document.pk)
    assert (document.status, document.error, document.pages) == ("ready", "", None)
    assert document.file.name.endswith(".docx")
    assert docx.Document(document.file).paragraphs
