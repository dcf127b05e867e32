"""The page “Write offline”, and the sheets that it hands out."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.contents import CONTENT_PARTS, content_of, without_confidential
from cases.exchange.sheet import Sheet, how_to
from cases.models import Case, Edition
from cases.moves import may_read_draft, may_write, writes_for
from cases.services import why_locked
from programme.access import Seat


@dataclass(frozen=True)
class ExchangePage:
    """What this person can download, and whether a file of theirs can come back."""

    sees_draft: bool
    can_write: bool
    # Why nothing comes back; empty for readers, who never expect to.
    why_not: str
    edition_number: int | None

    @classmethod
    def of(cls, case: Case, seat: Seat) -> "ExchangePage":
        can_write = may_write(seat, case)
        last = case.editions.order_by("-number").values_list("number", flat=True).first()
        is_writer = writes_for(seat, case)
        return cls(
            sees_draft=may_read_draft(seat, case),
            can_write=can_write,
            why_not=why_locked(case) if is_writer and not can_write else "",
            edition_number=last,
        )

    @property
    def title(self) -> str:
        return _("Write offline") if self.can_write else _("The case as a file")

    @property
    def steps(self) -> list[str]:
        return how_to()


def draft_sheet(case: Case) -> Sheet:
    """The working text as it stands, with the version of each topic."""
    prefetch_related_objects([case], *CONTENT_PARTS)
    state = _("draft as of %(day)s") % {"day": date_format(timezone.localtime(), "j F Y H:i")}
    versions = {answer.topic: answer.version for answer in case.answers.all()}
    return Sheet.of(case, content_of(case), state=state, versions=versions)


def edition_sheet(case: Case, edition: Edition, *, in_confidence: bool) -> Sheet:
    """An edition to read, without what is confidential unless the reader is in confidence."""
    content = edition.content if in_confidence else without_confidential(edition.content)
    state = _("edition %(number)s") % {"number": edition.number}
    return Sheet.of(case, content, state=state)
