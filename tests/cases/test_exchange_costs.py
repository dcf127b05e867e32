"""Files that are made to be slow: each is read, or refused, while somebody waits."""

import io
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError

from cases.exchange.docx_reading import MOST_TAGS, read_docx
from cases.exchange.files import MOST_MARKDOWN
from cases.exchange.incoming import MOST_HEADINGS, incoming_of
from cases.exchange.markdown_file import read_markdown
from programme.writing.blocks import Paragraph, Table
from programme.writing.html_reading import MOST_CELLS, from_html

pytestmark = pytest.mark.once

# A pattern that goes back and forth takes minutes for what is done in a tenth of a second.
MOST_SECONDS = 5


def filled(words):
    return (words * (MOST_MARKDOWN // len(words) + 1))[:MOST_MARKDOWN]


@pytest.mark.parametrize(
    "text",
    [
        filled("<!--"),
        filled("-->"),
        filled("<!-- topic: "),
        "# a" + " " * (MOST_MARKDOWN - 4) + "b",
        "# a" + "#" * (MOST_MARKDOWN - 4) + "b",
        "# a" + " #" * (MOST_MARKDOWN // 2 - 4) + "b",
        filled("**a**\n\n"),
        filled("| a "),
    ],
)
def test_a_file_that_is_made_to_be_slow_is_read_at_once(text):
    begun = time.process_time()

    incoming_of(read_markdown(text), "case.md")

    assert time.process_time() - begun < MOST_SECONDS


def test_a_file_of_very_many_headings_is_refused_in_words():
    many = "# a\n" * (MOST_HEADINGS + 1)

    with pytest.raises(ValidationError, match="1,002 headings"):
        incoming_of(read_markdown(many), "case.md")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# Life cycle #", "Life cycle"),
        ("##  Growth ##  ", "Growth"),
        ("### C# and D", "C# and D"),
        ("#   ", ""),
    ],
)
def test_a_heading_is_its_words(line, title):
    assert read_markdown(f"{line}\n\nWords.").parts[-1].title == title


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a <!-- b --> c", "a  c"),
        ("a <!-- b", "a <!-- b"),
        ("<!-- a --> b <!-- c", "b <!-- c"),
        ("a --> b", "a --> b"),
    ],
)
def test_a_comment_of_a_file_is_no_word_of_it(text, plain):
    (chunk,) = read_markdown(text).parts[-1].chunks

    assert chunk.plain == plain


def test_a_table_that_would_be_mostly_empty_keeps_its_words_alone():
    wide = "".join("<td></td>" for _ in range(200))
    rows = "<tr><td>Word</td></tr>" * (MOST_CELLS // 200 + 1)

    blocks = from_html(f"<table><tr>{wide}</tr>{rows}</table>")
    usual = from_html("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>")

    assert {type(block) for block in blocks} == {Paragraph}
    assert [type(block) for block in usual] == [Table]


def test_a_word_file_of_very_many_signs_is_refused_before_it_is_read():
    paragraph = "<w:p><w:r><w:t>a</w:t></w:r></w:p>"
    body = paragraph * (MOST_TAGS // paragraph.count("<") + 1)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")

    begun = time.process_time()
    with pytest.raises(ValidationError, match="too large to be read"):
        read_docx(data.getvalue())
    assert time.process_time() - begun < MOST_SECONDS / 5
