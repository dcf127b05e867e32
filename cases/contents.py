"""What a reader of a case sees, as plain data: the content of an edition, and how it is read.

``content_of`` is all queries. ``Article`` gives the data its shape for a page or a PDF and runs
none, so the working text and an edition of years ago are set by the same template.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from cases.models import Attachment, Case, StrategicIssue
from cases.outline import SECTIONS, TOPICS, Section
from programme.models import Figure
from workshops.models import Workshop

# Raise it when the shape changes; editions keep the shape of their day.
FORMAT = 1


def content_of(case: Case) -> dict[str, Any]:
    """Everything a reader sees of the case as it stands, in words of the language in use.

    Plain JSON values only, so that the same content has the same checksum after a journey
    through the database. Five queries; programme, city, cluster and workshop of the case should
    have been read with it.
    """
    answers = {answer.topic: answer for answer in case.answers.all()}
    issues = list(case.issues.all())
    content = {
        "format": FORMAT,
        "title": str(case),
        "programme": {"name": case.programme.name, "title": case.programme.title},
        "city": _city(case),
        "cluster": _cluster(case),
        "workshop": _workshop(case.workshop) if case.workshop else None,
        "kick_off": {
            "proposed_case": case.city.proposed_case,
            "preliminary_issue": case.city.preliminary_issue,
        },
        "issue": next((_issue(issue) for issue in issues if issue.is_in_focus), None),
        "parked_issues": [_issue(issue) for issue in issues if not issue.is_in_focus],
        "facts": _facts(case),
        "sections": [_section(section, answers) for section in SECTIONS],
        "objectives": _objectives(case),
        "figures": [_figure(figure) for figure in case.cluster.figures.all()],
        "attachments": [_attachment(attachment) for attachment in case.attachments.all()],
        "words": sum(answer.word_count for answer in answers.values()),
    }
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def without_confidential(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content for readers outside the city's group: nothing confidential is left in it.

    A topic keeps its title and says that it is left out; the numbers of a confidential
    objective go with it.
    """
    hidden = {topic["key"] for topic in _topics(content) if topic["is_confidential"]}
    public = dict(content)
    public["sections"] = [
        section | {"topics": [_emptied(topic) for topic in section["topics"]]}
        for section in content.get("sections", [])
    ]
    public["objectives"] = [
        objective
        for objective in content.get("objectives", [])
        if objective["objective"] not in hidden
    ]
    public["attachments"] = [
        attachment
        for attachment in content.get("attachments", [])
        if not attachment["is_confidential"]
    ]
    return public


def confidential_count(content: Mapping[str, Any]) -> int:
    """How many topics and attachments are confidential."""
    rows = [*_topics(content), *content.get("attachments", [])]
    return sum(1 for row in rows if row["is_confidential"])


def _topics(content: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (topic for section in content.get("sections", []) for topic in section["topics"])


def _emptied(topic: dict[str, Any]) -> dict[str, Any]:
    if not topic["is_confidential"]:
        return topic
    return topic | {
        "text": "",
        "is_not_known": False,
        "not_known_reason": "",
        "is_left_out": True,
    }


def _city(case: Case) -> dict[str, Any]:
    city, group = case.city, case.city.group
    return {
        "name": city.name,
        "slug": city.slug,
        "country": city.country.name,
        "group": {"number": group.number, "name": str(group)} if group else None,
    }


def _cluster(case: Case) -> dict[str, Any]:
    cluster = case.cluster
    return {
        "name": cluster.name,
        "slug": cluster.slug,
        "sector": cluster.sector.name if cluster.sector else "",
        "place": cluster.place,
        "summary": cluster.summary,
    }


def _workshop(workshop: Workshop) -> dict[str, Any]:
    return {
        "slug": workshop.slug,
        "number": workshop.number,
        "starts_on": workshop.starts_on,
        "ends_on": workshop.ends_on,
        "time_zone": workshop.time_zone,
    }


def _section(section: Section, answers: Mapping[str, Any]) -> dict[str, Any]:
    topics = []
    for topic in section.topics:
        answer = answers.get(topic.key)
        topics.append(
            {
                "key": topic.key,
                "title": str(topic.title),
                "text": answer.text if answer else "",
                "is_not_known": answer.is_not_known if answer else False,
                "not_known_reason": answer.not_known_reason if answer else "",
                "is_confidential": answer.is_confidential if answer else False,
            }
        )
    return {
        "number": section.number,
        "key": section.key,
        "title": str(section.title),
        "purpose": str(section.purpose),
        "topics": topics,
    }


def _facts(case: Case) -> list[dict[str, Any]]:
    """The typed parts beside the prose, each with the section to which it belongs."""
    rows = [
        ("setting", "lifecycle_stage", case.get_lifecycle_stage_display()),
        ("process", "initiator", case.get_initiator_display()),
        ("process", "founding_year", str(case.founding_year or "")),
        ("process", "legal_form", case.legal_form),
        ("evaluation", "evaluation_method", case.get_evaluation_method_display()),
        ("evaluation", "evaluation_year", str(case.evaluation_year or "")),
    ]
    return [
        {
            "section": section,
            "key": key,
            "label": _label(Case, key),
            "value": getattr(case, key) if getattr(case, key) is not None else "",
            "words": words,
        }
        for section, key, words in rows
        if words
    ]


def _label(model: type[models.Model], name: str) -> str:
    label = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _objectives(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "objective": target.objective,
            "title": str(TOPICS[target.objective].title),
            "priority": target.priority,
            "measure": target.measure,
            "baseline": _plain(target.baseline),
            "target": _plain(target.target),
            "target_year": target.target_year,
            "reached": _plain(target.reached),
        }
        for target in case.objective_targets.all()
    ]


def _plain(number: Decimal | None) -> str:
    """A number without needless zeros: 20.00 and 20 are the same goal."""
    return "" if number is None else f"{number:.2f}".rstrip("0").rstrip(".")


def _grouped(number: str) -> str:
    """“1,150”: as figures are written."""
    return f"{Decimal(number):,}" if number else ""


def _issue(issue: StrategicIssue) -> dict[str, Any]:
    return {
        "question": issue.question,
        "kind": issue.kind,
        "kind_words": issue.get_kind_display(),
        "decided_by": issue.decided_by,
        "decide_by": issue.decide_by,
        "background": issue.background,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "label": figure.label,
        "value": _plain(figure.value),
        "qualifier": figure.qualifier,
        "unit": figure.unit,
        "words": figure.value_in_words,
        "as_of": figure.as_of,
        "as_of_words": figure.as_of_in_words,
        "source": figure.source,
    }


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "pk": attachment.pk,
        "name": attachment.name,
        "description": attachment.description,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "checksum": attachment.checksum,
        "is_confidential": attachment.is_confidential,
    }


# How it is read


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
            words=content.get("words", 0),
            confidential=confidential_count(content),
            in_confidence=in_confidence,
            proposed_case=kick_off.get("proposed_case", ""),
            preliminary_issue=kick_off.get("preliminary_issue", ""),
            city_name=city.get("name", ""),
            group_name=(city.get("group") or {}).get("name", ""),
            content=readable,
        )

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
