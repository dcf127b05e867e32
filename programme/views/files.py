"""What a page shows, as a file to take along."""

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.spreadsheets import KINDS

TYPES = KINDS | {"ics": "text/calendar; charset=utf-8", "svg": "image/svg+xml"}
# The kinds that a page offers, with the words of their buttons.
TABLES: list[tuple[str, str | Promise]] = [
    ("xlsx", _("For a spreadsheet (XLSX)")),
    ("csv", _("As plain table (CSV)")),
]
TABLES_AND_CALENDAR = [*TABLES, ("ics", _("For a calendar (ICS)"))]
TABLES_AND_DRAWING = [*TABLES, ("svg", _("As a drawing (SVG)"))]


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """The answer that a browser saves as “name.kind”, for one of the ``TYPES``."""
    return HttpResponse(
        content,
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )
