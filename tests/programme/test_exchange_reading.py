"""Files of clusters as tables: read in every form in which programs write them, never trusted."""

import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from programme.directory.columns import BY_KEY, Surroundings
from programme.exchange.cells import CellReader
from programme.exchange.checks import KEPT, KEPT_BY_READING
from programme.exchange.headings import known_headings
from programme.exchange.tables import FileProblemError, read_table
from programme.models import Cluster
from tests.cluster_files import as_csv, as_xlsx

KNOWN = frozenset(known_headings())


def read(data):
    table = read_table(io.BytesIO(data), KNOWN)
    return table.headings, [cells for _number, cells in table.rows]


@pytest.mark.once
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_csv_is_read_in_every_form_in_which_programs_write_it(separator, encoding):
    rows = [["Name", "Place"], ["Réseau, Ö; “x”", "Göteborg\nand around"], ["B", "C"]]

    data = as_csv(rows, separator=separator, encoding=encoding)

    assert read(data) == (("Name", "Place"), [tuple(rows[1]), tuple(rows[2])])


@pytest.mark.once
def test_a_spreadsheet_is_read_from_the_sheet_that_is_meant_with_its_values_as_typed():
    book = openpyxl.Workbook()
    book.active.append(["Notes of mine"])
    sheet = book.create_sheet("Clusters")
    sheet.append([])
    sheet.append(["Name", "Staff", "Companies", "Label given on", "Themes drawn from members"])
    sheet.append(["A", 2.5, 110.0, datetime.date(2024, 5, 31), True])
    file = io.BytesIO()
    book.save(file)

    _headings, rows = read(file.getvalue())

    assert rows == [("A", "2.5", "110", "2024-05-31", "yes")]


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def sheet_with(xml, *, more=None):
    """A spreadsheet as it should be, but for the XML of its sheet and parts beside it."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx([["Name"], ["A"]]))) as good,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in good.namelist():
            content = good.read(name)
            if name == "xl/worksheets/sheet1.xml" and xml:
                content = xml
            archive.writestr(name, content)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
HOSTILE = {
    "nothing": (lambda: b"", "empty"),
    "only spaces": (lambda: b"\xef\xbb\xbf \r\n", "empty"),
    "a program with another name": (lambda: b"MZ\x90\x00" + b"\0" * 200, "a Windows program"),
    "a PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "an old Excel file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, ".xls"),
    "a ZIP archive": (lambda: zipped(**{"a.csv": "Name"}), "a ZIP archive"),
    "half an archive": (lambda: as_xlsx([["Name"], ["A"]])[:900], "damaged"),
    "macros": (lambda: sheet_with(b"", more={"xl/vbaProject.bin": b"x"}), "macros"),
    "entities": (lambda: sheet_with(ENTITIES), "not one that a spreadsheet has written"),
    "entities in a part that is called otherwise": (
        lambda: sheet_with(b"", more={"xl/sheet.bin": ENTITIES}),
        "not one that a spreadsheet has written",
    ),
    "a row of a million cells": (lambda: sheet_with(b"<row>" + b"<c/>" * 1_100_000), "too large"),
    "a sheet that is no XML": (lambda: sheet_with(b"<worksheet><sheetData><row"), "damaged"),
    "a bomb": (
        lambda: sheet_with(b"", more={"xl/more.xml": b" " * (251 * 1024 * 1024)}),
        "too large to be read",
    ),
    "a quotation mark that never ends": (
        lambda: b'Name,Place\nA,"B\n' + b"x,y\n" * 9000,
        "quotation mark",
    ),
}


@pytest.mark.once
@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_is_no_table_is_refused_in_words(what):
    make, reason = HOSTILE[what]

    with pytest.raises(FileProblemError, match=reason):
        read(make())


@pytest.mark.once
def test_a_million_empty_rows_are_passed_over_and_the_last_good_one_is_read():
    head = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
    last = b'<row r="1000000"><c r="A1000000" t="inlineStr"><is><t>A</t></is></c></row>'
    xml = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    xml += b"<sheetData>" + head + last + b"</sheetData></worksheet>"

    table = read_table(io.BytesIO(sheet_with(xml)), KNOWN)

    assert list(table.rows) == [(1_000_000, ("A",))]


@pytest.mark.once
@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("companies", "1 200", 1200),
        ("companies", "1.200", 1200),
        ("staff", "2,5", Decimal("2.5")),
        ("label_on", "31.5.2024", datetime.date(2024, 5, 31)),
        ("label_on", "31/05/2024", datetime.date(2024, 5, 31)),
        ("country", "swe", "SE"),
        ("country", "UK", "GB"),
        ("website", "www.x.example", "https://www.x.example"),
        ("languages", "English; fr", "en fr"),
        ("legal_form", "FOUNDATION", "foundation"),
        ("staff", "-", None),
        ("manager", "-", ""),
    ],
)
def test_cells_are_read_as_people_write_them(key, text, value):
    read = CellReader(Surroundings()).row({0: BY_KEY[key]}, (text,))

    assert read.values == {key: value}


@pytest.mark.once
def test_shares_written_as_parts_of_one_are_percent():
    keys = ["income_fees", "income_projects", "income_events", "income_grants", "income_private"]
    columns = {place: BY_KEY[key] for place, key in enumerate(keys)}

    read = CellReader(Surroundings()).row(columns, ("0.25", "0.25", "0", "0.5", "0"))

    assert list(read.values.values()) == [25, 25, 0, 50, 0]


@pytest.mark.once
def test_every_constraint_of_a_cluster_is_asked_of_the_rows_of_a_file():
    assert set(KEPT) | KEPT_BY_READING == {row.name for row in Cluster._meta.constraints}
