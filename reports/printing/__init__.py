"""From HTML to PDF, on one page of HTML or in parts. Nothing else knows WeasyPrint and pikepdf."""

from reports.printing.engine import (
    LibraryMissing,
    Picture,
    Printed,
    print_pdf,
    printable,
    style_version,
)
from reports.printing.progress import Progress

__all__ = [
    "LibraryMissing",
    "Picture",
    "Printed",
    "Progress",
    "print_pdf",
    "printable",
    "style_version",
]
