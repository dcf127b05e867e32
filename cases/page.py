"""Everything the page of a case shows to one person. All its queries.

The case has been reached through its reader (``cases.access``). What hangs on it is as visible as
the case or its draft, so it is read from the case; only confidential parts are chosen again.
"""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from cases.article import Article
from cases.checks import Finding, findings_of
from cases.contents import content_of
from cases.models import TAKEN_UP, Case, CaseStatus, Edition, ProposedAction
from cases.moves import (
    STATUS_CHIPS,
    Move,
    NextStep,
    due_date_of,
    has_begun,
    may_read_confidential,
    may_read_draft,
    may_write,
    moves_for,
    next_step,
)
from cases.progress import CaseProgress, progress_of
from cases.talk import open_counts
from programme.access import Seat
from programme.models import Activity, WorkplanItem

PARTS = ("answers", "objective_targets", "issues", "attachments", "cluster__figures")


@dataclass
class CasePage:
    """A case as its page shows it: the frozen edition, or the working text with its state."""

    case: Case
    article: Article
    edition: Edition | None
    sees_draft: bool
    can_write: bool
    can_edit_frame: bool
    moves: list[Move]
    actions: "Actions"
    progress: CaseProgress | None = None
    step: NextStep | None = None
    history: list[Activity] | None = None
    findings: list[Finding] | None = None
    open_comments: int = 0

    @classmethod
    def of(cls, case: Case, seat: Seat) -> "CasePage":
        sees_draft = may_read_draft(seat, case)
        edition = _last_edition(case) if case.is_shared else None
        if edition is None and sees_draft:
            prefetch_related_objects([case], *PARTS)
        content = edition.content if edition else content_of(case) if sees_draft else {}
        page = cls(
            case=case,
            article=Article.of(content, in_confidence=may_read_confidential(seat, case)),
            edition=edition,
            sees_draft=sees_draft,
            can_write=may_write(seat, case),
            can_edit_frame=seat.is_coordinator and not case.is_shared,
            moves=moves_for(seat, case),
            actions=Actions.of(case, seat),
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
            Activity.objects.about(case).filter(verb__startswith="case_").select_related("actor")
        )
        self.open_comments = sum(open_counts(case).values())
        if not case.is_shared:
            self.progress = progress_of([case])[case.pk]
        if self.can_submit or self.can_write:
            self.findings = findings_of(case)

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
    def primary(self) -> str:
        """The one button that stands out: writing while something is missing, else a move."""
        if self.can_write and self.errors:
            return "write"
        is_mine = self.step is not None and self.step.is_mine
        return self.moves[-1].to if self.moves and is_mine else ""

    @property
    def last_return(self) -> Activity | None:
        """The remark with which the case came back, while the city mends it."""
        if self.case.status != CaseStatus.RETURNED:
            return None
        return next((entry for entry in self.history or [] if entry.verb == "case_returned"), None)


@dataclass
class Actions:
    """The proposed actions of a case, and what the person may do with them."""

    rows: list[ProposedAction]
    can_edit: bool
    can_answer: bool
    is_shown: bool

    @classmethod
    def of(cls, case: Case, seat: Seat) -> "Actions":
        if not case.is_shared:
            return cls([], can_edit=False, can_answer=False, is_shown=False)
        rows = list(case.proposed_actions.all())
        return cls(
            rows,
            can_edit=seat.is_staff,
            can_answer=seat.edits(case.city),
            is_shown=bool(rows) or has_begun(case),
        )

    @property
    def taken_up(self) -> int:
        return sum(1 for row in self.rows if row.progress in TAKEN_UP)


def _last_edition(case: Case) -> Edition | None:
    return case.editions.select_related("frozen_by").order_by("-number").first()
