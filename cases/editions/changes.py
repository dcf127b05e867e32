"""What an edition of a case changed against the one before it, for one reader."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cases.checking.checks import Finding, findings_of
from cases.contents import content_of, without_confidential
from cases.differences import Differences
from cases.models import Case, Edition


@dataclass(frozen=True)
class EditionChanges:
    """Two states of a case, and what differs between them."""

    case: Case
    # None: there is no edition before it yet.
    before: Edition | None
    # None: it is still being written.
    after: Edition | None
    differences: Differences
    # What everybody may know of it: no word about confidential parts.
    open_differences: Differences
    errors: list[Finding]

    @classmethod
    def of(cls, edition: Edition, *, in_confidence: bool) -> "EditionChanges | None":
        """A published edition against the one before; None for the first. One query.

        Both are stripped of their confidential parts for whoever may not read these.
        """
        before = edition.case.editions.filter(number__lt=edition.number)
        last = before.order_by("-number").first()
        if last is None:
            return None
        open_ones = _between(last.content, edition.content, in_confidence=False)
        seen = (
            _between(last.content, edition.content, in_confidence=True)
            if in_confidence
            else open_ones
        )
        return cls(edition.case, last, edition, seen, open_ones, [])

    @classmethod
    def of_draft(cls, case: Case) -> "EditionChanges":
        """The working text against the last edition, for those who publish it."""
        last = case.last_edition()
        was = last.content if last else {}
        now = content_of(case)
        return cls(
            case,
            last,
            None,
            _between(was, now, in_confidence=True),
            _between(was, now, in_confidence=False),
            [finding for finding in findings_of(case) if finding.is_error],
        )

    @property
    def number(self) -> int:
        if self.after:
            return self.after.number
        return (self.before.number if self.before else 0) + 1

    @cached_property
    def summary(self) -> str:
        """What changed in a sentence or two, fit for every reader."""
        summary = self.open_differences.summary
        if summary or not self.differences:
            return summary
        return _("Parts that are confidential changed.")


def _between(before: dict[str, Any], after: dict[str, Any], *, in_confidence: bool) -> Differences:
    if in_confidence:
        return Differences.between(before, after)
    return Differences.between(without_confidential(before), without_confidential(after))
