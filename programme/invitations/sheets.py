"""A file of people as it was read: one row for each, cell by cell, nothing judged yet."""

import zipfile
from typing import IO, Any

from django.utils.translation import gettext as _

from programme.exchange.headings import nearest
from programme.exchange.tables import Cells, FileProblemError, read_table
from programme.files import BROKEN_ARCHIVE
from programme.models import PeopleImport, Programme, User
from programme.plain import plain
from programme.spreadsheets import table_file

MOST_PEOPLE = 2_000
# Unpacked; two thousand people have less than one megabyte, and twelve take seconds to read.
MOST_UNPACKED = 12 * 1024 * 1024
# What is longer is no name, and is shown shortened.
LONGEST = 260
COLUMNS = ("email", "name", "role", "city", "partner")
# What people call the columns, folded by ``plain``.
OTHER_WORDS = {
    "e-mail": "email",
    "email": "email",
    "e-mail address": "email",
    "mail": "email",
    "address": "email",
    "person": "name",
    "full name": "name",
    "as": "role",
    "city": "city",
    "city-region": "city",
    "organisation": "partner",
    "organization": "partner",
}


def labels() -> dict[str, str]:
    """The headings, as the template has them."""
    return {
        "email": _("E-mail"),
        "name": _("Name"),
        "role": _("Role"),
        "city": _("City"),
        "partner": _("Partner"),
    }


def template_file(kind: str) -> bytes:
    """An empty list with its headings and two invented people."""
    rows = [
        ["ada.nowak@gdynia.example", "Ada Nowak", _("City editor"), "Gdynia", ""],
        ["omar.haddad@harbours.example", "Omar Haddad", _("Expert"), "", "Harbours"],
    ]
    return table_file(kind, _("People to invite"), list(labels().values()), rows)


def read_people(programme: Programme, file: IO[bytes], *, name: str, by: User) -> PeopleImport:
    """Keep the rows of a file for their preview, in place of those that the person brought before.
    Raises FileProblemError."""
    _require_small(file)
    rows = rows_of(file)
    if not rows:
        raise FileProblemError(_("The file has headings, and nobody below them."))
    PeopleImport.objects.filter(programme=programme, uploaded_by=by).delete()
    return PeopleImport.objects.create(
        programme=programme, uploaded_by=by, file_name=name[:200], rows=rows
    )


def rows_of(file: IO[bytes]) -> list[dict[str, Any]]:
    """Raises FileProblemError."""
    table = read_table(file, frozenset(_known()))
    places = _places(table.headings)
    rows: list[dict[str, Any]] = []
    for number, cells in table.rows:
        if len(rows) == MOST_PEOPLE:
            raise FileProblemError(
                _("The file has more than %(most)s people. Divide it.") % {"most": MOST_PEOPLE}
            )
        row: dict[str, Any] = {"row": number, "left_out": False}
        for key in COLUMNS:
            place = places.get(key, len(cells))
            row[key] = cells[place][:LONGEST] if place < len(cells) else ""
        if any(row[key] for key in COLUMNS):
            rows.append(row)
    return rows


def _known() -> dict[str, str]:
    return OTHER_WORDS | {plain(label): key for key, label in labels().items()}


def _places(headings: Cells) -> dict[str, int]:
    """Where each column stands. Raises FileProblemError where the file cannot be meant."""
    known = _known()
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        key = known.get(plain(heading))
        if key in places:
            raise FileProblemError(
                _("Two columns mean the same: “%(first)s” and “%(second)s”. Take one away.")
                % {"first": headings[places[key]][:80], "second": heading[:80]}
            )
        if key:
            places[key] = place
    for key in ("email", "name"):
        if key not in places:
            raise FileProblemError(_missing(labels()[key], headings))
    return places


def _missing(label: str, headings: Cells) -> str:
    words = _("The file has no column “%(name)s”. The first row must have the headings.")
    near = nearest(label, {plain(heading): heading[:80] for heading in headings if heading})
    hint = " " + _("Is it “%(heading)s”? Then call it “%(name)s”.") if near else ""
    return (words + hint) % {"name": label, "heading": near}


def _require_small(file: IO[bytes]) -> None:
    """A file is read while somebody waits: nothing in it may unpack to more than a list needs."""
    file.seek(0)
    if file.read(2) == b"PK":
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                size = sum(part.file_size for part in archive.infolist())
        except BROKEN_ARCHIVE as error:
            raise FileProblemError(
                _("This spreadsheet is damaged and cannot be read. Save it once more.")
            ) from error
        if size > MOST_UNPACKED:
            raise FileProblemError(
                _(
                    "Unpacked, this spreadsheet is too large for a list of people. Save it as CSV,"
                    " or copy the people into a new one."
                )
            )
    file.seek(0)
