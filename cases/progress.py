"""How far a case is written, section by section. One query, however many cases are asked about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Answer, Case, CaseStatus, Comment, StrategicIssue
from cases.outline import SECTION_OF_TOPIC, SECTIONS, TOPICS, Section

# The one section that is not ready with its prose alone: it needs an issue in focus.
FOCUS_SECTION = "strategic_issues"


class SectionState(models.TextChoices):
    """How a section stands, in the words of the task list."""

    NOT_STARTED = "not_started", gettext_lazy("Not started")
    IN_PROGRESS = "in_progress", gettext_lazy("In progress")
    READY = "ready", gettext_lazy("Ready")
    RETURNED = "returned", gettext_lazy("Returned")
    LOCKED = "locked", gettext_lazy("Locked")


@dataclass(frozen=True)
class SectionProgress:
    """One section of one case. ``state`` says what the city may and should still do."""

    section: Section
    answered: int
    state: SectionState
    # Whether nothing is missing, also in a case that is locked or came back.
    is_complete: bool

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

    def of(self, section: Section) -> SectionProgress:
        return self.sections[section.number - 1]

    @property
    def next_to_write(self) -> Section:
        """The first section in which something is missing; the first of all if nothing is."""
        open_ones = [s.section for s in self.sections if not s.is_complete]
        return open_ones[0] if open_ones else SECTIONS[0]


def progress_of(cases: Iterable[Case]) -> dict[int, CaseProgress]:
    """The progress of each case by its primary key. Runs one query; reads no text."""
    by_pk = {case.pk: case for case in cases}
    answered: dict[tuple[int, str], int] = {}
    returned: set[tuple[int, str]] = set()
    with_focus: set[int] = set()
    for case, topic, is_answered, has_remark, has_focus in _rows(list(by_pk)):
        key = (case, SECTION_OF_TOPIC[topic].key)
        answered[key] = answered.get(key, 0) + is_answered
        if has_remark:
            returned.add(key)
        if has_focus:
            with_focus.add(case)
    return {
        pk: CaseProgress(
            tuple(
                _section_of(
                    case,
                    section,
                    answered.get((pk, section.key), 0),
                    has_focus=pk in with_focus,
                    is_returned=(pk, section.key) in returned,
                )
                for section in SECTIONS
            )
        )
        for pk, case in by_pk.items()
    }


def _rows(cases: list[int]) -> models.QuerySet:
    section = models.Case(
        *(
            models.When(topic__in=[topic.key for topic in section.topics], then=Value(section.key))
            for section in SECTIONS
        )
    )
    remarks = Comment.objects.filter(
        Q(topic=OuterRef("topic")) | Q(topic=OuterRef("section_key")),
        case=OuterRef("case"),
        parent=None,
        resolved_at=None,
        case__status=CaseStatus.RETURNED,
    )
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
        .annotate(is_written=is_written, has_remark=Exists(remarks), has_focus=Exists(in_focus))
        .values_list("case_id", "topic", "is_written", "has_remark", "has_focus")
    )


def _section_of(
    case: Case, section: Section, answered: int, *, has_focus: bool, is_returned: bool
) -> SectionProgress:
    focus_is_missing = section.key == FOCUS_SECTION and not has_focus
    is_complete = answered == len(section.topics) and not focus_is_missing
    if not case.is_open:
        state = SectionState.LOCKED
    elif is_returned:
        state = SectionState.RETURNED
    elif is_complete:
        state = SectionState.READY
    elif answered or (section.key == FOCUS_SECTION and has_focus):
        state = SectionState.IN_PROGRESS
    else:
        state = SectionState.NOT_STARTED
    return SectionProgress(section, answered, state, is_complete)
