"""What one person says of a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import page_helper
from programme.models import User
from workshops.matchmaking.outcomes import OpenStage
from workshops.models import (
    Happened,
    MeetingOutcome,
    MeetingParticipant,
    OutcomeStep,
)
from workshops.services.meetings.outcomes import answer_outcome

FIRST = (
    (Happened.HELD.value, _("Yes, it took place")),
    (Happened.NO_SHOW.value, _("No, somebody did not come")),
    (Happened.MOVED.value, _("Not yet, we moved it to another time")),
)
# Half a year later nothing is still moved.
SECOND = (
    (Happened.HELD.value, _("Yes, we met")),
    (Happened.NO_SHOW.value, _("No, we have not met")),
)


class StepField(forms.ChoiceField):
    """Wanted of whoever met, so it does not say “optional”; the form asks for it then."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class OutcomeForm(forms.Form):
    """Did you meet? What came of it? In the stage that is open."""

    # A step is wanted only with one of the answers above it: the browser cannot know.
    use_required_attribute = False

    happened = forms.ChoiceField(
        label=_("Did you meet?"),
        choices=FIRST,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you met.")},
    )
    step = StepField(
        label=_("What came of it?"),
        choices=OutcomeStep.choices,
        widget=forms.RadioSelect,
        help_text=_("Only of a meeting that took place."),
    )
    note = forms.CharField(
        label=_("In a few words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "characters"}),
        help_text=_(
            "Coordinator, experts, the host and the editors of your city can read it; the people "
            "you met cannot."
        ),
    )

    def __init__(
        self,
        *args: Any,
        row: MeetingParticipant,
        outcome: MeetingOutcome | None,
        open_stage: OpenStage,
        **kwargs: Any,
    ) -> None:
        if outcome:
            names = ("happened", "step", "note")
            kwargs["initial"] = {name: getattr(outcome, name) for name in names}
        super().__init__(*args, **kwargs)
        self.row = row
        if open_stage.is_second:
            self.fields["happened"].choices = SECOND  # type: ignore[attr-defined]
            self.fields["happened"].label = _("Have you met, then or since?")
            self.fields["step"].label = _("Where does it stand today?")
        self.helper = page_helper("happened", "step", "note")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("happened") == Happened.HELD and not values.get("step"):
            self.add_error("step", _("Say what came of the meeting."))
        return values

    def send(self, *, by: User | None) -> MeetingOutcome:
        """Raises MeetingError when no answer is taken any more."""
        return answer_outcome(self.row, by=by, **self.cleaned_data)
