import re
import time

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from programme.writing.markdown import ALLOWED_TAGS, render_markdown

pytestmark = pytest.mark.once


def test_paragraphs_lists_and_emphasis_become_html():
    html = render_markdown("One *two*\nthree\n\n1. **a**\n2. b")

    assert html == (
        "<p>One <em>two</em><br>\nthree</p>\n<ol>\n<li><strong>a</strong></li>\n<li>b</li>\n</ol>\n"
    )


def test_a_heading_never_disturbs_the_headings_of_the_page():
    assert render_markdown("# Growth") == "<p><strong>Growth</strong></p>\n"


def test_a_table_says_which_cells_are_headings():
    html = render_markdown("| year | firms |\n|-----:|-------|\n| 2010 | 60 |")

    assert '<th scope="col">year</th>' in html
    assert "style" not in html


def test_short_rows_become_no_megabytes():
    wide = "a|" * 100 + "\n" + "-|" * 100 + "\n" + "b\n" * 650 + "\n"
    html = render_markdown("a|b\n-|-\n1\n\n" + wide * 20)

    assert html.startswith("<table>")
    assert html.count("<table>") == 1
    assert len(html) < 200_000


def test_a_link_leads_out_and_tells_nobody_whence():
    html = render_markdown("[City](https://example.org/) and <mailto:a@example.org>")

    assert html == (
        '<p><a href="https://example.org/" rel="noopener noreferrer nofollow">City</a> and '
        '<a href="mailto:a@example.org" rel="noopener noreferrer nofollow">mailto:a@example.org</a>'
        "</p>\n"
    )


def test_a_picture_becomes_its_description():
    assert render_markdown("![A map of *Lyon*](https://example.org/p.png)") == (
        "<p>A map of Lyon</p>\n"
    )


def test_indented_text_is_text():
    assert render_markdown("    from a word processor") == "<p>from a word processor</p>\n"


def test_the_filter_marks_its_result_as_safe():
    template = Template("{% load programme_tags %}{{ text|markdown }}")

    assert template.render(Context({"text": "a < b"})) == "<p>a &lt; b</p>\n"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](/clusnet/cases/lyon/delete/)",
    "[x](//example.org/x)",
    "<javascript:alert(1)>",
    "![x](https://example.org/spy.png)",
    '[x](https://a.example "><script>alert(1)</script>")',
    "[x]: javascript:alert(1)\n\n[x]",
    "```<script>\nalert(1)\n```",
    "| <b onclick=x> |\n|---|\n| <style>*{}</style> |",
    '<a href="https://example.org" style="position:fixed">x</a>',
]


def tags_of(html):
    return re.findall(r"<(\w+)([^>]*)>", html)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    for tag, attributes in tags_of(render_markdown(text)):
        assert tag in ALLOWED_TAGS
        assert re.fullmatch(
            r'( (href="https://a\.example"|title="[^"<>]*"|rel="noopener noreferrer nofollow"'
            r'|scope="col"))*',
            attributes,
        )


@given(st.text(alphabet="<>&\"'`*_[]()!#|-\n: abhreftps/javscrip", max_size=200))
def test_no_text_gets_past_the_fence(text):
    for tag, attributes in tags_of(render_markdown(text)):
        assert tag in ALLOWED_TAGS
        assert not re.search(
            r"\s(on\w+|style|src|class|id)\s*=", re.sub('"[^"]*"', '""', attributes)
        )
        for address in re.findall(r'href="([^"]*)"', attributes):
            assert address.lower().startswith(("http:", "https:", "mailto:"))


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a ", "> ", "- ", "`a", "[a](b", "<a ", "_a_b", "|a"]
)
def test_a_long_text_made_to_be_slow_is_quick(piece):
    text = piece * (20_000 // len(piece))

    started_at = time.monotonic()
    render_markdown(text)

    assert time.monotonic() - started_at < 5
