"""What the evidence pack of a workshop holds, what is missing from it, and its first page."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from programme.models import Mail
from programme.spreadsheets import table_file
from reports.contexts.agenda import AgendaPrint
from reports.contexts.base import Print
from reports.contexts.city_report import CityReportPrint
from reports.contexts.notes import NotesPrint
from reports.contexts.participants import ParticipantsPrint
from reports.contexts.survey_result import SurveyPrint
from reports.contexts.workshop import WorkshopPrint, WorkshopRows, head_of
from reports.models import ReportEdition
from reports.networking.funnel import funnel_of
from workshops.models import (
    Attendance,
    FileKind,
    NetworkingSession,
    OutcomeStage,
    OutcomeStep,
    Workshop,
    WorkshopFile,
    WorkshopKind,
)
from workshops.on_the_day.attendance import HalfDaySlot, half_days_of

INDEX = "00-index.pdf"


@dataclass(frozen=True)
class Part:
    """One file of the pack: a PDF still to be set, an upload, or a table."""

    name: str
    what: str
    source: Print | FieldFile | bytes
    # Changes with what is in it.
    key: str


@dataclass(frozen=True)
class Chapter:
    title: str
    parts: tuple[Part, ...] = ()
    # What one would expect here, in whole sentences.
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A part as the index names it. ``checksum`` is known once the part is written."""

    name: str
    what: str
    key: str
    checksum: str = ""


@dataclass(frozen=True)
class Listed:
    """A chapter as the index names it."""

    title: str
    entries: tuple[Entry, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EvidencePrint(WorkshopPrint):
    """The first page of the pack; its key is that of the whole pack."""

    template: ClassVar[str] = "reports/pdf/evidence_index.html"

    chapters: tuple[Listed, ...]

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        rows = WorkshopRows.of(subject)
        return cls.of_chapters(rows.workshop, chapters_of(rows))

    @classmethod
    def of_chapters(cls, workshop: Workshop, chapters: Iterable[Chapter]) -> Self:
        listed = (
            Listed(
                chapter.title,
                tuple(Entry(part.name, part.what, part.key) for part in chapter.parts),
                chapter.missing,
            )
            for chapter in chapters
        )
        return cls(**head_of(workshop, _("Evidence pack")), chapters=tuple(listed))

    def with_checksums(self, checksums: dict[str, str]) -> Self:
        """The same with the checksums of what was written; what was not is missing."""
        return replace(self, chapters=tuple(_written(each, checksums) for each in self.chapters))

    @property
    def missing(self) -> list[str]:
        return [sentence for chapter in self.chapters for sentence in chapter.missing]


def _written(chapter: Listed, checksums: dict[str, str]) -> Listed:
    lost = _("The file of “%(what)s” is not in its place on the server.")
    entries = [entry for entry in chapter.entries if entry.name in checksums]
    gone = [lost % {"what": e.what} for e in chapter.entries if e.name not in checksums]
    return Listed(
        chapter.title,
        tuple(replace(entry, checksum=checksums[entry.name]) for entry in entries),
        (*chapter.missing, *gone),
    )


def chapters_of(rows: WorkshopRows) -> list[Chapter]:
    """Everything that belongs into the pack, in its order."""
    workshop = rows.workshop
    files = list(WorkshopFile.objects.filter(workshop=workshop))
    kinds = {kind: [file for file in files if file.kind == kind] for kind in FileKind.values}
    handed_out = [*kinds[FileKind.PRESENTATION], *kinds[FileKind.DOCUMENT]]
    return [
        _agenda(workshop),
        Chapter(
            _("Participants"),
            (_pdf("02-participants/participants", _("Participants"), ParticipantsPrint.of(rows)),),
        ),
        _attendance(rows, kinds[FileKind.SIGNED_LIST]),
        _uploads("04-presentations", _("Presentations and documents"), handed_out)
        or Chapter(_("Presentations and documents"), missing=(_("No presentation yet."),)),
        _uploads("05-photos", _("Photos"), kinds[FileKind.PHOTO])
        or Chapter(_("Photos"), missing=(_("No photo yet."),)),
        _notes(rows),
        _survey(rows),
        _report(workshop),
        _mails(workshop),
        *_networking(workshop),
    ]


def _agenda(workshop: Workshop) -> Chapter:
    title = _("Agenda")
    if workshop.agenda_released_at is None:
        return Chapter(title, missing=(_("The agenda is not released."),))
    releases = [
        {
            "number": release.number,
            "released": release.frozen_at,
            "withdrawn": release.withdrawn_at,
            "remark": release.remark,
            "checksum": release.checksum,
            "content": release.content,
        }
        for release in workshop.releases.order_by("number")
    ]
    data = json.dumps(releases, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return Chapter(
        title,
        (
            _pdf("01-agenda/agenda", _("The released agenda"), AgendaPrint.of(workshop)),
            _table("01-agenda/releases.json", _("Every release, as data"), data.encode()),
        ),
    )


def _attendance(rows: WorkshopRows, signed: Sequence[WorkshopFile]) -> Chapter:
    slots = half_days_of(rows.workshop, rows.items)
    marks = Attendance.objects.filter(registration__workshop=rows.workshop)
    present = {
        (row.registration_id, row.day, row.half): row.is_present
        for row in marks.order_by("registration", "day", "half")
    }
    parts = []
    if present:
        what = _("Who was there, by half-day")
        head, *lines = _attendance_rows(rows, slots, present)
        table = table_file("csv", what, head, lines)
        parts = [_table("03-attendance/attendance.csv", what, table)]
    missing = [] if present else [_("Nobody's attendance was noted.")]
    if not signed:
        missing.append(_("No signed list yet."))
    parts += _files("03-attendance/signed", signed)
    return Chapter(_("Attendance"), tuple(parts), tuple(missing))


def _attendance_rows(
    rows: WorkshopRows, slots: Sequence[HalfDaySlot], present: dict[Any, bool]
) -> Iterable[Sequence[str]]:
    words = {True: _("present"), False: _("absent"), None: ""}
    yield [_("Name"), _("Organisation"), _("City or partner"), *(slot.label for slot in slots)]
    for row, person in zip(rows.coming, rows.people, strict=True):
        marks = [words[present.get((row.pk, slot.day, slot.half))] for slot in slots]
        yield [person.name, person.organisation, person.home, *marks]


def _uploads(folder: str, title: str, files: Sequence[WorkshopFile]) -> Chapter | None:
    return Chapter(title, tuple(_files(f"{folder}/", files))) if files else None


def _notes(rows: WorkshopRows) -> Chapter:
    content, title = NotesPrint.of(rows), _("Notes")
    if not content.days:
        return Chapter(title, missing=(_("No notes were taken."),))
    what = _("Notes, decisions and actions")
    return Chapter(title, (_pdf("06-notes/notes", what, content),))


def _survey(rows: WorkshopRows) -> Chapter:
    content, title = SurveyPrint.of(rows), _("Survey")
    if not content.scales and not content.questions:
        return Chapter(title, missing=(content.standing,))
    return Chapter(title, (_pdf("07-survey/survey", _("Result of the survey"), content),))


def _report(workshop: Workshop) -> Chapter:
    title = _("City report")
    if workshop.kind != WorkshopKind.CITY:
        return Chapter(title, missing=(_("This meeting has no city report."),))
    editions = ReportEdition.objects.filter(city_report__workshop=workshop)
    edition = editions.order_by("-number").first()
    if edition is None:
        return Chapter(title, missing=(_("The city report is not published yet."),))
    name = f"08-report/city-report-edition-{edition.number}"
    return Chapter(title, (_pdf(name, str(edition), CityReportPrint.of_edition(edition)),))


def _mails(workshop: Workshop) -> Chapter:
    mails = Mail.objects.filter(programme=workshop.programme).about(workshop.source_prefix)
    lines = [
        [
            _moment(mail.created_at, workshop),
            _moment(mail.sent_at, workshop),
            mail.name,
            mail.address,
            mail.subject,
            mail.get_status_display(),
        ]
        for mail in mails.select_related("user").order_by("created_at", "pk")
    ]
    if not lines:
        return Chapter(_("Mails"), missing=(_("No mail was written."),))
    head = [_("Written"), _("Sent"), _("Name"), _("E-mail"), _("Subject"), _("State")]
    what = _("What was written to whom")
    table = table_file("csv", what, head, lines)
    return Chapter(_("Mails"), (_table("09-mails/mails.csv", what, table),))


def _networking(workshop: Workshop) -> list[Chapter]:
    """How many meetings there were and what came of them; nothing where none were arranged."""
    if not NetworkingSession.objects.filter(workshop=workshop).exists():
        return []
    title, funnel = _("Networking"), funnel_of(workshop)
    if funnel.is_empty:
        return [Chapter(title, missing=(_("Nobody asked for a meeting."),))]
    lines: list[list[Any]] = [["", step.label, step.number] for step in funnel.steps]
    for stage in OutcomeStage:
        counts = funnel.meetings.steps[stage]
        lines += [[stage.label, step.label, counts[step]] for step in OutcomeStep]
    what = _("The meetings of choice B and what came of them, in numbers")
    rows = [[str(when), str(label), number] for when, label, number in lines]
    table = table_file("csv", what, [_("Asked"), _("What"), _("Number")], rows)
    return [Chapter(title, (_table("10-networking/meetings.csv", what, table),))]


def _moment(moment: Any, workshop: Workshop) -> str:
    return f"{timezone.localtime(moment, workshop.tz):%Y-%m-%d %H:%M}" if moment else ""


def _pdf(name: str, what: str, content: Print) -> Part:
    return Part(f"{name}.pdf", what, content, content.content_key())


def _table(name: str, what: str, data: bytes) -> Part:
    return Part(name, what, data, hashlib.sha256(data).hexdigest())


def _files(prefix: str, files: Iterable[WorkshopFile]) -> list[Part]:
    """Under names of ours: a number, the words as plain letters, and what the file is."""
    joined = prefix if prefix.endswith("/") else f"{prefix}-"
    parts = []
    for number, file in enumerate(files, start=1):
        stem, _dot, suffix = file.name.rpartition(".")
        word = slugify(stem)[:60] or "file"
        name = f"{joined}{number:03}-{word}.{slugify(suffix) or 'bin'}"
        parts.append(Part(name, file.description, file.file, file.checksum))
    return parts
