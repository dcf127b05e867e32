"""Everything the writing page of one section shows. All its queries but those of the form."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.checking.checks import FindingLine, lines_in
from cases.checking.finding import Parts
from cases.locks import lock_in_words, locks_of
from cases.models import Case, CaseStatus, SectionLock
from cases.moves import NextStep, due_date_of, may_write, next_step
from cases.outline import GUIDE_WORDS, SECTIONS, Section
from cases.pages.neighbours import OtherCity, others_for
from cases.progress import CaseProgress, SectionProgress, progress_of
from cases.rounds import Round, rounds_of
from cases.talk import Talk, Thread, comments_of
from cases.writing.editor import FieldError, SectionEditor, TopicPart
from programme.access import Seat
from programme.models import WorkplanItem
from programme.writing.presence import others_in


@dataclass(frozen=True)
class Length:
    """How many words there are, beside what readers asked for."""

    here: int
    in_all: int
    least: int = GUIDE_WORDS[0]
    most: int = GUIDE_WORDS[1]

    @property
    def elsewhere(self) -> int:
        return self.in_all - self.here

    @property
    def sentence(self) -> str:
        template = self.within
        if self.in_all < self.least:
            template = self.under
        elif self.in_all > self.most:
            template = self.over
        return template.format(here=f"{self.here:,}", all=f"{self.in_all:,}")

    # The numbers change while somebody writes: the page fills them in anew.

    @property
    def within(self) -> str:
        return (
            _(
                "{here} words in this section, {all} in the case: as long as readers asked for "
                "(%(least)s to %(most)s)."
            )
            % _guide()
        )

    @property
    def under(self) -> str:
        return (
            _(
                "{here} words in this section, {all} in the case. Readers asked for %(least)s to "
                "%(most)s."
            )
            % _guide()
        )

    @property
    def over(self) -> str:
        return (
            _(
                "{here} words in this section, {all} in the case: more than the %(least)s to "
                "%(most)s that readers asked for."
            )
            % _guide()
        )


@dataclass
class WritePage:
    """One section with its form, its place in the case, and what stands beside it."""

    case: Case
    section: Section
    editor: SectionEditor
    progress: CaseProgress
    step: NextStep
    talk: Talk
    others: list[OtherCity]
    can_write: bool
    # What was posted into a case that had left the city: nothing of it is saved.
    typed: list[tuple[str, str]]
    # Who else has the section open.
    present: list[str]
    # What was found in the section, and each time the case came back.
    checks: list[FindingLine]
    rounds: list[Round]
    # Those who run the programme have closed the section.
    lock: SectionLock | None

    @classmethod
    def of(
        cls, seat: Seat, editor: SectionEditor, typed: list[tuple[str, str]] | None = None
    ) -> "WritePage":
        case, section = editor.case, editor.section
        keys = [key for key in (case.due_key, case.distribution_key) if key]
        items = WorkplanItem.objects.visible_to(seat.user).filter(
            programme=case.programme, source_key__in=keys
        )
        due = due_date_of(case, {item.source_key: item for item in items})
        progress = progress_of([case])[case.pk]
        can_write = may_write(seat, case)
        lock = locks_of(case).get(section.key)
        return cls(
            case=case,
            section=section,
            editor=editor,
            progress=progress,
            step=next_step(seat, case, due),
            talk=comments_of(case, section, reader=seat.user),
            checks=_checks_of(editor) if case.is_open else [],
            rounds=rounds_of(case) if case.status == CaseStatus.RETURNED else [],
            others=others_for(case, section, seat.user),
            can_write=can_write and lock is None,
            typed=typed or [],
            present=others_in(keep_key(case, section), but=seat.user) if can_write else [],
            lock=lock,
        )

    @property
    def lock_words(self) -> str:
        return lock_in_words(self.lock, self.case) if self.lock else ""

    @property
    def remarks(self) -> list[Thread]:
        """What is open on the section as a whole; what is open on a topic stands beside it."""
        threads = self.talk.open_threads
        return [thread for thread in threads if thread.comment.topic == self.section.key]

    @property
    def errors(self) -> list[FieldError]:
        return self.editor.errors

    @property
    def current(self) -> SectionProgress:
        return self.progress.of(self.section)

    @property
    def can_be_returned(self) -> bool:
        return self.case.can_become(CaseStatus.RETURNED)

    @property
    def before(self) -> Section | None:
        return SECTIONS[self.section.number - 2] if self.section.number > 1 else None

    @property
    def after(self) -> Section | None:
        return SECTIONS[self.section.number] if self.section.number < len(SECTIONS) else None

    @cached_property
    def topics(self) -> list[tuple[TopicPart, list[Thread]]]:
        """Each topic with the open comments that speak of it."""
        threads: dict[str, list[Thread]] = {}
        for thread in self.talk.open_threads:
            threads.setdefault(thread.comment.topic, []).append(thread)
        return [(part, threads.get(str(part.answer.prefix), [])) for part in self.editor.topics]

    @cached_property
    def words_here(self) -> int:
        return sum(part.answer.word_count for part in self.editor.topics)

    @cached_property
    def length(self) -> Length:
        return Length(self.words_here, self.words_here + self.editor.words_elsewhere)

    @property
    def keep_key(self) -> str:
        return keep_key(self.case, self.section)

    @cached_property
    def url(self) -> str:
        return write_url(self.case, self.section)

    @property
    def presence_url(self) -> str:
        return f"{self.url}presence/"

    @property
    def preview_url(self) -> str:
        return reverse("cases:preview", args=[self.case.programme.slug, self.case.city.slug])


def _guide() -> dict[str, str]:
    least, most = GUIDE_WORDS
    return {"least": f"{least:,}", "most": f"{most:,}"}


def keep_key(case: Case, section: Section) -> str:
    """Under which the device keeps the short fields of a section until they are sent."""
    return f"case-{case.pk}-{section.key}"


def write_url(case: Case, section: Section) -> str:
    return reverse("cases:write", args=[case.programme.slug, case.city.slug, section.key])


def _checks_of(editor: SectionEditor) -> list[FindingLine]:
    """What was found in the section, in the rows that the form has read."""
    topics = editor.topics
    parts = Parts.beside(
        editor.case,
        answers=[part.answer.instance for part in topics],
        targets=[part.target.instance for part in topics if part.target],
        figures=[form.instance for form in editor.figures],
        issues=[part.form.instance for part in editor.issues if not part.is_new],
    )
    return lines_in(editor.case, editor.section, parts)
