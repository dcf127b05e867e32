"""What a book puts on every page of its parts: its foot and the number of the page.

The engine draws both once, from the same styles as every page; from there they are copied. So a
part is the same wherever it stands in its book, and whatever day is in the foot.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import get_language

PAGES = """<!DOCTYPE html><html lang="{language}"><head><title>{foot}</title><style>
@page {{ @top-left {{ content: none }} @top-right {{ content: none }} }}
@page foot {{ @bottom-right {{ content: none }} }}
@page digits {{ @bottom-left {{ content: none }} @bottom-right {{ content: "0123456789" }} }}
.foot {{ page: foot; height: 1mm }} .digits {{ page: digits; height: 1mm }}
</style></head><body class="sets-heads" data-programme="" data-document="{foot}">
<div class="foot"></div><div class="digits"></div></body></html>"""
# Before the names of its fonts and other resources, which stand beside those of the page.
MARK = "/Frame"
KINDS_OF_NAMES = {"Tf": "/Font", "gs": "/ExtGState"}


@dataclass(frozen=True)
class Frame:
    """The foot as drawing, and how a number is drawn."""

    # The drawing of what is the same on each page.
    foot: bytes
    # What is drawn before and after the digits.
    before: list[Any]
    after: list[Any]
    # Where ten digits begin, how wide one is, and the code of each.
    matrix: list[float]
    width: float
    codes: tuple[bytes, ...]
    # By kind and name, as they stand in the PDF that the engine drew.
    resources: dict[str, dict[str, Any]]
    # What the resources are read from when the book is written.
    source: Any

    @classmethod
    def of(cls, drawn: bytes) -> "Frame":
        """Read it from what ``frame_html`` became."""
        # Slow to import, and only workers need it.
        import pikepdf

        source = pikepdf.open(BytesIO(drawn))
        feet, digits = source.pages
        used = {kind: dict(feet.Resources[kind].items()) for kind in KINDS_OF_NAMES.values()}
        resources = {
            kind: {MARK + name[1:]: value for name, value in named.items()}
            for kind, named in used.items()
        }
        drawing = _as_decoration(pikepdf.parse_content_stream(digits))
        names = [str(step.operator) for step in drawing]
        move, show = names.index("Tm"), names.index("TJ")
        codes = b"".join(bytes(word) for word in drawing[show].operands[0] if _is_code(word))
        font, size = drawing[names.index("Tf")].operands
        return cls(
            foot=pikepdf.unparse_content_stream(_as_decoration(pikepdf.parse_content_stream(feet))),
            before=drawing[:move] + drawing[move + 1 : show],
            after=drawing[show + 1 :],
            matrix=[float(number) for number in drawing[move].operands],
            width=_width(resources["/Font"][str(font)], codes[:2]) * float(size) / 1000,
            codes=tuple(codes[place : place + 2] for place in range(0, 20, 2)),
            resources=resources,
            source=source,
        )

    def number(self, page: int) -> bytes:
        """The drawing of a page's number, its last digit where ten digits end."""
        import pikepdf

        digits = [int(digit) for digit in str(page)]
        matrix = [*self.matrix]
        matrix[4] += (10 - len(digits)) * self.width
        move = pikepdf.ContentStreamInstruction(matrix, pikepdf.Operator("Tm"))
        code = pikepdf.String(b"".join(self.codes[digit] for digit in digits))
        show = pikepdf.ContentStreamInstruction([code], pikepdf.Operator("Tj"))
        return pikepdf.unparse_content_stream([*self.before, move, show, *self.after])


def frame_html(foot: str) -> str:
    """The pages that a frame is read from."""
    return PAGES.format(foot=html.escape(foot), language=get_language() or "en")


def _as_decoration(drawing: Any) -> list[Any]:
    """The drawing with our names, and as what it is beside the text: nothing to be read."""
    return list(_decorated(drawing))


def _decorated(drawing: Any) -> Iterator[Any]:
    import pikepdf

    for step in drawing:
        operator, operands = str(step.operator), list(step.operands)
        if operator == "BDC":
            yield pikepdf.ContentStreamInstruction([pikepdf.Name.Artifact], pikepdf.Operator("BMC"))
        elif operator in KINDS_OF_NAMES:
            named = pikepdf.Name(MARK + str(operands[0])[1:])
            yield pikepdf.ContentStreamInstruction([named, *operands[1:]], step.operator)
        else:
            yield step


def _is_code(word: Any) -> bool:
    import pikepdf

    return isinstance(word, pikepdf.String)


def _width(font: Any, code: bytes) -> float:
    """How wide a glyph is, in thousandths of the size of the font."""
    glyph, first = int.from_bytes(code), None
    for item in font.DescendantFonts[0].W:
        if first is None:
            first = int(item)
            continue
        if first <= glyph < first + len(item):
            return float(item[glyph - first])
        first = None
    raise ValueError(code)
