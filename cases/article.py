"""How the content of a case is read: by page and PDF alike. Runs no query.

An ``Article`` gives the plain data of ``cases.contents`` its shape, so the working text and an
edition of years ago are set by the same template.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from cases.contents import confidential_count, without_confidential
from programme.writing.services import checksum_of

WORDS_PER_MINUTE = 200
FASTEST_WORDS_PER_MINUTE = 500


@dataclass(frozen=True)
class Part:
    """One topic as it is read."""

    key: str
    title: str
    text: str
    is_not_known: bool
    not_known_reason: str
    is_confidential: bool
    # Confidential, and not for this reader.
    is_left_out: bool


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True)
class Chapter:
    """One section as it is read."""

    number: int
    key: str
    title: str
    purpose: str
    parts: list[Part]
    facts: list[Fact]


@dataclass(frozen=True)
class Goal:
    """The measurable side of an objective. Numbers are text, empty where nobody gave one."""

    title: str
    priority: int
    measure: str
    baseline: str
    target: str
    target_year: int | None
    reached: str

    @property
    def baseline_words(self) -> str:
        return _grouped(self.baseline)

    @property
    def target_words(self) -> str:
        return _grouped(self.target)

    @property
    def reached_words(self) -> str:
        return _grouped(self.reached)

    @property
    def is_measured(self) -> bool:
        return bool(self.baseline or self.target or self.reached)

    @property
    def dots(self) -> list[bool]:
        """The priority as five dots, filled from the left."""
        return [dot < self.priority for dot in range(5)]

    @property
    def percent(self) -> int | None:
        """How much of the way from baseline to target is gone, 0 to 100; None if unknown."""
        if not self.target or not self.reached:
            return None
        start = Decimal(self.baseline or 0)
        way = Decimal(self.target) - start
        if way == 0:
            return None
        gone = 100 * (Decimal(self.reached) - start) / way
        return max(0, min(100, round(gone)))


@dataclass(frozen=True)
class Issue:
    question: str
    kind_words: str
    decided_by: str
    decide_by: datetime.date | None
    background: str


@dataclass(frozen=True)
class Measurement:
    words: str
    as_of_words: str
    source: str


@dataclass(frozen=True)
class FigureGroup:
    """What is known about one thing; sources that disagree stand side by side."""

    label: str
    measurements: list[Measurement]


@dataclass(frozen=True)
class AttachedFile:
    pk: int
    name: str
    description: str
    content_type: str
    size: int
    is_confidential: bool


@dataclass(frozen=True)
class Article:
    """A case as one reader may read it."""

    title: str
    chapters: list[Chapter]
    goals: list[Goal]
    figures: list[FigureGroup]
    issue: Issue | None
    parked: list[Issue]
    attachments: list[AttachedFile]
    words: int
    # How many parts are confidential, and whether this reader was given them.
    confidential: int
    in_confidence: bool
    proposed_case: str = ""
    preliminary_issue: str = ""
    city_name: str = ""
    group_name: str = ""
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, content: Mapping[str, Any], *, in_confidence: bool) -> "Article":
        """Set a content for a reader; ``in_confidence`` says if confidential parts are for them."""
        readable = content if in_confidence else without_confidential(content)
        city, kick_off = content.get("city", {}), content.get("kick_off", {})
        return cls(
            title=content.get("title", ""),
            chapters=[
                _chapter(section, readable.get("facts", []))
                for section in readable.get("sections", [])
            ],
            goals=[_goal(row) for row in readable.get("objectives", [])],
            figures=_figure_groups(readable.get("figures", [])),
            issue=_read_issue(readable["issue"]) if readable.get("issue") else None,
            parked=[_read_issue(row) for row in readable.get("parked_issues", [])],
            attachments=[_attached(row) for row in readable.get("attachments", [])],
            words=readable.get("words", 0),
            confidential=confidential_count(content),
            in_confidence=in_confidence,
            proposed_case=kick_off.get("proposed_case", ""),
            preliminary_issue=kick_off.get("preliminary_issue", ""),
            city_name=city.get("name", ""),
            group_name=(city.get("group") or {}).get("name", ""),
            content=readable,
        )

    @property
    def minutes(self) -> int:
        """How long it takes to read, at a pace that leaves time to think."""
        return max(1, round(self.words / WORDS_PER_MINUTE))

    @property
    def least_seconds(self) -> int:
        """Who came to the end in less time has leafed through it."""
        return max(20, self.words * 60 // FASTEST_WORDS_PER_MINUTE)

    @property
    def checksum(self) -> str:
        """Of what this reader reads. That of the whole would let a reader try out guesses at what
        is left out; where nothing is, it is that of the edition."""
        return checksum_of(dict(self.content))

    @property
    def has_left_out(self) -> bool:
        return self.confidential > 0 and not self.in_confidence

    @property
    def confidence_note(self) -> str:
        """Who reads what is confidential; empty when nothing is."""
        if not self.confidential:
            return ""
        whom = self.group_name or self.city_name
        if self.in_confidence:
            note = _("Only %(group)s and those who run the programme read what is confidential.")
        else:
            note = _(
                "Only %(group)s and those who run the programme read what is confidential; "
                "it is left out here."
            )
        return note % {"group": whom}


def _chapter(section: Mapping[str, Any], facts: list[dict[str, Any]]) -> Chapter:
    return Chapter(
        number=section["number"],
        key=section["key"],
        title=section["title"],
        purpose=section["purpose"],
        parts=[
            Part(
                key=topic["key"],
                title=topic["title"],
                text=topic["text"],
                is_not_known=topic["is_not_known"],
                not_known_reason=topic["not_known_reason"],
                is_confidential=topic["is_confidential"],
                is_left_out=topic.get("is_left_out", False),
            )
            for topic in section["topics"]
        ],
        facts=[
            Fact(row["label"], row["words"]) for row in facts if row["section"] == section["key"]
        ],
    )


def _goal(row: Mapping[str, Any]) -> Goal:
    return Goal(
        title=row["title"],
        priority=row["priority"],
        measure=row["measure"],
        baseline=row["baseline"],
        target=row["target"],
        target_year=row["target_year"],
        reached=row["reached"],
    )


def _figure_groups(rows: list[dict[str, Any]]) -> list[FigureGroup]:
    ordered = sorted(rows, key=lambda row: row["label"])
    return [
        FigureGroup(
            label,
            [Measurement(row["words"], row["as_of_words"], row["source"]) for row in group],
        )
        for label, group in groupby(ordered, key=lambda row: row["label"])
    ]


def _read_issue(row: Mapping[str, Any]) -> Issue:
    day = row["decide_by"]
    return Issue(
        question=row["question"],
        kind_words=row["kind_words"],
        decided_by=row["decided_by"],
        decide_by=datetime.date.fromisoformat(day) if day else None,
        background=row["background"],
    )


def _attached(row: Mapping[str, Any]) -> AttachedFile:
    names = ("pk", "name", "description", "content_type", "size", "is_confidential")
    return AttachedFile(**{name: row[name] for name in names})


def _grouped(number: str) -> str:
    """“1,150”: as figures are written."""
    return f"{Decimal(number):,}" if number else ""
