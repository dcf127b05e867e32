"""The names of ``reports.printing`` where they were before."""

from reports.printing import (
    LibraryMissing,
    Picture,
    Printed,
    Progress,
    print_pdf,
    printable,
    style_version,
)

__all__ = [
    "LibraryMissing",
    "Picture",
    "Printed",
    "Progress",
    "print_pdf",
    "printable",
    "style_version",
]
