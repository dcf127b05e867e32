"""Somebody who walks through the site without aim."""

import os
import random
import re
import traceback
from collections import Counter
from urllib.parse import quote, quote_from_bytes, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.messages.storage.session import SessionStorage
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import NoReverseMatch, reverse

from tests.doors.table import read_table
from tests.second_factor import show_factor
from tests.walk.filling import as_meant
from tests.walk.reading import forms_in, words_of
from tests.walk.values import HEADERS, HOSTILE, JSON_BODIES, ODD_METHODS

SEED = os.environ.get("SEED", "3")
FORM = "application/x-www-form-urlencoded"
# Not in the table: who coordinates both programmes.
ALIKE = {"both": "coordinator"}
# They end the own session, and with it the walk.
LEAVING = re.compile(r"logout|/sessions/|/leave/")
STATUS = frozenset({200, 204, 206, 301, 302, 304, 400, 401, 403, 404, 405, 409, 410, 413, 416})
STATUS |= {422, 429}


class Walker:
    def __init__(self, role, here, elsewhere, doors, hidden, files):
        self.role, self.here, self.elsewhere = role, here, elsewhere
        self.doors, self.names, self.files = doors, sorted(doors), files
        self.open = open_to(role, self.names)
        self.hidden = [marker.word.encode() for marker in hidden]
        admitted = [marker.word.encode() for marker in hidden if marker.in_admin]
        self.admitted = admitted if role == "proven" else []
        self.dice = random.Random(f"{SEED}-{role}")
        self.counts = Counter()
        # How often each address did what was asked of it: shown, or sent on after a write.
        self.reached, self.tried, self.forms = Counter(), Counter(), Counter()
        self.requests = 0
        self.found, self.seen = [], set()

    def begin(self):
        """Come in anew, after what was done so far is undone."""
        # What was sent since then, for whoever looks for what changed a row.
        self.sent = []
        self.log_in()

    def log_in(self):
        self.client = Client(raise_request_exception=False)
        if person := self.here.people.get(self.role):
            self.client.force_login(person)
        if self.role == "proven":
            show_factor(self.client)
        self.session = self.session_key()

    def session_key(self):
        cookie = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        return cookie and cookie.value

    def stay_oneself(self):
        """Whoever was logged out, or took up the invitation that lies there, is somebody else."""
        if self.session_key() == self.session:
            return
        person = self.here.people.get(self.role)
        now = self.client.session.get(SESSION_KEY) if self.session_key() else None
        if now == (str(person.pk) if person else None):
            self.session = self.session_key()
        else:
            self.log_in()

    def step(self):
        dice = self.dice
        url = self.url(self.somewhere())
        if LEAVING.search(url):
            return
        query = self.query() if dice.random() < 0.3 else ""
        page = self.ask("GET", f"{url}?{query}" if query else url)
        chance = dice.random()
        if chance < 0.06:
            self.ask(dice.choice(ODD_METHODS), url, self.coded(self.fields()))
        elif chance < 0.12:
            self.ask("POST", url, dice.choice(JSON_BODIES), "application/json")
        else:
            self.send(url, [form for form in forms_in(page) if form["method"] == "post"])

    def somewhere(self):
        """Mostly where this role was least so far, of what is open to it."""
        if not self.open or self.dice.random() < 0.25:
            return self.dice.choice(self.names)
        name = min(self.dice.choices(self.open, k=4), key=self.tried.__getitem__)
        self.tried[name] += 1
        return name

    def send(self, url, forms):
        """Fill in one of the forms of a page, or send something that no form asks for."""
        dice, known, files = self.dice, [], []
        forms = [form for form in forms if not LEAVING.search(form["action"])]
        if forms and dice.random() < 0.85:
            form = min(dice.choices(forms, k=2), key=self.how_often)
            known, files = form["fields"], form["files"]
            url = form["action"] if form["action"].startswith("/") else url
        if LEAVING.search(url):
            return
        self.forms[urlsplit(url).path] += 1
        meant = known and dice.random() < 0.5
        fields = as_meant(known, dice) if meant else self.fields(known)
        if files or dice.random() < 0.04:
            self.ask("POST", url, self.parcel(fields, files), MULTIPART_CONTENT)
        else:
            self.ask("POST", url, self.coded(fields))

    def how_often(self, form):
        return self.forms[urlsplit(form["action"]).path]

    def url(self, name):
        """An address with names of this programme, of the other, or with a word of no row."""
        dice, door = self.dice, self.doors[name]
        chance = dice.random()
        # What is open to visitors may be read in the other programme too.
        closed = "visitor" not in door.opens
        foreign = chance > 0.9 and closed
        other = chance > 0.78 and (closed or door.in_programme)
        named = self.elsewhere if other else self.here
        within = self.elsewhere if foreign else self.here
        names = door.names(named)
        if len(names) > 1 and 0.7 < chance < 0.74:
            # Of two programmes at once.
            where = dice.randrange(len(names))
            names[where] = door.names(self.elsewhere)[where]
        if names and 0.6 < chance < 0.7:
            names[dice.randrange(len(names))] = dice.choice(ODD_NAMES)
        if door.in_programme:
            names = [within.programme.slug, *names]
        plain = name.partition(" ")[0].removeprefix(":")
        try:
            return reverse(plain, args=names)
        except NoReverseMatch:
            return quote(f"/{'/'.join(map(str, names))[:500]}/")

    def value(self):
        return self.dice.choice(HOSTILE)

    def fields(self, known=()):
        dice = self.dice
        if known and dice.random() < 0.4:
            # Everything as the page has it, but for one field.
            wrong, value = dice.choice(known).name, self.value()
            return [(name, value if name == wrong else was) for name, was in as_meant(known, dice)]
        found = [
            (field.name, self.value() if dice.random() < 0.3 else _bytes(field.value))
            for field in known
            if dice.random() < 0.92
        ]
        chosen = dice.sample(POSTED, dice.randint(0, 4))
        found += [(name, self.value()) for name in chosen]
        if found and dice.random() < 0.2:
            found.append((dice.choice(found)[0], self.value()))
        if dice.random() < 0.2:
            # A row of the other programme, where one of this one is meant.
            found.append((dice.choice(found)[0] if found else "pk", self.foreign_key()))
        return found

    def foreign_key(self):
        rows = [row for row in vars(self.elsewhere).values() if hasattr(row, "pk")]
        return str(self.dice.choice(rows).pk).encode()

    def query(self):
        dice = self.dice
        if dice.random() < 0.15:
            return f"q={dice.choice(SEARCHED)}"
        if dice.random() < 0.4:
            # One value for everything that is ever asked for.
            value = self.value()
            return self.coded([(name, value) for name in QUERIES])
        names = dice.choices(QUERIES, k=dice.randint(0, 4))
        return self.coded([(name, self.value()) for name in names])

    @staticmethod
    def coded(pairs):
        return "&".join(
            f"{quote_from_bytes(_bytes(name), safe='')}={quote_from_bytes(value)}"
            for name, value in pairs
        )

    def parcel(self, fields, files):
        """The fields and hostile files, as a browser packs them."""
        held = {name: value.decode(errors="replace") for name, value in fields}
        for name in files or ["file"]:
            called, kind, content = self.dice.choice(self.files)
            file = SimpleUploadedFile("x", content, content_type=kind)
            # The name as it was sent, before anybody cut it.
            file._name = called
            held[name] = file
        return encode_multipart(BOUNDARY, held)

    def ask(self, method, url, body=b"", kind=FORM):
        cache.clear()
        head = self.dice.choice(HEADERS)
        path = urlsplit(url).path if method != "GET" else url
        with transaction.atomic():
            response = self.client.generic(method, path, body, content_type=kind, **head)
            if response.status_code >= 500:
                # What broke has broken the transaction too.
                transaction.set_rollback(True)
        self.stay_oneself()
        if path.startswith("/admin/"):
            # It says on the next page what was done to which row.
            self.forget_messages()
        self.requests += 1
        if method != "GET" and response.status_code < 400:
            self.sent.append((method, path[:100], body[:200]))
        self.counts[response.status_code] += 1
        if response.status_code < 400 and response.resolver_match:
            self.reached[response.resolver_match.view_name, method] += 1
        asked = f"{method} {path[:300]} {body[:300]!r} {str(head)[:200]}"
        if response.status_code not in STATUS:
            why = _why(response)
            self.note(f"BROKE {why[-1:]}", f"{asked} {why}")
        said = words_of(response)
        for word in self.hidden:
            looked_up = word in self.admitted and path.startswith("/admin/")
            if word in said and not looked_up:
                around = said[max(0, said.index(word) - 100) :][:200]
                self.note(f"SHOWN {word} {response.resolver_match}", f"{asked} {around}")
        return response

    def forget_messages(self):
        if self.session_key():
            session = self.client.session
            if session.pop(SessionStorage.session_key, None):
                session.save()

    def note(self, what, where):
        """Once for each kind of finding."""
        if what not in self.seen:
            self.seen.add(what)
            self.found.append(f"{what}: {where}")

    def take_findings(self):
        found, self.found = self.found, []
        return found


def open_to(role, names):
    """The addresses open to this role, as the table of doors says; twice where it may write."""
    table, alike = read_table(), ALIKE.get(role, role)
    return [
        name
        for name in names
        if name in table
        for letter in "GP"
        if table[name].marks[alike, letter] not in ".-f"
    ]


def _bytes(words):
    return words if isinstance(words, bytes) else words.encode(errors="replace")


def _why(response):
    error = getattr(response, "exc_info", None)
    return traceback.format_exception(*error)[-4:] if error else [str(response.status_code)]


SEARCHED = ("quokka", "Quokk", "QUOKKA*", "kwokka", "%71uokka", "quokkadra", "quokkaelse")
ODD_NAMES = (
    *(0, -1, 1, 7, 10**10, 10**19, int("9" * 300)),
    *("x", "0", "csv", "xlsx", "ics", "pdf", "svg", "exe", "..", "a" * 300, "٣", "1-x", "%00"),
    *("\0", "é", "facts", "policy", "setting", "needs", "badges", "case_book", "f" * 32),
)
QUERIES = (
    *("about", "action", "city", "copy", "day", "drafts", "from", "group", "half", "item"),
    *("kind", "level", "measure", "next", "on", "option", "order", "page", "person", "q"),
    *("quote", "reason", "section", "sort", "status", "to", "topic", "until", "usual", "view"),
    *("case", "verb", "row", "sector", "state", "format", "length", "by", "code", "month"),
)
POSTED = (
    *("text", "base", "way", "mine", "about", "parent", "quote", "place", "section", "next"),
    *("keys", "seen", "pieces", "place-0", "name", "reason", "remark", "until", "late_reason"),
    *("source", "result", "response", "agreed_text", "to", "focus", "go", "person", "cluster"),
    *("description", "workshop", "status", "progress", "phase", "key", "before", "title"),
    *("point", "only", "group", "up", "down", "begin", "after", "impact", "feasibility"),
    *("minutes", "verdict", "mending", "answer", "due_on", "with_drafts", "editions", "city"),
    *("kind", "gap", "part", "shown", "from", "initial-focus", "figure-new-value", "email"),
    *("figure-99999999999999999999-label", "issue-٣-question", "issue-new-question"),
    *("back", "half", "item", "mark", "number", "previewed", "registration", "what", "by"),
    *("tell", "typed", "day", "starts_at", "ends_at", "with_following", "choice", "capacity"),
    *("days", "months", "starts_on", "ends_on", "closes_on", "at", "sent", "anchor", "role"),
    *("remind_days", "row-TOTAL_FORMS", "row-INITIAL_FORMS", "form-TOTAL_FORMS", "row-0-name"),
    *("row-99999999999999999999-name", "initial-day", "bus_at", "position", "password", "code"),
    *("partner", "user", "payload", "is_staff", "is_superuser", "programme", "id", "pk"),
)
