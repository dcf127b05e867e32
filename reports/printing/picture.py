"""A page of a PDF as a picture."""

from dataclasses import dataclass
from io import BytesIO

from reports.printing.made import Made

# Of an A4 page: enough for a slide and for a page of print in half its size.
DOTS_PER_INCH = 200


@dataclass(frozen=True)
class Painted(Made):
    """A finished picture."""

    suffix: str = ".png"
    # Only PDFs have pages.
    pages: None = None


def paint_page(pdf: bytes, *, page: int = 0) -> Painted:
    """A page of the PDF as a PNG; the same PDF makes the same picture."""
    # Brings a library of its own, and only a worker that paints needs it.
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[page].render(scale=DOTS_PER_INCH / 72).to_pil()
    finally:
        document.close()
    data = BytesIO()
    picture.convert("RGB").save(data, "PNG", optimize=True)
    return Painted(data.getvalue())
