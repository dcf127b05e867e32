"""What people write becomes HTML here, and nothing they write becomes anything else.

The words come from many hands and end up in pages, PDFs and mails, so there are two fences:
the parser knows no raw HTML and no pictures, and what it puts out passes an allow-list.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table as read_table
from markdown_it.token import Token

ALLOWED_TAGS = {
    *("p", "br", "hr", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}}
LINK_SCHEMES = {"http", "https", "mailto"}
# Rows of tables are filled up to the width of their first. So many cells of a text may be missing:
# a few kilobytes of short rows would become megabytes, and keep everybody busy who reads them.
MOST_MISSING = 5_000


def render_unkept(text: str) -> SafeString:
    """The text as HTML that is safe to put into a page.

    A heading becomes a bold paragraph, so a text never disturbs the headings of its page. A
    picture becomes its description, so a text never makes anybody's machine fetch anything.
    """
    html = nh3.clean(
        _parser().render(text),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=LINK_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(html)  # noqa: S308  cleaned on the line above


# A case has 26 texts, each read many times between two changes. A text that nobody has stored
# yet has no place here: see ``render_unkept``.
@lru_cache(maxsize=1000)
def render_markdown(text: str) -> SafeString:
    """As ``render_unkept``, remembered."""
    return render_unkept(text)


def split_blocks(text: str) -> list[str]:
    """The text in the pieces in which its reader sees it: a paragraph, a list or a table each.

    A heading stays with what it stands over.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[str] = []
    is_heading = False
    for token in _parser().parse("\n".join(lines)):
        if token.level or token.map is None or token.nesting < 0 or token.type == "hr":
            continue
        block = "\n".join(lines[slice(*token.map)]).strip()
        if is_heading:
            block = f"{blocks.pop()}\n\n{block}"
        blocks.append(block)
        is_heading = token.type == "heading_open"
    return blocks


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    # Indented text comes from word processors far more often than from programmers.
    parser.disable("code")
    parser.validateLink = _is_safe_link  # type: ignore[method-assign]
    parser.add_render_rule("heading_open", _heading_open)
    parser.add_render_rule("heading_close", _heading_close)
    parser.add_render_rule("th_open", _th_open)
    parser.add_render_rule("image", _image)
    return parser


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Of a text with too many missing cells no further table is one: its words stay as they are."""
    missing = state.env.get("missing_cells", 0)
    tokens = len(state.tokens)
    if missing > MOST_MISSING or not read_table(state, start, end, silent):
        return False
    if not silent:
        # Once it is read it is known where it ends; its first line and the next have all cells.
        width = _line(state, start + 1).count("|") + 1
        rows = range(start + 2, state.line)
        missing += sum(max(width - _line(state, row).count("|") - 1, 0) for row in rows)
        state.env["missing_cells"] = missing
    if missing > MOST_MISSING:
        del state.tokens[tokens:]
        state.line = start
        return False
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] : state.eMarks[number]]


def _is_safe_link(url: str) -> bool:
    """Whole addresses only: a relative one means another page in a PDF or a mail."""
    return url.partition(":")[0].lower() in LINK_SCHEMES


def _heading_open(*arguments: Any) -> str:
    return "<p><strong>"


def _heading_close(*arguments: Any) -> str:
    return "</strong></p>\n"


def _th_open(*arguments: Any) -> str:
    return '<th scope="col">'


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escape(self.renderInlineAsText(tokens[index].children, options, env))
