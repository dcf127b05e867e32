"""How far a case is written, section by section. One query, however many cases are asked about,
and one more for those that came back."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import Answer, Case, CaseStatus, SectionLock, StrategicIssue
from cases.outline import SECTION_OF_TOPIC, SECTIONS, TOPICS, Section
from cases.rounds import open_remarks

# The one section that is not ready with its prose alone: it needs an issue in focus.
FOCUS_SECTION = "strategic_issues"


class SectionState(models.TextChoices):
    """How a section stands, in the words of the task list."""

    NOT_STARTED = "not_started", gettext_lazy("Not started")
    IN_PROGRESS = "in_progress", gettext_lazy("In progress")
    READY = "ready", gettext_lazy("Ready")
    RETURNED = "returned", gettext_lazy("Returned")
    LOCKED = "locked", gettext_lazy("Locked")


CHIPS: dict[str, str] = {
    SectionState.NOT_STARTED: "",
    SectionState.IN_PROGRESS: "chip-info",
    SectionState.READY: "chip-done",
    SectionState.RETURNED: "chip-due",
    SectionState.LOCKED: "",
}


@dataclass(frozen=True)
class SectionProgress:
    """One section of one case. ``state`` says what the city may and should still do."""

    section: Section
    answered: int
    state: SectionState
    # Whether nothing is missing, also in a case that is locked or came back.
    is_complete: bool
    # Closed by those who run the programme, whatever becomes of the rest of the case.
    is_locked: bool = False
    # The same without asking whether the case is with its city: how far the text is.
    written: SectionState = SectionState.NOT_STARTED
    # Came back with a remark that nobody has answered yet, by a save or by resolving it.
    is_returned: bool = False

    @property
    def is_ready(self) -> bool:
        """Nothing is missing and nothing has to be mended."""
        return self.is_complete and not self.is_returned

    @property
    def chip(self) -> str:
        """The colour of how far the text is."""
        return CHIPS[self.written]

    @property
    def total(self) -> int:
        return len(self.section.topics)

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.total)

    @property
    def count(self) -> str:
        """“4 of 6”."""
        return _("%(answered)s of %(total)s") % {"answered": self.answered, "total": self.total}


@dataclass(frozen=True)
class CaseProgress:
    """All sections of one case, in order of the outline."""

    sections: tuple[SectionProgress, ...]

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def total(self) -> int:
        return len(TOPICS)

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.total)

    @property
    def is_complete(self) -> bool:
        return all(section.is_complete for section in self.sections)

    @property
    def parts(self) -> list[int]:
        """What the meter draws: percent of each section."""
        return [section.percent for section in self.sections]

    @property
    def text(self) -> str:
        """What the meter says: “22 of 26 topics”."""
        return _("%(answered)s of %(total)s topics") % {
            "answered": self.answered,
            "total": self.total,
        }

    @property
    def ready(self) -> int:
        return sum(section.is_ready for section in self.sections)

    @property
    def sentence(self) -> str:
        """“3 of 6 sections ready”."""
        return ngettext(
            "%(ready)s of %(total)s section ready",
            "%(ready)s of %(total)s sections ready",
            len(self.sections),
        ) % {"ready": self.ready, "total": len(self.sections)}

    def of(self, section: Section) -> SectionProgress:
        return self.sections[section.number - 1]

    @property
    def next_to_write(self) -> Section:
        """The first section that came back; else the first in which something is missing; the
        first of all if nothing is."""
        returned = [s.section for s in self.sections if s.state == SectionState.RETURNED]
        missing = [s.section for s in self.sections if not s.is_complete and not s.is_locked]
        return (returned or missing or [SECTIONS[0]])[0]


@dataclass
class _Found:
    """What the rows say of one section of one case."""

    answered: int = 0
    is_locked: bool = False
    has_focus: bool = False
    is_returned: bool = False
    # When each topic was saved last.
    saved_at: dict[str, datetime.datetime | None] = field(default_factory=dict)

    def is_mended(self, place: str, since: datetime.datetime) -> bool:
        """Whether what a remark speaks of, or for a section anything in it, was saved after it."""
        times = [self.saved_at[place]] if place in self.saved_at else self.saved_at.values()
        return any(time is not None and time > since for time in times)


def progress_of(cases: Iterable[Case]) -> dict[int, CaseProgress]:
    """The progress of each case by its primary key. Reads no text."""
    by_pk = {case.pk: case for case in cases}
    found = {(pk, section.key): _Found() for pk in by_pk for section in SECTIONS}
    for case, topic, is_written, is_locked, has_focus, saved_at in _rows(list(by_pk)):
        part = found[case, SECTION_OF_TOPIC[topic].key]
        part.answered += is_written
        part.is_locked, part.has_focus = is_locked, has_focus
        part.saved_at[topic] = saved_at
    _note_remarks(found, [pk for pk, case in by_pk.items() if case.status == CaseStatus.RETURNED])
    return {
        pk: CaseProgress(
            tuple(_section_of(case, section, found[pk, section.key]) for section in SECTIONS)
        )
        for pk, case in by_pk.items()
    }


def _note_remarks(found: dict[tuple[int, str], _Found], returned: list[int]) -> None:
    if not returned:
        return
    remarks = open_remarks(returned).values_list("case_id", "topic", "created_at")
    for case, place, at in remarks:
        key = SECTION_OF_TOPIC[place].key if place in SECTION_OF_TOPIC else place
        part = found.get((case, key))
        if part and not part.is_mended(place, at):
            part.is_returned = True


def _rows(cases: list[int]) -> models.QuerySet:
    section = models.Case(
        *(
            models.When(topic__in=[topic.key for topic in section.topics], then=Value(section.key))
            for section in SECTIONS
        )
    )
    locks = SectionLock.objects.filter(case=OuterRef("case"), section=OuterRef("section_key"))
    in_focus = StrategicIssue.objects.filter(case=OuterRef("case"), is_in_focus=True)
    # As ``Answer.is_answered``: a text without any words is stored as empty.
    is_written = models.Case(
        models.When(~Q(text="") | Q(is_not_known=True), then=True),
        default=False,
        output_field=models.BooleanField(),
    )
    return (
        Answer.objects.filter(case__in=cases)
        .order_by()
        .alias(section_key=section)
        .annotate(is_written=is_written, is_locked=Exists(locks), has_focus=Exists(in_focus))
        .values_list("case_id", "topic", "is_written", "is_locked", "has_focus", "updated_at")
    )


def _section_of(case: Case, section: Section, found: _Found) -> SectionProgress:
    is_of_focus = section.key == FOCUS_SECTION
    is_complete = found.answered == len(section.topics) and (found.has_focus or not is_of_focus)
    if found.is_locked:
        written = SectionState.LOCKED
    elif found.is_returned:
        written = SectionState.RETURNED
    elif is_complete:
        written = SectionState.READY
    elif found.answered or (is_of_focus and found.has_focus):
        written = SectionState.IN_PROGRESS
    else:
        written = SectionState.NOT_STARTED
    return SectionProgress(
        section,
        found.answered,
        written if case.is_open else SectionState.LOCKED,
        is_complete,
        written=written,
        is_locked=found.is_locked,
        is_returned=found.is_returned,
    )
