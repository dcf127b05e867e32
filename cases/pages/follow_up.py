"""The page on which a city says what became of its actions: all of them, each saved by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.core.exceptions import ValidationError

from cases import services
from cases.follow_up import Asked, follow_up_url
from cases.forms.actions import FollowUpForm
from cases.models import AGREED, ActionFollowUp, ActionStatus, Case, ProposedAction
from programme.models import User


@dataclass
class FollowUpLine:
    """One agreed action, what was said of it before, and its part of the form."""

    action: ProposedAction
    row: ActionFollowUp
    # What the city said after 6 months, on the page of the 12.
    earlier: ActionFollowUp | None = None
    form: FollowUpForm = field(init=False)

    def __post_init__(self) -> None:
        self.form = self._form()

    @property
    def anchor(self) -> str:
        return f"action-{self.action.pk}"

    @property
    def is_said(self) -> bool:
        return bool(self.row.pk)

    def _form(self, data: Mapping[str, str] | None = None) -> FollowUpForm:
        return FollowUpForm(data, instance=self.row, prefix=self.anchor)

    def save(self, data: Mapping[str, str], *, by: User) -> bool | None:
        """Save what was typed for this action, if it makes sense; the form keeps what does not.

        None if nothing was touched, else whether it was saved.
        """
        self.form = self._form(data)
        if not self.form.is_valid():
            return False
        if not self.form.is_touched:
            self.form = self._form()
            return None
        months, said = self.row.months, self.form.cleaned_data
        try:
            if said["progress"]:
                words = {"progress": said["progress"], "why": said["why"]}
                self.row = services.say_what_became(self.action, months, by=by, **words).follow_up
            else:
                services.take_back_follow_up(self.action, months, by=by)
                self.row = ActionFollowUp(action=self.action, months=months)
        except (services.ActionGone, services.FollowUpError) as error:
            self.form.add_error(None, str(error))
            return False
        except ValidationError as error:
            self.form.add_error(None, error.messages)
            return False
        self.form = self._form()
        return True


@dataclass
class FollowUpPage:
    case: Case
    asked: Asked
    other: Asked
    lines: list[FollowUpLine]
    # Actions that the city has not answered yet: first it agrees, then it follows up.
    unanswered: int
    saved: int = 0

    @classmethod
    def of(cls, case: Case, months: int) -> Self:
        """Four queries."""
        asked, other = sorted(Asked.both(case), key=lambda row: row.months != months)
        actions = list(case.proposed_actions.all())
        agreed = [action for action in actions if action.status in AGREED]
        rows = ActionFollowUp.objects.filter(action__in=agreed).select_related("answered_by")
        said = {(row.action_id, row.months): row for row in rows}
        lines = []
        for action in agreed:
            action.case = case
            row = said.get((action.pk, months)) or ActionFollowUp(action=action, months=months)
            earlier = said.get((action.pk, 6)) if months == 12 else None
            lines.append(FollowUpLine(action, row, earlier))
        unanswered = sum(1 for action in actions if action.status == ActionStatus.PROPOSED)
        return cls(case, asked, other, lines, unanswered)

    def save(self, data: Mapping[str, str], *, by: User) -> None:
        """Save each action by itself: what is wrong with one keeps no other back."""
        self.saved = sum(1 for line in self.lines if line.save(data, by=by))

    @property
    def missing(self) -> int:
        return sum(1 for line in self.lines if not line.is_said)

    @property
    def errors(self) -> list[dict[str, str]]:
        """For the summary on top: a link to each field that is not saved."""
        return [
            {
                "anchor": f"{line.anchor}-{name}" if name != "__all__" else line.anchor,
                "label": line.action.identifier,
                "text": str(text),
            }
            for line in self.lines
            for name, texts in line.form.errors.items()
            for text in texts
        ]

    @property
    def keep_key(self) -> str:
        return f"follow-up-{self.case.pk}-{self.asked.months}"

    @property
    def other_url(self) -> str:
        return follow_up_url(self.case, self.other.months)

    def as_context(self) -> dict[str, Any]:
        return {"page": self, "case": self.case, "asked": self.asked}
