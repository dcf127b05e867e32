"""What this app lets people find."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import (
    SHARED_STATUSES,
    ActionFollowUp,
    Answer,
    Attachment,
    BoardGroup,
    BoardNote,
    Case,
    Comment,
    Edition,
    ObjectiveTarget,
    ProposedAction,
    StrategicIssue,
)
from cases.models.discussion import DiscussionPhase
from cases.outline import SECTION_BY_KEY, SECTION_OF_TOPIC, TOPICS
from programme.models import User
from programme.search.sources import (
    DOCUMENT,
    TALK,
    Kind,
    Part,
    Row,
    Source,
    day_words,
    leave_out,
    own,
    register,
)

CASE = Kind("cases", gettext_lazy("Cases"), gettext_lazy("Cluster case"), 40)
ACTION = Kind("actions", gettext_lazy("Actions and discussion"), gettext_lazy("Discussion"), 57)
NAMES = {
    "city": "city__name",
    "city_slug": "city__slug",
    "cluster": "cluster__name",
    "status": "status",
}


def of_case(path: str = "case__") -> dict[str, str]:
    """What is said of the case of a row that hangs on it."""
    return {name: f"{path}{column}" for name, column in NAMES.items()}


def where(row: Row, *more: Any) -> tuple[str, ...]:
    """“Göteborg”, and the part of its case."""
    return (row["city"], *(str(step) for step in more))


def url_of(row: Row, name: str = "detail") -> str:
    return reverse(f"cases:{name}", args=[row.programme, row["city_slug"]])


def working_url(row: Row) -> str:
    """Where the text that is written is read, as ``Case.get_working_url``."""
    return url_of(row, "draft" if row["status"] in SHARED_STATUSES else "detail")


def place_of(topic: str) -> str:
    """“3.2 Process”: a topic with the number of its section and of itself."""
    section = SECTION_OF_TOPIC[topic]
    number = [one.key for one in section.topics].index(topic) + 1
    return f"{section.number}.{number} {section.title}"


def cases(row: Row) -> Iterator[Part]:
    yield Part(row["cluster"], where(row), row["legal_form"], url_of(row))


def answers(row: Row) -> Iterator[Part]:
    text = row.lines("text", "not_known_reason")
    if text:
        topic = row["topic"]
        url = f"{working_url(row)}#{topic}"
        place = where(row, place_of(topic))
        yield Part(str(TOPICS[topic].title), place, text, url, state=_("Draft"))


def targets(row: Row) -> Iterator[Part]:
    if row["measure"]:
        name = str(TOPICS[row["objective"]].title)
        url = f"{working_url(row)}#{row['objective']}"
        place = where(row, _("The objectives in figures"))
        yield Part(name, place, row["measure"], url, state=_("Draft"))


def issues(row: Row) -> Iterator[Part]:
    text = row.lines("background", "decided_by")
    url = f"{working_url(row)}#{'case-article' if row['is_in_focus'] else 'strategic_issues'}"
    place = where(row, _("Strategic issue"))
    yield Part(row["question"], place, text, url, state=_("Draft"))


def edition(row: Row, *, confidential: bool) -> Iterator[Part]:
    """The topics of an edition: those that every reader has, or those in confidence."""
    content = row.data("content")
    url = url_of(row)
    state = _("Confidential") if confidential else ""
    hidden = set()
    for section in content.get("sections", []):
        for topic in section["topics"]:
            key, text = topic["key"], f"{topic['text']}\n{topic['not_known_reason']}".strip()
            if topic["is_confidential"]:
                hidden.add(key)
            if text and topic["is_confidential"] == confidential:
                place = where(row, place_of(key) if key in TOPICS else section["title"])
                yield Part(topic["title"], place, text, f"{url}#{key}", key, state)
    for target in content.get("objectives", []):
        key = target["objective"]
        if target["measure"] and (key in hidden) == confidential:
            place = where(row, _("The objectives in figures"))
            yield Part(
                *(target["title"], place, target["measure"], f"{url}#{key}", f"target-{key}", state)
            )


def shared_edition(row: Row) -> Iterator[Part]:
    yield from edition(row, confidential=False)
    content, url = row.data("content"), url_of(row)
    in_focus = [content["issue"]] if content.get("issue") else []
    for number, issue in enumerate([*in_focus, *content.get("parked_issues", [])]):
        anchor = "strategic_issues" if number or not in_focus else "case-article"
        text = "\n".join(filter(None, [issue["background"], issue["decided_by"]]))
        place = where(row, _("Strategic issue"))
        yield Part(issue["question"], place, text, f"{url}#{anchor}", f"issue-{number}")


def confidential_edition(row: Row) -> Iterator[Part]:
    yield from edition(row, confidential=True)


def in_confidence(rows: Any, user: User) -> Any:
    return rows.in_confidence_of(user)


def attachments(row: Row) -> Iterator[Part]:
    page = url_of(row) if row["status"] in SHARED_STATUSES else working_url(row)
    state = _("Confidential") if row["is_confidential"] else ""
    name = row["description"] or row["name"]
    text = row["name"] if row["description"] else ""
    place = where(row, _("Attachments"))
    yield Part(name, place, text, f"{page}#attachments", state=state)


def comments(row: Row) -> Iterator[Part]:
    about = row["topic"]
    if about in SECTION_BY_KEY:
        about = SECTION_BY_KEY[about].title
    elif about in TOPICS:
        about = place_of(about)
    url = f"{url_of(row, 'comments')}#comment-{row.pk}"
    by = _("by %(who)s") % {"who": row["author"]} if row["author"] else ""
    place = where(row, _("Cluster case"), by, day_words(row["created_at"]))
    title = str(about or _("The whole case"))
    yield Part(title, place, row.lines("text", "quote"), url)


def actions(row: Row) -> Iterator[Part]:
    identifier = f"{row['city']} A{row['number']}"
    text = row.lines("agreed_text", "response", "owner")
    place = (identifier, _("Proposed action"))
    yield Part(row["text"], place, text, f"{url_of(row)}#action-{row.pk}")


def follow_ups(row: Row) -> Iterator[Part]:
    if row["why"]:
        identifier = f"{row['city']} A{row['number']}"
        months = _("After %(months)s months") % {"months": row["months"]}
        url = f"{url_of(row)}#action-{row['action_id']}"
        yield Part(_("What became of it"), (identifier, months), row["why"], url)


def points(row: Row) -> Iterator[Part]:
    place = (row["city"], str(DiscussionPhase(row["phase"]).label), row["group"])
    yield Part(row["text"], place, "", f"{board_url(row)}#point-{row['number']}")


def point_groups(row: Row) -> Iterator[Part]:
    place = (row["city"], str(DiscussionPhase(row["phase"]).label))
    yield Part(row["title"], place, "", f"{board_url(row)}#group-{row.pk}")


def board_url(row: Row) -> str:
    return f"{url_of(row, 'discussion')}?phase={row['phase']}"


DISCUSSED = of_case("discussion__case__")
SOURCES = (
    Source("case", CASE, Case, of_case("") | own("legal_form"), cases),
    # Before the drafts: of the same words in both, those that readers have are shown.
    Source(
        "case-edition",
        CASE,
        Edition,
        of_case() | own("content"),
        shared_edition,
        rows=lambda editions: editions.current(),
        recent="frozen_at",
    ),
    Source(
        "case-confidential",
        CASE,
        Edition,
        of_case() | own("content"),
        confidential_edition,
        rows=lambda editions: editions.current(),
        visible=in_confidence,
        recent="frozen_at",
    ),
    Source(
        "case-answer",
        CASE,
        Answer,
        of_case() | own("topic", "text", "not_known_reason"),
        answers,
    ),
    Source(
        "case-target",
        CASE,
        ObjectiveTarget,
        of_case() | own("objective", "measure"),
        targets,
    ),
    Source(
        "case-issue",
        CASE,
        StrategicIssue,
        of_case() | own("question", "background", "decided_by", "is_in_focus"),
        issues,
    ),
    Source(
        "attachment",
        DOCUMENT,
        Attachment,
        of_case() | own("name", "description", "is_confidential"),
        attachments,
        rows=lambda files: files.filter(removed_at=None),
    ),
    Source(
        "case-comment",
        TALK,
        Comment,
        of_case() | own("topic", "text", "quote", "created_at") | {"author": "author__name"},
        comments,
    ),
    Source(
        "action",
        ACTION,
        ProposedAction,
        of_case() | own("number", "text", "agreed_text", "response", "owner"),
        actions,
    ),
    Source(
        "follow-up",
        ACTION,
        ActionFollowUp,
        of_case("action__case__")
        | own("months", "why", "action_id")
        | {"number": "action__number"},
        follow_ups,
    ),
    Source(
        "point",
        ACTION,
        BoardNote,
        DISCUSSED | own("phase", "text", "number") | {"group": "group__title"},
        points,
        rows=lambda notes: notes.filter(put_away_at=None),
    ),
    Source(
        "point-group",
        ACTION,
        BoardGroup,
        DISCUSSED | own("phase", "title"),
        point_groups,
        rows=lambda groups: groups.filter(removed_at=None),
    ),
)
# Models of which nothing is found, with the reason.
LEFT_OUT = {
    "cases.AnswerRevision": "What was before has its page of history.",
    "cases.CaseVersion": "What was before has its page of history.",
    "cases.Receipt": "What a mail server said.",
    "cases.SectionLock": "Why a section is closed; it stands on top of it.",
}


def register_sources() -> None:
    register(*SOURCES)
    leave_out(LEFT_OUT)
