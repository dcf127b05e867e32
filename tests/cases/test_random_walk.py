"""A walk without aim over everything about cases, with values that nobody means well with.

Whatever a person sends, the site answers in words: it never breaks down. The walk is the same
every time; ``WALK_STEPS`` and ``WALK_SEED`` in the environment make it a longer or another one.
"""

import os
import random
import traceback
from collections import Counter
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from cases import services
from cases.exchange import waiting
from cases.exchange.incoming import Incoming, Loose, TopicWords
from cases.models import Case, Occasion
from cases.outline import SECTION_BY_KEY, TOPICS
from programme.models import Role
from programme.writing.services import save_text
from tests import factories
from tests.test_doors import addresses

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
QUERIES = (
    *("from", "to", "page", "topic", "person", "view", "about", "on", "quote", "group"),
    *("status", "kind", "city", "case", "section", "sort", "measure", "drafts", "until"),
    *("reason", "next", "order", "q"),
)
POSTED = (
    *("text", "base", "way", "mine", "about", "parent", "quote", "place", "section", "next"),
    *("keys", "seen", "pieces", "place-0", "name", "reason", "remark", "until", "late_reason"),
    *("focus", "go", "person", "description", "cluster", "workshop", "status", "progress"),
    *(f"base-{topic}" for topic in list(TOPICS)[:3]),
    *("initial-focus", "figure-new-value", "figure-new-as_of", "figure-new-label"),
    *("figure-99999999999999999999-label", "issue-٣-question", "issue-new-question"),
)
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


@pytest.fixture
def walked(city, draft, editor, expert, coordinator, participant, stranger, outsider, settings):
    """Cases in every state, with something of everything."""
    programme = city.programme
    for name in ("life_cycle", "depth_and_width"):
        answer = draft.answers.get(topic=name)
        save_text(answer, "Words that are here.", base_version=answer.version, by=editor)
    comment = services.add_comment(draft, by=expert, text="A word", about="life_cycle")
    services.keep_version(draft, Occasion.NAMED, by=editor, name="Kept")
    factories.FigureFactory(cluster=draft.cluster)
    incoming = Incoming(
        name="case.md",
        topics={"life_cycle": TopicWords(text="From a file.", version=1)},
        loose=[Loose("A piece", "of a text")],
    )
    tokens = {
        person.pk: waiting.keep(incoming, draft, person) for person in (editor, expert, coordinator)
    }
    done = factories.CityFactory(programme=programme, group=city.group)
    factories.MembershipFactory(user=editor, programme=programme, city=done, role=Role.EDITOR)
    workshop = factories.WorkshopFactory(city=done)
    shared = factories.DistributedCaseFactory(city=done, workshop=workshop)
    first = services.freeze_case(shared, by=expert)
    services.freeze_case(shared, by=expert)
    factories.ReceiptFactory(edition=first, user=participant)
    action = factories.ProposedActionFactory(case=shared)
    Case.objects.filter(pk=shared.pk).update(reopened_at=first.frozen_at)
    factories.CityReportFactory(workshop=workshop)
    factories.FinalReportFactory(programme=programme)
    return SimpleNamespace(
        programme=programme,
        cities=[city.slug, done.slug],
        comment=comment.pk,
        action=action.pk,
        edition=first.pk,
        tokens=tokens,
        people={
            "visitor": None,
            "participant": participant,
            "stranger": stranger,
            "editor": editor,
            "expert": expert,
            "coordinator": coordinator,
            "outsider": outsider,
        },
    )


OURS = [
    name
    for name in sorted(set(addresses(get_resolver())))
    if name.startswith(("cases:", "reports:")) and "document_download" not in name
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
        dice, world = self.dice, self.world
        words = {
            "programme": [world.programme.slug],
            "of": [world.programme.slug],
            "city": world.cities,
            "slug": world.cities,
            "section": [*SECTION_BY_KEY],
            "topic": [*TOPICS],
            "part": ["facts", "focus", "figure-1", "issue-1", "target-branding", "policy", "x"],
            "suffix": ["md", "docx", "exe"],
            "token": [*world.tokens.values(), "f" * 32, "x"],
            "kind": ["case", "case_draft", "case_book", "case_confidential", "agenda", "x"],
            "number": [1, 2, 3, 0, 10**9, 10**19, int("9" * 300)],
            "version": [1, 2, 0, 10**10, 10**30],
            "pk": [world.comment, world.action, 0, 10**19, int("9" * 300)],
            "subject_pk": [world.edition, 1, 0, 10**19],
        }
        names = dict(PARTS[name])
        if "token" in names and self.person and dice.random() < 0.7:
            words["token"] = [world.tokens.get(self.person.pk, "x")]
        return reverse(name, kwargs={part: dice.choice(words[part]) for part in names})

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
        extra = dice.sample(POSTED, dice.randint(0, 4))
        found += [(name, self.value()) for name in extra]
        if found and dice.random() < 0.2:
            found.append((dice.choice(found)[0], self.value()))
        return found

    def query(self):
        if self.dice.random() < 0.5:
            # One value for everything that is ever asked for.
            value = self.value()
            return coded((name, value) for name in QUERIES)
        names = self.dice.choices(QUERIES, k=self.dice.randint(0, 4))
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
        url = self.path(self.dice.choice(OURS))
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
    resolver = get_resolver()
    found = {}
    for name in OURS:
        namespace, _colon, plain = name.partition(":")
        inner = resolver.namespace_dict[namespace][1]
        possibilities = inner.reverse_dict.getlist(plain)
        found[name] = [(part, part) for part in possibilities[0][0][0][1]]
    return found


PARTS = _parts()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", ["visitor", "participant", "stranger", "editor", "expert", "coordinator", "outsider"]
)
def test_nothing_breaks_down(client, walked, who):
    client.raise_request_exception = False
    walker = Walker(client, walked, who)

    for _step in range(STEPS):
        walker.step()

    assert walker.trail == []
    if who in ("editor", "expert", "coordinator"):
        # It did not knock at closed doors alone.
        assert walker.counts[200] > STEPS / 8
