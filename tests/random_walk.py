"""A walk without aim over a part of the site, with values that nobody means well with.

Whatever a person sends, the site answers in words: it never breaks down. The walk is the same
every time; ``WALK_STEPS`` and ``WALK_SEED`` in the environment make it a longer or another one.
"""

import os
import random
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from django.db import transaction
from django.urls import get_resolver, reverse

from tests.doors import addresses

STEPS = int(os.environ.get("WALK_STEPS", "80"))
SEED = int(os.environ.get("WALK_SEED", "3"))
DIGITS = b"9" * 100_000
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
    DIGITS,
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
    b"true",
    b"null",
    b"[]",
    b"{}",
    b"[[[[",
    b"../../../etc/passwd",
    b"//evil.example/",
    b"/\\evil.example",
    b"/x\r\nSet-Cookie: a=b",
    b"http://[",
    b"/[::1",
    b"javascript:alert(1)",
    b"%00%0d%0a",
    b"{{ 7 }}{% now %}",
    b"' OR 1=1 --",
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
    b"mine",
    b"theirs",
    b"merged",
    b"together",
]
HEADERS = (
    {},
    {},
    {"HTTP_HX_REQUEST": "true"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "document-status"},
    {"HTTP_X_PERSON": "99999999999999999999"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[", "HTTP_HX_PROMPT": "%00"},
    {"HTTP_IF_NONE_MATCH": '"x", W/"'},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 600},
    {"HTTP_REFERER": "http://[::1"},
)


class Forms(HTMLParser):
    """The forms of a page: where each is sent to, and its fields."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append((attrs.get("action") or "", attrs.get("method", "get"), []))
        elif tag in ("input", "textarea", "select", "button") and self.forms and attrs.get("name"):
            self.forms[-1][2].append((attrs["name"], attrs.get("value") or ""))


@dataclass(frozen=True)
class World:
    """Where somebody walks: the addresses, and the names and fields that are tried there."""

    people: dict[str, Any]
    addresses: list[str]
    # What each part of an address may be, for the address and the person who asks.
    words: Callable[[str, Any], dict[str, list]]
    queries: tuple[str, ...]
    posted: tuple[str, ...]


def ours(*apps, without=()):
    """The names of all addresses of these apps."""
    return [
        name
        for name in sorted(set(addresses(get_resolver())))
        if name.partition(":")[0] in apps and name not in without
    ]


class Walker:
    def __init__(self, client, world, who):
        self.client, self.world, self.who = client, world, who
        self.dice = random.Random(f"{SEED}-{who}")
        self.person = world.people[who]
        if self.person:
            client.force_login(self.person)
        self.trail = []
        self.counts = Counter()

    def value(self):
        return self.dice.choice(HOSTILE)

    def path(self, name):
        """An address of ours with names that are there, or that could be."""
        parts = self.world.words(name, self.person)
        return reverse(name, kwargs={part: self.dice.choice(parts[part]) for part in PARTS[name]})

    def fields(self, known=()):
        dice = self.dice
        if known and dice.random() < 0.4:
            # Everything as the page has it, but for one field.
            wrong, value = dice.choice(known)[0], self.value()
            return [(name, value if name == wrong else was.encode()) for name, was in known]
        found = [
            (name, self.value() if dice.random() < 0.35 else value.encode())
            for name, value in known
            if dice.random() < 0.9
        ]
        extra = dice.sample(self.world.posted, dice.randint(0, 4))
        found += [(name, self.value()) for name in extra]
        if found and dice.random() < 0.2:
            found.append((dice.choice(found)[0], self.value()))
        return found

    def query(self):
        if self.dice.random() < 0.5:
            # One value for everything that is ever asked for.
            value = self.value()
            return coded((name, value) for name in self.world.queries)
        names = self.dice.choices(self.world.queries, k=self.dice.randint(0, 4))
        return coded((name, self.value()) for name in names)

    def ask(self, method, url, body="", head=None):
        head = head if head is not None else self.dice.choice(HEADERS)
        kind = "application/x-www-form-urlencoded"
        with transaction.atomic():
            if method == "get":
                response = self.client.generic("GET", url, **head)
            else:
                response = self.client.generic("POST", url, body, content_type=kind, **head)
            if response.status_code >= 500:
                # What broke has broken the transaction too.
                transaction.set_rollback(True)
        self.counts[response.status_code] += 1
        if response.status_code >= 500:
            error = getattr(response, "exc_info", None)
            why = traceback.format_exception(*error)[-3:] if error else response.status_code
            self.trail.append((method, url[:300], body[:300], head, why))
        return response

    def step(self):
        url = self.path(self.dice.choice(self.world.addresses))
        query = self.query() if self.dice.random() < 0.6 else ""
        page = self.ask("get", f"{url}?{query}" if query else url)
        forms = Forms()
        if page.status_code == 200 and "html" in page.get("Content-Type", ""):
            forms.feed(page.content.decode())
        sent = [form for form in forms.forms if form[1].lower() == "post"]
        target, known = url, ()
        if sent and self.dice.random() < 0.8:
            action, _method, known = self.dice.choice(sent)
            target = action if action.startswith("/") else url
            if "/account" in target or "logout" in target or "login" in target:
                return
        self.ask("post", urlsplit(target).path, coded(self.fields(known)))


def coded(pairs):
    return "&".join(
        f"{quote_from_bytes(name.encode(), safe='')}={quote_from_bytes(value)}"
        for name, value in pairs
    )


def _parts():
    """The names in each of our addresses."""
    resolver = get_resolver()
    found = {}
    for name in sorted(set(addresses(resolver))):
        namespace, _colon, plain = name.partition(":")
        if namespace in resolver.namespace_dict:
            inner = resolver.namespace_dict[namespace][1]
            found[name] = inner.reverse_dict.getlist(plain)[0][0][0][1]
    return found


PARTS = _parts()


def walk(client, world, who, steps=STEPS):
    """Let one of its people walk through the world; every break-down is in ``trail``."""
    client.raise_request_exception = False
    walker = Walker(client, world, who)
    for _step in range(steps):
        walker.step()
    return walker
