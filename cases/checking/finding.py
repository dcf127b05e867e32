"""What a finding is, and the parts of a case in which findings are looked for.

The finders stand in ``cases.checking.in_texts`` and ``cases.checking.in_numbers``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.locks import lock_in_words, locks_of
from cases.models import (
    Answer,
    Attachment,
    Case,
    ObjectiveTarget,
    SectionLock,
    StrategicIssue,
)
from cases.outline import SECTION_OF_TOPIC, TOPICS, Section
from programme.models import Figure, Membership, Role


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


def grouped(
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


def topic_place(key: str) -> Place:
    return Place(TOPICS[key].title, SECTION_OF_TOPIC[key], f"id_{key}-text")
