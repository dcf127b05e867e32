"""What a reader of a case sees, as plain data: the content of an edition.

``content_of`` is all queries. ``cases.article`` gives the data its shape for a page or a PDF.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from cases.models import Attachment, Case, StrategicIssue
from cases.outline import FACTS, SECTIONS, TOPICS, Section
from programme.models import Figure
from workshops.models import Workshop

# Raise it when the shape changes; editions keep the shape of their day.
FORMAT = 1
# What hangs on a case and is in its content: to be read with several cases, or used twice.
CONTENT_PARTS = ("answers", "objective_targets", "issues", "attachments", "cluster__figures")


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
        "attachments": [
            _attachment(attachment)
            for attachment in case.attachments.all()
            # One that was taken out keeps its file for the editions that name it, no more.
            if attachment.removed_at is None
        ],
        "words": sum(answer.word_count for answer in answers.values()),
    }
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def without_confidential(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content for readers outside the city's group: nothing confidential is left in it.

    A topic keeps its title and says that it is left out; the numbers of a confidential
    objective go with it.
    """
    hidden = {topic["key"]: topic for topic in _topics(content) if topic["is_confidential"]}
    public = dict(content)
    # How long a hidden text is says something about it too.
    hidden_words = sum(len(topic["text"].split()) for topic in hidden.values())
    public["words"] = max(0, content.get("words", 0) - hidden_words)
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
    """The typed parts beside the prose that say something, each with its section."""
    return [
        {
            "section": section,
            "key": name,
            "label": fact_label(name),
            "value": value,
            "words": _fact_words(case, name),
        }
        for section, names in FACTS.items()
        for name in names
        if (value := getattr(case, name))
    ]


def _fact_words(case: Case, name: str) -> str:
    display = getattr(case, f"get_{name}_display", None)
    return str(display() if display else getattr(case, name))


def fact_label(name: str) -> str:
    """What a typed fact is called, at the beginning of a line."""
    label = str(Case._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
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


def figure_name(figure: Mapping[str, Any]) -> str:
    """What tells a figure of a content from its others: what, as of when, and who says so."""
    return f"{figure['label']}-{figure['as_of']}-{figure['source']}"


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
