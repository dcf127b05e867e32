"""What each address answers to each role on each method: asked, written, read, compared."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.http import Http404
from django.http.cookie import SimpleCookie
from django.template.backends.django import Template
from django.test import Client
from django.urls import resolve

from tests.doors.door import ROLES
from tests.second_factor import show_factor

FILE = Path(__file__).with_name("table.txt")
METHODS = {
    "G": "GET",
    "H": "HEAD",
    "P": "POST",
    "U": "PUT",
    "A": "PATCH",
    "D": "DELETE",
    "O": "OPTIONS",
}
MARKS = {
    200: "o",
    301: ">",
    302: ">",
    400: "b",
    401: "l",
    403: "f",
    404: ".",
    405: "-",
    409: "c",
    410: "g",
    422: "?",
    429: "t",
}
LEGEND = """\
What every address answers to every role on every method. Made by "make doors"; kept by
tests/doors/test_table.py. Read each line that changes: who may do what is decided here.

A cell has a mark for GET, HEAD, POST (with nothing in it), PUT, PATCH, DELETE, OPTIONS:
  o answered   > sent elsewhere (where to: at the end of the line)   . not there (404)
  - not with this method (405)   f may look, not do (403)   ? asked again in words (422)
  b not understood (400)   l log in first (401)   c somebody else was quicker (409)
  g gone (410)   t too often (429)
nobody: has an account and no programme. away: takes part in another programme.
outsider: coordinates another. other_group: takes part, from another group of cities.
stranger: edits another city. operator: a superuser. proven: one who has shown a second factor.
Between the bars: how long what is answered may be kept by others (Cache-Control).
"""
WIDTH = 46


@dataclass
class Row:
    """One address: the mark of each role and method, where it sends to, and how it is kept."""

    marks: dict = field(default_factory=dict)
    targets: dict = field(default_factory=dict)
    kept: str = ""

    def line(self, name):
        cells = " ".join(
            "".join(self.marks[role, letter] for letter in METHODS).ljust(len(role))
            for role in ROLES
        )
        return f"{name:<{WIDTH}} {cells} | {self.kept} | {self._where_to()}".rstrip()

    def _where_to(self):
        by_method = defaultdict(lambda: defaultdict(list))
        for (role, letter), target in self.targets.items():
            by_method[letter][target].append(role)
        words = []
        for letter in METHODS:
            groups = by_method[letter]
            for target in sorted(groups):
                roles = [role for role in ROLES if role in groups[target]]
                said = f"({','.join(roles)})" if len(groups) > 1 else ""
                words.append(f"{letter}>{target}{said}")
        return " ".join(words)

    @classmethod
    def read(cls, line):
        """The name and the row that a line of the file stands for."""
        cells, kept, where_to = (line + " ").split(" |", 2)
        name, *marks = cells[:WIDTH].rstrip(), *cells[WIDTH:].split()
        row = cls(kept=kept.strip())
        for role, cell in zip(ROLES, marks, strict=True):
            # A mark of its own, or the number of an answer that has none.
            found = re.findall(r"\[\d+\]|.", cell)
            row.marks |= {(role, letter): mark for letter, mark in zip(METHODS, found, strict=True)}
        for word in where_to.split():
            letter, _more, target = word.partition(">")
            target, _bracket, roles = target.partition("(")
            for role in roles.rstrip(")").split(",") if roles else ROLES:
                if row.marks[role, letter] == ">":
                    row.targets[role, letter] = target
        return name, row

    def said(self, role, letter):
        return self.marks[role, letter] + self.targets.get((role, letter), "")

    def differences(self, name, other):
        """What ``other`` answered otherwise, of what was asked of it, in words."""
        for role, letter in other.marks:
            was, now = self.said(role, letter), other.said(role, letter)
            if was != now:
                yield f"{name}: {METHODS[letter]} as {role}: the table says {was}, answered {now}"
        if self.kept != other.kept:
            yield f"{name}: kept by others: the table says {self.kept!r}, answered {other.kept!r}"


def read_table():
    """The rows of the file by the names of the addresses, in their order."""
    lines = FILE.read_text().splitlines()
    return dict(Row.read(line) for line in lines if line.count("|") == 2)


def write_part(number, rows, order):
    """What one of several processes has asked; ``write_table`` puts them together."""
    lines = [f"{order.index(name):04}\t{row.line(name)}" for name, row in rows.items()]
    FILE.with_suffix(f".part{number}").write_text("\n".join(lines))


def write_table():
    found = sorted(FILE.parent.glob("table.part*"))
    lines = sorted(line for part in found for line in part.read_text().splitlines())
    heading = " " * (WIDTH + 1) + " ".join(role.ljust(len(METHODS)) for role in ROLES)
    parts, shown = [LEGEND], None
    for line in (line.partition("\t")[2] for line in lines):
        if (app := line.partition(":")[0]) != shown:
            shown = app
            parts.append(f"{app or 'the site'}\n{heading}")
        parts.append(line)
    FILE.write_text("\n".join(parts) + "\n")
    for part in found:
        part.unlink()


class Visit:
    """One role at the doors. Whatever it does is undone before it asks again."""

    def __init__(self, person, *, painted, proven=False):
        self.client = Client(raise_request_exception=False)
        if person:
            self.client.force_login(person)
        if proven:
            show_factor(self.client)
        self.cookies = self.client.cookies.output(header="", sep=";")
        self.painted = painted

    def ask(self, method, url):
        cache.clear()
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            if self.painted:
                response = self.client.generic(method, url)
            else:
                # Who is let in is decided before the page is painted.
                with patch.object(Template, "render", lambda *args, **options: ""):
                    response = self.client.generic(method, url)
            transaction.set_rollback(True)
        return response


def ask(urls, people, asked, *, painted=ROLES):
    """Knock at each address as each role, with the methods that ``asked(name, role)`` says."""
    rows = {name: Row() for name in urls}
    for role in ROLES:
        visit = Visit(people.get(role), painted=role in painted, proven=role == "proven")
        for name, url in urls.items():
            for letter in asked(name, role):
                response = visit.ask(METHODS[letter], url)
                row = rows[name]
                row.marks[role, letter] = MARKS.get(
                    response.status_code, f"[{response.status_code}]"
                )
                if response.status_code in (301, 302):
                    row.targets[role, letter] = in_general(response.url)
                if letter == "G" and response.status_code == 200:
                    row.kept = response.get("Cache-Control", "unsaid").replace(", ", ",")
    return rows


def in_general(url):
    """Where an answer sends to, whatever the rows are called."""
    parts = urlsplit(url)
    if parts.netloc:
        return f"//{parts.netloc}"
    try:
        return resolve(parts.path).view_name or parts.path
    except Http404:
        return "nowhere"
