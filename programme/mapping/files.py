"""The networking map to take along: a table for a spreadsheet, and a drawing."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.mapping.drawing import Drawing
from programme.mapping.matrix import NetworkingMap
from programme.mapping.page import NetworkingPage
from programme.models import Programme
from programme.spreadsheets import ILLEGAL, table_file


def map_file(kind: str, title: str, networking_map: NetworkingMap) -> bytes:
    """The matrix as a file of one of the kinds of ``programme.spreadsheets``."""
    sectors = [sector.name for sector in networking_map.sectors]
    headings = [_("City"), _("Country"), _("Group"), *sectors]
    return table_file(kind, title, headings, _rows(networking_map))


def _rows(networking_map: NetworkingMap) -> Iterator[list[Any]]:
    for row in networking_map.rows:
        group = str(row.city.group) if row.city.group else ""
        words = [cell.words for cell in row.cells]
        yield [row.city.name, str(row.city.country.name), group, *words]


def svg_of(page: NetworkingPage, programme: Programme) -> bytes:
    """Matrix and map as one drawing that needs nothing beside it."""
    drawing = Drawing.of(page.map, page.europe)
    context = {
        "drawing": drawing,
        "page": page,
        "programme": programme,
        "outline": outline_of_europe(),
    }
    # What an XML file may not contain would make all of it unreadable.
    return ILLEGAL.sub("", render_to_string("programme/networking.svg", context)).encode()


@cache
def outline_of_europe() -> SafeString:
    """The coasts and borders, to stand inside another drawing. Our own file: nobody wrote in it."""
    path = finders.find("programme/europe.svg")
    if not path:
        return SafeString("")
    with open(path) as file:
        return SafeString(re.sub(r"^<svg[^>]*>|</svg>\s*$", "", file.read().strip()))
