"""What nobody means well with: values, headers, bodies and files."""

import io
import json
import zipfile
from functools import cache

# As bytes: a browser may send anything.
HOSTILE = [
    b"",
    b" ",
    b"\0",
    b"a\0b",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"-1",
    b"0",
    b"2147483648",
    b"9223372036854775808",
    b"-9223372036854775809",
    b"9" * 20,
    b"9" * 4_000,
    b"9" * 5_000,
    b"9" * 100_000,
    b"1e400",
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"0x10",
    b"1_000",
    "٣٤".encode(),
    "１２".encode(),
    "²".encode(),
    "½".encode(),
    b"0001-01-01",
    b"9999-12-31",
    b"2026-02-30",
    b"10000-01-01",
    b"9999-12-31T23:59",
    b"24:00",
    b"true",
    b"null",
    b"[]",
    b"{}",
    b"[[[[",
    b'{"a": ' * 2_000,
    b"../../../etc/passwd",
    b"//evil.example/",
    b"/\\evil.example",
    b"/x\r\nSet-Cookie: a=b",
    b"x@city.example\r\nBcc: all@city.example",
    b'"a,b"@city.example',
    "é@exämple.example".encode(),
    b"http://[",
    b"/[::1",
    b"javascript:alert(1)",
    b"%00%0d%0a",
    b"{{ 7 }}{% now %}",
    b"{person.password} {0} {a!r:>{b}}",
    b"' OR 1=1 --",
    b"=HYPERLINK(1)",
    b"x" * 10_000,
    "\U0001f9e8\u202e\u0301".encode() * 50,
    b"now",
    b"v0",
    b"v1",
    b"e1",
    b"e9999",
    "v٣".encode(),
    b"1-" + b"a" * 16,
    b"999999999-x",
    "٣-x".encode(),
    b"-",
    b"--",
    b"new",
    b"on",
    b"mine",
    b"theirs",
    b"merged",
    b"together",
]
HEADERS = (
    {},
    {},
    {},
    {"HTTP_HX_REQUEST": "true"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "document-status"},
    {"HTTP_X_PERSON": "99999999999999999999"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[", "HTTP_HX_PROMPT": "%00"},
    {"HTTP_IF_NONE_MATCH": '"x", W/"'},
    {"HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 99999 99:99:99 GMT"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 600},
    {"HTTP_ACCEPT": "application/json"},
    {"HTTP_REFERER": "http://[::1"},
    {"HTTP_X_FORWARDED_FOR": "\x00, 999.999.999.999, ::1"},
    {"HTTP_RANGE": "bytes=-1-9999999999999999999"},
    {"HTTP_COOKIE": "messages=garbage; django_language=../../x; a=\x7f"},
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
)
ODD_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "x")
JSON_BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"[" * 5_000,
    b'{"text": null, "base": {}}',
    b'{"text": "\\ud800", "base": 1e999}',
    json.dumps({"id": 10**30, "row": [1, {}], "to": "x" * 1000}).encode(),
)


def zipped(*members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def _workbook():
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["name", "e-mail", "role", "city", "=1+1"])
    sheet.append(["=cmd|'/c calc'!A0", "a@b.example\r\nBcc: x", "coordinator", None, 1e300])
    sheet.append(["\u202e" * 50, "x" * 500, True, 12.5, "#REF!"])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


SHEET = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">
<!ENTITY d SYSTEM "file:///etc/passwd">]><worksheet>&c;&d;</worksheet>"""
CONTENT_TYPES = b"""<?xml version="1.0"?><Types xmlns=
"http://schemas.openxmlformats.org/package/2006/content-types"/>"""
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg' onload='live()'><script>live()</script></svg>"
# A picture that says it has four thousand million points.
HUGE_PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d494844520000ffff0000ffff08060000001b8a2ff8")


@cache
def hostile_files():
    """Name, content type and content of each file."""
    bomb = zipped(("xl/worksheets/sheet1.xml", b"0" * 20_000_000), ("xl/workbook.xml", b"<a/>"))
    pdf = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(live())>>>>endobj\n%%EOF"
    return (
        ("bomb.xlsx", "application/vnd.ms-excel", bomb),
        ("entities.xlsx", "text/xml", zipped(("xl/workbook.xml", SHEET))),
        ("types.xlsx", "x", zipped(("[Content_Types].xml", CONTENT_TYPES), ("a", b"b"))),
        ("people.xlsx", "application/octet-stream", _workbook()),
        ("people.csv", "text/csv", b'name;e-mail;role\n=1+1;a@b.example;coordinator\n;;\n"\n'),
        ("wide.csv", "text/csv", b"," * 50_000 + b"\n" + b"a\0b\r\xff"),
        ("sixteen.csv", "text/csv", "name,e-mail\nÅsa,a@b.example".encode("utf-16")),
        ("case.docx", "application/msword", zipped(("word/document.xml", SHEET))),
        ("slip.docx", "application/zip", zipped(("../../../etc/cron.d/x", b"x"))),
        ("case.md", "text/markdown", b"# " * 3_000 + b"<script>live()</script>[x](javascript:1)"),
        ("logo.svg", "image/svg+xml", SCRIPT),
        ("logo.png", "image/png", SCRIPT),
        ("logo.png", "image/png", HUGE_PICTURE),
        ("logo.gif", "image/gif", b"GIF89a/*" + SCRIPT + b"*/=1"),
        ("list.pdf", "application/pdf", pdf),
        ("both.pdf", "text/html", b"<html><script>live()</script>" + pdf),
        ("empty.pdf", "application/pdf", b""),
        ("slides.html", "application/pdf", b"<script>live()</script>"),
        ("calendar.ics", "text/calendar", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:9999\n"),
        ("x" * 3_000 + ".pdf", "application/pdf", pdf),
        ("../../etc/passwd", "../..", b"root"),
        ("a\u202efdp.exe", "application/pdf", b"MZ"),
        ("CON", "", b"\0" * 1000),
        (".htaccess", "text/plain", b"x"),
        ("a.pdf/b.csv", "text/csv", b"name"),
    )
