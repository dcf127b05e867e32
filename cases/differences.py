"""What differs between two contents of one case: two versions, two editions, a file and the text.

Contents are those of ``cases.contents``. Runs no query. Every difference has a key, by which a
form can name the ones that a person chose.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.contents import figure_name
from cases.outline import SECTIONS, Section
from programme.writing.compare import MOST_STEPS, Comparison, Effort

Content = Mapping[str, Any]

# Characters from which a typed part is compared word by word: the background of an issue.
LONG_LINE = 60
# Steps that all the texts of a case may take together; two drafts by people take some thousands.
EFFORT_FOR_ALL = 2 * MOST_STEPS


@dataclass(frozen=True)
class TextDifference:
    """One topic whose words, or what belongs to them, are not the same."""

    key: str
    title: str
    before: str
    after: str
    # What changed beside the text: “Confidential”, “Not known: …”.
    flags_before: tuple[str, ...] = ()
    flags_after: tuple[str, ...] = ()
    effort: Effort = field(default_factory=Effort, repr=False, compare=False)

    @cached_property
    def comparison(self) -> Comparison:
        """Word by word: ``mine`` is what was before, ``theirs`` what is after."""
        return Comparison.of(self.before, self.after, self.effort)

    @property
    def flags_out(self) -> list[str]:
        return [flag for flag in self.flags_before if flag not in self.flags_after]

    @property
    def flags_in(self) -> list[str]:
        return [flag for flag in self.flags_after if flag not in self.flags_before]


@dataclass(frozen=True)
class LineDifference:
    """One typed part, in words; an empty side means that it is not there."""

    key: str
    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        """Both sides are so long that only their words show what changed."""
        return min(len(self.before), len(self.after)) > LONG_LINE

    @cached_property
    def comparison(self) -> Comparison:
        return Comparison.of(self.before, self.after)


@dataclass(frozen=True)
class SectionDifference:
    """Everything that differs in one section."""

    section: Section
    texts: list[TextDifference]
    lines: list[LineDifference]

    @property
    def count(self) -> int:
        return len(self.texts) + len(self.lines)


@dataclass(frozen=True)
class Differences:
    """Everything that differs, section by section; attachments belong to no section."""

    sections: list[SectionDifference]
    attachments: list[LineDifference]

    @classmethod
    def between(cls, before: Content, after: Content) -> "Differences":
        sections = []
        # One for all texts: a page shows them all, and answers whatever stands in them.
        effort = Effort(EFFORT_FOR_ALL)
        for section in SECTIONS:
            lines = [line for read in LINES for line in read(section.key, before, after)]
            texts = list(_texts(section, before, after, effort))
            found = SectionDifference(section, texts, lines)
            if found.count:
                sections.append(found)
        return cls(sections, _by_key(_attachments(before), _attachments(after)))

    def __bool__(self) -> bool:
        return bool(self.sections or self.attachments)

    @property
    def count(self) -> int:
        return sum(part.count for part in self.sections) + len(self.attachments)

    @property
    def unchanged(self) -> list[Section]:
        """The sections in which nothing differs."""
        changed = [part.section for part in self.sections]
        return [section for section in SECTIONS if section not in changed]

    @property
    def keys(self) -> list[str]:
        """The keys of all differences in reading order."""
        return self.keys_outside(())

    def keys_outside(self, sections: Container[str]) -> list[str]:
        """The same without those in some sections, which are named by their keys."""
        found: list[str] = []
        for part in self.sections:
            if part.section.key not in sections:
                found += [text.key for text in part.texts]
                found += [line.key for line in part.lines]
        return found + [line.key for line in self.attachments]

    @property
    def summary(self) -> str:
        """What changed, in a sentence or two: names up to six topics."""
        texts = [text.title for part in self.sections for text in part.texts]
        lines = [line for part in self.sections for line in part.lines]
        sentences = []
        if texts:
            names = ", ".join(texts[:6])
            more = len(texts) - 6
            if more > 0:
                names = ngettext(
                    "%(names)s and %(more)s more", "%(names)s and %(more)s more", more
                ) % {"names": names, "more": more}
            sentences.append(
                ngettext("Text changed: %(names)s.", "Texts changed: %(names)s.", len(texts))
                % {"names": names}
            )
        if lines:
            labels = ", ".join(dict.fromkeys(line.label for line in lines))
            sentences.append(_("Facts and figures changed: %(labels)s.") % {"labels": labels})
        if self.attachments:
            count = len(self.attachments)
            sentences.append(
                ngettext(
                    "%(count)s attachment added or taken out.",
                    "%(count)s attachments added or taken out.",
                    count,
                )
                % {"count": count}
            )
        return " ".join(sentences)


def _texts(
    section: Section, before: Content, after: Content, effort: Effort
) -> Iterator[TextDifference]:
    old, new = _topics(before), _topics(after)
    for topic in section.topics:
        one, other = old.get(topic.key, {}), new.get(topic.key, {})
        flags = flags_of(one), flags_of(other)
        if one.get("text", "") != other.get("text", "") or flags[0] != flags[1]:
            yield TextDifference(
                key=topic.key,
                title=str(topic.title),
                before=one.get("text", ""),
                after=other.get("text", ""),
                flags_before=flags[0],
                flags_after=flags[1],
                effort=effort,
            )


def _topics(content: Content) -> dict[str, Mapping[str, Any]]:
    return {
        topic["key"]: topic
        for section in content.get("sections", [])
        for topic in section["topics"]
    }


def flags_of(topic: Mapping[str, Any]) -> tuple[str, ...]:
    """What belongs to the text of a topic beside its words, in words."""
    flags = []
    if topic.get("is_not_known"):
        flags.append(_("Not known: %(reason)s") % {"reason": topic["not_known_reason"]})
    if topic.get("is_confidential"):
        flags.append(_("Confidential"))
    return tuple(flags)


# Typed parts: key, then label and words.
Lines = dict[str, tuple[str, str]]


def _facts(section: str, content: Content) -> Lines:
    return {
        f"fact-{row['key']}": (row["label"], row["words"])
        for row in content.get("facts", [])
        if row["section"] == section
    }


def _objectives(section: str, content: Content) -> Lines:
    if section != "objectives":
        return {}
    return {
        f"objective-{row['objective']}": (row["title"], words)
        for row in content.get("objectives", [])
        if (words := _objective_words(row))
    }


def _objective_words(row: Mapping[str, Any]) -> str:
    said = [
        (_("priority %(value)s"), row["priority"] or ""),
        ("%(value)s", row["measure"]),
        (_("baseline %(value)s"), row["baseline"]),
        (_("target %(value)s"), row["target"]),
        (_("by %(value)s"), row["target_year"] or ""),
        (_("reached %(value)s"), row["reached"]),
    ]
    return ", ".join(words % {"value": value} for words, value in said if value != "")


def _figures(section: str, content: Content) -> Lines:
    if section != "performance":
        return {}
    return {
        f"figure-{figure_name(row)}": (
            row["label"],
            ", ".join(filter(None, [row["words"], row["as_of_words"], row["source"]])),
        )
        for row in content.get("figures", [])
    }


def _issues(section: str, content: Content) -> Lines:
    if section != "strategic_issues":
        return {}
    lines = {}
    if focus := content.get("issue"):
        lines["issue"] = (_("Issue in focus"), _issue_words(focus))
    for row in content.get("parked_issues", []):
        lines[f"parked-{row['question']}"] = (_("Parked issue"), _issue_words(row))
    return lines


def _issue_words(row: Mapping[str, Any]) -> str:
    parts = [row["question"], row["kind_words"], row["decided_by"], row["decide_by"] or ""]
    return " · ".join(filter(None, [*parts, row["background"]]))


def _attachments(content: Content) -> Lines:
    return {
        f"attachment-{row['pk']}": (_("Attachment"), row["description"] or row["name"])
        for row in content.get("attachments", [])
    }


def _by_key(old: Lines, new: Lines) -> list[LineDifference]:
    return [
        LineDifference(
            key,
            (new.get(key) or old[key])[0],
            old.get(key, ("", ""))[1],
            new.get(key, ("", ""))[1],
        )
        for key in {**old, **new}
        if old.get(key) != new.get(key)
    ]


def _reader(
    read: Callable[[str, Content], Lines],
) -> Callable[[str, Content, Content], list[LineDifference]]:
    return lambda section, before, after: _by_key(read(section, before), read(section, after))


LINES = [_reader(read) for read in (_facts, _objectives, _figures, _issues)]
