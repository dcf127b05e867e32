"""All papers of a workshop on one page: what, for whom, how it stands, one button each."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.access import Seat
from programme.models import User
from reports.contexts import context_of
from reports.contexts.workshop import WorkshopRows
from reports.documents.orders import request_document
from reports.documents.shelf import Shelved, may_have, with_papers
from reports.library.wanted import MEETING_KINDS, is_time_for, with_meetings
from reports.models import (
    PRIVATE_KINDS,
    STAFF_KINDS,
    WORKING_KINDS,
    Document,
    DocumentKind,
)
from workshops.models import Workshop
from workshops.papers.files import FileLine, files_by_kind, may_add_files

# In the order in which a host needs them.
PAPERS: tuple[tuple[str, str | Promise], ...] = (
    (DocumentKind.AGENDA, gettext_lazy("When what happens, as it is released.")),
    (DocumentKind.PRACTICAL_NOTE, gettext_lazy("How to get there, the days in short, contacts.")),
    (DocumentKind.PARTICIPANT_LIST, gettext_lazy("Those who agreed to stand in it, by city.")),
    (DocumentKind.BADGES, gettext_lazy("Eight on a sheet, to cut; some without a name.")),
    (DocumentKind.ATTENDANCE_SHEETS, gettext_lazy("One list to sign for each half-day.")),
    (DocumentKind.BUS_LIST, gettext_lazy("Who takes the bus to which visit, to tick off.")),
    (DocumentKind.DIET_LIST, gettext_lazy("For kitchen and host, never to be handed on.")),
    (DocumentKind.MEETING_SCHEDULES, gettext_lazy("One page for each person, to hand out.")),
    (DocumentKind.TABLE_SCHEDULES, gettext_lazy("One page for each table, to lay on it.")),
    (DocumentKind.MEETING_DESK, gettext_lazy("Who meets when, who has no meeting, interpreters.")),
    (DocumentKind.NOTES, gettext_lazy("What was said, decided, and who does what until when.")),
    (DocumentKind.POLICY_PAGE, gettext_lazy("The question, what is proposed, who can decide.")),
    (DocumentKind.DECK, gettext_lazy("The same for the screen at Friday lunch, 16:9.")),
    (DocumentKind.SURVEY_RESULT, gettext_lazy("Sums and own words, without names.")),
    (DocumentKind.EVIDENCE_PACK, gettext_lazy("Everything for the funder in one ZIP.")),
)

# Made of so many rows that a visit to the page does not compare them with what was built. They
# are as of a moment, which the page names; whoever asks for one anew gets a new one only if
# something has changed.
AS_OF_A_MOMENT = {DocumentKind.SURVEY_RESULT, DocumentKind.EVIDENCE_PACK, *MEETING_KINDS}


@dataclass(frozen=True)
class PaperLine:
    """One paper as a person sees it."""

    kind: str
    title: str
    what: str
    for_whom: str
    document: Document | None
    # Whether what it shows has changed since it was built; never said of one as of a moment.
    is_outdated: bool

    @property
    def is_pack(self) -> bool:
        return self.kind == DocumentKind.EVIDENCE_PACK

    @property
    def is_ready(self) -> bool:
        return self.document is not None and self.document.is_ready

    @property
    def may_have_changed(self) -> bool:
        """Whether it is offered anew although nobody has looked for changes."""
        return self.is_ready and not self.is_outdated and self.kind in AS_OF_A_MOMENT

    @property
    def needs_building(self) -> bool:
        """Whether “Make the …” has something to do here."""
        if self.document is None or self.document.is_failed:
            return True
        return self.is_ready and self.is_outdated

    @property
    def state(self) -> str:
        if self.document is None:
            return _("not made yet")
        if self.document.is_active:
            return _("being made")
        if self.document.is_failed:
            return _("could not be made")
        return _("outdated") if self.is_outdated else _("ready")

    @property
    def button(self) -> str:
        """What the button says that asks for it."""
        if self.is_outdated:
            return _("Make it anew")
        return _("Make the ZIP") if self.is_pack else _("Make the PDF")

    @property
    def chip(self) -> str:
        if self.document is None:
            return ""
        return "chip-due" if self.is_outdated else Shelved(self.document).chip


@dataclass(frozen=True)
class PapersPage:
    """The papers and the files of one workshop for one person."""

    workshop: Workshop
    lines: list[PaperLine]
    files: list[tuple[str, list[FileLine]]]
    has_note: bool
    registered: int
    can_add: bool

    @classmethod
    def of(cls, workshop: Workshop, seat: Seat) -> "PapersPage":
        """The same number of queries however many people come, and files there are."""
        rows, may = _papers_for(workshop, seat.user)
        return cls(
            workshop=workshop,
            lines=list(_lines(rows, may, skip=AS_OF_A_MOMENT)),
            files=files_by_kind(workshop, seat),
            # There is one for everybody who may be here once it is written.
            has_note=any(kind == DocumentKind.PRACTICAL_NOTE for kind, _what in may),
            registered=len(rows.coming),
            can_add=may_add_files(workshop, seat),
        )

    @property
    def waiting(self) -> int:
        """How many papers “Make the …” would build."""
        return sum(line.needs_building for line in self.lines)

    @property
    def is_building(self) -> bool:
        return any(line.document is not None and line.document.is_active for line in self.lines)


def _lines(
    rows: WorkshopRows,
    may: Iterable[tuple[str, str | Promise]],
    *,
    skip: Collection[str] = (),
) -> Iterator[PaperLine]:
    """Those of the papers with something on them; kinds to ``skip`` are not looked at closely."""
    shown = [(kind, what) for kind, what in may if _has_content(kind, rows)]
    documents = last_documents(rows.workshop, [kind for kind, _what in shown])
    for kind, what in shown:
        document = documents.get(kind)
        is_outdated = (
            document is not None
            and document.is_ready
            and kind not in skip
            and document.content_key != context_of(kind, rows).content_key()
        )
        label = str(DocumentKind(kind).label)
        yield PaperLine(kind, label, str(what), _for_whom(kind), document, is_outdated)


def _papers_for(
    workshop: Workshop, user: User
) -> tuple[WorkshopRows, list[tuple[str, str | Promise]]]:
    """Those that the person may ask for, and what they are made of. One query."""
    kinds = [kind for kind, _what in PAPERS]
    rows = with_papers(WorkshopRows.workshops(), user, kinds).annotate(has_meetings=with_meetings())
    row = rows.get(pk=workshop.pk)
    return WorkshopRows(row), [(kind, what) for kind, what in PAPERS if may_have(row, kind)]


def _has_content(kind: str, rows: WorkshopRows) -> bool:
    """Whether the paper would show anything now: no bus without a visit, no pack beforehand."""
    if kind == DocumentKind.BUS_LIST:
        return any(item.bus_at for item in rows.items)
    if kind in MEETING_KINDS:
        # Annotated by ``_papers_for``.
        return bool(getattr(rows.workshop, "has_meetings", False))
    return is_time_for(kind, rows.workshop)


def _for_whom(kind: str) -> str:
    if kind in PRIVATE_KINDS:
        return _("Host and coordinator")
    if kind in STAFF_KINDS:
        return _("Coordinator and experts")
    if kind in WORKING_KINDS:
        return _("Host, coordinator and experts")
    return _("Every member")


def last_documents(workshop: Workshop, kinds: Collection[str]) -> dict[str, Document]:
    """The last document of each of these kinds, which the person may have. One query.

    ``with_papers`` has said so: asking again would cost as much as all the rest.
    """
    rows = Document.objects.filter(workshop=workshop, kind__in=kinds)
    return {row.kind: row for row in rows.select_related("programme").order_by("pk")}


def build_all(workshop: Workshop, seat: Seat) -> list[Document]:
    """Ask for every paper of the workshop that the person may have and that is not up to date."""
    lines = _lines(*_papers_for(workshop, seat.user))
    kinds: Iterable[str] = [line.kind for line in lines if line.needs_building]
    return [request_document(kind, workshop, by=seat.user) for kind in kinds]
