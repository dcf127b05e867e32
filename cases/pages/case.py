"""Everything the page of a case shows to one person. All its queries.

The case has been reached through its reader (``cases.access``). What hangs on it is as visible as
the case or its draft, so it is read from the case; only confidential parts are chosen again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, prefetch_related_objects

from cases.article import Article
from cases.checking.checks import Finding, findings_of
from cases.contents import CONTENT_PARTS, content_of
from cases.editions.readers import Readers
from cases.models import OPEN_STATUSES, Case, CaseStatus, Edition, Receipt
from cases.moves import (
    STATUS_CHIPS,
    Move,
    NextEdition,
    NextStep,
    due_date_of,
    may_read_confidential,
    may_read_draft,
    may_write,
    moves_for,
    next_step,
)
from cases.pages.actions import Actions
from cases.pages.sections import SectionTable
from cases.progress import CaseProgress, progress_of
from cases.rounds import Round, rounds_in
from cases.talk import open_by_place
from programme.access import Seat
from programme.models import Activity, WorkplanItem

# Beside the moves of the case.
HISTORY_VERBS = ("workplan_item_extended", "section_locked", "section_unlocked")


@dataclass
class CasePage:
    """A case as its page shows it: one of its editions, or the working text with its state."""

    case: Case
    article: Article
    # None: what is shown is the working text.
    edition: Edition | None
    # All there are, the last one first, without their content.
    editions: list[Edition]
    sees_draft: bool
    in_confidence: bool
    can_write: bool
    can_edit_frame: bool
    # Coordinator and experts, who lead the discussion and publish.
    can_lead: bool
    moves: list[Move]
    next_edition: NextEdition
    actions: Actions
    progress: CaseProgress | None = None
    step: NextStep | None = None
    history: list[Activity] | None = None
    findings: list[Finding] | None = None
    open_comments: int = 0
    # The six sections of a text that is still worked on, and each time the case came back.
    table: SectionTable | None = None
    rounds: list[Round] = field(default_factory=list)
    open_by_place: Mapping[str, int] = field(default_factory=dict)
    can_give_time: bool = False
    # The person's own receipt, and what those who lead the discussion know of the others.
    receipt: Receipt | None = None
    readers: Readers | None = None

    @classmethod
    def of(
        cls, case: Case, seat: Seat, *, number: int | None = None, is_draft: bool = False
    ) -> "CasePage":
        """The last edition once there is one, else the working text; or what is asked for.

        Raises Edition.DoesNotExist for a number that is none. ``is_draft`` is only for people
        who have been let in by ``cases.access.draft_case``.
        """
        sees_draft = may_read_draft(seat, case)
        editions = _editions_of(case) if case.is_shared else []
        edition = _chosen(editions, number, is_draft=is_draft)
        if edition is None and sees_draft:
            prefetch_related_objects([case], *CONTENT_PARTS)
        content = edition.content if edition else content_of(case) if sees_draft else {}
        in_confidence = may_read_confidential(seat, case)
        page = cls(
            case=case,
            article=Article.of(content, in_confidence=in_confidence),
            edition=edition,
            editions=editions,
            sees_draft=sees_draft,
            in_confidence=in_confidence,
            can_write=may_write(seat, case),
            can_edit_frame=seat.is_coordinator and not case.is_shared,
            can_lead=seat.is_staff,
            moves=moves_for(seat, case),
            next_edition=NextEdition.of(seat, case, editions[0].number + 1 if editions else 1),
            actions=Actions.of(case, seat) if not is_draft else Actions.none(),
        )
        if sees_draft:
            page._add_working_state(seat)
        return page

    def _add_working_state(self, seat: Seat) -> None:
        """What only those who work on the case see."""
        case = self.case
        keys = [key for key in (case.due_key, case.distribution_key) if key]
        items = WorkplanItem.objects.filter(programme=case.programme, source_key__in=keys)
        due = due_date_of(case, {item.source_key: item for item in items})
        self.step = next_step(seat, case, due)
        self.history = list(
            Activity.objects.about(case)
            .filter(Q(verb__startswith="case_") | Q(verb__in=HISTORY_VERBS))
            .select_related("actor")
        )
        self.rounds = rounds_in(self.history)
        if case.is_open or not case.is_shared:
            self.progress = progress_of([case])[case.pk]
            self.table = SectionTable.of(case, seat, self.progress)
            self.open_by_place = self.table.open_by_place
        else:
            self.open_by_place = open_by_place(case)
        self.open_comments = sum(self.open_by_place.values())
        is_due = due is not None and not due.is_done and case.status in OPEN_STATUSES
        self.can_give_time = seat.is_coordinator and is_due
        if self.can_submit or self.can_write:
            self.findings = findings_of(case)

    @property
    def is_current(self) -> bool:
        """Whether it is the edition that members read now."""
        return self.edition is not None and self.edition.pk == self.editions[0].pk

    @property
    def last_edition(self) -> Edition | None:
        return self.editions[0] if self.editions else None

    @property
    def changed_from(self) -> Edition | None:
        """The edition before the one that is shown."""
        shown = self.edition
        return next((e for e in self.editions if shown and e.number < shown.number), None)

    @property
    def public_edition(self) -> Edition | None:
        """What visitors read now."""
        return next((edition for edition in self.editions if edition.public_since), None)

    @property
    def can_change_files(self) -> bool:
        """Files come and go with the working text; those of an edition stay."""
        return self.can_write and self.edition is None

    @property
    def pdf_kind(self) -> str:
        """Those in confidence get the PDF with everything; others the one without."""
        has_secrets = self.article.confidential and self.in_confidence
        return "case_confidential" if has_secrets else "case"

    @property
    def sections(self) -> CaseProgress | None:
        """How far each section is, beside a text that is still being written."""
        return self.progress if self.edition is None else None

    @property
    def chip(self) -> str:
        return STATUS_CHIPS[self.case.status]

    @property
    def can_submit(self) -> bool:
        return any(move.to == CaseStatus.SUBMITTED for move in self.moves)

    @property
    def errors(self) -> list[Finding]:
        """What keeps the case from being submitted."""
        return [finding for finding in self.findings or [] if finding.is_error]

    @property
    def missing(self) -> int:
        """How many things that is."""
        return sum(finding.count for finding in self.errors)

    @property
    def primary(self) -> str:
        """The one button that stands out: writing while something is missing or has to be
        mended, else a move. None, while others are to write."""
        is_mine = self.step is not None and self.step.is_mine
        if self.can_write and (self.errors or self._is_to_mend):
            return "write" if is_mine else ""
        if self.next_edition.can_publish:
            return "publish"
        if self.next_edition.is_open and self.can_write:
            return "write"
        return self.moves[-1].to if self.moves and is_mine else ""

    @property
    def _is_to_mend(self) -> bool:
        return self.progress is not None and any(s.is_returned for s in self.progress.sections)

    @property
    def this_round(self) -> Round | None:
        """The remark with which the case came back, while the city mends it."""
        is_returned = self.case.status == CaseStatus.RETURNED
        return self.rounds[0] if is_returned and self.rounds else None

    @property
    def earlier_rounds(self) -> list[Round]:
        return self.rounds[1:] if self.this_round else self.rounds


def _editions_of(case: Case) -> list[Edition]:
    editions = case.editions.select_related("frozen_by").defer("content").order_by("-number")
    found = list(editions)
    for edition in found:
        edition.case = case
    return found


def _chosen(editions: list[Edition], number: int | None, *, is_draft: bool) -> Edition | None:
    if is_draft:
        return None
    if number is None:
        return editions[0] if editions else None
    for edition in editions:
        if edition.number == number:
            return edition
    raise Edition.DoesNotExist(number)
