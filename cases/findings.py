"""What can be found in a case: missing, contradictory, or worth a thought.

Each finder reads the parts, which were read once, and runs no query.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.locks import lock_in_words, locks_of
from cases.models import (
    Answer,
    Attachment,
    Case,
    ObjectiveTarget,
    SectionLock,
    StrategicIssue,
)
from cases.outline import GUIDE_WORDS, SECTION_BY_KEY, SECTION_OF_TOPIC, SECTIONS, TOPICS, Section
from programme.models import Figure, Membership, Role

# A topic below is hardly an answer; above it hides the others.
FEW_WORDS, MANY_WORDS = 12, 450
# From so many topics on “not known” is a finding.
MANY_NOT_KNOWN = 7
# What is read aloud at the workshop and understood at once.
LONG_QUESTION = 220


class Level(models.TextChoices):
    """How much it matters: an error keeps the case from being submitted."""

    ERROR = "error", gettext_lazy("To be done before you submit")
    WARNING = "warning", gettext_lazy("Readers will miss")
    HINT = "hint", gettext_lazy("Worth a thought")


@dataclass(frozen=True)
class Place:
    """One of several places of a finding. ``is_talk``: it leads to the comments on it."""

    label: str | Promise
    section: Section | None
    anchor: str = ""
    is_talk: bool = False

    def url_for(self, case: Case) -> str:
        names = [case.programme.slug, case.city.slug]
        if self.is_talk:
            return f"{reverse('cases:comments', args=names)}?on={self.anchor}"
        if self.section is None:
            url = case.get_absolute_url()
        else:
            url = reverse("cases:write", args=[*names, self.section.key])
        return f"{url}#{self.anchor}" if self.anchor else url


@dataclass(frozen=True)
class Finding:
    """One thing to mend, or several of a kind. ``anchor`` is the id of the field on the writing
    page of the section; without a section it is about the whole case."""

    level: Level
    text: str
    section: Section | None
    anchor: str = ""
    # The fields, where it is found at several; the text ends with a colon then.
    places: tuple[Place, ...] = ()

    @property
    def is_error(self) -> bool:
        return self.level == Level.ERROR

    @property
    def count(self) -> int:
        """How many things there are to mend."""
        return max(1, len(self.places))

    @property
    def is_talk(self) -> bool:
        return any(place.is_talk for place in self.places)

    def url_for(self, case: Case) -> str:
        """The address of the field that mends it, or of the first one."""
        return Place("", self.section, self.anchor).url_for(case)


@dataclass
class Parts:
    """A case with everything that is looked into, read once."""

    case: Case
    answers: dict[str, Answer]
    targets: list[ObjectiveTarget]
    figures: list[Figure]
    issues: list[StrategicIssue]
    attachments: list[Attachment]
    locks: dict[str, SectionLock]
    # Where somebody who does not write the case has an open comment, once each.
    open_places: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, case: Case) -> "Parts":
        """Seven queries at most; none for parts that were prefetched."""
        return cls(
            case=case,
            answers={answer.topic: answer for answer in case.answers.all()},
            targets=list(case.objective_targets.all()),
            figures=list(case.cluster.figures.all()),
            issues=list(case.issues.all()),
            attachments=[file for file in case.attachments.all() if file.removed_at is None],
            locks=locks_of(case),
            open_places=_open_places(case),
        )

    @classmethod
    def beside(
        cls,
        case: Case,
        *,
        answers: list[Answer],
        targets: list[ObjectiveTarget],
        figures: list[Figure],
        issues: list[StrategicIssue],
    ) -> "Parts":
        """What a page of one section has read already, for what is found in that section. Two
        queries at most."""
        by_topic = {answer.topic: answer for answer in answers}
        places = _open_places(case)
        return cls(case, by_topic, targets, figures, issues, [], locks_of(case), places)

    def words_of_lock(self, section: Section) -> str:
        lock = lock_in_words(self.locks[section.key], self.case)
        return _("Nobody can write in “%(section)s” now. %(lock)s") % {
            "section": section.title,
            "lock": lock,
        }


def _open_places(case: Case) -> list[str]:
    writers = Membership.objects.filter(
        user=OuterRef("author"), role=Role.EDITOR, city=case.city_id
    )
    comments = case.comments.filter(parent=None, resolved_at=None).exclude(Exists(writers))
    return list(dict.fromkeys(comments.values_list("topic", flat=True)))


Found = Iterator[Finding]


def _grouped(
    level: Level, section: Section | None, single: str, several: str, places: list[Place]
) -> Found:
    """One finding for all the places; with one of them, its name stands in the sentence."""
    if len(places) == 1:
        [place] = places
        text = single % {"what": place.label}
        yield Finding(level, text, place.section, place.anchor)
    elif places:
        text = several % {"number": len(places)}
        yield Finding(level, text, section, places[0].anchor, tuple(places))


def _topic(key: str) -> Place:
    return Place(TOPICS[key].title, SECTION_OF_TOPIC[key], f"id_{key}-text")


def unanswered(parts: Parts) -> Found:
    for section in SECTIONS:
        missing = [
            _topic(topic.key)
            for topic in section.topics
            if topic.key not in parts.answers or not parts.answers[topic.key].is_answered
        ]
        yield from _grouped(
            Level.ERROR,
            section,
            _("“%(what)s” is not answered."),
            _("%(number)s topics are not answered:"),
            missing,
        )


def length_of_case(parts: Parts) -> Found:
    words = sum(answer.word_count for answer in parts.answers.values())
    least, most = GUIDE_WORDS
    if words < least:
        text = ngettext(
            "The case has %(words)s word. Readers asked for %(least)s to %(most)s.",
            "The case has %(words)s words. Readers asked for %(least)s to %(most)s.",
            words,
        )
    elif words > most:
        text = _(
            "The case has %(words)s words. Readers asked for %(least)s to %(most)s: "
            "what can go into an attachment?"
        )
    else:
        return
    numbers = {"words": f"{words:,}", "least": f"{least:,}", "most": f"{most:,}"}
    yield Finding(Level.HINT, text % numbers, None)


def length_of_topics(parts: Parts) -> Found:
    for section in SECTIONS:
        short, long = [], []
        for topic in section.topics:
            answer = parts.answers.get(topic.key)
            words = answer.word_count if answer else 0
            if words > MANY_WORDS:
                long.append(_topic(topic.key))
            elif answer and 0 < words < FEW_WORDS and not answer.is_not_known:
                short.append(_topic(topic.key))
        yield from _grouped(
            Level.HINT,
            section,
            _("“%(what)s” is very short: a reader from another city needs a sentence or two."),
            _("%(number)s topics are very short; a reader needs a sentence or two:"),
            short,
        )
        yield from _grouped(
            Level.HINT,
            section,
            _("“%(what)s” is very long: what can go into an attachment?"),
            _("%(number)s topics are very long; what can go into an attachment?"),
            long,
        )


def not_known(parts: Parts) -> Found:
    places = [_topic(key) for key, answer in parts.answers.items() if answer.is_not_known]
    if len(places) >= MANY_NOT_KNOWN:
        text = _("%(number)s topics are “not known”. Does somebody in the city know one of them?")
        yield from _grouped(Level.HINT, None, text, text, places)


def confidential(parts: Parts) -> Found:
    places = [_topic(key) for key, answer in parts.answers.items() if answer.is_confidential]
    places += [
        Place(str(file), None, "attachments") for file in parts.attachments if file.is_confidential
    ]
    if not places:
        return
    text = ngettext(
        "%(number)s part is confidential. Only %(group)s and those who run the programme read it:",
        "%(number)s parts are confidential. "
        "Only %(group)s and those who run the programme read them:",
        len(places),
    ) % {"number": len(places), "group": parts.case.city.group or parts.case.city.name}
    yield Finding(Level.HINT, text, None, places=tuple(places))


def facts(parts: Parts) -> Found:
    case = parts.case
    rows = [
        (case.lifecycle_stage, "setting", "lifecycle_stage", _("The life-cycle stage is missing.")),
        (case.initiator, "process", "initiator", _("Who initiated the cluster is missing.")),
        (case.founding_year, "process", "founding_year", _("The founding year is missing.")),
        (case.legal_form, "process", "legal_form", _("The legal form is missing.")),
        (
            case.evaluation_method,
            "evaluation",
            "evaluation_method",
            _("The method of evaluation is missing; “none” is an answer too."),
        ),
    ]
    for value, section, name, text in rows:
        if not value:
            yield Finding(Level.HINT, text, SECTION_BY_KEY[section], f"id_facts-{name}")
    if case.founding_year and case.evaluation_year and case.evaluation_year < case.founding_year:
        text = _("The last evaluation, %(evaluated)s, is before the founding year, %(founded)s.")
        years = {"evaluated": case.evaluation_year, "founded": case.founding_year}
        anchor = "id_facts-evaluation_year"
        yield Finding(Level.WARNING, text % years, SECTION_BY_KEY["evaluation"], anchor)


def objectives(parts: Parts) -> Found:
    section = SECTION_BY_KEY["objectives"]
    if not any(target.priority for target in parts.targets):
        text = _("No objective has a priority, so the case cannot be compared with others.")
        yield Finding(Level.WARNING, text, section, f"id_target-{section.topics[0].key}-priority")
    for fits, name, level, single, several in TARGET_RULES:
        places = [
            Place(str(target), section, f"id_target-{target.objective}-{name}")
            for target in parts.targets
            if fits(target)
        ]
        yield from _grouped(level, section, str(single), str(several), places)


def _is_overdue(target: ObjectiveTarget) -> bool:
    year = target.target_year
    is_over = year is not None and year < timezone.localdate().year
    return is_over and target.target is not None and target.reached is None


# Which objective, the field that mends it, how much it matters, and what is said of one or several.
TARGET_RULES: tuple[tuple[Callable[[ObjectiveTarget], bool], str, Level, Promise, Promise], ...] = (
    (
        lambda row: bool(row.priority) and row.target is None,
        "target",
        Level.WARNING,
        gettext_lazy("“%(what)s” has a priority but no target."),
        gettext_lazy("%(number)s objectives have a priority but no target:"),
    ),
    (
        lambda row: bool(row.priority) and row.target is not None and row.target_year is None,
        "target_year",
        Level.WARNING,
        gettext_lazy("The target of “%(what)s” has no year."),
        gettext_lazy("%(number)s targets have no year:"),
    ),
    (
        lambda row: not row.priority and row.target is None and row.reached is not None,
        "target",
        Level.WARNING,
        gettext_lazy("“%(what)s” says what was reached, but not what was aimed at."),
        gettext_lazy("%(number)s objectives say what was reached, but not what was aimed at:"),
    ),
    (
        lambda row: row.target is not None and row.baseline == row.target,
        "target",
        Level.WARNING,
        gettext_lazy("Baseline and target of “%(what)s” are the same number."),
        gettext_lazy("Baseline and target are the same number in %(number)s objectives:"),
    ),
    (
        lambda row: not row.priority and row.target is not None,
        "priority",
        Level.HINT,
        gettext_lazy("“%(what)s” has a target, but its priority is “none”."),
        gettext_lazy("%(number)s objectives have a target, but their priority is “none”:"),
    ),
    (
        _is_overdue,
        "reached",
        Level.HINT,
        gettext_lazy("The year of the target of “%(what)s” is over: what was reached?"),
        gettext_lazy("The years of %(number)s targets are over; what was reached?"),
    ),
)


def figures(parts: Parts) -> Found:
    section = SECTION_BY_KEY["performance"]
    if not parts.figures:
        text = _("There is no figure yet. One number with its date and source says a lot.")
        yield Finding(Level.WARNING, text, section, "figures")
    same = defaultdict(list)
    for figure in parts.figures:
        same[figure.label.casefold(), figure.qualifier.casefold()].append(figure)
    alone: list[Place] = []
    beside: list[Place] = []
    future: list[Place] = []
    for group in same.values():
        for figure in group:
            if not figure.source:
                place = Place(str(figure), section, f"id_figure-{figure.pk}-source")
                (beside if len(group) > 1 else alone).append(place)
            if figure.as_of > timezone.localdate():
                future.append(Place(str(figure), section, f"id_figure-{figure.pk}-as_of"))
    yield from _grouped(
        Level.WARNING,
        section,
        _("“%(what)s” has no source."),
        _("%(number)s figures have no source:"),
        alone,
    )
    yield from _grouped(
        Level.WARNING,
        section,
        _("“%(what)s” stands beside another figure of the same thing: only a source tells why."),
        _("%(number)s figures stand beside others of the same thing; only a source tells why:"),
        beside,
    )
    yield from _grouped(
        Level.WARNING,
        section,
        _("The date of “%(what)s” is still to come. Is it a target?"),
        _("The dates of %(number)s figures are still to come. Are they targets?"),
        future,
    )


def focus(parts: Parts) -> Found:
    section = SECTION_BY_KEY["strategic_issues"]
    issue = next((row for row in parts.issues if row.is_in_focus), None)
    if issue is None:
        text = _("No issue is in focus. The discussion at the workshop starts from one question.")
        yield Finding(Level.ERROR, text, section, "issues")
        return
    question = issue.question.strip()
    length = {"length": len(question)}
    is_past = issue.decide_by is not None and issue.decide_by < timezone.localdate()
    rows = [
        (not issue.decided_by, "decided_by", _("The issue in focus does not say who decides.")),
        (
            issue.decide_by is None,
            "decide_by",
            _("The issue in focus does not say by when it is decided."),
        ),
        (is_past, "decide_by", _("The issue in focus was to be decided by a day that is over.")),
        # Also the Greek question mark (a semicolon) and the Arabic, Armenian and wide ones.
        (
            not question.endswith(("?", "?”", "?»", ";", "\u037e", "؟", "՞", "？")),
            "question",
            _("The issue in focus is no question: it has no question mark."),
        ),
    ]
    for is_found, name, text in rows:
        if is_found:
            yield Finding(Level.WARNING, text, section, f"id_issue-{issue.pk}-{name}")
    if len(question) > LONG_QUESTION:
        text = _(
            "The question in focus has %(length)s characters. It is read aloud at the workshop: "
            "can it be shorter?"
        )
        yield Finding(Level.HINT, text % length, section, f"id_issue-{issue.pk}-question")


def open_comments(parts: Parts) -> Found:
    """Comments of those who do not write the case, section by section."""
    by_section: dict[str, list[Place]] = {key: [] for key in (*SECTION_BY_KEY, "")}
    for place in parts.open_places:
        section = SECTION_OF_TOPIC.get(place) or SECTION_BY_KEY.get(place)
        title = TOPICS[place].title if place in TOPICS else _("the whole section")
        label = title if section else _("the whole case")
        key = section.key if section else ""
        by_section[key].append(Place(label, section, place, is_talk=True))
    expert = parts.case.programme.expert_label
    for key, places in by_section.items():
        if places:
            text = _("A comment of %(expert)s is open on:") % {"expert": expert}
            yield Finding(Level.HINT, text, SECTION_BY_KEY.get(key), places=tuple(places))


def attachments(parts: Parts) -> Found:
    places = [
        Place(file.name, None, "attachments")
        for file in parts.attachments
        if file.description.strip() in ("", file.name)
    ]
    yield from _grouped(
        Level.HINT,
        None,
        _("The file “%(what)s” has no description that a reader understands."),
        _("%(number)s files have no description that a reader understands:"),
        places,
    )


FINDERS: tuple[Callable[[Parts], Found], ...] = (
    unanswered,
    facts,
    objectives,
    figures,
    focus,
    open_comments,
    length_of_topics,
    not_known,
    confidential,
    attachments,
    length_of_case,
)
