"""The history of a case as its page tells it: hand-overs, and the writing between them.

All its queries, as many for three rows as for three hundred. Texts are read only for what stands on
the page.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse

from cases.history.versions import HandOver, hand_overs_of
from cases.models import AnswerRevision, Case
from cases.outline import SECTIONS, TOPICS, Section, Topic
from programme.models import Activity, User
from programme.writing.revisions import QUARTER

ENTRIES_PER_PAGE = 20
# What the log calls a change of something that has no history of its own.
VERBS_OF_PARTS = (
    "case_facts_changed",
    "objective_target_changed",
    "issue_in_focus",
    "attachment_added",
    "attachment_deleted",
    *(f"{kind}_{verb}" for kind in ("figure", "issue") for verb in ("added", "changed", "removed")),
)


class Saved(NamedTuple):
    """A revision of one topic, without its text."""

    pk: int
    topic: str
    version: int
    by: int | None
    begun_at: datetime.datetime
    saved_at: datetime.datetime


class Noted(NamedTuple):
    """What the log says of a typed part or a file."""

    sentence: str
    by: int | None
    at: datetime.datetime

    @property
    def begun_at(self) -> datetime.datetime:
        return self.at


@dataclass(frozen=True)
class TopicChange:
    """What somebody did to one topic within a quarter of an hour."""

    topic: Topic
    # The versions before and after, as the page of the topic compares them.
    url: str
    more: int

    @property
    def fewer(self) -> int:
        return -self.more


@dataclass
class Writing:
    """What one person wrote within a quarter of an hour, in whatever topics."""

    by: int | None
    begun_at: datetime.datetime
    rows: list[Saved] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    # Read for the page that shows it.
    author: User | None = None
    changes: list[TopicChange] = field(default_factory=list)

    is_hand_over = False

    @property
    def at(self) -> datetime.datetime:
        saved = [row.saved_at for row in self.rows]
        return max(saved + [note.at for note in self.notes])

    @property
    def sentences(self) -> list[str]:
        """What was done beside the texts, each once."""
        return list(dict.fromkeys(note.sentence for note in self.notes))

    def add(self, row: Saved | Noted) -> None:
        if isinstance(row, Saved):
            self.rows.append(row)
        else:
            self.notes.append(row)


Entry = Writing | HandOver


@dataclass(frozen=True)
class CaseHistory:
    """One page of the timeline, with what it can be narrowed to."""

    page_obj: Page
    hand_overs: list[HandOver]
    people: list[User]
    topic: str
    person: str

    @classmethod
    def of(cls, case: Case, asked: Mapping[str, str]) -> "CaseHistory":
        """``asked``: topic, person, page; what does not exist narrows nothing. Six queries."""
        hand_overs = hand_overs_of(case)
        saved, noted = _saved(case), _noted(case)
        people = _people([*saved, *noted], hand_overs)
        topic = asked.get("topic", "") if asked.get("topic") in TOPICS else ""
        known = {str(pk) for pk in people}
        person = asked.get("person", "") if asked.get("person") in known else ""
        writings = writings_of([*saved, *noted], [hand_over.at for hand_over in hand_overs])
        entries = _narrowed([*hand_overs, *writings], topic, person)
        page = Paginator(entries, ENTRIES_PER_PAGE).get_page(asked.get("page"))
        _fill(case, [entry for entry in page if isinstance(entry, Writing)], saved, people)
        named = sorted(people.values(), key=lambda user: str(user))
        return cls(page, hand_overs, named, topic, person)

    @property
    def sections(self) -> tuple[Section, ...]:
        return SECTIONS

    @property
    def is_narrowed(self) -> bool:
        return bool(self.topic or self.person)

    @property
    def person_pk(self) -> int | None:
        return int(self.person) if self.person else None


def _saved(case: Case) -> list[Saved]:
    """All revisions of all topics, the first one first, without their texts. One query."""
    rows = AnswerRevision.objects.filter(answer__case=case).order_by("begun_at", "pk")
    return [
        Saved(*row)
        for row in rows.values_list(
            "pk", "answer__topic", "version", "by_id", "begun_at", "saved_at"
        )
    ]


def _noted(case: Case) -> list[Noted]:
    """What the log says of typed parts and files. One query."""
    entries = Activity.objects.filter(
        programme=case.programme, city=case.city, verb__in=VERBS_OF_PARTS
    )
    return [
        Noted(*row)
        for row in entries.order_by("at", "pk").values_list("sentence", "actor_id", "at")
    ]


def writings_of(
    done: Iterable[Saved | Noted], hand_overs: Iterable[datetime.datetime]
) -> list[Writing]:
    """What was done, folded: per person and quarter of an hour, and never across a hand-over."""
    events: list[tuple[datetime.datetime, Saved | Noted | None]]
    events = [*((row.begun_at, row) for row in done), *((at, None) for at in hand_overs)]
    # What was saved at the moment of a hand-over was handed over.
    events.sort(key=lambda event: (event[0], event[1] is None))
    begun: dict[int | None, Writing] = {}
    found = []
    for at, row in events:
        if row is None:
            begun.clear()
            continue
        last = begun.get(row.by)
        if last is None or at - last.begun_at >= QUARTER:
            last = begun[row.by] = Writing(row.by, at)
            found.append(last)
        last.add(row)
    return found


def _narrowed(entries: list[Entry], topic: str, person: str) -> list[Entry]:
    """What is asked for, the newest first. Hand-overs are of every topic."""
    found: list[Entry] = []
    for entry in entries:
        if person and str(entry.by) != person:
            continue
        if topic and isinstance(entry, Writing):
            entry.rows, entry.notes = [row for row in entry.rows if row.topic == topic], []
            if not entry.rows:
                continue
        found.append(entry)
    return sorted(found, key=lambda entry: (entry.at, entry.is_hand_over), reverse=True)


def _people(done: Iterable[Saved | Noted], hand_overs: Iterable[HandOver]) -> dict[int, User]:
    """Everybody who had a hand in it. One query."""
    found = {row.author.pk: row.author for row in hand_overs if row.author}
    others = {row.by for row in done if row.by} - set(found)
    return found | User.objects.in_bulk(others)


def _fill(
    case: Case, writings: list[Writing], saved: list[Saved], people: Mapping[int, User]
) -> None:
    """Say of each writing on the page which topics grew and shrank. One query."""
    before = _predecessors(saved)
    shown = {row.pk for writing in writings for row in writing.rows}
    wanted = shown | {before[pk].pk for pk in shown if pk in before}
    texts = AnswerRevision.objects.filter(pk__in=wanted).values_list("pk", "text")
    words = {pk: len(text.split()) for pk, text in texts}
    for writing in writings:
        writing.author = people.get(writing.by) if writing.by else None
        by_topic: dict[str, list[Saved]] = {}
        for row in writing.rows:
            by_topic.setdefault(row.topic, []).append(row)
        writing.changes = [
            _change(case, topic, by_topic[topic], before, words)
            for topic in TOPICS
            if topic in by_topic
        ]


def _change(
    case: Case,
    topic: str,
    rows: list[Saved],
    before: Mapping[int, Saved],
    words: Mapping[int, int],
) -> TopicChange:
    first, last = (choose(rows, key=lambda row: row.version) for choose in (min, max))
    older = before.get(first.pk)
    url = reverse("cases:answer_history", args=[case.programme.slug, case.city.slug, topic])
    return TopicChange(
        TOPICS[topic],
        f"{url}?from={older.version if older else 0}&to={last.version}",
        words[last.pk] - (words[older.pk] if older else 0),
    )


def _predecessors(saved: Iterable[Saved]) -> dict[int, Saved]:
    """Which revision of the same topic stood before each."""
    by_topic: dict[str, list[Saved]] = {}
    for row in sorted(saved, key=lambda row: row.version):
        by_topic.setdefault(row.topic, []).append(row)
    return {newer.pk: older for rows in by_topic.values() for older, newer in pairwise(rows)}
