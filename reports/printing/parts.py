"""One part of a book as a PDF of its own, ready to be joined: it may stand on any page.

It has no foot and no page numbers yet. Its ids carry its key, so that no two parts have the same;
its links to other parts wait for them under addresses of their own.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from reports.printing.engine import Picture, Styles, draw
from reports.printing.fonts import left_out

# Raise it when parts that were kept before can no longer be joined.
FORM = 2
# The address of an id in another part, until the parts are joined.
ELSEWHERE = "urn:x-anchor:"
# In tags alone: what people write may speak of HTML.
OWN_ID = re.compile(r'<[a-z][^<>]*?\sid="([^"]+)"')
OWN_LINK = re.compile(r'(<a\s(?:[^<>]*?\s)?)href="#([^"]*)"')


@dataclass(frozen=True)
class LaidOut:
    """A part with its pages."""

    pages: int
    # As in ``Drawn``.
    bookmarks: list[Any]
    anchors: dict[str, int]
    data: bytes

    def to_bytes(self) -> bytes:
        head = {name: value for name, value in vars(self).items() if name != "data"}
        return json.dumps(head).encode() + b"\n" + self.data

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        head, _newline, data = content.partition(b"\n")
        return cls(data=data, **json.loads(head))


def lay_out(html: str, *, key: str, styles: Styles, pictures: Mapping[str, Picture]) -> LaidOut:
    """Lay out one part. ``key`` is its name among the parts of its book."""
    own = set(OWN_ID.findall(html))

    def address(match: re.Match[str]) -> str:
        begin, name = match.groups()
        return match[0] if name in own else f'{begin}href="{ELSEWHERE}{name}"'

    with left_out():
        drawn = draw(
            OWN_LINK.sub(address, html),
            styles=styles,
            pictures=pictures,
            finisher=lambda _document, pdf: _mark_ids(pdf, key),
        )
    printed = drawn.printed
    return LaidOut(printed.pages, drawn.bookmarks, drawn.anchors, printed.data)


def anchor_in(key: str, name: str) -> str:
    """The name that an id of a part has in the whole book."""
    return f"{key}:{name}"


def _mark_ids(pdf: Any, key: str) -> None:
    """Put the key before all names that must be unique in a PDF."""
    # Slow to import, and only workers need it.
    import pydyf

    def marked(name: Any) -> Any:
        return pydyf.String(anchor_in(key, _text(name)))

    for item in pdf.objects:
        if not isinstance(item, pydyf.Dictionary):
            continue
        if item.get("Type") == "/StructElem":
            if "ID" in item:
                item["ID"] = marked(item["ID"])
            about = item.get("A")
            if about and "Headers" in about:
                about["Headers"] = pydyf.Array([marked(name) for name in about["Headers"]])
        elif item.get("Subtype") == "/Link" and isinstance(item.get("Dest"), pydyf.String):
            item["Dest"] = marked(item["Dest"])
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names")
    if names:
        names[::2] = [marked(name) for name in names[::2]]


def _text(name: Any) -> str:
    return name.string if isinstance(name.string, str) else name.string.decode()
