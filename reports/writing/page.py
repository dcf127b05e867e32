"""Writing a report part by part: the one save, and everything the page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from programme.access import Seat
from programme.models import User, WorkplanItem
from programme.writing.comments.threads import Talk, talk_on
from programme.writing.presence import others_in
from reports.addresses import url_of
from reports.forms import PartForm
from reports.models import AnyReport, CityReport, ReportSection
from reports.moves import STATUS_CHIPS, NextStep, may_write, next_step
from reports.outline import ReportPart
from reports.reading.checking import Line, objections_now, standing_of
from reports.reading.page import due_of
from reports.services import kept_open, parts_of
from reports.writing.lessons import LessonsBeside
from reports.writing.sources import CitySources, FinalSources
from reports.writing.talk import CommentedReport


def part_form(
    report: AnyReport, part: ReportPart, data: Mapping[str, Any] | None = None
) -> PartForm:
    """The form of a part, with what was posted if anything was."""
    return PartForm(data, instance=_section(report, part), prefix=part.key)


def save_part(
    report: AnyReport, part: ReportPart, data: Mapping[str, Any], *, by: User
) -> PartForm:
    """Save one part. The form says whether it was saved, in conflict or wrong.

    Raises ReportMoveError, and saves nothing, when the report was approved meanwhile.
    """
    with kept_open(report):
        form = part_form(report, part, data)
        if form.is_valid():
            form.save_version(by=by)
    return form


def _section(report: AnyReport, part: ReportPart) -> ReportSection:
    return next(section for section in report.sections.all() if section.key == part.key)


@dataclass(frozen=True)
class PartState:
    """One line of the task list."""

    number: int
    part: ReportPart
    url: str
    words: int
    open_comments: int = 0
    # Assembled from the sources, and nobody has written on it.
    is_untouched: bool = False

    @property
    def is_written(self) -> bool:
        return self.words > 0 and not self.is_untouched


@dataclass(frozen=True)
class WritePage:
    """One part with its form, its place in the report, and the sources beside it."""

    report: AnyReport
    part: ReportPart
    form: PartForm
    parts: list[PartState]
    step: NextStep
    sources: CitySources | FinalSources
    can_write: bool
    # What is said about the part.
    talk: Talk
    due: WorkplanItem | None = None
    # What was posted into a report that was published meanwhile, as label and words: nothing of
    # it is saved.
    typed: Sequence[tuple[str, str]] = ()
    # Who else has the part open.
    present: Sequence[str] = ()
    # Of a city report.
    lessons: LessonsBeside | None = None
    # What the host city objects to in the part.
    objections: Sequence[Line] = ()

    @classmethod
    def of(
        cls,
        seat: Seat,
        report: AnyReport,
        part: ReportPart,
        form: PartForm,
        typed: Sequence[tuple[str, str]] = (),
        *,
        source: str = "",
    ) -> "WritePage":
        """``source``: one that is read beside those that belong to the part."""
        talk = talk_on(CommentedReport.of(seat, report), reader=seat.user)
        beside: dict[str, Any]
        if isinstance(report, CityReport):
            beside = {
                "sources": CitySources.of(seat, report.workshop, part.key, source),
                "due": due_of(seat, report.workshop),
                "lessons": LessonsBeside.of(report, part.key),
                "objections": objections_now(report, part.key),
            }
        else:
            beside = {"sources": FinalSources.of(seat, part.key)}
        return cls(
            report=report,
            part=part,
            form=form,
            parts=_states_of(report, talk),
            step=next_step(seat, report, standing_of(report)),
            can_write=may_write(seat, report),
            talk=talk.in_section(part.key),
            typed=typed,
            present=others_in(form.device_key, but=seat.user),
            **beside,
        )

    @property
    def errors(self) -> list[dict[str, str]]:
        """What was not saved and why: an anchor, a label and a text each."""
        return [
            {"anchor": self.form[name].auto_id, "label": self.form.heading, "text": str(message)}
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    @property
    def number(self) -> int:
        return self.parts.index(self.current) + 1

    @property
    def current(self) -> PartState:
        return next(state for state in self.parts if state.part == self.part)

    @property
    def before(self) -> PartState | None:
        return self.parts[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> PartState | None:
        return self.parts[self.number] if self.number < len(self.parts) else None

    @property
    def chip(self) -> str:
        return STATUS_CHIPS[self.report.status]

    @property
    def text(self) -> str:
        """The part as it is saved."""
        return _section(self.report, self.part).text

    @property
    def save_url(self) -> str:
        """Where the text saves by itself."""
        return url_of(self.report, "save", self.part.key)

    @property
    def assemble_url(self) -> str:
        """Where a part of a city report is put together again."""
        if not isinstance(self.report, CityReport):
            return ""
        return url_of(self.report, "assemble", self.part.key)

    @property
    def presence_url(self) -> str:
        return f"{self.save_url}presence/"

    @property
    def preview_url(self) -> str:
        return f"{self.save_url}preview/"

    @property
    def history_url(self) -> str:
        """What the part was before."""
        return url_of(self.report, "history", self.part.key)


def _states_of(report: AnyReport, talk: Talk) -> list[PartState]:
    sections = {section.key: section for section in report.sections.all()}
    open_comments = talk.open_by_place
    return [
        PartState(
            number,
            part,
            write_url(report, part.key),
            sections[part.key].word_count,
            open_comments[part.key],
            sections[part.key].is_untouched,
        )
        for number, part in enumerate(parts_of(report), start=1)
    ]


def write_url(report: AnyReport, part: str) -> str:
    """Where one part is written."""
    return url_of(report, "write", part)
