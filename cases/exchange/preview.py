"""What a file would change in a case, before anything is changed. All queries of that page."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.contents import CONTENT_PARTS, content_of
from cases.differences import Differences, LineDifference, SectionDifference, TextDifference
from cases.exchange.incoming import Incoming, Loose, TopicWords
from cases.exchange.sheet import address_of
from cases.exchange.typed import Problem, grid_of, read_typed
from cases.locks import lock_in_words, locks_of
from cases.models import Answer, Case, Occasion
from cases.outline import SECTIONS, TOPICS, Section
from cases.services import BroughtIn, bring_in, completed
from programme.models import User
from programme.writing.compare import Comparison, put_together
from programme.writing.html_reading import digest_of_text
from programme.writing.models import MAX_TEXT_LENGTH
from programme.writing.services import checksum_of

TOGETHER = "together"


@dataclass(frozen=True)
class Change:
    """One difference with its box to tick."""

    difference: TextDifference | LineDifference
    is_text: bool
    # Somebody changed it online after the file was made.
    is_moved: bool
    # The mark of its version is gone, so nobody can tell.
    is_unsure: bool
    is_ticked: bool
    # What was seen here, so that a decision is about that and nothing newer.
    seen: str

    @property
    def key(self) -> str:
        return self.difference.key

    @property
    def title(self) -> str:
        row = self.difference
        return row.title if isinstance(row, TextDifference) else row.label

    @property
    def is_removal(self) -> bool:
        return bool(self.difference.before) and not self.difference.after

    @property
    def is_addition(self) -> bool:
        return bool(self.difference.after) and not self.difference.before

    @property
    def comparison(self) -> Comparison | None:
        """Word by word; None where only one side has words."""
        row = self.difference
        return Comparison.of(row.before, row.after) if row.before and row.after else None

    @property
    def put_together(self) -> str:
        """Both texts in one, to be mended by hand; only where both sides have changed."""
        return put_together(self.difference.after, self.difference.before)


@dataclass(frozen=True)
class SectionChanges:
    section: Section
    changes: list[Change]
    # Why nothing can be taken over here; empty where it can.
    lock: str = ""


@dataclass
class Preview:
    """The file beside the case."""

    case: Case
    incoming: Incoming
    current: Mapping[str, Any]
    wanted: Mapping[str, Any]
    sections: list[SectionChanges]
    problems: list[Problem]
    versions: Mapping[str, int]
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, case: Case, incoming: Incoming) -> "Preview":
        """Compare; the number of queries does not grow with what differs."""
        prefetch_related_objects([case], *CONTENT_PARTS)
        current = content_of(case)
        answers = {answer.topic: answer for answer in case.answers.all()}
        typed = read_typed(case, current, incoming)
        problems = list(typed.problems)
        topics = dict(_topics(answers, incoming, problems))
        wanted = completed(
            {"sections": [{"topics": list(topics.values())}], **typed.content}, current
        )
        doubts = _Doubts.of(case, answers, incoming, typed.moved)
        return cls(
            case=case,
            incoming=incoming,
            current=current,
            wanted=wanted,
            sections=[
                _section(part, doubts) for part in Differences.between(current, wanted).sections
            ],
            problems=problems,
            versions={key: answer.version for key, answer in answers.items()},
            notes=_notes(incoming, is_other=doubts.is_other),
        )

    @property
    def changes(self) -> list[Change]:
        return [change for part in self.sections for change in part.changes]

    @property
    def count(self) -> int:
        return len(self.changes)

    @property
    def loose(self) -> list[Loose]:
        return self.incoming.loose

    @property
    def places(self) -> list[tuple[Section, list[tuple[str, str]]]]:
        """Where a piece without a place can go."""
        return [
            (section, [(topic.key, str(topic.title)) for topic in section.topics])
            for section in SECTIONS
        ]

    @property
    def standing(self) -> str:
        """In a sentence what the file would do."""
        if not self.count:
            return _("This file changes nothing: the case says the same already.")
        moved = sum(1 for change in self.changes if change.is_moved)
        sentence = ngettext(
            "%(count)s part would change. Nothing is written yet.",
            "%(count)s parts would change. Nothing is written yet.",
            self.count,
        ) % {"count": self.count}
        if not moved:
            return sentence
        more = ngettext(
            "%(count)s of them was changed online after the file was made.",
            "%(count)s of them were changed online after the file was made.",
            moved,
        ) % {"count": moved}
        return f"{sentence} {more}"

    @cached_property
    def ticked(self) -> int:
        return sum(1 for change in self.changes if change.is_ticked)

    # Taking over

    def take_over(self, data: Mapping[str, str], *, by: User) -> "TakenOver":
        """Write what was ticked. A part that is no longer as it was seen is left and named."""
        chosen = [change for change in self.changes if f"take-{change.key}" in data]
        stale = [c for c in chosen if data.get(f"seen-{c.key}") != c.seen]
        keys = {change.key for change in chosen} - {change.key for change in stale}
        wanted = dict(self.wanted)
        wanted["sections"] = [
            section | {"topics": [_with_choice(topic, data) for topic in section["topics"]]}
            for section in self.wanted["sections"]
        ]
        brought = bring_in(
            self.case,
            wanted,
            keys=keys,
            base_versions=self.versions,
            occasion=Occasion.IMPORTED,
            by=by,
            seen=self.current,
        )
        return TakenOver(brought, [change.title for change in stale])


@dataclass(frozen=True)
class TakenOver:
    """What became of a decision."""

    brought: BroughtIn
    stale: list[str]

    @property
    def is_whole(self) -> bool:
        return not (self.stale or self.brought.conflicts or self.brought.refusals)

    @property
    def sentence(self) -> str:
        count = self.brought.count
        if not count:
            return _("Nothing was taken over.")
        return ngettext(
            "%(count)s change was taken over.", "%(count)s changes were taken over.", count
        ) % {"count": count}

    @property
    def left(self) -> list[str]:
        """What was not taken over and why."""
        changed = _("%(part)s: changed online a moment ago. Look at it once more.")
        names = [*self.stale, *(conflict.label for conflict in self.brought.conflicts)]
        refusals = (f"{one.label}: {one.reason}" for one in self.brought.refusals)
        return [*(changed % {"part": name} for name in names), *refusals]


def _with_choice(topic: Mapping[str, Any], data: Mapping[str, str]) -> Mapping[str, Any]:
    """The topic with the text that was put together, if that was chosen."""
    if data.get(f"way-{topic['key']}") != TOGETHER:
        return topic
    return {**topic, "text": data.get(f"together-{topic['key']}", topic["text"])}


@dataclass(frozen=True)
class _Doubts:
    """Why a difference is not ticked by itself."""

    moved_topics: Collection[str]
    moved_grids: Collection[str]
    unsure: Collection[str]
    locks: Mapping[str, str]
    # The file was made for another case.
    is_other: bool

    @classmethod
    def of(
        cls,
        case: Case,
        answers: Mapping[str, Answer],
        incoming: Incoming,
        moved_grids: Collection[str],
    ) -> "_Doubts":
        return cls(
            moved_topics={
                key
                for key, words in incoming.topics.items()
                if words.version is not None and words.version != answers[key].version
            },
            moved_grids=moved_grids,
            unsure=_unsure(incoming),
            locks={key: lock_in_words(lock, case) for key, lock in locks_of(case).items()},
            is_other=bool(incoming.address) and incoming.address != address_of(case),
        )


def _section(part: SectionDifference, doubts: _Doubts) -> SectionChanges:
    lock = doubts.locks.get(part.section.key, "")
    rows: list[TextDifference | LineDifference] = [*part.texts, *part.lines]
    return SectionChanges(part.section, [_change(row, doubts, lock) for row in rows], lock)


def _change(row: TextDifference | LineDifference, doubts: _Doubts, lock: str) -> Change:
    is_text = isinstance(row, TextDifference)
    place = row.key if is_text else grid_of(row.key)
    is_moved = place in (doubts.moved_topics if is_text else doubts.moved_grids)
    is_unsure = is_text and row.key in doubts.unsure
    is_removal = bool(row.before) and not row.after and not _gains(row)
    is_ticked = not (is_moved or is_unsure or is_removal or lock or doubts.is_other)
    return Change(row, is_text, is_moved, is_unsure, is_ticked, _digest(row))


def _unsure(incoming: Incoming) -> set[str]:
    """Topics that lost the mark of their version while others in the file have theirs."""
    topics = incoming.topics
    if not any(words.version is not None for words in topics.values()):
        return set()
    return {key for key, words in topics.items() if words.version is None and not words.is_added}


def _gains(row: TextDifference | LineDifference) -> bool:
    """A text that goes because the answer is not known, as the file says."""
    return isinstance(row, TextDifference) and row.flags_after != row.flags_before


def _digest(row: TextDifference | LineDifference) -> str:
    flags = row.flags_before if isinstance(row, TextDifference) else ()
    return checksum_of({"before": row.before, "flags": list(flags)})[:16]


def _notes(incoming: Incoming, *, is_other: bool) -> list[str]:
    notes = list(incoming.notes)
    if is_other:
        other = _("This file was made for another case (%(address)s). Nothing is ticked.")
        notes.insert(0, other % {"address": incoming.address})
    elif not any(words.version is not None for words in incoming.topics.values()):
        notes.append(
            _(
                "The file does not say of which version it was made, so changes that were made "
                "online meanwhile cannot be marked. Compare each text before you take it over."
            )
        )
    return notes


def _topics(
    answers: Mapping[str, Answer], incoming: Incoming, problems: list[Problem]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, words in incoming.topics.items():
        answer = answers[key]
        text = _text(answer, words)
        if len(text) > MAX_TEXT_LENGTH:
            reason = _("This text has %(length)s characters, and %(most)s fit here.") % {
                "length": f"{len(text):,}",
                "most": f"{MAX_TEXT_LENGTH:,}",
            }
            problems.append(Problem(str(TOPICS[key].title), reason))
            continue
        topic = {
            "key": key,
            "text": text,
            "is_not_known": answer.is_not_known,
            "not_known_reason": answer.not_known_reason,
            "is_confidential": answer.is_confidential,
        }
        if words.status:
            problems += _set_status(topic, words.status, str(TOPICS[key].title))
        yield key, topic


def _text(answer: Answer, words: TopicWords) -> str:
    """The text of the file; as it stands if nobody touched it there, or it says the same."""
    if words.is_added:
        is_there = answer.text.endswith(words.text)
        return answer.text if is_there else f"{answer.text}\n\n{words.text}".strip()
    digest = digest_of_text(words.text)
    is_untouched = words.digest == digest or digest == digest_of_text(answer.text)
    return answer.text if is_untouched else words.text


def _set_status(topic: dict[str, Any], status: list[str], title: str) -> list[Problem]:
    """Set what the small line says; words that are neither yes nor no are a problem."""
    yes = {"yes", "x", _("yes").casefold()}
    no = {"no", "", "-", "–", _("no").casefold()}
    confidential, not_known = (words.strip().strip(".") for words in status)
    problems = []
    if confidential.casefold() in yes | no:
        topic["is_confidential"] = confidential.casefold() in yes
    else:
        reason = _("“%(words)s” is neither “yes” nor “no”.") % {"words": confidential}
        problems.append(Problem(_("%(topic)s: Confidential") % {"topic": title}, reason))
    if not_known.casefold() in no:
        topic |= {"is_not_known": False, "not_known_reason": ""}
    elif not_known.casefold() not in yes:
        topic |= {"is_not_known": True, "not_known_reason": status[1].strip()}
    elif topic["not_known_reason"]:
        topic["is_not_known"] = True
    else:
        reason = _("Say in a few words why it is not known.")
        problems.append(Problem(_("%(topic)s: Not known") % {"topic": title}, reason))
    return problems
