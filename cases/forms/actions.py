"""Actions that the workshop proposes, and the city's answers."""

from typing import Any

from crispy_forms.layout import Column, Field, Row
from django import forms
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import AGREED, ActionStatus, Case, ProposedAction
from programme.forms.base import PartialSaveMixin, fix_parent, page_helper


class ActionForm(PartialSaveMixin, forms.ModelForm):
    """A step that the workshop proposes, written by those who run the programme."""

    class Meta:
        model = ProposedAction
        fields = ["case", "text", "owner", "level", "due_on"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "text": gettext_lazy("One step that somebody can take, beginning with a verb."),
            "owner": gettext_lazy("Who would do it: a body, not a person."),
        }

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "case", case)
        if self.instance._state.adding:
            last = case.proposed_actions.aggregate(place=Max("position"), number=Max("number"))
            self.instance.position = (last["place"] or 0) + 1
            self.instance.number = (last["number"] or 0) + 1
        self.helper = page_helper(
            "text",
            "owner",
            Row(Column("level", css_class="col-6"), Column("due_on", css_class="col-6")),
        )


class ActionAnswerForm(PartialSaveMixin, forms.ModelForm):
    """What the host city says to a proposal, and what became of it."""

    class Meta:
        model = ProposedAction
        fields = ["status", "response", "progress"]
        widgets = {
            "status": forms.RadioSelect,
            "response": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "status": gettext_lazy("Your city’s answer"),
            "response": gettext_lazy("In words"),
            "progress": gettext_lazy("What became of it"),
        }
        help_texts = {
            "response": gettext_lazy("What you will do, what you change, or why you decline."),
            "progress": gettext_lazy("Asked again 6 and 12 months after the workshop."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [choice for choice in ActionStatus.choices if choice[0] != ActionStatus.PROPOSED]
        self.fields["status"].choices = answers  # type: ignore[attr-defined]
        self.fields["status"].error_messages["required"] = _("Choose an answer.")
        self.helper = page_helper(Field("status"), "response", "progress")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        status = data.get("status")
        # At the field rather than on top, where the constraints of the model would say it.
        if status == ActionStatus.DECLINED and not data.get("response"):
            self.add_error("response", _("Say why the action is declined."))
        if data.get("progress") and status and status not in AGREED:
            self.add_error("progress", _("A declined action makes no progress: leave this empty."))
        return data
