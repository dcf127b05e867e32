"""What is written comes back: through blocks, through Word, through Markdown."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.exchange.files import make_file, read_file
from cases.exchange.markdown_writing import to_markdown
from cases.exchange.page import draft_sheet
from cases.exchange.preview import Preview
from cases.exchange.sheet import Sheet
from cases.models import Answer, Case
from cases.outline import TOPICS
from programme.writing.blocks import Items, Paragraph
from programme.writing.html_reading import blocks_of, digest_of_text
from tests.factories import CaseFactory, FigureFactory, StrategicIssueFactory

pytestmark = pytest.mark.once

WORDS = st.text(
    st.sampled_from("abcÄöß„“”é漢עברית1.,-#*_`[]()<>&|!\\:~+=' "), min_size=1, max_size=25
)
PLAIN = st.text(st.sampled_from("abcÄöéß„“ע1"), min_size=1, max_size=12)


def _styled(words):
    return st.one_of(
        words,
        PLAIN.map(lambda text: f"**{text}**"),
        PLAIN.map(lambda text: f"*{text}*"),
        PLAIN.map(lambda text: f"[{text}](https://example.org/a_b?c=d)"),
    )


LINES = st.lists(_styled(PLAIN), min_size=1, max_size=5).map(" ".join)
LISTS = st.lists(LINES, min_size=1, max_size=4).flatmap(
    lambda items: st.sampled_from(
        [
            "\n".join(f"- {item}" for item in items),
            "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1)),
            f"- {items[0]}\n" + "\n".join(f"  - {item}" for item in items),
            f"1. {items[0]}\n" + "\n".join(f"   - {item}" for item in items),
        ]
    )
)
TABLES = st.lists(st.tuples(PLAIN, PLAIN), min_size=2, max_size=4).map(
    lambda rows: "\n".join(
        [f"| {rows[0][0]} | {rows[0][1]} |", "| --- | --- |"]
        + [f"| {one} | {other} |" for one, other in rows[1:]]
    )
)
# What the buttons of our editor make, between paragraphs.
TEXTS = st.lists(
    st.one_of(LINES, LISTS, TABLES, LINES.map(lambda line: f"> {line}")), min_size=1, max_size=5
).map("\n\n".join)
# And what anybody may type.
ANYTHING = st.lists(st.one_of(WORDS, TEXTS), min_size=1, max_size=5).map("\n".join)


# The machine may be busy: how long an example takes says nothing.
UNHURRIED = settings(deadline=None, max_examples=100)


@UNHURRIED
@given(TEXTS)
def test_a_text_of_our_editor_is_written_as_it_was_meant(text):
    blocks = blocks_of(text)

    written = to_markdown(blocks)

    assert blocks_of(written.text) == blocks
    assert not written.is_simpler


@UNHURRIED
@given(ANYTHING)
def test_of_anything_that_is_typed_the_words_stay(text):
    blocks = blocks_of(text)

    again = blocks_of(to_markdown(blocks).text)

    assert words_of(again) == words_of(blocks)


def words_of(blocks):
    return "".join(re.findall(r"text='((?:[^'\\]|\\.)*)'", repr(blocks))).split()


def sheet_of(texts):
    """A sheet whose topics have these texts; no row of the database is needed."""

    class Programme:
        slug, name, funding_line = "clusnet", "Clusnet", ""

    class City:
        slug = "lyon"

    class Of:
        programme, city = Programme, City

    topics = [
        {
            "key": key,
            "text": text,
            "is_not_known": False,
            "not_known_reason": "",
            "is_confidential": False,
        }
        for key, text in zip(TOPICS, texts, strict=False)
    ]
    content = {"title": "Techtera", "sections": [{"topics": topics}]}
    return Sheet.of(Of, content, state="draft", versions=dict.fromkeys(TOPICS, 3))


@pytest.mark.parametrize(("suffix", "examples"), [("docx", 5), ("md", 30)])
def test_a_file_that_nobody_touched_says_so_of_every_text(suffix, examples):
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(ANYTHING, min_size=3, max_size=8))
    def check(texts):
        made = make_file(sheet_of(texts), suffix)

        incoming = read_file(SimpleUploadedFile(made.name, made.data))

        touched = [
            key
            for key, words in incoming.topics.items()
            if (words.version, words.digest) != (3, digest_of_text(words.text))
        ]
        assert touched == []
        assert incoming.loose == []

    check()


@UNHURRIED
@given(ANYTHING)
def test_markdown_brings_a_text_back_as_it_stands(text):
    made = make_file(sheet_of([text]), "md")

    words = read_file(SimpleUploadedFile(made.name, made.data)).topics["life_cycle"]

    # Lines at the edges without words, and ends of lines, say nothing.
    assert [line.rstrip() for line in words.text.strip().split("\n")] == [
        line.rstrip() for line in re.sub(r"\r\n?", "\n", text).strip().split("\n")
    ] or digest_of_text(words.text) == digest_of_text(text)


WRITTEN = """A **bold** word, *another* and [a link](https://example.org/).

- one
  - below
- two

1. first

| what | how many |
| --- | --- |
| firms | 60 |

> „Somebody“ said so.
"""


@pytest.mark.parametrize("suffix", ["docx", "md"])
@pytest.mark.django_db
def test_an_untouched_case_comes_back_without_a_difference(suffix):
    case = full_case()
    made = make_file(draft_sheet(case), suffix)

    preview = Preview.of(
        Case.objects.get(pk=case.pk), read_file(SimpleUploadedFile(made.name, made.data))
    )

    assert (preview.count, preview.problems, preview.loose, preview.notes) == (0, [], [], [])


def test_word_keeps_bold_links_lists_and_tables():
    made = make_file(sheet_of([WRITTEN]), "docx")

    words = read_file(SimpleUploadedFile(made.name, made.data)).topics["life_cycle"]

    assert blocks_of(words.text) == blocks_of(WRITTEN)


def test_what_word_cannot_keep_is_known():
    """Numbers of a list begin at 1 again, and a paragraph below an item ends the list."""
    made = make_file(sheet_of(["5. five\n\n   below\n6. six"]), "docx")

    words = read_file(SimpleUploadedFile(made.name, made.data)).topics["life_cycle"]

    kinds = [type(block) for block in blocks_of(words.text)]
    assert kinds == [Items, Paragraph, Items]
    assert digest_of_text(words.text) == words.digest


def full_case():
    """A case with something in every part."""
    case = CaseFactory(
        lifecycle_stage="growing", initiator="joint", founding_year=2007, legal_form="A | B"
    )
    Answer.objects.filter(case=case).update(text=WRITTEN, version=4)
    Answer.objects.filter(case=case, topic="growth").update(
        text="", is_not_known=True, not_known_reason="Nobody | counted", is_confidential=True
    )
    for number, target in enumerate(case.objective_targets.all()):
        target.priority, target.measure, target.baseline = number % 6, "firms", 1200
        target.target, target.target_year, target.reached = "20.5", 2030, 3
        target.save()
    StrategicIssueFactory(
        case=case, decided_by="The board", decide_by="2027-05-31", background="One.\n\nTwo\nlines."
    )
    StrategicIssueFactory(case=case, question="And later?", is_in_focus=False)
    FigureFactory(cluster=case.cluster, qualifier="about", unit="firms", value="12000.5")
    FigureFactory(cluster=case.cluster, precision="month", source="")
    return Case.objects.get(pk=case.pk)
